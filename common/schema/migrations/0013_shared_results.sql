-- Results that are dear to compute, or come from outside: one process collects them, all answer with them. What they are
-- computed from needs no index that is not there: idx_agent_stats_created_at finds the quarter of an hour of the
-- statistics, and the unique key of workspace_builds the newest build of each workspace.

CREATE TABLE postern.shared_results (
    name text NOT NULL PRIMARY KEY CHECK (octet_length(name) BETWEEN 1 AND 200),
    value jsonb,                -- NULL until the first one is there.
    collected_at timestamptz,
    next_update_at timestamptz,
    claim uuid,                 -- Of whoever fetches a new one, or did, and was not heard of since.
    claimed_until timestamptz,  -- Until then nobody else begins.
    CHECK ((value IS NULL) = (collected_at IS NULL) AND (value IS NULL) = (next_update_at IS NULL))
);
