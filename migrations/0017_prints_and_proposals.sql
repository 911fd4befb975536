-- What was printed (ADR 0029): a journal, kept and never rebuilt. `version` is that of the document, `basis` the sum of the versions of
-- all that the paper says, `priced` whether it was to show prices.
CREATE TABLE print (
  stream TEXT NOT NULL, form TEXT NOT NULL, n BIGINT NOT NULL, version BIGINT NOT NULL, basis BIGINT NOT NULL, priced BOOLEAN NOT NULL,
  at BIGINT NOT NULL, actor TEXT NOT NULL, request TEXT NOT NULL,
  PRIMARY KEY (stream, form, n)
) STRICT;
APPEND ONLY print;

-- Where a proposed customer stands, empty once confirmed; their name without signs and case, and their tax number: who is there twice.
ALTER TABLE customer ADD COLUMN standing TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN folded TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN tax_number TEXT NOT NULL DEFAULT '';
CREATE INDEX customer_folded ON customer (folded);
