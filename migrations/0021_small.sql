-- What is found by its key lies in it, where few other indexes would have to hold the whole key (ADR 0032).
IN KEY ORDER fact_order;
IN KEY ORDER need;
IN KEY ORDER duty_shown;

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

-- A duty is somebody's, or a role's: it is found by the one or the other.
DROP INDEX follow_up_role;
DROP INDEX follow_up_person;
CREATE INDEX follow_up_role ON follow_up (role, visible_from) WHERE person_id IS NULL;
CREATE INDEX follow_up_person ON follow_up (person_id, visible_from) WHERE person_id IS NOT NULL;

-- What came since a day is asked for by every look at today.
CREATE INDEX sales_order_arrived ON sales_order (arrived_on, clerk_id);

-- Lists read their first page in the order in which they stand, also of what has ended: a page costs the same however old the company is.
DROP INDEX sales_order_stage;
CREATE INDEX sales_order_stage ON sales_order (stage, promised_on, id);
CREATE INDEX sales_order_promised ON sales_order (promised_on, id);
CREATE INDEX purchase_needed ON purchase (need_by, id);
CREATE INDEX purchase_state_needed ON purchase (state, need_by, id);
CREATE INDEX work_order_due ON work_order (due, id);
CREATE INDEX shipment_leaves ON shipment (ship_on, id);
CREATE INDEX payment_on ON payment (reversed, paid_on, id);
DROP INDEX payment_customer;
CREATE INDEX payment_advance ON payment (customer_id, paid_on, number) WHERE reversed = FALSE AND advance > 0;
CREATE INDEX receivable_paid ON receivable (due_on) WHERE open = 0;

-- Names, numbers and codes of everything that is looked for, by two letters each (ADR 0034).
FULL TEXT search_entry;
-- What was looked into before, where rows become many.
ALTER TABLE shipment DROP COLUMN search;
ALTER TABLE claim DROP COLUMN search;
ALTER TABLE payment DROP COLUMN search;
ALTER TABLE work_order DROP COLUMN search;
ALTER TABLE purchase DROP COLUMN search;
