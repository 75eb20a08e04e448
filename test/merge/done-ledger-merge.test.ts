import { describe, expect, test } from 'vitest';
import {
  DoneLedgerRecord,
  OvidHash,
  PersistenceInputError,
  PolicyHash,
  TenantId,
  type DoneLedgerRecordInput,
} from '../../src/index.js';
import { I64_MAX, ONE_KEY, U32_MAX, U64_MAX } from '../support/arbitraries.js';

type Over = Partial<Omit<DoneLedgerRecordInput, 'provenance'>> & Partial<DoneLedgerRecordInput['provenance']>;

function record({ runId, shardId, fenceEpoch, startedAt, finishedAt, ...over }: Over = {}): DoneLedgerRecord {
  const { status = 'Skipped' } = over;
  return DoneLedgerRecord.create({
    key: ONE_KEY,
    bytesScanned: 0,
    findingsCount: status === 'ScannedWithFindings' ? 1 : 0,
    ...(!status.startsWith('Scanned') && { errorCode: 'E' }),
    ...over,
    status,
    provenance: {
      runId: runId ?? 5,
      shardId: shardId ?? 5,
      fenceEpoch: fenceEpoch ?? 5,
      startedAt: startedAt ?? 5,
      finishedAt: finishedAt ?? 9,
    },
  });
}

const { merge } = DoneLedgerRecord;

/** Both orders: the merge of two records does not depend on which of them is there already. */
function merged(a: DoneLedgerRecord, b: DoneLedgerRecord): DoneLedgerRecord {
  expect(merge(b, a)).toStrictEqual(merge(a, b));
  return merge(a, b);
}

test('status: the higher rank, however old', () => {
  const old = record({ status: 'ScannedClean', startedAt: 0, finishedAt: 0 });
  expect(merged(old, record({ status: 'Skipped', finishedAt: U64_MAX }))).toBe(old);
});

test.each([
  [0n, 1n, 1n],
  [I64_MAX, I64_MAX + 1n, I64_MAX + 1n],
  [U64_MAX, 0n, U64_MAX],
])('bytesScanned: the larger of %i and %i, whoever wins', (winners, losers, bytesScanned) => {
  const winner = record({ bytesScanned: winners, finishedAt: 10 });
  expect(merged(winner, record({ bytesScanned: losers }))).toStrictEqual({ ...winner, bytesScanned });
});

describe('findingsCount', () => {
  test.each([
    ['ScannedClean', 0, 'ScannedClean', 0, 0],
    ['ScannedClean', 0, 'Skipped', 7, 0],
    ['ScannedClean', 0, 'FailedRetryable', U32_MAX, 0],
    ['ScannedWithFindings', 2, 'ScannedWithFindings', 3, 3],
    ['ScannedWithFindings', 1, 'ScannedClean', 0, 1],
    ['ScannedWithFindings', 2, 'Skipped', 7, 2],
    ['ScannedWithFindings', 2, 'FailedPermanent', U32_MAX, 2],
    ['Skipped', 1, 'Skipped', 7, 7],
    ['Skipped', 1, 'FailedPermanent', 7, 7],
    ['FailedRetryable', 0, 'FailedRetryable', U32_MAX, U32_MAX],
  ] as const)('%s with %i and %s with %i have %i', (statusA, countA, statusB, countB, expected) => {
    const a = record({ status: statusA, findingsCount: countA });
    const b = record({ status: statusB, findingsCount: countB });
    expect(merged(a, b).findingsCount).toBe(expected);
  });
});

describe('provenance: all five fields from the winner, however great the others', () => {
  const loser = record({ startedAt: 9, finishedAt: 9, runId: 99, shardId: 99, fenceEpoch: 99, bytesScanned: 1 });

  test.each([
    ['by rank', record({ status: 'ScannedClean', startedAt: 0, finishedAt: 0, runId: 0, shardId: 0, fenceEpoch: 0 })],
    ['by time', record({ startedAt: 0, finishedAt: 10, runId: 0, shardId: 0, fenceEpoch: 0 })],
  ])('%s', (_, winner) => {
    expect(merged(winner, loser).provenance).toStrictEqual(winner.provenance);
  });
});

describe('errorCode', () => {
  test.each([
    ['Skipped', 'FailedPermanent', 'A'],
    ['FailedPermanent', 'FailedRetryable', 'A'],
    ['Skipped', 'Skipped', 'B'],
    ['ScannedClean', 'Skipped', undefined],
    ['ScannedWithFindings', 'FailedRetryable', undefined],
    ['ScannedWithFindings', 'ScannedClean', undefined],
  ] as const)('%s and %s: %s', (statusA, statusB, code) => {
    const a = statusA.startsWith('Scanned') ? { status: statusA } : { status: statusA, errorCode: 'A' };
    const b = statusB.startsWith('Scanned')
      ? { status: statusB }
      : { status: statusB, errorCode: 'B', bytesScanned: 1 };
    const result = merged(record(a), record(b));
    if (code === undefined) expect(result).not.toHaveProperty('errorCode');
    else expect(result.errorCode).toBe(code);
  });
});

