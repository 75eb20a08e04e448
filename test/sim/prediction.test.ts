import { describe, expect, test } from 'vitest';
import {
  InMemoryDoneLedger,
  type CommitHandle,
  type CompletionOrder,
  type DoneLedgerCommitReceipt,
  type DoneLedgerRecord,
  type PendingWriteId,
} from '../../src/index.js';
import type { SimOperation } from '../../src/sim/index.js';
import { builders, upsert, violationsOf } from './support.js';

const [A, B, C] = builders()
  .page(3)
  .map(({ record }) => record) as [DoneLedgerRecord, DoneLedgerRecord, DoneLedgerRecord];
const delay = (count: number): SimOperation => ({ type: 'InjectDelay', store: 'ledger', count });
const release: SimOperation = { type: 'ReleaseOldest', store: 'ledger' };

/** A ledger of which some methods are others. */
function ledgerWith(methods: Partial<InMemoryDoneLedger>): InMemoryDoneLedger {
  return Object.assign(new InMemoryDoneLedger(), methods);
}

/** What the one violation says: what was expected, and what came. */
async function surprise(
  ledger: InMemoryDoneLedger,
  ...operations: readonly SimOperation[]
): Promise<readonly [message: string, expected: string | undefined, received: string | undefined]> {
  const [first] = await violationsOf({ ledger }, operations);
  expect(first?.invariant).toBe('P');
  return [first?.message ?? '', first?.expected, first?.received];
}

describe('one fault too many or too few is a violation', () => {
  test('a submission that is not refused', async () => {
    const ledger = ledgerWith({ failNextSubmissions() {} });
    const inject: SimOperation = { type: 'InjectSubmitFailure', store: 'ledger', count: 1 };
    expect(await surprise(ledger, inject)).toEqual([
      'The fault counters are not those predicted.',
      '{ failNextSubmissions: 1, failNextCommits: 0, delayNextWrites: 0, loseNextAcks: 0 }',
      '{ failNextSubmissions: 0, failNextCommits: 0, delayNextWrites: 0, loseNextAcks: 0 }',
    ]);
    const silent = ledgerWith({ failNextSubmissions() {}, faults: undefined as never });
    expect(await surprise(silent, inject, upsert('a', A))).toEqual([
      'Write a must be refused, and was accepted.',
      'InjectedSubmissionFailure',
      'a handle',
    ]);
  });

  test('a submission that is refused twice', async () => {
    const ledger = new InMemoryDoneLedger();
    const twice = ledgerWith({
      failNextSubmissions: (count) => ledger.failNextSubmissions(count + 1),
      batchUpsert: (records) => ledger.batchUpsert(records),
      faults: undefined as never,
    });
    const inject: SimOperation = { type: 'InjectSubmitFailure', store: 'ledger', count: 1 };
    expect(await surprise(twice, inject, upsert('a', A), upsert('b', B))).toEqual([
      'Write b must be accepted, and was refused.',
      'a handle',
      'InjectedSubmissionFailure',
    ]);
  });

  test('a commit that does not fail', async () => {
    const ledger = ledgerWith({ failNextCommits() {}, faults: undefined as never });
    const inject: SimOperation = { type: 'InjectCommitFailure', store: 'ledger', count: 1 };
    expect(await surprise(ledger, inject, upsert('a', A))).toEqual([
      'Write a must fail, and was committed.',
      'InjectedCommitFailure',
      '{ recordCount: 1, scannedCount: 1, findingsCount: 1 }',
    ]);
  });

  test('an acknowledgement that is not lost', async () => {
    const ledger = ledgerWith({ loseNextAcks() {}, faults: undefined as never });
    const inject: SimOperation = { type: 'InjectAckLoss', store: 'ledger', count: 1 };
    const [, expected] = await surprise(ledger, inject, upsert('a', A));
    expect(expected).toBe('AckLost');
  });

  test('a write that is not held back', async () => {
    const ledger = ledgerWith({ delayNextWrites() {}, faults: undefined as never });
    expect(await surprise(ledger, delay(1), upsert('a', A))).toEqual([
      'The pending writes are not those predicted.',
      '[1]',
      '[]',
    ]);
  });
});

