-- What a minute of looks showed; kept for a month.
CREATE TABLE health_minute (
    service         text        NOT NULL,
    at              timestamptz NOT NULL,
    up              integer     NOT NULL,
    degraded        integer     NOT NULL,
    down            integer     NOT NULL,
    unknown         integer     NOT NULL,
    maintained      integer     NOT NULL,
    answered        integer     NOT NULL,
    latency_sum_ms  bigint      NOT NULL,
    latency_max_ms  integer,
    PRIMARY KEY (service, at)
);

-- The same of an hour; kept for two years.
CREATE TABLE health_hour (LIKE health_minute INCLUDING ALL);

-- One row for each problem that somebody was told of.
CREATE TABLE alert (
    id          uuid        PRIMARY KEY,
    key         text        NOT NULL,
    rule        text        NOT NULL,
    subject     text        NOT NULL,
    severity    text        NOT NULL CHECK (severity IN ('WARNING', 'CRITICAL')),
    summary     text        NOT NULL,
    dependants  text[]      NOT NULL,
    receivers   text[]      NOT NULL,
    since       timestamptz NOT NULL,
    raised_at   timestamptz NOT NULL,
    last_notice timestamptz NOT NULL,
    ended_at    timestamptz
);
CREATE INDEX alert_raised_at ON alert (raised_at DESC, id);
CREATE INDEX alert_open ON alert (key) WHERE ended_at IS NULL;

-- What happened to it.
CREATE TABLE alert_notice (
    id       uuid        PRIMARY KEY,
    alert_id uuid        NOT NULL REFERENCES alert ON DELETE CASCADE,
    at       timestamptz NOT NULL,
    kind     text        NOT NULL,
    text     text        NOT NULL
);
CREATE INDEX alert_notice_alert ON alert_notice (alert_id, at);

CREATE TABLE maintenance_window (
    id         uuid        PRIMARY KEY,
    subjects   text[]      NOT NULL,
    starts_at  timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL CHECK (ends_at > starts_at),
    reason     text        NOT NULL,
    created_by text        NOT NULL
);
CREATE INDEX maintenance_window_ends_at ON maintenance_window (ends_at);

-- What the instance on duty believes, for the others and for its successor.
CREATE TABLE board (
    single  boolean     PRIMARY KEY DEFAULT true CHECK (single),
    at      timestamptz NOT NULL,
    content text        NOT NULL
);

-- Errors that are the same bug.
CREATE TABLE error_group (
    fingerprint  text        PRIMARY KEY,
    service      text        NOT NULL,
    type         text        NOT NULL,
    message      text        NOT NULL,
    first_seen   timestamptz NOT NULL,
    last_seen    timestamptz NOT NULL,
    count        bigint      NOT NULL,
    status       text        NOT NULL DEFAULT 'OPEN' CHECK (status IN ('OPEN', 'RESOLVED', 'IGNORED')),
    decided_at   timestamptz,
    decided_by   text,
    regressions  integer     NOT NULL DEFAULT 0,
    regressed_at timestamptz
);
CREATE INDEX error_group_last_seen ON error_group (last_seen DESC, fingerprint);

-- The newest of each group; ids that were counted are remembered with them.
CREATE TABLE error_event (
    id          uuid        PRIMARY KEY,
    fingerprint text        NOT NULL REFERENCES error_group ON DELETE CASCADE,
    at          timestamptz NOT NULL,
    service     text        NOT NULL,
    version     text,
    route       text,
    trace_id    text,
    message     text        NOT NULL,
    stack_trace text        NOT NULL
);
CREATE INDEX error_event_group ON error_event (fingerprint, at DESC);
