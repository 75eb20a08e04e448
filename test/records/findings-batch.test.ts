import { describe, expect, test } from 'vitest';
import {
  FindingRecord,
  FindingsUpsertBatch,
  ObjectVersionId,
  ObservationRecord,
  OccurrenceRecord,
  OvidHash,
  PersistenceInputError,
  PolicyHash,
  RuleFingerprint,
  SecretHash,
  StableItemId,
  TenantId,
} from '../../src/index.js';

const { validateReferentialIntegrity } = FindingsUpsertBatch;

const finding = findingOf(TenantId.filled(1), 1);
const occurrence = occurrenceOf(finding);
const observation = observationOf(occurrence);
const batch = { findings: [finding], occurrences: [occurrence], observations: [observation] };

describe('validateReferentialIntegrity', () => {
  test.each([
    ['a closed batch', batch],
    ['an empty batch', { findings: [], occurrences: [], observations: [] }],
    ['a finding alone', { ...batch, occurrences: [], observations: [] }],
    ['repeated rows', { findings: [finding, finding], occurrences: [occurrence, occurrence], observations: [] }],
  ])('accepts %s', (_, accepted) => {
    expect(validateReferentialIntegrity(accepted)).toBeUndefined();
  });

  test('refuses an occurrence without its finding', () => {
    const orphan = occurrenceOf(findingOf(TenantId.filled(1), 2));
    expect(() => {
      validateReferentialIntegrity({ ...batch, occurrences: [occurrence, orphan] });
    }).toThrow(orphaned('occurrences[1].findingId', orphan.findingId));
  });

  test('refuses an observation without its occurrence, though its finding is there', () => {
    expect(() => {
      validateReferentialIntegrity({ ...batch, occurrences: [] });
    }).toThrow(orphaned('observations[0].occurrenceId', occurrence.occurrenceId));
  });

  test('refuses a batch of several tenants', () => {
    const other = findingOf(TenantId.filled(2), 1);
    expect(() => {
      validateReferentialIntegrity({ ...batch, findings: [finding, other] });
    }).toThrow(
      new PersistenceInputError(
        'InconsistentTenant',
        { field: 'findings[1].tenantId', expected: finding.tenantId, received: other.tenantId },
        `a batch is of one tenant; expected ${finding.tenantId.slice(0, 8)}.., received ${other.tenantId.slice(0, 8)}..`,
      ),
    );
  });

  test.each<[unknown, string, string, string]>([
    [undefined, 'batch', 'object', 'undefined'],
    [{}, 'findings', 'array', 'undefined'],
    [{ ...batch, occurrences: new Set() }, 'occurrences', 'array', 'object'],
    [{ ...batch, observations: { length: 0 } }, 'observations', 'array', 'object'],
    [{ ...batch, findings: [finding, null] }, 'findings[1]', 'object', 'null'],
    // eslint-disable-next-line no-sparse-arrays -- a hole is what is tested
    [{ ...batch, findings: [finding, , finding] }, 'findings[1]', 'object', 'undefined'],
  ])('refuses the malformed batch %#', (malformed, field, expected, received) => {
    expect(() => {
      validateReferentialIntegrity(malformed as FindingsUpsertBatch);
    }).toThrow(
      new PersistenceInputError(
        'InvalidType',
        { field, expected, received },
        `expected ${expected}, received ${received}`,
      ),
    );
  });
});

function findingOf(tenantId: TenantId, item: number): FindingRecord {
  return FindingRecord.create({
    tenantId,
    stableItemId: StableItemId.filled(item),
    ruleFingerprint: RuleFingerprint.filled(1),
    secretHash: SecretHash.fromPersisted(new Uint8Array(32)),
  });
}

function occurrenceOf({ tenantId, findingId }: FindingRecord): OccurrenceRecord {
  const place = { objectVersionId: ObjectVersionId.filled(1), byteOffset: 0, byteLength: 1 };
  return OccurrenceRecord.create({ tenantId, findingId, ...place });
}

function observationOf({ tenantId, occurrenceId }: OccurrenceRecord): ObservationRecord {
  const ids = { policyHash: PolicyHash.filled(1), ovidHash: OvidHash.filled(1) };
  return ObservationRecord.create({ tenantId, occurrenceId, ...ids, runId: 1, shardId: 1, fenceEpoch: 1, seenAt: 1 });
}

function orphaned(field: string, received: string): PersistenceInputError {
  return new PersistenceInputError(
    'OrphanedReference',
    { field, received },
    `refers to ${received.slice(0, 8)}.., which is not in the batch`,
  );
}
