-- A claim's list tells the day on which the carrier is to answer or to pay; what carriers owe is by carrier, not by name.
ALTER TABLE claim RENAME COLUMN answer_by TO expected_by;
ALTER TABLE claim ADD COLUMN carrier_id TEXT NOT NULL DEFAULT '';
