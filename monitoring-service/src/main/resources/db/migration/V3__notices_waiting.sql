-- What receivers have still to be told, so that a restart forgets none of it.
CREATE TABLE notice_waiting (
    id       uuid        PRIMARY KEY, -- UUIDv7: in the order in which things happened
    receiver text        NOT NULL,
    at       timestamptz NOT NULL,
    notice   text        NOT NULL
);

-- When receivers were told of a group of errors; what was there before is no news.
ALTER TABLE error_group ADD told_at timestamptz;
UPDATE error_group SET told_at = now();
CREATE INDEX error_group_untold ON error_group (last_seen, fingerprint)
    WHERE status = 'OPEN' AND (told_at IS NULL OR regressed_at > told_at);
