-- A public identity or a keyed hash: 32 bytes, in byte order.
CREATE DOMAIN bytes32 AS BYTEA CHECK (octet_length(VALUE) = 32);

-- An unsigned 64-bit quantity or time. NUMERIC has its whole range, its order, and sums that do not overflow.
-- Run ids and shard ids are BIGINT instead, with the same 64 bits: the contract compares those as signed integers.
CREATE DOMAIN u64 AS NUMERIC(20, 0) CHECK (VALUE BETWEEN 0 AND 18446744073709551615);

-- What the records of one key compete with, most significant field first. Composite values compare field by field, so
-- GREATEST of two claims is the contract's tie-break, and a claim that wins brings all that the winner decides.
CREATE TYPE ledger_claim AS (
  status SMALLINT,             -- the rank
  finished_at u64,
  started_at u64,
  fence_epoch u64,
  run_id BIGINT,
  shard_id BIGINT,
  error_code TEXT COLLATE "C"  -- '' for none: NULL would be the greatest of all
);

CREATE TABLE done_ledger (
  tenant_id bytes32 NOT NULL,
  policy_hash bytes32 NOT NULL,
  ovid_hash bytes32 NOT NULL,
  claim ledger_claim NOT NULL,
  bytes_scanned u64 NOT NULL,
  findings_count BIGINT NOT NULL CHECK (findings_count BETWEEN 0 AND 4294967295),
  PRIMARY KEY (tenant_id, policy_hash, ovid_hash),
  CHECK ((claim).status IN (1, 2, 3, 10, 11)),
  CHECK (((claim).status >= 10) = ((claim).error_code = '')),
  CHECK ((claim).started_at <= (claim).finished_at),
  CHECK (CASE (claim).status WHEN 10 THEN findings_count = 0 WHEN 11 THEN findings_count > 0 ELSE TRUE END)
);
