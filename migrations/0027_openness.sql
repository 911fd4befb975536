-- Who brought a workbook, as facts name them: it is open to them, and to who may see whatever may stand in it (H1.3).
ALTER TABLE import ADD COLUMN person TEXT NOT NULL DEFAULT '';
