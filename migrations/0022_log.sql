-- The sealed log (ADR 0035): what waits for it has its leaf; facts from before are queued at start.
DROP TABLE seal_queue;
CREATE TABLE seal_queue (stream TEXT NOT NULL, seq BIGINT NOT NULL, leaf BLOB NOT NULL) STRICT;

CREATE TABLE checkpoint (
  size BIGINT NOT NULL PRIMARY KEY,
  epoch BIGINT NOT NULL,
  root BLOB NOT NULL,
  at BIGINT NOT NULL,
  signer TEXT NOT NULL,
  signature BLOB NOT NULL,
  facts BLOB NOT NULL
) STRICT;
APPEND ONLY checkpoint;

CREATE TABLE log_peaks (one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1), size BIGINT NOT NULL, peaks BLOB NOT NULL) STRICT;

CREATE TABLE log_key (
  n BIGINT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  public BLOB NOT NULL,
  at BIGINT NOT NULL,
  introduced_by TEXT NOT NULL,
  signature BLOB NOT NULL
) STRICT;
APPEND ONLY log_key;

-- Lives of the database but the first: each begins where a copy was put back, behind so many facts of the log.
CREATE TABLE epoch (n BIGINT NOT NULL PRIMARY KEY, from_size BIGINT NOT NULL, at BIGINT NOT NULL, reason TEXT NOT NULL) STRICT;
APPEND ONLY epoch;
