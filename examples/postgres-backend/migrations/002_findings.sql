-- Findings and occurrences are immutable: nothing updates or deletes them, so whoever has seen a parent may rely on it.
-- The foreign keys are checked at commit, after the write has named every missing parent itself.

CREATE TABLE findings (
  tenant_id bytes32 NOT NULL,
  finding_id bytes32 NOT NULL,
  stable_item_id bytes32 NOT NULL,
  rule_fingerprint bytes32 NOT NULL,
  secret_hash bytes32 NOT NULL,
  PRIMARY KEY (tenant_id, finding_id)
);

CREATE TABLE occurrences (
  tenant_id bytes32 NOT NULL,
  occurrence_id bytes32 NOT NULL,
  finding_id bytes32 NOT NULL,
  object_version_id bytes32 NOT NULL,
  byte_offset u64 NOT NULL,
  byte_length u64 NOT NULL CHECK (byte_length > 0),
  PRIMARY KEY (tenant_id, occurrence_id),
  FOREIGN KEY (tenant_id, finding_id) REFERENCES findings DEFERRABLE INITIALLY DEFERRED
);

-- What the contributions to one observation compete with, most significant field first. The two texts are UTF-8 in BYTEA:
-- that is the order the contract wants, and unlike TEXT it takes U+0000, which a location may contain.
CREATE TYPE observation_claim AS (
  seen_at u64,
  has_location BOOLEAN,
  fence_epoch u64,
  run_id BIGINT,
  shard_id BIGINT,
  location_display BYTEA,  -- empty for none
  location_url BYTEA       -- empty for none
);

-- An observation remembers two contributions: the greatest, and the greatest that has a location. Readers see the first
-- with the location of the second. With one of them alone the row would depend on the order of arrival.
CREATE TABLE observations (
  tenant_id bytes32 NOT NULL,
  observation_id bytes32 NOT NULL,
  occurrence_id bytes32 NOT NULL,
  policy_hash bytes32 NOT NULL,
  ovid_hash bytes32 NOT NULL,
  winner observation_claim NOT NULL,
  located observation_claim,
  PRIMARY KEY (tenant_id, observation_id),
  FOREIGN KEY (tenant_id, occurrence_id) REFERENCES occurrences DEFERRABLE INITIALLY DEFERRED,
  CHECK ((located).has_location AND winner >= located),
  CHECK (NOT (winner).has_location OR winner = located)
);
