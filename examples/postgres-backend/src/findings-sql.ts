/** A parameter that holds a batch's findings, as rows. */
const FINDINGS_OF = (parameter: string): string => `
  json_to_recordset(${parameter}::json) AS incoming (
    ordinal INTEGER, tenant_id bytes32, finding_id bytes32, stable_item_id bytes32, rule_fingerprint bytes32,
    secret_hash bytes32
  )`;

const OCCURRENCES_OF = (parameter: string): string => `
  json_to_recordset(${parameter}::json) AS incoming (
    ordinal INTEGER, tenant_id bytes32, occurrence_id bytes32, finding_id bytes32, object_version_id bytes32,
    byte_offset u64, byte_length u64
  )`;

const OBSERVATIONS_OF = (parameter: string): string => `
  json_to_recordset(${parameter}::json) AS incoming (
    ordinal INTEGER, tenant_id bytes32, observation_id bytes32, occurrence_id bytes32, policy_hash bytes32,
    ovid_hash bytes32, run_id BIGINT, shard_id BIGINT, fence_epoch u64, seen_at u64, has_location BOOLEAN,
    location_display BYTEA, location_url BYTEA
  )`;

/** Inserts the findings that are new, the first of each id. A duplicate costs a look-up, and no write. */
export const INSERT_FINDINGS = `
  WITH folded AS (
    SELECT DISTINCT ON (tenant_id, finding_id) *
    FROM ${FINDINGS_OF('$1')}
    ORDER BY tenant_id, finding_id, ordinal
  ),
  inserted AS (
    INSERT INTO findings (tenant_id, finding_id, stable_item_id, rule_fingerprint, secret_hash)
    SELECT tenant_id, finding_id, stable_item_id, rule_fingerprint, secret_hash
    FROM folded
    ORDER BY tenant_id, finding_id
    ON CONFLICT (tenant_id, finding_id) DO NOTHING
  )
  SELECT count(*)::text AS rows FROM folded`;

/** Likewise the occurrences. */
export const INSERT_OCCURRENCES = `
  WITH folded AS (
    SELECT DISTINCT ON (tenant_id, occurrence_id) *
    FROM ${OCCURRENCES_OF('$1')}
    ORDER BY tenant_id, occurrence_id, ordinal
  ),
  inserted AS (
    INSERT INTO occurrences (tenant_id, occurrence_id, finding_id, object_version_id, byte_offset, byte_length)
    SELECT tenant_id, occurrence_id, finding_id, object_version_id, byte_offset, byte_length
    FROM folded
    ORDER BY tenant_id, occurrence_id
    ON CONFLICT (tenant_id, occurrence_id) DO NOTHING
  )
  SELECT count(*)::text AS rows FROM folded`;

/** Folds the observations to one row per id, and merges these with the durable ones: two maxima each time. */
export const MERGE_OBSERVATIONS = `
  WITH contributions AS (
    SELECT
      ordinal, tenant_id, observation_id, occurrence_id, policy_hash, ovid_hash, has_location,
      ROW(
        seen_at, has_location, fence_epoch, run_id, shard_id, location_display, location_url
      )::observation_claim AS claim
    FROM ${OBSERVATIONS_OF('$1')}
  ),
  folded AS (
    SELECT
      tenant_id, observation_id,
      (array_agg(occurrence_id ORDER BY ordinal))[1] AS occurrence_id,
      (array_agg(policy_hash ORDER BY ordinal))[1] AS policy_hash,
      (array_agg(ovid_hash ORDER BY ordinal))[1] AS ovid_hash,
      (array_agg(claim ORDER BY claim DESC))[1] AS winner,
      (array_agg(claim ORDER BY claim DESC) FILTER (WHERE has_location))[1] AS located
    FROM contributions
    GROUP BY tenant_id, observation_id
  ),
  merged AS (
    INSERT INTO observations AS durable
      (tenant_id, observation_id, occurrence_id, policy_hash, ovid_hash, winner, located)
    SELECT tenant_id, observation_id, occurrence_id, policy_hash, ovid_hash, winner, located
    FROM folded
    ORDER BY tenant_id, observation_id
    ON CONFLICT (tenant_id, observation_id) DO UPDATE SET
      winner = GREATEST(durable.winner, EXCLUDED.winner),
      located = GREATEST(durable.located, EXCLUDED.located)
    WHERE durable.winner IS DISTINCT FROM GREATEST(durable.winner, EXCLUDED.winner)
      OR durable.located IS DISTINCT FROM GREATEST(durable.located, EXCLUDED.located)
  )
  SELECT count(*)::text AS rows FROM folded`;

