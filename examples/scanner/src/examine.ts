import {
  DoneLedgerRecord,
  FindingRecord,
  ObservationRecord,
  OccurrenceRecord,
  RuleFingerprint,
  SecretHash,
  type FenceEpoch,
  type LogicalTime,
  type PolicyHash,
  type RunId,
  type ShardId,
  type TenantId,
  type TenantSecretKey,
} from 'gossip-inmemory';
import type { LogicalClock } from './clock.ts';
import { findSecrets, type Match } from './find-secrets.ts';
import { Unscannable, type OpenedFile } from './open-file.ts';
import type { Rule } from './rules.ts';

/** For whom files are scanned. */
export interface Tenant {
  readonly id: TenantId;
  /** Under this key the tenant's secrets are hashed. */
  readonly secretKey: TenantSecretKey;
}

/** Under what lease a worker works; stamped on all that it writes. */
export interface Lease {
  readonly runId: RunId;
  readonly shardId: ShardId;
  readonly fenceEpoch: FenceEpoch;
}

/** All that an examination needs besides the file. */
export interface ExaminationContext {
  readonly tenant: Tenant;
  readonly policyHash: PolicyHash;
  readonly rules: readonly Rule[];
  readonly lease: Lease;
  readonly clock: LogicalClock;
}

/** What is to be written about one file. */
export interface Examination {
  readonly findings: readonly FindingRecord[];
  readonly occurrences: readonly OccurrenceRecord[];
  readonly observations: readonly ObservationRecord[];
  readonly record: DoneLedgerRecord;
}

/** Looks for secrets in an opened file and puts what there is to say about it into records. */
export function examine(file: OpenedFile, context: ExaminationContext): Examination {
  const { tenant, policyHash, lease, clock } = context;
  const key = { tenantId: tenant.id, policyHash, ovidHash: file.ovidHash };
  const startedAt = clock.now();

  if (file.content instanceof Unscannable) {
    const { status, errorCode } = file.content;
    const provenance = { ...lease, startedAt, finishedAt: clock.now() };
    const record = DoneLedgerRecord.create({ key, status, errorCode, bytesScanned: 0, findingsCount: 0, provenance });
    return { findings: [], occurrences: [], observations: [], record };
  }

  const sightings = findSecrets(file.content, context.rules).map((match) => sighting(match, file, startedAt, context));
  // A secret that a file has twice is one finding with two occurrences.
  const findings = [...new Map(sightings.map(({ finding }) => [finding.findingId, finding])).values()];
  return {
    findings,
    occurrences: sightings.map(({ occurrence }) => occurrence),
    observations: sightings.map(({ observation }) => observation),
    record: DoneLedgerRecord.create({
      key,
      status: findings.length > 0 ? 'ScannedWithFindings' : 'ScannedClean',
      bytesScanned: file.content.byteLength,
      findingsCount: findings.length,
      provenance: { ...lease, startedAt, finishedAt: clock.now() },
    }),
  };
}

/** A match as the three rows that a findings sink has for it. */
function sighting(match: Match, file: OpenedFile, seenAt: LogicalTime, context: ExaminationContext) {
  const { tenant, policyHash, lease } = context;
  const { stableItemId, objectVersionId, ovidHash } = file;
  const tenantId = tenant.id;
  const finding = FindingRecord.create({
    tenantId,
    stableItemId,
    ruleFingerprint: RuleFingerprint.fromRuleName(match.rule.name),
    secretHash: SecretHash.derive(tenant.secretKey, match.norm),
  });
  const occurrence = OccurrenceRecord.create({
    tenantId,
    findingId: finding.findingId,
    objectVersionId,
    byteOffset: match.start,
    byteLength: match.end - match.start,
  });
  const observation = ObservationRecord.create({
    tenantId,
    occurrenceId: occurrence.occurrenceId,
    policyHash,
    ovidHash,
    ...lease,
    seenAt,
    location: { display: `${file.path}:${match.line}` },
  });
  return { finding, occurrence, observation };
}
