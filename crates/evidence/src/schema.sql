-- Evidence: facts, their links to orders, stream heads, what waits for the seal, answers to repeated requests, messages.
CREATE TABLE instance (
  one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
  uuid TEXT NOT NULL,
  epoch BIGINT NOT NULL
) STRICT;

CREATE TABLE fact (
  stream TEXT NOT NULL,
  seq BIGINT NOT NULL,
  kind TEXT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  command TEXT NOT NULL,
  epoch BIGINT NOT NULL,
  body BLOB NOT NULL,
  prev_hash BLOB NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (stream, seq)
) STRICT;

CREATE TABLE fact_order (
  order_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  stream TEXT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (order_id, at, stream, seq)
) STRICT;

CREATE TABLE head (
  stream TEXT NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  at BIGINT NOT NULL,
  hash BLOB NOT NULL,
  snapshot BLOB NOT NULL
) STRICT;

CREATE TABLE seal_queue (
  stream TEXT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (stream, seq)
) STRICT;

CREATE TABLE answer (
  actor TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  request BLOB NOT NULL,
  status BIGINT NOT NULL,
  location TEXT NOT NULL,
  body TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (actor, idempotency_key)
) STRICT;

CREATE TABLE outbox (
  id TEXT NOT NULL PRIMARY KEY,
  dedup_key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  order_id TEXT NOT NULL,
  recipient TEXT NOT NULL,
  body TEXT NOT NULL,
  not_before BIGINT NOT NULL,
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL
) STRICT;
