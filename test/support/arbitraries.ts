import fc from 'fast-check';
import {
  DoneLedgerRecord,
  DoneLedgerStatus,
  Location,
  ObservationRecord,
  OvidHash,
  PolicyHash,
  TenantId,
  type DoneLedgerKey,
  type OccurrenceId,
  type PersistenceInputErrorCode,
} from '../../src/index.js';

/** 2^63 - 1 and 2^64 - 1: the two limits between which a signed and an unsigned reading of a u64 disagree. */
export const I64_MAX = 2n ** 63n - 1n;
export const U64_MAX = 2n ** 64n - 1n;
export const U32_MAX = 2 ** 32 - 1;

/** A u64; the limits of u64 and i64, their neighbours and small values come up more often than not. */
export const u64: fc.Arbitrary<bigint> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0n, 1n, 2n, I64_MAX - 1n, I64_MAX, I64_MAX + 1n, U64_MAX - 1n, U64_MAX) },
  { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: U64_MAX }) },
);

/** One of few u64 on either side of the i64 limit, so that ties are likely. */
export const tyingU64: fc.Arbitrary<bigint> = fc.constantFrom(0n, 1n, I64_MAX, I64_MAX + 1n, U64_MAX);

/** A u32; the limits come up often. */
export const u32: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, 1, 2, U32_MAX - 1, U32_MAX),
  fc.integer({ min: 0, max: U32_MAX }),
);

/** 32 arbitrary bytes. */
export const bytes32: fc.Arbitrary<Uint8Array> = fc.uint8Array({ minLength: 32, maxLength: 32 });

/** An identity out of a pool of `size`, so that collisions are likely. */
export function pooled<Id>(companion: { filled(byte: number): Id }, size = 2): fc.Arbitrary<Id> {
  return fc.integer({ min: 1, max: size }).map((byte) => companion.filled(byte));
}

export const ledgerKey: fc.Arbitrary<DoneLedgerKey> = fc.record({
  tenantId: pooled(TenantId),
  policyHash: pooled(PolicyHash),
  ovidHash: pooled(OvidHash, 3),
});

/** The key that all records have where a test merges them. */
export const ONE_KEY: DoneLedgerKey = {
  tenantId: TenantId.filled(1),
  policyHash: PolicyHash.filled(2),
  ovidHash: OvidHash.filled(3),
};

const STATUSES = [
  DoneLedgerStatus.FailedRetryable,
  DoneLedgerStatus.FailedPermanent,
  DoneLedgerStatus.Skipped,
  DoneLedgerStatus.ScannedClean,
  DoneLedgerStatus.ScannedWithFindings,
] as const;

export const status: fc.Arbitrary<DoneLedgerStatus> = fc.constantFrom(...STATUSES);

/** Error codes of which some are prefixes of others, and some differ in case only. */
export const errorCode: fc.Arbitrary<string> = fc.constantFrom('A', 'AB', 'a', 'ab', 'E_TIMEOUT', '/', ' x');

/** A ledger record that every store accepts. Its provenance ties with another's more often than not. */
export function ledgerRecord(key: fc.Arbitrary<DoneLedgerKey> = fc.constant(ONE_KEY)): fc.Arbitrary<DoneLedgerRecord> {
  return fc
    .record({
      key,
      status,
      bytesScanned: u64,
      count: fc.oneof(fc.integer({ min: 0, max: 3 }), u32),
      times: fc.tuple(tyingU64, tyingU64),
      fenceEpoch: tyingU64,
      runId: tyingU64,
      shardId: tyingU64,
      code: errorCode,
    })
    .map(({ count, code, times: [a, b], fenceEpoch, runId, shardId, ...rest }) =>
      DoneLedgerRecord.create({
        ...rest,
        findingsCount:
          rest.status === 'ScannedClean' ? 0 : rest.status === 'ScannedWithFindings' ? Math.max(count, 1) : count,
        provenance: { runId, shardId, fenceEpoch, startedAt: a < b ? a : b, finishedAt: a < b ? b : a },
        ...(!DoneLedgerStatus.isScanned(rest.status) && { errorCode: code }),
      }),
    );
}

/** A record of the right shape that breaks one of the rules of `validate`, with the code of the refusal. */
export const invalidLedgerRecord: fc.Arbitrary<{
  readonly record: DoneLedgerRecord;
  readonly code: PersistenceInputErrorCode;
}> = ledgerRecord().chain((record) => {
  const scanned = DoneLedgerStatus.isScanned(record.status);
  const { errorCode: _, ...withoutCode } = record;
  const { provenance } = record;
  const broken: { record: object; code: PersistenceInputErrorCode }[] = [
    scanned
      ? { record: { ...record, errorCode: 'A' }, code: 'UnexpectedErrorCode' }
      : { record: withoutCode, code: 'MissingErrorCode' },
    { record: { ...record, provenance: { ...provenance, startedAt: 2n, finishedAt: 1n } }, code: 'ProvenanceOrdering' },
    { record: { ...record, bytesScanned: U64_MAX + 1n }, code: 'OutOfRange' },
    { record: { ...record, findingsCount: -1 }, code: 'OutOfRange' },
    { record: { ...record, bytesScanned: 1 }, code: 'InvalidType' },
    { record: { ...record, key: { ...record.key, ovidHash: 'AA'.repeat(32) } }, code: 'InvalidHex' },
  ];
  if (scanned) {
    const findingsCount = record.status === 'ScannedClean' ? 1 : 0;
    broken.push({ record: { ...record, findingsCount }, code: 'InconsistentFindingsCount' });
  }
  return fc.constantFrom(...(broken as { record: DoneLedgerRecord; code: PersistenceInputErrorCode }[]));
});

/** Texts whose UTF-8 order is not their order as JS strings, and some that are prefixes of others. */
export const tyingText: fc.Arbitrary<string> = fc.constantFrom(
  'a',
  'ab',
  '\u{FF5E}',
  '\u{1F600}',
  '\u{1F600}a',
  '\u{E000}',
);

export const location: fc.Arbitrary<Location> = fc
  .record({ display: tyingText, url: fc.option(tyingText, { nil: undefined }) })
  .map((fields) => Location.create(fields));

/** A contribution to the observation of `occurrenceId` under one policy; most of its numbers tie with another's. */
export function contribution(tenantId: TenantId, occurrenceId: OccurrenceId): fc.Arbitrary<ObservationRecord> {
  return fc
    .record({
      seenAt: tyingU64,
      fenceEpoch: tyingU64,
      runId: tyingU64,
      shardId: tyingU64,
      location: fc.option(location, { nil: undefined }),
    })
    .map((fields) =>
      ObservationRecord.create({
        tenantId,
        occurrenceId,
        policyHash: PolicyHash.filled(2),
        ovidHash: OvidHash.filled(3),
        ...fields,
      }),
    );
}

/** All orders of some elements. */
export function permutations<T>(elements: readonly T[]): T[][] {
  if (elements.length === 0) return [[]];
  return elements.flatMap((first, index) => permutations(elements.toSpliced(index, 1)).map((rest) => [first, ...rest]));
}

/** All ways to cut a sequence into batches, none of them empty. */
export function splits<T>(elements: readonly T[]): T[][][] {
  if (elements.length === 0) return [[]];
  return elements.flatMap((_, index) =>
    splits(elements.slice(index + 1)).map((rest) => [elements.slice(0, index + 1), ...rest]),
  );
}
