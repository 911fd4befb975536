-- What pages query: every row is derived from facts and can be built again by `gendan rebuild`,
-- except credentials, sessions, series, files, imports and logs, which are not facts.
CREATE TABLE counter (name TEXT NOT NULL PRIMARY KEY, n BIGINT NOT NULL) STRICT;
CREATE TABLE series (name TEXT NOT NULL, period TEXT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (name, period)) STRICT;

CREATE TABLE credential (
  person_id TEXT NOT NULL PRIMARY KEY, login TEXT NOT NULL UNIQUE, hash TEXT NOT NULL, changed_at BIGINT NOT NULL
) STRICT;
CREATE TABLE session (
  token_hash TEXT NOT NULL PRIMARY KEY, id TEXT NOT NULL UNIQUE, person_id TEXT NOT NULL, created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL, agent TEXT NOT NULL, address TEXT NOT NULL,
  lang TEXT NOT NULL, theme TEXT NOT NULL, density TEXT NOT NULL
) STRICT;
CREATE INDEX session_person ON session (person_id);
CREATE TABLE login_failure (who TEXT NOT NULL PRIMARY KEY, failures BIGINT NOT NULL, since BIGINT NOT NULL) STRICT;
CREATE TABLE access_log (
  at BIGINT NOT NULL, actor TEXT NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL, request TEXT NOT NULL
) STRICT;
CREATE INDEX access_log_at ON access_log (at);
CREATE TABLE file (
  sha256 TEXT NOT NULL PRIMARY KEY, media_type TEXT NOT NULL, size BIGINT NOT NULL, name TEXT NOT NULL,
  at BIGINT NOT NULL, actor TEXT NOT NULL
) STRICT;
CREATE TABLE import (
  id TEXT NOT NULL PRIMARY KEY, sha256 TEXT NOT NULL, name TEXT NOT NULL, actor TEXT NOT NULL, at BIGINT NOT NULL,
  state TEXT NOT NULL, done BIGINT NOT NULL, total BIGINT NOT NULL, report TEXT NOT NULL
) STRICT;

CREATE TABLE person (
  id TEXT NOT NULL PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, roles TEXT NOT NULL,
  department TEXT NOT NULL, reports_to TEXT, retired BOOLEAN NOT NULL, search TEXT NOT NULL
) STRICT;
CREATE TABLE customer (
  id TEXT NOT NULL PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, class TEXT NOT NULL, industry TEXT NOT NULL,
  city TEXT NOT NULL, contact TEXT NOT NULL, phone TEXT NOT NULL, terms TEXT NOT NULL, retired BOOLEAN NOT NULL, search TEXT NOT NULL
) STRICT;
CREATE TABLE supplier (
  id TEXT NOT NULL PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, category TEXT NOT NULL,
  lead_days BIGINT NOT NULL, terms TEXT NOT NULL, retired BOOLEAN NOT NULL, search TEXT NOT NULL
) STRICT;
CREATE TABLE carrier (
  id TEXT NOT NULL PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, mode TEXT NOT NULL, category TEXT NOT NULL,
  km_per_day BIGINT NOT NULL, handling_days BIGINT NOT NULL, phone TEXT NOT NULL, retired BOOLEAN NOT NULL, search TEXT NOT NULL
) STRICT;
CREATE TABLE item (
  id TEXT NOT NULL PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, specification TEXT NOT NULL, kind TEXT NOT NULL,
  unit TEXT NOT NULL, supplier_id TEXT, supplier_name TEXT NOT NULL, reference_cost BIGINT NOT NULL, list_price BIGINT NOT NULL,
  safety_stock BIGINT NOT NULL, retired BOOLEAN NOT NULL, search TEXT NOT NULL
) STRICT;
CREATE TABLE work_center (
  id TEXT NOT NULL PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, crew TEXT NOT NULL,
  capacity BIGINT NOT NULL, hours BIGINT NOT NULL
) STRICT;

