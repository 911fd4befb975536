-- Who waits for a part, the first in need first (H4.2): what lies free is shared out in this order.
CREATE INDEX need_waiting ON need (item_id, need_by, order_id, line) WHERE short > 0;
-- It serves what this one did, and is not passed over for it.
DROP INDEX need_short_item;

-- By when what is open of them should be done; empty where nothing is.
ALTER TABLE work_order ADD COLUMN awaited_on TEXT NOT NULL DEFAULT '';
ALTER TABLE shipment ADD COLUMN awaited_on TEXT NOT NULL DEFAULT '';

-- Since when each duty is shown (H8.1): kept when tables are built anew.
CREATE TABLE duty_shown (
  case_id TEXT NOT NULL, rule TEXT NOT NULL, occurrence TEXT NOT NULL, since TEXT NOT NULL, gone_on TEXT NOT NULL,
  PRIMARY KEY (case_id, rule, occurrence)
) STRICT;

-- Whether a line is made and all of it is: asked of every need that waits for a part.
CREATE INDEX work_order_line ON work_order (order_id, line, item_id, produced, quantity);
