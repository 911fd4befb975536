-- The step that comes next on a work order and where it is done: what a work centre has before it (H4.4).
ALTER TABLE work_order ADD COLUMN step TEXT NOT NULL DEFAULT '';
ALTER TABLE work_order ADD COLUMN center_id TEXT NOT NULL DEFAULT '';
CREATE INDEX work_order_center ON work_order (center_id, state, due);

-- The line that an expectation is of, where one is late before its order is (H6.3).
ALTER TABLE forecast_change ADD COLUMN line BIGINT;
