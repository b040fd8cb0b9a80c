-- Programs that know older schemas go on serving beside this one, unless a migration says that they cannot: the least
-- schema version that a program must know, 0 where any will do.

ALTER TABLE postern.schema_migrations ADD COLUMN serves_from integer NOT NULL DEFAULT 0;
