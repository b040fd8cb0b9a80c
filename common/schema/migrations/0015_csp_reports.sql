-- Violations of the content security policy that browsers have told of, one row for each kind. The lengths are those
-- that store/csp_reports.h cuts texts to.

CREATE TABLE postern.csp_reports (
    directive text NOT NULL CHECK (octet_length(directive) <= 64),
    blocked_origin text NOT NULL CHECK (octet_length(blocked_origin) <= 255),
    document_path text NOT NULL CHECK (octet_length(document_path) <= 255),
    count bigint NOT NULL CHECK (count > 0),
    first_seen timestamptz NOT NULL,
    last_seen timestamptz NOT NULL,
    PRIMARY KEY (directive, blocked_origin, document_path)
);
