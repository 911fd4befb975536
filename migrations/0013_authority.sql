-- Roles that wait for a second person, and who stands in for whom: derived from facts.
ALTER TABLE person ADD COLUMN proposed TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN substitute_id TEXT;
ALTER TABLE person ADD COLUMN substitute_from TEXT;
ALTER TABLE person ADD COLUMN substitute_to TEXT;
CREATE INDEX person_substitute ON person (substitute_id);

-- A code by which somebody sets their password, once; only its hash is kept.
CREATE TABLE reset_code (
  person_id TEXT NOT NULL PRIMARY KEY, hash TEXT NOT NULL, expires_at BIGINT NOT NULL
) STRICT;
