import { exposeBytes, type FindingRecord, type ObservationRecord, type OccurrenceRecord } from 'gossip-inmemory';
import { bytea, int64, utf8 } from './columns.ts';

// The rows of a batch as the statements read them, each with its place in its layer.

export function findingRow(row: FindingRecord, ordinal: number) {
  return {
    ordinal,
    tenant_id: bytea(row.tenantId),
    finding_id: bytea(row.findingId),
    stable_item_id: bytea(row.stableItemId),
    rule_fingerprint: bytea(row.ruleFingerprint),
    secret_hash: bytea(exposeBytes(row.secretHash)),
  };
}

export function occurrenceRow(row: OccurrenceRecord, ordinal: number) {
  return {
    ordinal,
    tenant_id: bytea(row.tenantId),
    occurrence_id: bytea(row.occurrenceId),
    finding_id: bytea(row.findingId),
    object_version_id: bytea(row.objectVersionId),
    byte_offset: String(row.byteOffset),
    byte_length: String(row.byteLength),
  };
}

export function observationRow(row: ObservationRecord, ordinal: number) {
  return {
    ordinal,
    tenant_id: bytea(row.tenantId),
    observation_id: bytea(row.observationId),
    occurrence_id: bytea(row.occurrenceId),
    policy_hash: bytea(row.policyHash),
    ovid_hash: bytea(row.ovidHash),
    run_id: int64(row.runId),
    shard_id: int64(row.shardId),
    fence_epoch: String(row.fenceEpoch),
    seen_at: String(row.seenAt),
    has_location: row.location !== undefined,
    location_display: utf8(row.location?.display ?? ''),
    location_url: utf8(row.location?.url ?? ''),
  };
}
