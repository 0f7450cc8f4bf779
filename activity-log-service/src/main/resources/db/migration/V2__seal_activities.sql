-- Each activity carries a seal, by which its place in the day's hash chain is made, and the transaction that stored it:
-- once all transactions before one have ended, nobody can come before it any more, and its rows are final. That order
-- is what the chain and the live tail follow.
DROP INDEX activity_search;

ALTER TABLE activity
    DROP COLUMN search,
    -- Kept as it was written: what is hashed is text, and jsonb would order its keys anew (and cost a third of the intake).
    ALTER COLUMN details TYPE json USING details::json,
    ADD COLUMN salt       uuid,
    ADD COLUMN commitment bytea,
    ADD COLUMN leaf       bytea NOT NULL DEFAULT '',
    ADD COLUMN erasure    uuid,
    ADD COLUMN stored_xid xid8  NOT NULL DEFAULT '0';

ALTER TABLE activity
    ALTER COLUMN leaf DROP DEFAULT,
    ALTER COLUMN stored_xid SET DEFAULT pg_current_xact_id();

COMMENT ON COLUMN activity.salt IS 'of the commitment to what is personal; null once that is erased';
COMMENT ON COLUMN activity.commitment IS 'to what was personal; null until that is erased, since the salt gives it';
COMMENT ON COLUMN activity.leaf IS 'seal over the rest and the commitment; empty where the activity is older than the chain';
COMMENT ON COLUMN activity.erasure IS 'the erasure that took what was personal';

CREATE INDEX activity_arrival ON activity (stored_xid, id);

CREATE FUNCTION activity_words(verb text, actor_name text, actor_id text, object_type text, object_id text,
                               message text, service text, details json)
    RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN to_tsvector('simple',
                       verb || ' ' || coalesce(actor_name, '') || ' ' || coalesce(actor_id, '') || ' '
                       || coalesce(object_type, '') || ' ' || coalesce(object_id, '') || ' '
                       || coalesce(message, '') || ' ' || service)
           || json_to_tsvector('simple', details, '["string", "numeric"]');

-- An expression instead of a column: words are kept once, not in the row too.
CREATE INDEX activity_search ON activity USING gin (
    activity_words(verb, actor_name, actor_id, object_type, object_id, message, service, details));

-- The day's chain, a block at a time: 'hashes' of the rounds in which activities were sealed.
CREATE TABLE chain_block (
    day            date        NOT NULL,
    number         int         NOT NULL,
    first_position bigint      NOT NULL,
    ids            uuid[]      NOT NULL,
    leaves         bytea       NOT NULL,
    hash           bytea       NOT NULL,
    sealed_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (day, number)
);
ALTER TABLE chain_block ALTER COLUMN leaves SET STORAGE EXTERNAL;

-- How far the chain goes: one row.
CREATE TABLE chain_state (
    single     boolean PRIMARY KEY DEFAULT true CHECK (single),
    stored_xid xid8 NOT NULL,
    id         uuid NOT NULL
);
INSERT INTO chain_state (stored_xid, id) VALUES ('0', 'ffffffff-ffff-ffff-ffff-ffffffffffff');

-- Whose exam is whose, as the log itself says: teachers read what belongs to theirs.
CREATE TABLE exam_owner (
    exam_id  uuid NOT NULL,
    owner_id text NOT NULL,
    PRIMARY KEY (exam_id, owner_id)
);
CREATE INDEX exam_owner_owner ON exam_owner (owner_id);
INSERT INTO exam_owner (exam_id, owner_id)
SELECT DISTINCT exam_id, actor_id FROM activity
WHERE verb = 'exam-created' AND actor_type = 'person' AND exam_id IS NOT NULL AND actor_id IS NOT NULL;

CREATE OR REPLACE FUNCTION prepare_activity_month(month date) RETURNS boolean LANGUAGE plpgsql AS $$
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
    -- What a wrong clock put into this month before it was there moves in, or PostgreSQL would refuse the partition.
    EXECUTE format('CREATE TABLE %I (LIKE activity INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition_name);
    EXECUTE format('WITH moved AS (DELETE FROM activity_other WHERE id >= %L AND id < %L RETURNING *) '
                   || 'INSERT INTO %I SELECT * FROM moved',
                   uuid_v7_floor(first_day), uuid_v7_floor(next_first), partition_name);
    EXECUTE format('ALTER TABLE activity ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                   partition_name, uuid_v7_floor(first_day), uuid_v7_floor(next_first));
    RETURN true;
END
$$;

-- Drops months that ended before the given day; gives the first day that is kept, or null if nothing was dropped.
CREATE FUNCTION drop_activity_months(before date) RETURNS date LANGUAGE plpgsql AS $$
DECLARE
    old record;
    kept date;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('prepare_activity_month'));
    -- Readers and writers must not queue up behind a drop that waits for somebody's long query.
    SET LOCAL lock_timeout = '2s';
    FOR old IN
        SELECT c.relname AS name,
               (to_date(substr(c.relname, 10), 'YYYY_MM') + interval '1 month')::date AS ends
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'activity'::regclass AND c.relname ~ '^activity_\d{4}_\d{2}$'
    LOOP
        IF old.ends <= before THEN
            EXECUTE format('DROP TABLE %I', old.name);
            kept := greatest(kept, old.ends);
        END IF;
    END LOOP;
    IF kept IS NOT NULL THEN
        DELETE FROM chain_block WHERE day < kept;
    END IF;
    RETURN kept;
END
$$;
