-- What of a receipt pays no order: the customer's advance.
ALTER TABLE payment ADD COLUMN advance BIGINT NOT NULL DEFAULT 0;
CREATE INDEX payment_customer ON payment (customer_id);
CREATE INDEX payment_reference ON payment (reference);
