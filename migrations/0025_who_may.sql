-- The security log (control 42): each line has an identity, where it came from, and whether it only tells of a look at confidential
-- data, of which there are far more than of the rest. Until now it held looks alone, one a request.
ALTER TABLE access_log ADD COLUMN id TEXT NOT NULL DEFAULT '';
ALTER TABLE access_log ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE access_log ADD COLUMN looked BOOLEAN NOT NULL DEFAULT TRUE;
UPDATE access_log SET id = request;
DROP INDEX access_log_at;
CREATE INDEX access_log_looked ON access_log (at, id) WHERE looked = TRUE;
CREATE INDEX access_log_told ON access_log (at, id) WHERE looked = FALSE;

-- Tries to sign in of the last minute (P26): by the digest of whom they are for or where they come from, the instants of each.
DROP TABLE login_failure;
CREATE TABLE login_attempt (who TEXT NOT NULL PRIMARY KEY, times TEXT NOT NULL, last BIGINT NOT NULL) STRICT;

-- Browsers on which somebody has signed in, by the digest of a token that they keep (control 17).
CREATE TABLE device (token_hash TEXT NOT NULL PRIMARY KEY, person_id TEXT NOT NULL, seen_at BIGINT NOT NULL) STRICT;
CREATE INDEX device_person ON device (person_id, seen_at);

-- The half of a one-time code that a first person gave, where it takes two (ADR 0036).
ALTER TABLE reset_code ADD COLUMN first_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE reset_code ADD COLUMN first_by TEXT NOT NULL DEFAULT '';
