import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DoneLedgerRecord,
  OvidHash,
  PersistenceInputError,
  PolicyHash,
  TenantId,
  type DoneLedgerRecordInput,
  type DoneLedgerStatus,
} from '../../src/index.js';
import { invalidLedgerRecord, ledgerKey, ledgerRecord, U32_MAX, U64_MAX } from '../support/arbitraries.js';

const key = { tenantId: TenantId.filled(1), policyHash: PolicyHash.filled(2), ovidHash: OvidHash.filled(3) };
const provenance = { runId: 1, shardId: 2n ** 63n, fenceEpoch: 3, startedAt: 4, finishedAt: 5 };
const input: DoneLedgerRecordInput = {
  key,
  status: 'ScannedWithFindings',
  bytesScanned: 100,
  findingsCount: 2,
  provenance,
};
const stored = DoneLedgerRecord.create(input);

/** Hand-made: what a caller may write without our constructor. */
function literal(fields: object): DoneLedgerRecord {
  return { ...stored, ...fields };
}

describe('create', () => {
  test('takes numbers and gives bigints', () => {
    expect(stored).toStrictEqual({
      key,
      status: 'ScannedWithFindings',
      bytesScanned: 100n,
      findingsCount: 2,
      provenance: { runId: 1n, shardId: 9223372036854775808n, fenceEpoch: 3n, startedAt: 4n, finishedAt: 5n },
    });
  });

  test('takes the limits of every number', () => {
    const most = { runId: U64_MAX, shardId: U64_MAX, fenceEpoch: U64_MAX, startedAt: U64_MAX, finishedAt: U64_MAX };
    const record = { ...input, bytesScanned: U64_MAX, findingsCount: U32_MAX, provenance: most };
    expect(DoneLedgerRecord.create(record)).toStrictEqual(record);
  });

  test.each<[DoneLedgerStatus, number, boolean]>([
    ['ScannedWithFindings', 0, false],
    ['ScannedWithFindings', 1, true],
    ['ScannedClean', 0, true],
    ['ScannedClean', -0, true],
    ['ScannedClean', 1, false],
    ['Skipped', 0, true],
    ['Skipped', 7, true],
    ['FailedPermanent', 7, true],
    ['FailedRetryable', 7, true],
  ])('%s with %i findings: %s', (status, findingsCount, consistent) => {
    const create = (): DoneLedgerRecord => DoneLedgerRecord.create({ ...input, status, findingsCount });
    if (consistent) expect(create().findingsCount).toBe(Math.abs(findingsCount));
    else expect(create).toThrow(inconsistent(status, findingsCount));
  });

  test('leaves error codes and the order of times to validate', () => {
    const backwards = { ...provenance, startedAt: 9 };
    expect(DoneLedgerRecord.create({ ...input, errorCode: 'E', provenance: backwards })).toMatchObject({
      errorCode: 'E',
      provenance: { startedAt: 9n, finishedAt: 5n },
    });
    expect(DoneLedgerRecord.create({ ...input, status: 'Skipped' }).status).toBe('Skipped');
  });

  test('an undefined error code is none', () => {
    expect(Object.keys(DoneLedgerRecord.create({ ...input, errorCode: undefined }))).not.toContain('errorCode');
  });

  test.each<[field: string, over: object, error: object]>([
    ['key', { key: undefined }, wrongType('object', 'undefined')],
    ['key.tenantId', { key: { ...key, tenantId: 7 } }, wrongType('64 lower-case hex digits', 'number')],
    ['key.policyHash', { key: { ...key, policyHash: 'A'.repeat(64) } }, { code: 'InvalidHex', index: 0 }],
    ['key.ovidHash', { key: { ...key, ovidHash: '' } }, { code: 'InvalidHex', min: 64, max: 64, actual: 0 }],
    ['status', { status: 11 }, { code: 'InvalidType', received: 'number' }],
    ['bytesScanned', { bytesScanned: -1n }, outOfRange(0n, U64_MAX, -1n)],
    ['bytesScanned', { bytesScanned: '1' }, wrongType('bigint or number', 'string')],
    ['findingsCount', { findingsCount: U32_MAX + 1 }, outOfRange(0, U32_MAX, U32_MAX + 1)],
    ['findingsCount', { findingsCount: -1 }, outOfRange(0, U32_MAX, -1)],
    ['findingsCount', { findingsCount: 0.5 }, outOfRange(0, U32_MAX, 0.5)],
    ['findingsCount', { findingsCount: Number.NaN }, outOfRange(0, U32_MAX, Number.NaN)],
    ['findingsCount', { findingsCount: 2n }, wrongType('number', 'bigint')],
    ['provenance', { provenance: null }, wrongType('object', 'null')],
    ['provenance.runId', { provenance: { ...provenance, runId: 2n ** 64n } }, outOfRange(0n, U64_MAX, 2n ** 64n)],
    [
      'provenance.shardId',
      { provenance: { ...provenance, shardId: 2 ** 53 } },
      { code: 'OutOfRange', actual: 2 ** 53 },
    ],
    ['provenance.fenceEpoch', { provenance: { ...provenance, fenceEpoch: 0.1 } }, { code: 'OutOfRange', actual: 0.1 }],
    ['provenance.startedAt', { provenance: { ...provenance, startedAt: null } }, wrongType('bigint or number', 'null')],
    [
      'provenance.finishedAt',
      { provenance: { ...provenance, finishedAt: Number.NaN } },
      { code: 'OutOfRange', actual: Number.NaN },
    ],
    ['errorCode', { errorCode: null }, wrongType('string', 'null')],
    ['errorCode', { errorCode: '' }, { code: 'Empty', min: 1, actual: 0 }],
    ['errorCode', { errorCode: 'a\ud800' }, { code: 'InvalidByte', index: 1 }],
  ])('refuses a bad %s, %o', (field, over, error) => {
    expect(() => DoneLedgerRecord.create({ ...input, ...over })).toThrow(
      expect.objectContaining({ field: `record.${field}`, ...error }),
    );
  });
});

