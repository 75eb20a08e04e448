import { beforeAll, describe, expect, test, vi } from 'vitest';
import * as here from '../../src/index.js';
import { InMemoryPersistenceError, PersistenceInputError, defineStore } from '../../src/index.js';
import { clean, describeError, key, outcomeOf, rejection } from '../support/rows.js';

type Gossip = typeof here;
let there: Gossip;

beforeAll(async () => {
  vi.resetModules();
  there = await import('../../src/index.js');
});

describe('two copies of the package', () => {
  test('are two', () => {
    expect(there.AckLost).not.toBe(here.AckLost);
    expect(there.InMemoryPersistenceError).not.toBe(InMemoryPersistenceError);
  });

  test.each([
    [
      'InjectedSubmissionFailure',
      async (gossip: Gossip) => {
        const ledger = new gossip.InMemoryDoneLedger();
        ledger.failNextSubmissions(1);
        return rejection(ledger.batchUpsert([]));
      },
    ],
    [
      'InjectedCommitFailure',
      async (gossip: Gossip) => {
        const ledger = new gossip.InMemoryDoneLedger();
        ledger.failNextCommits(1);
        return rejection((await ledger.batchUpsert([])).wait());
      },
    ],
    [
      'BatchValidation',
      async (gossip: Gossip) => rejection(new gossip.InMemoryDoneLedger().batchUpsert([{}] as never)),
    ],
  ] as const)("recognise each other's errors: %s", async (code, provoke) => {
    for (const [own, other] of [
      [here, there],
      [there, here],
    ] as const) {
      const error = await provoke(own);
      expect(other.InMemoryPersistenceError.is(error)).toBe(true);
      expect(error).toBeInstanceOf(other.InMemoryPersistenceError);
      expect(error).toBeInstanceOf(other[code]);
      expect(error).not.toBeInstanceOf(other.AckLost);
      expect(error).not.toBeInstanceOf(other.PersistenceInputError);
    }
  });

  test("recognise each other's input errors", () => {
    const error = new there.PersistenceInputError('Empty', { field: 'x' }, 'must not be empty');
    expect(error).toBeInstanceOf(PersistenceInputError);
    expect(PersistenceInputError.is(error)).toBe(true);
    expect(Object.getPrototypeOf(error)).not.toBe(PersistenceInputError.prototype);
  });

  test('a backend may throw the errors of the other copy: a refusal, no poison', async () => {
    const store = defineStore({
      kind: 'mixed',
      createDurable: () => undefined,
      apply: (_, payload: 'input' | 'refusal') => {
        if (payload === 'refusal') throw new there.StoreRefusal('Unwanted', 'is unwanted.');
        throw new there.PersistenceInputError('Empty', { field: 'x' }, 'must not be empty');
      },
    });
    expect(await outcomeOf((await store.submit('input')).wait())).toBe('BatchValidation: Empty x');
    expect(describeError(await rejection((await store.submit('refusal')).wait()))).toBe('Unwanted');
    expect(store.pendingCount()).toBe(0);
  });

  test('a store takes the records of the other copy, and knows its core', async () => {
    const record = clean(1);
    const ledger = new there.InMemoryDoneLedger();
    expect(await outcomeOf((await ledger.batchUpsert([record])).wait())).toBe('fulfilled');
    expect(ledger.getRecord(key(1))).toEqual(record);
    expect(here.coreOf(ledger)).toBe(there.coreOf(ledger));
  });

  test("compare their stores and checkpoints with each other, and know each other's diffs", async () => {
    const [ours, theirs] = [new here.InMemoryDoneLedger(), new there.InMemoryDoneLedger()];
    await theirs.batchUpsert([clean(1)]);
    const found = here.diff(ours, theirs.checkpoint() as never);
    expect(found.added.map(({ after }) => after)).toEqual([clean(1)]);
    expect(there.StoreDiff.is(found)).toBe(true);
  });
});
