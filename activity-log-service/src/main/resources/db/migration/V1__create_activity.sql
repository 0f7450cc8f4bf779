-- What people did and what happened, by month: an id is a UUIDv7, so its first 48 bits are its time, a range of ids
-- is a range of time, and the primary key stays unique over all partitions.
CREATE TABLE activity (
    id             uuid        NOT NULL PRIMARY KEY,
    at             timestamptz NOT NULL,
    stored_at      timestamptz NOT NULL DEFAULT now(),
    kind           text        NOT NULL,
    actor_type     text,
    actor_id       text,
    actor_name     text,
    verb           text        NOT NULL,
    object_type    text,
    object_id      text,
    exam_id        uuid,
    session_id     uuid,
    severity       text        NOT NULL,
    message        text,
    details        jsonb       NOT NULL,
    service        text        NOT NULL,
    trace_id       text,
    schema_version int         NOT NULL,
    search         tsvector    NOT NULL GENERATED ALWAYS AS (
        to_tsvector('simple',
                    verb || ' ' || coalesce(actor_name, '') || ' ' || coalesce(actor_id, '') || ' '
                    || coalesce(object_type, '') || ' ' || coalesce(object_id, '') || ' '
                    || coalesce(message, '') || ' ' || service)
        || jsonb_to_tsvector('simple', details, '["string", "numeric"]')) STORED
) PARTITION BY RANGE (id);

CREATE INDEX activity_session ON activity (session_id, id) WHERE session_id IS NOT NULL;
CREATE INDEX activity_exam ON activity (exam_id, id) WHERE exam_id IS NOT NULL;
CREATE INDEX activity_actor ON activity (actor_id, id) WHERE actor_id IS NOT NULL;
CREATE INDEX activity_object ON activity (object_id, id) WHERE object_id IS NOT NULL;
CREATE INDEX activity_verb ON activity (verb, id);
CREATE INDEX activity_trouble ON activity (severity, id) WHERE severity <> 'INFO';
CREATE INDEX activity_search ON activity USING gin (search);

-- Ids of clocks that are months wrong; nothing else ever gets here.
CREATE TABLE activity_other PARTITION OF activity DEFAULT;

CREATE FUNCTION uuid_v7_floor(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;
COMMENT ON FUNCTION uuid_v7_floor IS 'the smallest UUIDv7 of that millisecond, or one below it';

CREATE FUNCTION prepare_activity_month(month date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    first_day timestamptz := date_trunc('month', month::timestamp) AT TIME ZONE 'UTC';
    next_first timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC';
    partition_name text := 'activity_' || to_char(month, 'YYYY_MM');
BEGIN
    -- Two instances may start at once.
    PERFORM pg_advisory_xact_lock(hashtext('prepare_activity_month'));
    IF to_regclass(partition_name) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I PARTITION OF activity FOR VALUES FROM (%L) TO (%L)',
                   partition_name, uuid_v7_floor(first_day), uuid_v7_floor(next_first));
    RETURN true;
END
$$;

SELECT prepare_activity_month((now() AT TIME ZONE 'UTC' + make_interval(months => m))::date)
FROM generate_series(-1, 1) AS m;
