-- What waits to be sealed says which orders it concerns: a journal beside the database is written from it (trust.md P23).
ALTER TABLE seal_queue ADD COLUMN orders TEXT NOT NULL DEFAULT '';
UPDATE seal_queue SET orders = COALESCE(
  (SELECT string_agg(o.order_id, ',' ORDER BY o.order_id) FROM fact_order o WHERE o.stream = seal_queue.stream AND o.seq = seal_queue.seq), '');
