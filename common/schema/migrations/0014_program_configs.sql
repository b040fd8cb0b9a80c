-- With what public options each program was last started, so that programs of one deployment that were started with
-- different ones can be told.

CREATE TABLE postern.program_configs (
    program text NOT NULL PRIMARY KEY,
    fingerprint bytea NOT NULL CHECK (length(fingerprint) = 32),  -- SHA-256 of the options.
    options jsonb NOT NULL,                                       -- Flag and value of each.
    recorded_at timestamptz NOT NULL                              -- Touched daily while such a program runs.
);
