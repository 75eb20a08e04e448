import { describe, expect, test } from 'vitest';
import {
  FindingId,
  FindingRecord,
  Location,
  NormHash,
  ObjectVersionId,
  ObservationId,
  ObservationRecord,
  OccurrenceId,
  OccurrenceRecord,
  OvidHash,
  PersistenceInputError,
  PolicyHash,
  RuleFingerprint,
  SecretHash,
  StableItemId,
  TenantId,
} from '../../src/index.js';
import { U64_MAX } from '../support/arbitraries.js';

const finding = {
  tenantId: TenantId.filled(1),
  stableItemId: StableItemId.filled(2),
  ruleFingerprint: RuleFingerprint.filled(3),
  secretHash: SecretHash.fromPersisted(new Uint8Array(32).fill(4)),
};
const occurrence = {
  tenantId: TenantId.filled(1),
  findingId: FindingId.filled(2),
  objectVersionId: ObjectVersionId.filled(3),
  byteOffset: 4,
  byteLength: 5,
};
const observation = {
  tenantId: TenantId.filled(1),
  occurrenceId: OccurrenceId.filled(2),
  policyHash: PolicyHash.filled(3),
  ovidHash: OvidHash.filled(4),
  runId: 5,
  shardId: 2n ** 63n,
  fenceEpoch: 7,
  seenAt: 8,
};

describe('FindingRecord', () => {
  test('derives its id', () => {
    expect(FindingRecord.create(finding)).toStrictEqual({ ...finding, findingId: FindingId.derive(finding) });
  });

  test('comes back from what was stored', () => {
    const record = FindingRecord.create(finding);
    expect(FindingRecord.fromPersisted(record)).toStrictEqual(record);
  });

  test('refuses a stored id that is not the derivation', () => {
    const stored = { ...finding, findingId: FindingId.filled(9) };
    expect(() => FindingRecord.fromPersisted(stored)).toThrow(
      mismatch('IdMismatch', 'finding.findingId', FindingId.derive(finding), FindingId.filled(9)),
    );
  });
});

describe('OccurrenceRecord', () => {
  test('derives its id, and holds bigints', () => {
    expect(OccurrenceRecord.create(occurrence)).toStrictEqual({
      ...occurrence,
      byteOffset: 4n,
      byteLength: 5n,
      occurrenceId: OccurrenceId.derive(occurrence),
    });
  });

  test('takes the limits of u64', () => {
    const far = { ...occurrence, byteOffset: U64_MAX, byteLength: U64_MAX };
    expect(OccurrenceRecord.create(far)).toMatchObject({ byteOffset: U64_MAX, byteLength: U64_MAX });
  });

  test('comes back from what was stored, numbers included', () => {
    const record = OccurrenceRecord.create(occurrence);
    const { occurrenceId } = record;
    expect(OccurrenceRecord.fromPersisted(record)).toStrictEqual(record);
    expect(OccurrenceRecord.fromPersisted({ ...occurrence, occurrenceId })).toStrictEqual(record);
  });

  test('refuses a stored id that is not the derivation', () => {
    const stored = { ...occurrence, occurrenceId: OccurrenceId.filled(9) };
    expect(() => OccurrenceRecord.fromPersisted(stored)).toThrow(
      mismatch('IdMismatch', 'occurrence.occurrenceId', OccurrenceId.derive(occurrence), OccurrenceId.filled(9)),
    );
  });

  test.each([0, -0, 0n])('refuses a length of %o', (byteLength) => {
    const error = new PersistenceInputError(
      'ZeroSpanLength',
      { field: 'occurrence.byteLength', min: 1n, actual: 0n },
      'a span has at least one byte',
    );
    const { occurrenceId } = OccurrenceRecord.create(occurrence);
    expect(() => OccurrenceRecord.create({ ...occurrence, byteLength })).toThrow(error);
    expect(() => OccurrenceRecord.fromPersisted({ ...occurrence, byteLength, occurrenceId })).toThrow(error);
  });
});

