-- The delivery notes that were booked, as numbers are compared: one is booked once per supplier, or again with a reason.
CREATE TABLE delivery_note (
  purchase_id TEXT NOT NULL, n BIGINT NOT NULL, supplier_id TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (purchase_id, n)
) STRICT;
CREATE INDEX delivery_note_supplier ON delivery_note (supplier_id, note);

-- Places where stock lies. The start of the program lays down the first one, which nobody has written down.
CREATE TABLE place (
  id TEXT NOT NULL PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, kind TEXT NOT NULL, retired BOOLEAN NOT NULL,
  search TEXT NOT NULL
) STRICT;
CREATE TABLE place_stock (
  place_id TEXT NOT NULL, item_id TEXT NOT NULL, quantity BIGINT NOT NULL CHECK (quantity >= 0), PRIMARY KEY (place_id, item_id)
) STRICT;
CREATE INDEX place_stock_item ON place_stock (item_id);
-- What the stock of an item is worth by moving average: value and average in millionths of a yuan.
CREATE TABLE stock_value (
  item_id TEXT NOT NULL PRIMARY KEY, quantity BIGINT NOT NULL, value BIGINT NOT NULL, average BIGINT NOT NULL
) STRICT;
ALTER TABLE stock_move ADD COLUMN place_id TEXT NOT NULL DEFAULT '00000000000000000000000000000000';
ALTER TABLE stock_move ADD COLUMN unit_cost BIGINT;
