-- What is found by its key alone lies in it (ADR 0032).
IN KEY ORDER fact_order;
IN KEY ORDER need;
IN KEY ORDER cover;
IN KEY ORDER stock_move;
IN KEY ORDER purchase_line;
IN KEY ORDER follow_up;
IN KEY ORDER duty_shown;
IN KEY ORDER allocation;
IN KEY ORDER receivable;

-- What waits for the seal is read as a whole: it needs no key, and stands where it was added.
CREATE TABLE waiting (stream TEXT NOT NULL, seq BIGINT NOT NULL) STRICT;
INSERT INTO waiting (stream, seq) SELECT stream, seq FROM seal_queue;
DROP TABLE seal_queue;
ALTER TABLE waiting RENAME TO seal_queue;

-- A need of a part is found where something is set aside for it or where it is short, not where it is met: a release writes a hundred.
DROP INDEX need_item;
CREATE INDEX need_reserved ON need (item_id, need_by) WHERE reserved > 0;
-- It has all that sharing out reads (H4.2).
DROP INDEX need_waiting;
CREATE INDEX need_waiting ON need (item_id, need_by, order_id, line, wanted, short) WHERE short > 0;

-- What came since a day is asked for by every look at today.
CREATE INDEX sales_order_arrived ON sales_order (arrived_on, clerk_id);
