-- What was printed (ADR 0029): a journal, kept and never rebuilt. `version` is that of the document, `basis` the sum of the versions of
-- all that the paper says, `priced` whether it was to show prices.
CREATE TABLE print (
  stream TEXT NOT NULL, form TEXT NOT NULL, n BIGINT NOT NULL, version BIGINT NOT NULL, basis BIGINT NOT NULL, priced BOOLEAN NOT NULL,
  at BIGINT NOT NULL, actor TEXT NOT NULL, request TEXT NOT NULL,
  PRIMARY KEY (stream, form, n)
) STRICT;
APPEND ONLY print;
