-- Broken promises come first of a day; what somebody put off is listed (UX-07).
ALTER TABLE follow_up ADD COLUMN loud BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE follow_up ADD COLUMN put_off BOOLEAN NOT NULL DEFAULT FALSE;

-- What was expected of an order, as it was known (ADR 0028): a journal, kept and never rebuilt. `cause` is the kind of the fact
-- that changed it, empty where the day alone did.
CREATE TABLE forecast_change (
  order_id TEXT NOT NULL, at BIGINT NOT NULL, arrives TEXT NOT NULL, promised TEXT NOT NULL, decisive TEXT NOT NULL, late_since TEXT,
  cause TEXT NOT NULL,
  PRIMARY KEY (order_id, at)
) STRICT;

-- Whose orders a list opens with, and how many are at each stage.
CREATE INDEX sales_order_clerk ON sales_order (clerk_id, open, stage);