// Each level decides although every later one speaks for the other record.
const GREAT = { finishedAt: 10, startedAt: 9, fenceEpoch: 9, runId: 9, shardId: 9, errorCode: 'z' };
describe('the winner, level by level', () => {
  test.each<[level: string, winner: Over, loser: Over]>([
    ['rank', { status: 'FailedPermanent' }, { ...GREAT, status: 'FailedRetryable' }],
    ['finishedAt', { finishedAt: 10 }, { ...GREAT, finishedAt: 9 }],
    ['startedAt', { startedAt: 6 }, { ...GREAT, finishedAt: 9, startedAt: 5 }],
    ['fenceEpoch', { fenceEpoch: 6 }, { runId: 9, shardId: 9, errorCode: 'z' }],
    ['runId', { runId: 6 }, { shardId: 9, errorCode: 'z' }],
    ['shardId', { shardId: 6 }, { errorCode: 'z' }],
    ['errorCode', { errorCode: 'F' }, { errorCode: 'E' }],
    ['errorCode, of which the other is a prefix', { errorCode: 'EA' }, { errorCode: 'E' }],
    ['errorCode, by byte and not by alphabet', { errorCode: 'a' }, { errorCode: 'B' }],
  ])('%s', (_, winner, loser) => {
    const expected = record(winner);
    expect(merged(expected, record(loser))).toStrictEqual(expected);
  });

  test.each(['finishedAt', 'startedAt', 'fenceEpoch'])('%s is unsigned', (field) => {
    const times = field === 'startedAt' ? { finishedAt: U64_MAX } : { startedAt: 0 };
    const winner = record({ ...times, [field]: I64_MAX + 1n });
    expect(merged(winner, record({ ...times, [field]: I64_MAX }))).toStrictEqual(winner);
  });

  test.each(['runId', 'shardId'])('%s is signed', (field) => {
    const rising = [I64_MAX + 1n, U64_MAX - 1n, U64_MAX, 0n, 1n, I64_MAX];
    for (const [index, low] of rising.entries()) {
      for (const high of rising.slice(index + 1)) {
        const winner = record({ [field]: high });
        expect(merged(winner, record({ [field]: low }))).toStrictEqual(winner);
      }
    }
  });
});

describe('a full tie keeps existing', () => {
  test('the very object, where there is nothing to add', () => {
    const [existing, incoming] = [record(), record()];
    expect(merge(existing, incoming)).toBe(existing);
    expect(merge(incoming, existing)).toBe(incoming);
    expect(merge(existing, existing)).toBe(existing);
  });

  test('with the larger numbers of the two', () => {
    const existing = record({ bytesScanned: 5, findingsCount: 1 });
    const incoming = record({ bytesScanned: 1, findingsCount: 5 });
    expect(merged(existing, incoming)).toStrictEqual({ ...existing, findingsCount: 5 });
  });
});

test('two literals merge into a record of ours', () => {
  const [a, b] = [{ ...record({ finishedAt: 10 }) }, { ...record({ bytesScanned: 3 }), extra: 1 }];
  expect(merge(a, b)).toStrictEqual({ ...a, bytesScanned: 3n });
  expect(merge(a, b)).toSatisfy(Object.isFrozen);
});

describe('refusals', () => {
  test.each([
    ['tenantId', TenantId.filled(9)],
    ['policyHash', PolicyHash.filled(9)],
    ['ovidHash', OvidHash.filled(9)],
  ] as const)('another %s', (field, id) => {
    const other = record({ key: { ...ONE_KEY, [field]: id } });
    expect(() => merge(record(), other)).toThrow(
      new PersistenceInputError(
        'KeyMismatch',
        { field: `incoming.key.${field}`, expected: ONE_KEY[field], received: id },
        `only records of one key merge; expected ${ONE_KEY[field].slice(0, 8)}.., received ${id.slice(0, 8)}..`,
      ),
    );
  });

  const { errorCode: _, ...codeless } = record();
  const broken: readonly [code: string, path: string, record: object][] = [
    ['MissingErrorCode', 'errorCode', codeless],
    ['UnexpectedErrorCode', 'errorCode', record({ status: 'ScannedClean', errorCode: 'E' })],
    ['ProvenanceOrdering', 'provenance.finishedAt', record({ startedAt: 2, finishedAt: 1 })],
    ['InconsistentFindingsCount', 'findingsCount', { ...record({ status: 'ScannedClean' }), findingsCount: 1 }],
    ['InvalidType', 'bytesScanned', { ...record(), bytesScanned: 1 }],
  ];
  test.each(broken)('%s at %s, on either side', (code, path, bad) => {
    const invalid = bad as DoneLedgerRecord;
    expect(() => merge(invalid, record())).toThrow(expect.objectContaining({ code, field: `existing.${path}` }));
    expect(() => merge(record(), invalid)).toThrow(expect.objectContaining({ code, field: `incoming.${path}` }));
  });

  test('a record is validated before the keys are compared', () => {
    const other = { ...codeless, key: { ...ONE_KEY, ovidHash: OvidHash.filled(9) } };
    expect(() => merge(record(), other)).toThrow(expect.objectContaining({ code: 'MissingErrorCode' }));
  });
});
