-- People who sign in with an organisation's account have no password here.
ALTER TABLE account
    ADD COLUMN issuer  text,
    ADD COLUMN subject text,
    ALTER COLUMN password_hash DROP NOT NULL,
    ADD CONSTRAINT account_can_sign_in CHECK (
        (password_hash IS NOT NULL AND issuer IS NULL AND subject IS NULL)
        OR (password_hash IS NULL AND issuer IS NOT NULL AND subject IS NOT NULL));
CREATE UNIQUE INDEX account_of_organisation ON account (issuer, subject) WHERE subject IS NOT NULL;
