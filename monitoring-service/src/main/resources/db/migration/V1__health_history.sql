-- One row for each look at a service; kept for a day.
CREATE TABLE health_sample (
    service    text        NOT NULL,
    at         timestamptz NOT NULL,
    state      text        NOT NULL CHECK (state IN ('UP', 'DEGRADED', 'DOWN', 'UNKNOWN')),
    latency_ms integer     CHECK (latency_ms >= 0),
    message    text        NOT NULL,
    PRIMARY KEY (service, at)
);
CREATE INDEX health_sample_at ON health_sample USING brin (at);

-- One row for each time that a service's believed state changed.
CREATE TABLE health_change (
    id         uuid        PRIMARY KEY,
    service    text        NOT NULL,
    at         timestamptz NOT NULL,
    from_state text        NOT NULL,
    to_state   text        NOT NULL,
    score      smallint    NOT NULL CHECK (score BETWEEN 0 AND 100),
    message    text        NOT NULL
);
CREATE INDEX health_change_service_at ON health_change (service, at);

-- From the first change to DOWN or DEGRADED to the next to UP.
CREATE TABLE incident (
    id          uuid        PRIMARY KEY,
    service     text        NOT NULL,
    worst_state text        NOT NULL CHECK (worst_state IN ('DEGRADED', 'DOWN')),
    started_at  timestamptz NOT NULL,
    ended_at    timestamptz CHECK (ended_at >= started_at),
    message     text        NOT NULL
);
CREATE UNIQUE INDEX incident_open ON incident (service) WHERE ended_at IS NULL;
