-- Events that are committed together with the change they tell about; a relay brings them to Kafka and
-- deletes them. Order of publication is the order of seq.
CREATE TABLE outbox (
    seq         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id          uuid        NOT NULL,
    occurred_at timestamptz NOT NULL,
    topic       text        NOT NULL,
    key         text        NOT NULL,
    type        text        NOT NULL,
    traceparent text,
    body        text        NOT NULL,
    parked      text
);

COMMENT ON COLUMN outbox.traceparent IS 'W3C trace context of the request that appended the row';
COMMENT ON COLUMN outbox.parked IS 'why Kafka will never take this row; null while it is to be published';

CREATE FUNCTION outbox_wake_relay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('examhall_outbox', '');
    RETURN NULL;
END
$$;

CREATE TRIGGER outbox_wake_relay AFTER INSERT ON outbox
    FOR EACH STATEMENT EXECUTE FUNCTION outbox_wake_relay();
