-- Who waits for a part, the first in need first (H4.2): what lies free is shared out in this order.
CREATE INDEX need_waiting ON need (item_id, need_by, order_id, line) WHERE short > 0;

-- By when what is open of them should be done; empty where nothing is.
ALTER TABLE work_order ADD COLUMN awaited_on TEXT NOT NULL DEFAULT '';
ALTER TABLE shipment ADD COLUMN awaited_on TEXT NOT NULL DEFAULT '';