CREATE TABLE sales_order (
  id TEXT NOT NULL PRIMARY KEY, number TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, stage TEXT NOT NULL,
  held BOOLEAN NOT NULL, urgent BOOLEAN NOT NULL, open BOOLEAN NOT NULL,
  customer_id TEXT NOT NULL, customer_name TEXT NOT NULL, clerk_id TEXT NOT NULL, clerk_name TEXT NOT NULL,
  ordered_on TEXT NOT NULL, wanted_on TEXT NOT NULL, first_promise TEXT NOT NULL, promised_on TEXT NOT NULL,
  forecast_on TEXT NOT NULL, ship_on TEXT NOT NULL, arrived_on TEXT NOT NULL, total BIGINT NOT NULL, paid BIGINT NOT NULL,
  line_count BIGINT NOT NULL, goods TEXT NOT NULL, readiness BIGINT NOT NULL, progress BIGINT NOT NULL,
  next_text TEXT NOT NULL, next_due TEXT NOT NULL, late BOOLEAN NOT NULL, search TEXT NOT NULL
) STRICT;
CREATE INDEX sales_order_open ON sales_order (open, promised_on, id);
CREATE INDEX sales_order_stage ON sales_order (stage);
CREATE INDEX sales_order_customer ON sales_order (customer_id);
CREATE UNIQUE INDEX sales_order_number ON sales_order (number) WHERE number <> '';
CREATE TABLE need (
  order_id TEXT NOT NULL, line BIGINT NOT NULL, item_id TEXT NOT NULL, required BIGINT NOT NULL, reserved BIGINT NOT NULL,
  drawn BIGINT NOT NULL, short BIGINT NOT NULL, need_by TEXT NOT NULL, PRIMARY KEY (order_id, line, item_id)
) STRICT;
CREATE INDEX need_item ON need (item_id, need_by);
CREATE INDEX need_short ON need (need_by) WHERE short > 0;

CREATE TABLE balance (
  item_id TEXT NOT NULL PRIMARY KEY, on_hand BIGINT NOT NULL CHECK (on_hand >= 0),
  reserved BIGINT NOT NULL CHECK (reserved >= 0 AND reserved <= on_hand)
) STRICT;
CREATE TABLE stock_move (
  movement_id TEXT NOT NULL, n BIGINT NOT NULL, number TEXT NOT NULL, kind TEXT NOT NULL, moved_on TEXT NOT NULL,
  item_id TEXT NOT NULL, quantity BIGINT NOT NULL, order_id TEXT, source TEXT NOT NULL, reason TEXT NOT NULL,
  reversed BOOLEAN NOT NULL, PRIMARY KEY (movement_id, n)
) STRICT;
CREATE INDEX stock_move_item ON stock_move (item_id, moved_on);

CREATE TABLE purchase (
  id TEXT NOT NULL PRIMARY KEY, number TEXT NOT NULL UNIQUE, supplier_id TEXT NOT NULL, supplier_name TEXT NOT NULL,
  placed_on TEXT NOT NULL, state TEXT NOT NULL, line_count BIGINT NOT NULL, next_promise TEXT NOT NULL,
  need_by TEXT NOT NULL, total BIGINT NOT NULL, search TEXT NOT NULL
) STRICT;
CREATE INDEX purchase_state ON purchase (state, next_promise);
CREATE TABLE purchase_line (
  purchase_id TEXT NOT NULL, line BIGINT NOT NULL, item_id TEXT NOT NULL, quantity BIGINT NOT NULL, received BIGINT NOT NULL,
  inspected BIGINT NOT NULL, accepted BIGINT NOT NULL, rejected BIGINT NOT NULL, promised TEXT, need_by TEXT NOT NULL,
  PRIMARY KEY (purchase_id, line)
) STRICT;
CREATE INDEX purchase_line_item ON purchase_line (item_id);
CREATE TABLE cover (
  purchase_id TEXT NOT NULL, line BIGINT NOT NULL, order_id TEXT NOT NULL, order_line BIGINT NOT NULL, item_id TEXT NOT NULL,
  quantity BIGINT NOT NULL, to_come BIGINT NOT NULL, promised TEXT, need_by TEXT NOT NULL, number TEXT NOT NULL,
  PRIMARY KEY (purchase_id, line, order_id, order_line)
) STRICT;
CREATE INDEX cover_order ON cover (order_id);
CREATE INDEX cover_item ON cover (item_id);

