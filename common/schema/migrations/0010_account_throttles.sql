-- How often somebody has guessed at an account of late, whether it exists or not: so the answer tells nobody which do.

CREATE TABLE postern.account_throttles (
    -- SHA-256 of what was tried and of the address it was tried on: no address is kept, and every row has one size.
    account bytea NOT NULL PRIMARY KEY CHECK (length(account) = 32),
    failures integer NOT NULL CHECK (failures > 0),
    failed_at timestamptz NOT NULL,  -- The last one.
    retry_at timestamptz NOT NULL    -- Until then nothing more is tried.
);
CREATE INDEX account_throttles_failed_at_idx ON postern.account_throttles (failed_at);

-- Browsers from which somebody has signed in to an account: guesses from elsewhere do not close it to them. Without a
-- reference to users, whose triggers stay what they are.
CREATE TABLE postern.known_devices (
    account bytea NOT NULL CHECK (length(account) = 32),  -- SHA-256 of the account's address.
    secret bytea NOT NULL CHECK (length(secret) = 32),    -- SHA-256 of what the browser keeps.
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (account, secret)
);
