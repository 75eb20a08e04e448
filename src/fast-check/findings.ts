import fc, { type Arbitrary } from 'fast-check';
import { FindingRecord } from '../records/finding-record.js';
import type { FindingsUpsertBatch } from '../records/findings-batch.js';
import { Location } from '../records/location.js';
import { ObservationRecord } from '../records/observation-record.js';
import { OccurrenceRecord } from '../records/occurrence-record.js';
import { syntheticSecret } from '../sim/synthetic-secret.js';
import {
  ObjectVersionId,
  OvidHash,
  PolicyHash,
  RuleFingerprint,
  StableItemId,
  TenantId,
} from '../values/identities.js';
import type { SecretHash } from '../values/secrets.js';
import { publicId, text, tyingU64, u64, type PoolOptions } from './scalars.js';

/** A location; often with texts whose order as bytes is not their order as strings. */
export function location(): Arbitrary<Location> {
  return fc
    .record({ display: text(), url: fc.option(text(), { nil: undefined }) })
    .map((fields) => Location.create(fields));
}

/** The hash of a made-up secret, of few. */
export function secretHash({ pool = 3 }: PoolOptions = {}): Arbitrary<SecretHash> {
  const most = pool === 'any' ? 2 ** 31 - 1 : pool;
  return fc.integer({ min: 1, max: most }).map((number) => syntheticSecret(`secret-${number}`));
}

/** A finding. */
export function finding(options: PoolOptions = {}): Arbitrary<FindingRecord> {
  return fc
    .record({
      tenantId: publicId(TenantId, options),
      stableItemId: publicId(StableItemId, options),
      ruleFingerprint: publicId(RuleFingerprint, options),
      secretHash: secretHash(options),
    })
    .map((fields) => FindingRecord.create(fields));
}

/** An occurrence of this finding. */
export function occurrenceOf(
  { tenantId, findingId }: FindingRecord,
  options: PoolOptions = {},
): Arbitrary<OccurrenceRecord> {
  return fc
    .record({
      objectVersionId: publicId(ObjectVersionId, options),
      byteOffset: fc.oneof(fc.constantFrom(0n, 1n), u64()),
      byteLength: fc.constantFrom(1n, 20n, 2n ** 32n),
    })
    .map((fields) => OccurrenceRecord.create({ tenantId, findingId, ...fields }));
}

/** An observation of this occurrence. What tells which of two is the greater ties more often than not. */
export function observationOf(
  { tenantId, occurrenceId }: OccurrenceRecord,
  options: PoolOptions = {},
): Arbitrary<ObservationRecord> {
  const number = tyingU64();
  return fc
    .record({
      policyHash: publicId(PolicyHash, options),
      ovidHash: fc.constant(OvidHash.filled(1)), // the same whenever the occurrence is: it is part of what it is
      runId: number,
      shardId: number,
      fenceEpoch: number,
      seenAt: number,
      location: fc.option(location(), { nil: undefined }),
    })
    .map((fields) => ObservationRecord.create({ tenantId, occurrenceId, ...fields }));
}

/** How batches are made. */
export interface BatchOptions extends PoolOptions {
  /** Most findings of a batch; 3 if left out. */
  readonly maxLength?: number | undefined;
}

/** A batch with every parent in it, of one tenant: a sink accepts it, whatever it holds. */
export function closedBatch({ maxLength = 3, ...pool }: BatchOptions = {}): Arbitrary<FindingsUpsertBatch> {
  return publicId(TenantId, pool).chain((tenantId) => {
    const rows = finding(pool)
      .map(({ stableItemId, ruleFingerprint, secretHash: secret }) =>
        FindingRecord.create({ tenantId, stableItemId, ruleFingerprint, secretHash: secret }),
      )
      .chain((parent) => fc.tuple(fc.constant(parent), occurrenceOf(parent, pool)))
      .chain(([parent, occurrence]) =>
        fc.tuple(fc.constant(parent), fc.constant(occurrence), observationOf(occurrence, pool)),
      );
    return fc.array(rows, { maxLength }).map((triples) => ({
      findings: triples.map(([row]) => row),
      occurrences: triples.map(([, row]) => row),
      observations: triples.map(([, , row]) => row),
    }));
  });
}

/** A batch that lacks some parents: accepted only where these are durable already. Never empty. */
export function orphanBatch(options: BatchOptions = {}): Arbitrary<FindingsUpsertBatch> {
  return closedBatch(options)
    .filter(({ findings }) => findings.length > 0)
    .chain((batch) =>
      fc.constantFrom<FindingsUpsertBatch>(
        { ...batch, findings: [] },
        { ...batch, occurrences: [] },
        { ...batch, findings: [], occurrences: [] },
      ),
    );
}