describe('every id, count and answer is predicted', () => {
  const base = (): InMemoryDoneLedger => new InMemoryDoneLedger();

  test('the operation id of a handle', async () => {
    const ledger = base();
    const shifted = ledgerWith({
      batchUpsert: async (records) => {
        const handle = await ledger.batchUpsert(records);
        return { operationId: 7n as PendingWriteId, wait: () => handle.wait() } as never;
      },
    });
    expect(await surprise(shifted, upsert('a', A))).toEqual(['Write a has the wrong operation id.', '1', '7']);
  });

  test('the id that releaseNext() answers', async () => {
    const ledger = base();
    const { releaseNext } = ledger;
    ledger.releaseNext = (order?: CompletionOrder) => {
      const id = releaseNext.call(ledger, order);
      return id && ((id + 1n) as PendingWriteId);
    };
    expect(await surprise(ledger, delay(1), upsert('a', A), release)).toEqual([
      'releaseNext() answered otherwise than predicted.',
      '1',
      '2',
    ]);
  });

  test('the order in which writes are released', async () => {
    const ledger = base();
    const { releaseNext } = ledger;
    ledger.releaseNext = () => releaseNext.call(ledger, 'NewestFirst');
    const [message] = await surprise(ledger, delay(2), upsert('a', A), upsert('b', B), release);
    expect(message).toBe('releaseNext() answered otherwise than predicted.');
  });

  test('the number that releaseAll() answers', async () => {
    const ledger = base();
    const { releaseAll } = ledger;
    ledger.releaseAll = (order) => releaseAll.call(ledger, order) + 1;
    const all: SimOperation = { type: 'ReleaseAll', store: 'ledger', order: 'OldestFirst' };
    const operations = [delay(2), upsert('a', A), upsert('b', B), all];
    expect(await surprise(ledger, ...operations)).toEqual([
      'releaseAll() answered otherwise than predicted.',
      '2',
      '3',
    ]);
  });

  test('whether releaseSpecific() finds a write', async () => {
    const ledger = ledgerWith({ releaseSpecific: () => true });
    const unknown: SimOperation = { type: 'ReleaseSpecific', store: 'ledger', write: 'never written' };
    expect(await surprise(ledger, unknown)).toEqual([
      'releaseSpecific() answered otherwise than predicted.',
      'false',
      'true',
    ]);
  });

  test('that a crash drops what is pending', async () => {
    const ledger = ledgerWith({ crash() {} });
    const pending: CommitHandle<DoneLedgerCommitReceipt>[] = [];
    const { batchUpsert } = ledger;
    ledger.batchUpsert = async (records) => {
      const handle = await batchUpsert.call(ledger, records);
      pending.push(handle);
      return { operationId: handle.operationId, wait: () => Promise.reject(new Error('gone')) } as never;
    };
    const [message, expected, received] = await surprise(ledger, delay(1), upsert('a', A), {
      type: 'Crash',
      store: 'ledger',
    });
    expect([message, expected, received]).toEqual(['Write a ended otherwise than predicted.', 'StoreCrashed', 'Error']);
  });

  test('that an outcome is handed out once', async () => {
    const ledger = base();
    const { batchUpsert } = ledger;
    ledger.batchUpsert = async (records) => {
      const handle = await batchUpsert.call(ledger, records);
      const receipt = handle.wait();
      return { operationId: handle.operationId, wait: () => receipt } as never;
    };
    const write = { ...upsert('a', A), unattended: true } as SimOperation;
    const wait: SimOperation = { type: 'Wait', store: 'ledger', write: 'a' };
    const [message] = await surprise(ledger, write, wait);
    expect(message).toBe('Write a was waited for twice.');
  });

  test('that a method does not throw', async () => {
    const ledger = ledgerWith({
      batchUpsert: () => {
        throw new TypeError('at once');
      },
    });
    expect(await surprise(ledger, upsert('a', A))).toEqual(['Write a must not throw.', 'a promise', 'TypeError']);
  });
});

test('the model follows every control of our own store', async () => {
  const ledger = new InMemoryDoneLedger();
  const on = (type: 'SetAutoComplete', value: boolean): SimOperation => ({ type, store: 'ledger', on: value });
  const write = (label: string, record: DoneLedgerRecord): SimOperation =>
    ({ ...upsert(label, record), unattended: true }) as SimOperation;
  const violations = await violationsOf({ ledger }, [
    on('SetAutoComplete', false),
    write('a', A),
    upsert('b', B),
    on('SetAutoComplete', true),
    upsert('c', C), // overtakes
    { type: 'ReleaseSpecific', store: 'ledger', write: 2 }, // b, by its id
    { type: 'ReleaseSpecific', store: 'ledger', write: 'b' }, // finished already
    { type: 'InjectAckLoss', store: 'ledger', count: 1 },
    { type: 'ReleaseNewest', store: 'ledger' },
    { type: 'Wait', store: 'ledger', write: 'a' },
    { type: 'InjectDelay', store: 'ledger', count: 2 },
    write('d', A),
    upsert('e', B),
    write('f', C),
    { type: 'Crash', store: 'ledger' }, // d and e are dropped, f's outcome dies
    { type: 'Wait', store: 'ledger', write: 'd' },
    { type: 'Wait', store: 'ledger', write: 'f' },
    { type: 'InjectSubmitFailure', store: 'ledger', count: 3 },
    { type: 'ResetFaults', store: 'ledger' },
    { type: 'Replay', store: 'ledger', of: 'a', label: 'g' },
    { type: 'ReadAll', store: 'ledger' },
  ]);
  expect(violations).toEqual([]);
  expect(ledger.durableCounts()).toEqual({ records: 3 });
});
