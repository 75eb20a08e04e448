import { describe, expect, test } from 'vitest';
import { InMemoryDoneLedger, type DoneLedgerRecord } from '../../src/index.js';
import { clean, failed, key, outcomeOf, rejection } from '../support/rows.js';

/** A hand-made literal: valid, with no brand of ours. */
const literal = (n = 1) => ({
  key: { ...key(n) },
  status: 'ScannedClean',
  bytesScanned: 100n,
  findingsCount: 0,
  provenance: { runId: 1n, shardId: 1n, fenceEpoch: 1n, startedAt: 10n, finishedAt: 20n },
});

/** The literal with one field, named by its path, replaced. */
function changed(path: string, value: unknown): DoneLedgerRecord {
  const record: Record<string, unknown> = literal();
  const [head = '', tail] = path.split('.');
  record[head] = tail === undefined ? value : { ...(record[head] as object), [tail]: value };
  return record as never;
}

const write = async (ledger: InMemoryDoneLedger, records: unknown) => ledger.batchUpsert(records as never);

const U64_FIELDS = [
  'bytesScanned',
  ...['runId', 'shardId', 'fenceEpoch', 'startedAt', 'finishedAt'].map((f) => `provenance.${f}`),
];
const WRONG: readonly (readonly [path: string, value: unknown, code: string])[] = [
  ...U64_FIELDS.flatMap((field) =>
    (
      [
        [7, 'InvalidType'],
        ['7', 'InvalidType'],
        [undefined, 'InvalidType'],
        [-1n, 'OutOfRange'],
        [2n ** 64n, 'OutOfRange'],
      ] as const
    ).map(([value, code]) => [field, value, code] as const),
  ),
  ['findingsCount', 0n, 'InvalidType'],
  ['findingsCount', -1, 'OutOfRange'],
  ['findingsCount', 0.5, 'OutOfRange'],
  ['findingsCount', Number.NaN, 'OutOfRange'],
  ['findingsCount', 2 ** 32, 'OutOfRange'],
  ['status', 'scannedclean', 'InvalidType'],
  ['status', 10, 'InvalidType'],
  ['status', 'constructor', 'InvalidType'],
  ['errorCode', '', 'Empty'],
  ['errorCode', '   ', 'Empty'],
  ['errorCode', 'x'.repeat(129), 'TooLarge'],
  ['errorCode', 'caf\u00e9', 'InvalidByte'],
  ['errorCode', 'a\ud800b', 'InvalidByte'],
  ['errorCode', null, 'InvalidType'],
  ['key.tenantId', 'AB'.repeat(32), 'InvalidHex'],
  ['key.tenantId', undefined, 'InvalidType'],
  ['key.policyHash', 'ab'.repeat(31), 'InvalidHex'],
  ['key.ovidHash', 'g'.repeat(64), 'InvalidHex'],
  ['key', null, 'InvalidType'],
  ['provenance', [], 'InvalidType'],
];

describe('what has the wrong shape is refused at submission: no counter moves, no id is used', () => {
  test.each(WRONG)('%s: %s is %s', async (path, value, code) => {
    const ledger = new InMemoryDoneLedger();
    ledger.failNextSubmissions(1);
    ledger.delayNextWrites(1);
    const faults = ledger.faults();
    const error = await rejection(write(ledger, [literal(2), changed(path, value)]));
    expect(error).toMatchObject({ code: 'BatchValidation', store: 'done-ledger' });
    expect(error.operationId).toBeUndefined();
    expect(error.cause).toMatchObject({ code, field: `records[1].${path}` });
    expect(ledger.faults()).toEqual(faults);
    expect(ledger.pendingCount()).toBe(0);
    ledger.resetFaults();
    expect((await ledger.batchUpsert([])).operationId).toBe(1n);
    expect(ledger.snapshot()).toEqual([]);
  });

  test.each<[string, () => unknown, string]>([
    ['undefined', () => undefined, 'records'],
    ['null', () => null, 'records'],
    ['an object with a length', () => ({ length: 0 }), 'records'],
    ['a set', () => new Set(), 'records'],
    ['a string', () => '', 'records'],
    ['one record', () => literal(), 'records'],
    ['an array with undefined', () => [undefined], 'records[0]'],
    ['an array with a hole', () => [literal(), , literal()], 'records[1]'], // eslint-disable-line no-sparse-arrays
    ['the longest array there is, all holes', () => new Array(2 ** 32 - 1), 'records[0]'],
    ['an array of arrays', () => [[]], 'records[0]'],
    ['an array of functions', () => [() => literal()], 'records[0]'],
  ])('in place of records: %s', async (_, records, field) => {
    const outcome = await outcomeOf(write(new InMemoryDoneLedger(), records()));
    expect(outcome).toBe(`BatchValidation: InvalidType ${field}`);
  });
});