describe('ObservationRecord', () => {
  const observationId = ObservationId.derive(observation);

  test('derives its id from tenant, policy and occurrence alone, and holds bigints', () => {
    expect(ObservationRecord.create({ ...observation, ovidHash: OvidHash.filled(99) })).toStrictEqual({
      ...observation,
      ovidHash: OvidHash.filled(99),
      runId: 5n,
      fenceEpoch: 7n,
      seenAt: 8n,
      observationId,
    });
  });

  test('may have a location, of ours or hand-made', () => {
    const ours = Location.create({ display: 'd', url: 'u' });
    expect(ObservationRecord.create({ ...observation, location: ours }).location).toBe(ours);
    expect(ObservationRecord.create({ ...observation, location: { display: 'd', url: 'u' } }).location).toEqual(ours);
    const bare = ObservationRecord.create({ ...observation, location: { display: 'd', url: '' } });
    expect(bare.location).toStrictEqual({ display: 'd' });
  });

  test('an undefined location is none', () => {
    expect(ObservationRecord.create({ ...observation, location: undefined })).not.toHaveProperty('location');
  });

  test('comes back from what was stored, numbers included', () => {
    const record = ObservationRecord.create({ ...observation, location: { display: 'd' } });
    expect(ObservationRecord.fromPersisted(record)).toStrictEqual(record);
    expect(
      ObservationRecord.fromPersisted({ ...observation, observationId, location: { display: 'd' } }),
    ).toStrictEqual(record);
  });

  test('refuses a stored id that is not the derivation', () => {
    const stored = { ...observation, observationId: ObservationId.filled(9) };
    expect(() => ObservationRecord.fromPersisted(stored)).toThrow(
      mismatch('ObservationIdMismatch', 'observation.observationId', observationId, ObservationId.filled(9)),
    );
  });
});

type Refusal = readonly [field: string, over: object, error: object];
const notHex = { code: 'InvalidHex', index: 0 };
const notU64 = { code: 'OutOfRange', min: 0n, max: U64_MAX, actual: -1n };
const UPPER = 'A'.repeat(64);

const REFUSALS: Record<string, readonly [create: (over: object) => unknown, cases: readonly Refusal[]]> = {
  finding: [
    (over) => FindingRecord.create({ ...finding, ...over }),
    [
      ['tenantId', { tenantId: UPPER }, notHex],
      ['stableItemId', { stableItemId: UPPER }, notHex],
      ['ruleFingerprint', { ruleFingerprint: 'short' }, { code: 'InvalidHex', actual: 5 }],
      ['secretHash', { secretHash: new Uint8Array(32) }, wrongType('SecretHash', 'object')],
      ['secretHash', { secretHash: NormHash.fromDigest(new Uint8Array(32)) }, wrongType('SecretHash', 'object')],
      ['secretHash', { secretHash: '04'.repeat(32) }, wrongType('SecretHash', 'string')],
    ],
  ],
  occurrence: [
    (over) => OccurrenceRecord.create({ ...occurrence, ...over }),
    [
      ['tenantId', { tenantId: undefined }, wrongType('64 lower-case hex digits', 'undefined')],
      ['findingId', { findingId: UPPER }, notHex],
      ['objectVersionId', { objectVersionId: UPPER }, notHex],
      ['byteOffset', { byteOffset: -1n }, notU64],
      ['byteLength', { byteLength: 1.5 }, { code: 'OutOfRange', actual: 1.5 }],
      ['byteLength', { byteLength: '5' }, wrongType('bigint or number', 'string')],
    ],
  ],
  observation: [
    (over) => ObservationRecord.create({ ...observation, ...over }),
    [
      ['tenantId', { tenantId: UPPER }, notHex],
      ['occurrenceId', { occurrenceId: UPPER }, notHex],
      ['policyHash', { policyHash: UPPER }, notHex],
      ['ovidHash', { ovidHash: UPPER }, notHex],
      ['runId', { runId: -1n }, notU64],
      ['shardId', { shardId: -1n }, notU64],
      ['fenceEpoch', { fenceEpoch: -1n }, notU64],
      ['seenAt', { seenAt: '8' }, wrongType('bigint or number', 'string')],
      ['location', { location: 'here' }, wrongType('object', 'string')],
      ['location', { location: null }, wrongType('object', 'null')],
      ['location.display', { location: { display: '' } }, { code: 'Empty', min: 1, actual: 0 }],
      ['location.url', { location: { display: 'd', url: 'a\ud800' } }, { code: 'InvalidByte', index: 1 }],
    ],
  ],
};

describe.each(Object.entries(REFUSALS))('%s', (kind, [create, cases]) => {
  test.each(cases)('refuses a bad %s, %o', (field, over, error) => {
    expect(() => create(over)).toThrow(expect.objectContaining({ field: `${kind}.${field}`, ...error }));
  });
});

function mismatch(
  code: 'IdMismatch' | 'ObservationIdMismatch',
  field: string,
  expected: string,
  received: string,
): PersistenceInputError {
  return new PersistenceInputError(
    code,
    { field, expected, received },
    `is not the id derived from the record's fields: expected ${expected.slice(0, 8)}.., received ${received.slice(0, 8)}..`,
  );
}

function wrongType(expected: string, received: string): object {
  return { code: 'InvalidType', expected, received };
}
