-- Claims against carriers (H6.6).
CREATE TABLE claim (
  id TEXT NOT NULL PRIMARY KEY, number TEXT NOT NULL UNIQUE, order_id TEXT NOT NULL, order_number TEXT NOT NULL,
  customer_name TEXT NOT NULL, shipment_id TEXT NOT NULL UNIQUE, shipment_number TEXT NOT NULL, carrier_name TEXT NOT NULL,
  waybill TEXT NOT NULL, state TEXT NOT NULL, opened_on TEXT NOT NULL, lodged_on TEXT NOT NULL, answer_by TEXT NOT NULL,
  claimed BIGINT NOT NULL, recovered BIGINT NOT NULL, open BIGINT NOT NULL, search TEXT NOT NULL
) STRICT;
CREATE INDEX claim_state ON claim (state, answer_by);
CREATE INDEX claim_order ON claim (order_id);
