-- How far the open orders are derived anew after a declaration of days (ADR 0026): a journal, kept and never rebuilt. `version`
-- is the place of the declaration in the company's stream, `position` the last order that was derived.
CREATE TABLE calendar_change (
  version BIGINT NOT NULL PRIMARY KEY, declared_at BIGINT NOT NULL, position TEXT NOT NULL, total BIGINT NOT NULL, done BIGINT NOT NULL,
  orders BIGINT NOT NULL, dates BIGINT NOT NULL, finished BOOLEAN NOT NULL
) STRICT;
CREATE INDEX calendar_change_open ON calendar_change (finished, version);

-- The dates that a declaration moved, as they were found while the orders were derived anew.
CREATE TABLE calendar_move (
  id TEXT NOT NULL PRIMARY KEY, change TEXT NOT NULL, order_id TEXT NOT NULL, kind TEXT NOT NULL, what TEXT NOT NULL,
  before_on TEXT NOT NULL, after_on TEXT NOT NULL, size BIGINT NOT NULL, direction TEXT NOT NULL
) STRICT;
CREATE INDEX calendar_move_change ON calendar_move (change, size);
CREATE INDEX calendar_move_size ON calendar_move (size, id);
