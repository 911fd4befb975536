-- Which version of each noun's tables this database holds: what differs from the program is built anew at start.
CREATE TABLE projection (name TEXT NOT NULL PRIMARY KEY, version BIGINT NOT NULL) STRICT;
