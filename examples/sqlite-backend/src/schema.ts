/**
 * Ids are TEXT in lower-case hex, whose order is that of their bytes. A u64 is an INTEGER, which SQLite compares as a signed
 * number: run ids and shard ids keep their 64 bits, because the contract compares those as signed numbers too; all others
 * have their top bit flipped, which makes signed order unsigned order. Locations are UTF-8 in BLOBs, because they may contain
 * U+0000. An error code, a display or a url that is not there is empty.
 */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS done_ledger (
    tenant_id TEXT NOT NULL,
    policy_hash TEXT NOT NULL,
    ovid_hash TEXT NOT NULL,
    status INTEGER NOT NULL CHECK (status IN (1, 2, 3, 10, 11)),
    finished_at INTEGER NOT NULL,
    started_at INTEGER NOT NULL CHECK (started_at <= finished_at),
    fence_epoch INTEGER NOT NULL,
    run_id INTEGER NOT NULL,
    shard_id INTEGER NOT NULL,
    error_code TEXT NOT NULL CHECK ((error_code = '') = (status >= 10)),
    bytes_scanned INTEGER NOT NULL,
    findings_count INTEGER NOT NULL CHECK (findings_count BETWEEN 0 AND 4294967295),
    PRIMARY KEY (tenant_id, policy_hash, ovid_hash)
  ) STRICT, WITHOUT ROWID;

  -- A batch, folded to one row per key before it is merged.
  CREATE TEMP TABLE IF NOT EXISTS incoming (
    tenant_id TEXT, policy_hash TEXT, ovid_hash TEXT, status INTEGER, finished_at INTEGER, started_at INTEGER,
    fence_epoch INTEGER, run_id INTEGER, shard_id INTEGER, error_code TEXT, bytes_scanned INTEGER,
    findings_count INTEGER,
    PRIMARY KEY (tenant_id, policy_hash, ovid_hash)
  ) STRICT;

  CREATE TABLE IF NOT EXISTS findings (
    tenant_id TEXT NOT NULL,
    finding_id TEXT NOT NULL,
    stable_item_id TEXT NOT NULL,
    rule_fingerprint TEXT NOT NULL,
    secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
    PRIMARY KEY (tenant_id, finding_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS occurrences (
    tenant_id TEXT NOT NULL,
    occurrence_id TEXT NOT NULL,
    finding_id TEXT NOT NULL,
    object_version_id TEXT NOT NULL,
    byte_offset INTEGER NOT NULL,
    byte_length INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, occurrence_id),
    FOREIGN KEY (tenant_id, finding_id) REFERENCES findings
  ) STRICT, WITHOUT ROWID;

  -- An observation remembers two contributions: the greatest, and the greatest that has a location (NULL for none). With one
  -- of them alone the row would depend on the order of arrival.
  CREATE TABLE IF NOT EXISTS observations (
    tenant_id TEXT NOT NULL,
    observation_id TEXT NOT NULL,
    occurrence_id TEXT NOT NULL,
    policy_hash TEXT NOT NULL,
    ovid_hash TEXT NOT NULL,
    winner_seen_at INTEGER NOT NULL,
    winner_has_location INTEGER NOT NULL,
    winner_fence_epoch INTEGER NOT NULL,
    winner_run_id INTEGER NOT NULL,
    winner_shard_id INTEGER NOT NULL,
    winner_display BLOB NOT NULL,
    winner_url BLOB NOT NULL,
    located_seen_at INTEGER,
    located_fence_epoch INTEGER,
    located_run_id INTEGER,
    located_shard_id INTEGER,
    located_display BLOB,
    located_url BLOB,
    PRIMARY KEY (tenant_id, observation_id),
    FOREIGN KEY (tenant_id, occurrence_id) REFERENCES occurrences
  ) STRICT, WITHOUT ROWID;
`;