CREATE TABLE work_order (
  id TEXT NOT NULL PRIMARY KEY, number TEXT NOT NULL UNIQUE, order_id TEXT NOT NULL, order_number TEXT NOT NULL, line BIGINT NOT NULL,
  item_id TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL, quantity BIGINT NOT NULL, produced BIGINT NOT NULL,
  progress BIGINT NOT NULL, start_by TEXT NOT NULL, due TEXT NOT NULL, period_start TEXT NOT NULL, period_finish TEXT NOT NULL,
  state TEXT NOT NULL, search TEXT NOT NULL
) STRICT;
CREATE INDEX work_order_order ON work_order (order_id);
CREATE INDEX work_order_state ON work_order (state, due);
CREATE TABLE shipment (
  id TEXT NOT NULL PRIMARY KEY, number TEXT NOT NULL UNIQUE, order_id TEXT NOT NULL, order_number TEXT NOT NULL,
  customer_name TEXT NOT NULL, ship_on TEXT NOT NULL, state TEXT NOT NULL, transport TEXT NOT NULL, carrier TEXT NOT NULL,
  waybill TEXT NOT NULL, eta TEXT NOT NULL, arrived_on TEXT NOT NULL, freight BIGINT NOT NULL, search TEXT NOT NULL
) STRICT;
CREATE INDEX shipment_order ON shipment (order_id);
CREATE INDEX shipment_state ON shipment (state, ship_on);
CREATE TABLE payment (
  id TEXT NOT NULL PRIMARY KEY, number TEXT NOT NULL UNIQUE, customer_id TEXT NOT NULL, customer_name TEXT NOT NULL,
  paid_on TEXT NOT NULL, amount BIGINT NOT NULL, method TEXT NOT NULL, reference TEXT NOT NULL, orders TEXT NOT NULL,
  reversed BOOLEAN NOT NULL, search TEXT NOT NULL
) STRICT;
CREATE TABLE allocation (
  payment_id TEXT NOT NULL, order_id TEXT NOT NULL, amount BIGINT NOT NULL, PRIMARY KEY (payment_id, order_id)
) STRICT;
CREATE INDEX allocation_order ON allocation (order_id);
CREATE TABLE claim (
  order_id TEXT NOT NULL, n BIGINT NOT NULL, due TEXT NOT NULL, amount BIGINT NOT NULL, open BIGINT NOT NULL, due_on TEXT NOT NULL,
  PRIMARY KEY (order_id, n)
) STRICT;
CREATE INDEX claim_due ON claim (due_on) WHERE open > 0;

CREATE TABLE follow_up (
  case_id TEXT NOT NULL, rule TEXT NOT NULL, occurrence TEXT NOT NULL, order_id TEXT, order_number TEXT NOT NULL,
  customer_name TEXT NOT NULL, target TEXT NOT NULL, action TEXT NOT NULL, body TEXT NOT NULL, reason TEXT NOT NULL, params TEXT NOT NULL,
  role TEXT NOT NULL, person_id TEXT, visible_from TEXT NOT NULL, due TEXT NOT NULL,
  PRIMARY KEY (case_id, rule, occurrence, action)
) STRICT;
CREATE INDEX follow_up_person ON follow_up (person_id, visible_from);
CREATE INDEX follow_up_role ON follow_up (role, visible_from);
CREATE INDEX follow_up_order ON follow_up (order_id);
