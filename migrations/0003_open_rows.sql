-- Lists that look at what is open read what is open, however long the history is.
CREATE INDEX need_short_item ON need (item_id, short) WHERE short > 0;
CREATE INDEX cover_open ON cover (order_id, order_line, item_id, quantity, to_come) WHERE to_come > 0;
CREATE INDEX stock_move_on ON stock_move (moved_on);
