-- What a file hangs on and what it is there: derived from facts, asked before a file is opened.
CREATE TABLE file_link (
  sha256 TEXT NOT NULL, stream TEXT NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (sha256, stream, kind)
) STRICT;
