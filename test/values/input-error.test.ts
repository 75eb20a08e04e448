import { describe, expect, test } from 'vitest';
import {
  DoneLedgerErrorCode,
  DoneLedgerRecord,
  FindingId,
  FindingRecord,
  FindingsUpsertBatch,
  Location,
  ObjectVersionId,
  ObservationId,
  ObservationRecord,
  OccurrenceId,
  OccurrenceRecord,
  OvidHash,
  PersistenceInputError,
  PolicyHash,
  RuleFingerprint,
  RunId,
  SecretHash,
  StableItemId,
  TenantId,
  type DoneLedgerRecordInput,
  type PersistenceInputErrorCode,
} from '../../src/index.js';

const ones = '01'.repeat(32);
const twos = '02'.repeat(32);
const input: DoneLedgerRecordInput = {
  key: { tenantId: TenantId.filled(1), policyHash: PolicyHash.filled(1), ovidHash: OvidHash.filled(1) },
  status: 'ScannedClean',
  bytesScanned: 1,
  findingsCount: 0,
  provenance: { runId: 1, shardId: 1, fenceEpoch: 1, startedAt: 1, finishedAt: 2 },
};
const finding = FindingRecord.create({
  tenantId: TenantId.filled(1),
  stableItemId: StableItemId.filled(1),
  ruleFingerprint: RuleFingerprint.filled(1),
  secretHash: SecretHash.fromPersisted(new Uint8Array(32)),
});
const place = {
  tenantId: TenantId.filled(1),
  findingId: FindingId.filled(1),
  objectVersionId: ObjectVersionId.filled(1),
  byteOffset: 0,
  byteLength: 1,
};
const observation = ObservationRecord.create({
  tenantId: TenantId.filled(1),
  occurrenceId: OccurrenceId.filled(1),
  policyHash: PolicyHash.filled(1),
  ovidHash: OvidHash.filled(1),
  runId: 1,
  shardId: 1,
  fenceEpoch: 1,
  seenAt: 1,
});
const other = OccurrenceRecord.create({ ...place, tenantId: TenantId.filled(2) });