/** The first thing that is wrong with a batch, and where in its layer. */
export type Problem = {
  readonly code:
    'FindingConflict' | 'MissingFinding' | 'OccurrenceConflict' | 'MissingOccurrence' | 'ObservationConflict';
  readonly ordinal: string;
};

/**
 * Compares a batch with the tables after it was written to them, so that what is staged and what is durable are one: a row
 * that differs from what is stored under its id conflicts with that, or with an earlier row of the batch. In the contract's
 * order: layer by layer, row by row, and of one row first whether its parent is there.
 */
export const FIRST_PROBLEM = `
  SELECT code, ordinal::text AS ordinal
  FROM (
    SELECT 1 AS step, ordinal, 'FindingConflict' AS code
    FROM ${FINDINGS_OF('$1')}
    JOIN findings AS durable USING (tenant_id, finding_id)
    WHERE (incoming.stable_item_id, incoming.rule_fingerprint, incoming.secret_hash)
      <> (durable.stable_item_id, durable.rule_fingerprint, durable.secret_hash)

    UNION ALL
    SELECT 2, ordinal, 'MissingFinding'
    FROM ${OCCURRENCES_OF('$2')}
    WHERE NOT EXISTS (
      SELECT FROM findings AS parent
      WHERE parent.tenant_id = incoming.tenant_id AND parent.finding_id = incoming.finding_id
    )

    UNION ALL
    SELECT 2, ordinal, 'OccurrenceConflict'
    FROM ${OCCURRENCES_OF('$2')}
    JOIN occurrences AS durable USING (tenant_id, occurrence_id)
    WHERE (incoming.finding_id, incoming.object_version_id, incoming.byte_offset, incoming.byte_length)
      <> (durable.finding_id, durable.object_version_id, durable.byte_offset, durable.byte_length)

    UNION ALL
    SELECT 3, ordinal, 'MissingOccurrence'
    FROM ${OBSERVATIONS_OF('$3')}
    WHERE NOT EXISTS (
      SELECT FROM occurrences AS parent
      WHERE parent.tenant_id = incoming.tenant_id AND parent.occurrence_id = incoming.occurrence_id
    )

    UNION ALL
    SELECT 3, ordinal, 'ObservationConflict'
    FROM ${OBSERVATIONS_OF('$3')}
    JOIN observations AS durable USING (tenant_id, observation_id)
    WHERE (incoming.occurrence_id, incoming.policy_hash, incoming.ovid_hash)
      <> (durable.occurrence_id, durable.policy_hash, durable.ovid_hash)
  ) AS problems
  ORDER BY step, problems.ordinal, code -- of one row, Missing... comes before its conflict
  LIMIT 1`;

export const COUNT = `
  SELECT
    (SELECT count(*) FROM findings)::text AS findings,
    (SELECT count(*) FROM occurrences)::text AS occurrences,
    (SELECT count(*) FROM observations)::text AS observations`;

export const SELECT_FINDINGS = `
  SELECT
    encode(tenant_id, 'hex') AS tenant_id,
    encode(finding_id, 'hex') AS finding_id,
    encode(stable_item_id, 'hex') AS stable_item_id,
    encode(rule_fingerprint, 'hex') AS rule_fingerprint,
    encode(secret_hash, 'hex') AS secret_hash
  FROM findings
  ORDER BY findings.tenant_id, findings.finding_id`;

export const SELECT_OCCURRENCES = `
  SELECT
    encode(tenant_id, 'hex') AS tenant_id,
    encode(occurrence_id, 'hex') AS occurrence_id,
    encode(finding_id, 'hex') AS finding_id,
    encode(object_version_id, 'hex') AS object_version_id,
    byte_offset::text AS byte_offset,
    byte_length::text AS byte_length
  FROM occurrences
  ORDER BY occurrences.tenant_id, occurrences.occurrence_id`;

const OBSERVATIONS = `
  SELECT
    encode(tenant_id, 'hex') AS tenant_id,
    encode(observation_id, 'hex') AS observation_id,
    encode(occurrence_id, 'hex') AS occurrence_id,
    encode(policy_hash, 'hex') AS policy_hash,
    encode(ovid_hash, 'hex') AS ovid_hash,
    (winner).run_id::text AS run_id,
    (winner).shard_id::text AS shard_id,
    (winner).fence_epoch::text AS fence_epoch,
    (winner).seen_at::text AS seen_at,
    encode((located).location_display, 'hex') AS location_display,
    encode((located).location_url, 'hex') AS location_url
  FROM observations`;

export const SELECT_OBSERVATIONS = `${OBSERVATIONS}
  ORDER BY observations.tenant_id, observations.observation_id`;

export const GET_OBSERVATION = `${OBSERVATIONS}
  WHERE tenant_id = $1::text::bytea AND observation_id = $2::text::bytea`;
