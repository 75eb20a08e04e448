import {
  DoneLedgerRecord,
  DoneLedgerStatus,
  FindingRecord,
  NormHash,
  ObjectVersionId,
  ObservationRecord,
  OccurrenceRecord,
  OvidHash,
  PolicyHash,
  RuleFingerprint,
  SecretHash,
  StableItemId,
  TenantId,
  TenantSecretKey,
  type DoneLedgerKey,
  type DoneLedgerRecordInput,
  type FindingsUpsertBatch,
  type ObservationRecordInput,
  type U64Input,
} from 'gossip-inmemory';
import type { Random } from './random.ts';

export const U64_MAX = 2n ** 64n - 1n;

/** Around each place where a representation could go wrong: signed and unsigned, number and bigint. */
export const EDGES: readonly bigint[] = [0n, 1n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, U64_MAX];

export const tenant = (n: number): TenantId => TenantId.filled(n);
export const policy = (n: number): PolicyHash => PolicyHash.filled(n);
export const ovid = (n: number): OvidHash => OvidHash.fromHex(n.toString(16).padStart(64, '0'));

export interface RecordFields extends Partial<Omit<DoneLedgerRecordInput, 'key' | 'provenance'>> {
  readonly key?: Partial<DoneLedgerKey>;
  readonly runId?: U64Input;
  readonly shardId?: U64Input;
  readonly fenceEpoch?: U64Input;
  readonly startedAt?: U64Input;
  readonly finishedAt?: U64Input;
}

/** A valid record, clean unless told. */
export function record(fields: RecordFields = {}): DoneLedgerRecord {
  const { key, runId = 1, shardId = 1, fenceEpoch = 1, startedAt = 10, finishedAt = 20, ...rest } = fields;
  const status = rest.status ?? 'ScannedClean';
  return DoneLedgerRecord.create({
    status,
    bytesScanned: 100,
    findingsCount: status === 'ScannedWithFindings' ? 1 : 0,
    ...(DoneLedgerStatus.isScanned(status) ? {} : { errorCode: 'io' }),
    ...rest,
    key: { tenantId: tenant(1), policyHash: policy(1), ovidHash: ovid(1), ...key },
    provenance: { runId, shardId, fenceEpoch, startedAt, finishedAt },
  });
}

const SECRETS = TenantSecretKey.fromBytes(Uint8Array.from({ length: 32 }, (_, index) => 200 - index));

/** The nth secret. */
export const secret = (n: number): SecretHash => {
  const digest = Uint8Array.from({ length: 32 }, (_, index) => (n * 31 + index * 7 + (n >> 8)) & 0xff);
  return SecretHash.derive(SECRETS, NormHash.fromDigest(digest));
};

/** The nth finding of a tenant. */
export function finding(n = 1, tenantId: TenantId = tenant(1)): FindingRecord {
  return FindingRecord.create({
    tenantId,
    stableItemId: StableItemId.filled(n & 0xff),
    ruleFingerprint: RuleFingerprint.fromRuleName(`rule ${n}`),
    secretHash: secret(n),
  });
}

/** The occurrence of a finding at an offset. */
export function occurrence(parent: FindingRecord = finding(), byteOffset: U64Input = 0): OccurrenceRecord {
  const { tenantId, findingId } = parent;
  return OccurrenceRecord.create({
    tenantId,
    findingId,
    objectVersionId: ObjectVersionId.filled(5),
    byteOffset,
    byteLength: 8,
  });
}

/** An observation of an occurrence. */
export function observation(
  parent: OccurrenceRecord = occurrence(),
  fields: Partial<ObservationRecordInput> = {},
): ObservationRecord {
  const { tenantId, occurrenceId } = parent;
  const stamps = { runId: 1, shardId: 1, fenceEpoch: 1, seenAt: 10 };
  return ObservationRecord.create({
    tenantId,
    occurrenceId,
    policyHash: policy(1),
    ovidHash: ovid(1),
    ...stamps,
    ...fields,
  });
}

/** A batch of some layers. */
export function batchOf(layers: Partial<FindingsUpsertBatch>): FindingsUpsertBatch {
  return { findings: [], occurrences: [], observations: [], ...layers };
}

/** A record of few keys and few values, so that everything collides. */
export function randomRecord(random: Random): DoneLedgerRecord {
  const status = random.pick([
    'FailedRetryable',
    'FailedPermanent',
    'Skipped',
    'ScannedClean',
    'ScannedWithFindings',
  ] as const);
  const [startedAt, finishedAt] = [random.pick(EDGES), random.pick(EDGES)].sort((a, b) => (a < b ? -1 : 1));
  return record({
    key: { tenantId: tenant(1 + random.int(2)), policyHash: policy(1 + random.int(2)), ovidHash: ovid(random.int(6)) },
    status,
    bytesScanned: random.pick(EDGES),
    findingsCount: status === 'ScannedClean' ? 0 : random.pick([1, 2, 2 ** 32 - 1]),
    ...(DoneLedgerStatus.isScanned(status) ? {} : { errorCode: random.pick(['a', 'B', 'a b', 'a:']) }),
    runId: random.pick(EDGES),
    shardId: random.pick(EDGES),
    fenceEpoch: random.pick(EDGES),
    startedAt: startedAt as bigint,
    finishedAt: finishedAt as bigint,
  });
}

/** Texts whose order in UTF-8 is not that in UTF-16, that differ only at their ends, and that C strings would cut. */
const TEXTS = ['a', 'ab', 'B', 'é', '\uffee', '\u{1f600}', 'a\0b', 'a\0c'];

/** An observation of an occurrence, of few values. */
export function randomObservation(random: Random, parent: OccurrenceRecord): ObservationRecord {
  const location = random.chance(60)
    ? { display: random.pick(TEXTS), ...(random.chance(50) && { url: random.pick(TEXTS) }) }
    : undefined;
  return observation(parent, {
    policyHash: policy(1 + random.int(2)),
    ovidHash: ovid(random.chance(95) ? 1 : 2), // now and then another identity under the same id
    runId: random.pick(EDGES),
    shardId: random.pick(EDGES),
    fenceEpoch: random.pick(EDGES),
    seenAt: random.pick(EDGES),
    location,
  });
}

/**
 * A batch of few rows that are likely to be there already, likely to be twice in it, and now and then without a parent, or in
 * conflict with what is stored under their id.
 */
export function randomBatch(random: Random): FindingsUpsertBatch {
  const tenantId = tenant(1 + random.int(2));
  const findings = times(random.int(4), () => finding(random.int(12), tenantId));
  const known = random.chance(90) && findings.length > 0 ? findings : times(3, () => finding(random.int(12), tenantId));
  const occurrences = times(random.int(4), () => occurrence(random.pick(known), random.pick(EDGES)));
  const seen =
    random.chance(90) && occurrences.length > 0
      ? occurrences
      : times(3, () => occurrence(finding(random.int(12), tenantId), random.pick(EDGES)));
  const observations = times(random.int(5), () => randomObservation(random, random.pick(seen)));
  return {
    findings: findings.map((row) => (random.chance(90) ? row : { ...row, secretHash: secret(99) })),
    occurrences: occurrences.map((row) => (random.chance(90) ? row : { ...row, byteLength: 9n })),
    observations,
  };
}

export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