describe('validate', () => {
  test('a valid record of ours is the answer itself', () => {
    fc.assert(
      fc.property(ledgerRecord(ledgerKey), (record) => {
        expect(DoneLedgerRecord.validate(record)).toBe(record);
      }),
    );
  });

  test('a valid literal comes back in canonical form', () => {
    const validated = DoneLedgerRecord.validate(literal({ errorCode: undefined, extra: 1, bytesScanned: 7n }));
    expect(validated).toStrictEqual({ ...stored, bytesScanned: 7n });
  });

  test('whatever breaks a rule is refused', () => {
    fc.assert(
      fc.property(invalidLedgerRecord, ({ record, code }) => {
        expect(() => DoneLedgerRecord.validate(record)).toThrow(expect.objectContaining({ code }));
      }),
    );
  });

  test.each<[DoneLedgerStatus, withCode: boolean, code: string | undefined]>([
    ['ScannedWithFindings', true, 'UnexpectedErrorCode'],
    ['ScannedWithFindings', false, undefined],
    ['ScannedClean', true, 'UnexpectedErrorCode'],
    ['ScannedClean', false, undefined],
    ['Skipped', true, undefined],
    ['Skipped', false, 'MissingErrorCode'],
    ['FailedPermanent', true, undefined],
    ['FailedPermanent', false, 'MissingErrorCode'],
    ['FailedRetryable', true, undefined],
    ['FailedRetryable', false, 'MissingErrorCode'],
  ])('%s with an error code (%s): %s', (status, withCode, code) => {
    const findingsCount = status === 'ScannedWithFindings' ? 1 : 0;
    const record = literal({ status, findingsCount, ...(withCode && { errorCode: 'E' }) });
    if (code === undefined) expect(DoneLedgerRecord.validate(record)).toStrictEqual(record);
    else
      expect(() => DoneLedgerRecord.validate(record)).toThrow(
        expect.objectContaining({ code, field: 'record.errorCode' }),
      );
  });

  test('a count that does not go with the status is refused here too', () => {
    expect(() => DoneLedgerRecord.validate(literal({ findingsCount: 0 }))).toThrow(
      inconsistent('ScannedWithFindings', 0),
    );
  });

  test('what starts and finishes at once is valid, what finishes before is not', () => {
    const at = (startedAt: bigint, finishedAt: bigint): DoneLedgerRecord =>
      DoneLedgerRecord.validate(literal({ provenance: { ...stored.provenance, startedAt, finishedAt } }));
    expect(at(5n, 5n).provenance).toMatchObject({ startedAt: 5n, finishedAt: 5n });
    expect(() => at(5n, 4n)).toThrow(
      expect.objectContaining({
        code: 'ProvenanceOrdering',
        field: 'record.provenance.finishedAt',
        min: 5n,
        actual: 4n,
      }),
    );
  });

  test.each(['bytesScanned', 'runId', 'shardId', 'fenceEpoch', 'startedAt', 'finishedAt'])(
    'a literal whose %s is a number is refused',
    (name) => {
      const inside = name in stored.provenance;
      const record = inside ? literal({ provenance: { ...stored.provenance, [name]: 1 } }) : literal({ [name]: 1 });
      expect(() => DoneLedgerRecord.validate(record)).toThrow(
        expect.objectContaining({
          field: inside ? `record.provenance.${name}` : `record.${name}`,
          ...wrongType('bigint', 'number'),
        }),
      );
    },
  );

  test.each<[unknown, string]>([
    [undefined, 'undefined'],
    [[stored], 'array'],
    ['record', 'string'],
  ])('%o is no record', (value, received) => {
    expect(() => DoneLedgerRecord.validate(value as DoneLedgerRecord)).toThrow(
      expect.objectContaining({ field: 'record', ...wrongType('object', received) }),
    );
  });
});

function inconsistent(status: DoneLedgerStatus, findingsCount: number): PersistenceInputError {
  return new PersistenceInputError(
    'InconsistentFindingsCount',
    { field: 'record.findingsCount', actual: findingsCount },
    `a ${status} record cannot have ${findingsCount} findings`,
  );
}

function wrongType(expected: string, received: string): object {
  return { code: 'InvalidType', expected, received };
}

function outOfRange(min: bigint | number, max: bigint | number, actual: bigint | number): object {
  return { code: 'OutOfRange', min, max, actual };
}
