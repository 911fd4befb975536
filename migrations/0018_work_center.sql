-- The step that comes next on a work order and where it is done: what a work centre has before it (H4.4).
ALTER TABLE work_order ADD COLUMN step TEXT NOT NULL DEFAULT '';
ALTER TABLE work_order ADD COLUMN center_id TEXT NOT NULL DEFAULT '';
CREATE INDEX work_order_center ON work_order (center_id, state, due);
