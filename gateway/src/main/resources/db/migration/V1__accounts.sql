-- People who sign in at the gateway.
CREATE TABLE account (
    id              uuid PRIMARY KEY,
    username        text        NOT NULL,
    display_name    text        NOT NULL,
    password_hash   text        NOT NULL,
    roles           text[]      NOT NULL,
    disabled        boolean     NOT NULL DEFAULT false,
    created_at      timestamptz NOT NULL DEFAULT now(),
    last_sign_in_at timestamptz,
    CONSTRAINT account_username_is_normal CHECK (username = lower(btrim(username)) AND username <> '')
);
CREATE UNIQUE INDEX account_username ON account (username);

-- Failed attempts to sign in, by hashes of the name, the address, and both together.
CREATE TABLE sign_in_failure (
    subject  text PRIMARY KEY,
    failures integer     NOT NULL,
    last_at  timestamptz NOT NULL
);
CREATE INDEX sign_in_failure_last_at ON sign_in_failure (last_at);

-- Sessions that were ended before their time. Kept until they would have ended anyway.
CREATE TABLE ended_session (
    id           uuid PRIMARY KEY,
    ended_at     timestamptz NOT NULL DEFAULT now(),
    forget_after timestamptz NOT NULL
);
CREATE INDEX ended_session_forget_after ON ended_session (forget_after);
