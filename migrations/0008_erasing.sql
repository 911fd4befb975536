-- Erasing by law (ADR 0014): while a transaction has its row here, the body of a fact may lose texts; all else stays guarded.
CREATE TABLE erasing (one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1)) STRICT;
ERASABLE fact;