// One way to each code, and what its error says and knows.
const CODES: Record<PersistenceInputErrorCode, readonly [break_: () => unknown, message: string, detail: object]> = {
  Empty: [
    () => Location.create({ display: '' }),
    'location.display: must not be empty',
    { field: 'location.display', min: 1, actual: 0 },
  ],
  TooLarge: [
    () => Location.create({ display: 'a'.repeat(4097) }),
    'location.display: 4097 UTF-8 bytes, at most 4096',
    { field: 'location.display', max: 4096, actual: 4097 },
  ],
  InvalidByte: [
    () => DoneLedgerErrorCode.of('E_BAD!'),
    'errorCode: character 5 is none of A-Z a-z 0-9 space _ - . : /',
    { field: 'errorCode', index: 5 },
  ],
  ZeroSpanLength: [
    () => OccurrenceRecord.create({ ...place, byteLength: 0 }),
    'occurrence.byteLength: a span has at least one byte',
    { field: 'occurrence.byteLength', min: 1n, actual: 0n },
  ],
  ObservationIdMismatch: [
    () => ObservationRecord.fromPersisted({ ...observation, observationId: ObservationId.filled(1) }),
    `observation.observationId: is not the id derived from the record's fields: ` +
      `expected ${observation.observationId.slice(0, 8)}.., received ${ones.slice(0, 8)}..`,
    { field: 'observation.observationId', expected: observation.observationId, received: ones },
  ],
  InconsistentFindingsCount: [
    () => DoneLedgerRecord.create({ ...input, findingsCount: 3 }),
    'record.findingsCount: a ScannedClean record cannot have 3 findings',
    { field: 'record.findingsCount', actual: 3 },
  ],
  MissingErrorCode: [
    () => DoneLedgerRecord.validate(DoneLedgerRecord.create({ ...input, status: 'Skipped' })),
    'record.errorCode: a Skipped record needs an error code',
    { field: 'record.errorCode' },
  ],
  UnexpectedErrorCode: [
    () => DoneLedgerRecord.validate(DoneLedgerRecord.create({ ...input, errorCode: 'E_IO' })),
    'record.errorCode: a ScannedClean record has no error code',
    { field: 'record.errorCode', received: 'E_IO' },
  ],
  OrphanedReference: [
    () =>
      FindingsUpsertBatch.validateReferentialIntegrity({ findings: [], occurrences: [], observations: [observation] }),
    `observations[0].occurrenceId: refers to ${ones.slice(0, 8)}.., which is not in the batch`,
    { field: 'observations[0].occurrenceId', received: ones },
  ],
  InconsistentTenant: [
    () =>
      FindingsUpsertBatch.validateReferentialIntegrity({
        findings: [finding],
        occurrences: [other],
        observations: [],
      }),
    `occurrences[0].tenantId: a batch is of one tenant; expected ${ones.slice(0, 8)}.., received ${twos.slice(0, 8)}..`,
    { field: 'occurrences[0].tenantId', expected: ones, received: twos },
  ],
  ProvenanceOrdering: [
    () =>
      DoneLedgerRecord.validate(
        DoneLedgerRecord.create({ ...input, provenance: { ...input.provenance, startedAt: 9, finishedAt: 8 } }),
      ),
    'record.provenance.finishedAt: finished at 8, before it started at 9',
    { field: 'record.provenance.finishedAt', min: 9n, actual: 8n },
  ],
  KeyMismatch: [
    () =>
      DoneLedgerRecord.merge(
        DoneLedgerRecord.create(input),
        DoneLedgerRecord.create({ ...input, key: { ...input.key, policyHash: PolicyHash.filled(2) } }),
      ),
    `incoming.key.policyHash: only records of one key merge; expected ${ones.slice(0, 8)}.., received ${twos.slice(0, 8)}..`,
    { field: 'incoming.key.policyHash', expected: ones, received: twos },
  ],
  InvalidType: [
    () => TenantId.fromBytes('bytes' as unknown as Uint8Array),
    'TenantId: expected Uint8Array, received string',
    { field: 'TenantId', expected: 'Uint8Array', received: 'string' },
  ],
  OutOfRange: [
    () => RunId.of(-1n),
    'RunId: -1 is not an integer in 0 .. 18446744073709551615',
    { field: 'RunId', min: 0n, max: 18446744073709551615n, actual: -1n },
  ],
  InvalidHex: [
    () => TenantId.fromHex('0x'),
    'TenantId: expected 64 hex digits, received 2 characters',
    { field: 'TenantId', expected: '64 hex digits', min: 64, max: 64, actual: 2 },
  ],
  IdMismatch: [
    () => FindingRecord.fromPersisted({ ...finding, findingId: FindingId.filled(2) }),
    `finding.findingId: is not the id derived from the record's fields: expected ${finding.findingId.slice(0, 8)}.., received ${twos.slice(0, 8)}..`,
    { field: 'finding.findingId', expected: finding.findingId, received: twos },
  ],
};

describe('every code, its message word for word, its field and its numbers', () => {
  test.each(Object.entries(CODES))('%s', (code, [break_, message, detail]) => {
    const error = thrownBy(break_);
    expect(error).toBeInstanceOf(PersistenceInputError);
    expect(Object.fromEntries(Object.entries(error))).toEqual({ code, ...detail });
    expect(error.message).toBe(message);
    expect(String(error)).toBe(`PersistenceInputError: ${message}`);
  });
});

test('a lone surrogate is an invalid byte as well', () => {
  expect(() => Location.create({ display: 'ab\ud800' })).toThrow(
    new PersistenceInputError('InvalidByte', { field: 'location.display', index: 2 }, 'lone surrogate at index 2'),
  );
});

test('a code of spaces only is empty as well', () => {
  expect(() => DoneLedgerErrorCode.of('   ')).toThrow(
    new PersistenceInputError('Empty', { field: 'errorCode', actual: 3 }, 'must not consist of spaces only'),
  );
});

describe('recognition', () => {
  const foreign = Object.assign(new Error('of another copy'), {
    [Symbol.for('gossip-inmemory.PersistenceInputError')]: true,
  });

  test.each([
    ['an error of ours', thrownBy(() => RunId.of(-1)), true],
    ['an error of another copy of the package', foreign, true],
    ['another error', new Error('x'), false],
    ['a look-alike', { name: 'PersistenceInputError', code: 'Empty', field: 'x' }, false],
    ['nothing', undefined, false],
    ['null', null, false],
    ['a string', 'PersistenceInputError', false],
    ['a revoked proxy', revoked(), false],
  ])('%s', (_, value, ours) => {
    expect(PersistenceInputError.is(value)).toBe(ours);
    expect(value instanceof PersistenceInputError).toBe(ours);
  });

  test('an input error is an Error with a stack', () => {
    const error = thrownBy(() => RunId.of(-1));
    expect(error).toBeInstanceOf(Error);
    expect(error.stack).toContain('input-error.test.ts');
  });
});

function thrownBy(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