describe('a hand-made literal', () => {
  test('is welcome, extra keys are dropped, and the row is as our constructor makes it', async () => {
    const ledger = new InMemoryDoneLedger();
    const given = {
      ...literal(),
      extra: 1,
      provenance: { ...literal().provenance, more: 2 },
      key: { ...key(1), x: 3 },
    };
    await (await write(ledger, [given])).wait();
    expect(ledger.snapshot()).toStrictEqual([clean(1)]);
  });

  test('errorCode: undefined is the same as none', async () => {
    const ledger = new InMemoryDoneLedger();
    await (await write(ledger, [{ ...literal(), errorCode: undefined }])).wait();
    expect(Object.keys(ledger.snapshot()[0] as object)).not.toContain('errorCode');
  });

  test('is never frozen, nor is the array', async () => {
    const given = [literal()];
    await write(new InMemoryDoneLedger(), given);
    expect(Object.isFrozen(given)).toBe(false);
    expect(Object.isFrozen(given[0])).toBe(false);
    expect(Object.isFrozen(given[0]?.key)).toBe(false);
    expect(Object.isFrozen(given[0]?.provenance)).toBe(false);
  });

  test.each(['applied at once', 'delayed'])('mutated after submission changes nothing: %s', async (when) => {
    const ledger = new InMemoryDoneLedger({ autoComplete: when !== 'delayed' });
    const given = [literal(1)];
    await write(ledger, given);
    const first = given[0] as ReturnType<typeof literal>;
    first.bytesScanned = 7n;
    first.status = 'nonsense';
    first.key.tenantId = key(9).ovidHash as never;
    first.provenance.finishedAt = 99n;
    given.push(literal(2));
    given[0] = literal(3);
    ledger.releaseAll();
    expect(ledger.snapshot()).toStrictEqual([clean(1)]);
  });

  test('may have null for a prototype, and inherited fields count', async () => {
    const ledger = new InMemoryDoneLedger();
    await write(ledger, [Object.assign(Object.create(null), literal(1)), Object.create(literal(2))]);
    expect(ledger.durableCounts()).toEqual({ records: 2 });
  });

  test('is read once: a getter cannot show the store two things', async () => {
    const ledger = new InMemoryDoneLedger();
    let reads = 0;
    const shifty = Object.defineProperty(literal(), 'findingsCount', { get: () => reads++ });
    await (await write(ledger, [shifty])).wait();
    expect(ledger.snapshot()).toStrictEqual([clean(1)]);
    expect(reads).toBe(1);
  });
});

describe('a record of ours', () => {
  test('spread and changed is checked like any other', async () => {
    const ledger = new InMemoryDoneLedger();
    const spread = { ...clean(1), bytesScanned: -5n };
    expect(await outcomeOf(ledger.batchUpsert([spread]))).toBe('BatchValidation: OutOfRange records[0].bytesScanned');
  });

  test('is held to the record rules all the same', async () => {
    const handle = await new InMemoryDoneLedger().batchUpsert([failed(1, { errorCode: undefined })]);
    expect(await outcomeOf(handle.wait())).toBe('BatchValidation: MissingErrorCode records[0].errorCode');
  });

  test('behind a proxy is read like a literal, not trusted', async () => {
    const ledger = new InMemoryDoneLedger();
    let asked = 0;
    const spy = new Proxy(clean(1), { get: (...args) => (asked++, Reflect.get(...args)) });
    await (await ledger.batchUpsert([spy])).wait();
    const before = asked;
    expect(ledger.snapshot()).toStrictEqual([clean(1)]);
    expect(before).toBeGreaterThan(0);
    expect(asked).toBe(before);
  });
});
