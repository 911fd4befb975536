-- Whether a part is waited for, as the order's case says (H4.2): not for what is made, nor while the order is stopped.
ALTER TABLE need ADD COLUMN wanted BOOLEAN NOT NULL DEFAULT TRUE;
DROP INDEX need_waiting;
CREATE INDEX need_waiting ON need (item_id, need_by, order_id, line) WHERE short > 0 AND wanted = TRUE;
-- Whether a line is made is not asked of its work orders any more.
DROP INDEX work_order_line;

-- The expected arrival, where it does not move on with the day (H6.1).
ALTER TABLE forecast_change ADD COLUMN stands TEXT;

-- Duties of one cause with other deeds are others. What stood on a desk before this was kept is shown since its day.
CREATE TABLE duty_since (
  case_id TEXT NOT NULL, rule TEXT NOT NULL, occurrence TEXT NOT NULL, deed TEXT NOT NULL, since TEXT NOT NULL,
  gone_at TEXT NOT NULL, PRIMARY KEY (case_id, rule, occurrence, deed)
) STRICT;
INSERT INTO duty_since (case_id, rule, occurrence, deed, since, gone_at)
  SELECT f.case_id, f.rule, f.occurrence, f.action, COALESCE(s.since, f.visible_from || 'T00:00:00'), ''
  FROM follow_up f LEFT JOIN duty_shown s
  ON s.case_id = f.case_id AND s.rule = f.rule AND s.occurrence = f.occurrence;
DROP TABLE duty_shown;
ALTER TABLE duty_since RENAME TO duty_shown;

-- By when the first of what a supplier is asked for should come; empty where nothing is awaited.
ALTER TABLE purchase ADD COLUMN awaited_on TEXT NOT NULL DEFAULT '';
