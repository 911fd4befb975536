-- The counts of the orders' tabs read two words a row, not the row.
CREATE INDEX sales_order_open_stage ON sales_order (open, stage);
