-- What the system does for itself, as it went the last time: sealing, back-ups, drills.
CREATE TABLE upkeep_run (name TEXT NOT NULL PRIMARY KEY, at BIGINT NOT NULL, ok BOOLEAN NOT NULL, told TEXT NOT NULL) STRICT;
