import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  InMemoryDoneLedger,
  InMemoryFindingsSink,
  defineStore,
  type DefinedStore,
  type DoneLedgerRecord,
  type FindingsUpsertBatch,
} from '../../src/index.js';
import { ledgerKey, ledgerRecord } from '../support/arbitraries.js';
import { findingsBatch } from '../support/findings-arbitraries.js';
import {
  OTHER_POLICY,
  OTHER_TENANT,
  batchOf,
  clean,
  failed,
  finding,
  key,
  logStore,
  observation,
  occurrence,
  outcomeOf,
  outcomeOfCall,
  triple,
} from '../support/rows.js';

/** A list that can be forked. */
const listStore = (): DefinedStore<string, string[], number> =>
  defineStore({
    kind: 'list',
    createDurable: () => [],
    apply(list: string[], item: string) {
      if (item === 'bug') throw new TypeError('a bug in apply');
      return list.push(item);
    },
    fork: (list) => [...list],
  });
const listed = (store: DefinedStore<string, string[], number>): string => store.read((list) => list.join(''));

describe('a fork has what the store had', () => {
  test('durable rows', async () => {
    const ledger = new InMemoryDoneLedger();
    await ledger.batchUpsert([clean(1), clean(2, { key: key(2, { tenantId: OTHER_TENANT }) })]);
    const fork = ledger.fork();
    expect(fork).toBeInstanceOf(InMemoryDoneLedger);
    expect(fork).not.toBe(ledger);
    expect(fork.snapshot()).toEqual(ledger.snapshot());
    expect(fork.durableCounts()).toEqual({ records: 2 });
    expect(fork.getRecord(key(1))).toBe(ledger.getRecord(key(1)));
  });

  test('pending writes, under their ids and in their order', async () => {
    const store = listStore();
    store.setAutoComplete(false);
    for (const item of ['a', 'b', 'c']) await store.submit(item);
    store.releaseSpecific(2);
    const fork = store.fork();
    expect(fork.pendingIds()).toEqual([1n, 3n]);
    fork.releaseAll('NewestFirst');
    expect(listed(fork)).toBe('bca');
    expect([listed(store), store.pendingCount()]).toEqual(['b', 2]);
  });

  test('its mode, its armed faults and the next id', async () => {
    const store = listStore();
    await store.submit('a');
    store.setAutoComplete(false);
    store.failNextCommits(1);
    store.failNextSubmissions(2);
    store.delayNextWrites(3);
    store.loseNextAcks(4);
    const fork = store.fork();
    expect(fork.faults()).toEqual(store.faults());
    fork.resetFaults();
    expect((await fork.submit('b')).operationId).toBe(2n);
    expect(fork.pendingIds()).toEqual([2n]);
    expect(store.faults()).toEqual({
      failNextSubmissions: 2,
      failNextCommits: 1,
      delayNextWrites: 3,
      loseNextAcks: 4,
    });
  });

  test('but handles and observers stay with the store', async () => {
    const store = listStore();
    const seen: string[] = [];
    store.subscribe(({ type }) => seen.push(type));
    store.delayNextWrites(1);
    const handle = await store.submit('a');
    const before = [...seen];
    const fork = store.fork();
    const waiting = outcomeOf(handle.wait());
    fork.releaseAll();
    expect(seen).toEqual(before);
    store.crash();
    expect(await waiting).toBe('StoreCrashed');
    expect([listed(fork), listed(store)]).toEqual(['a', '']);
  });

  test('also where no handle of a payload is there any more: it is the fork that applies it', async () => {
    const sink = new InMemoryFindingsSink({ autoComplete: false });
    await sink.upsertBatch(triple(1).batch);
    const fork = sink.fork();
    expect(sink.releaseAll()).toBe(1);
    expect(fork.durableCounts()).toEqual({ findings: 0, occurrences: 0, observations: 0 });
    expect(fork.releaseAll()).toBe(1);
    expect(fork.observationsSnapshot()).toEqual(sink.observationsSnapshot());
  });
});

describe('a store and its fork share nothing that changes', () => {
  test('rows of an existing table, of a new policy, of a new tenant', async () => {
    const ledger = new InMemoryDoneLedger();
    await ledger.batchUpsert([failed(1)]);
    const fork = ledger.fork();
    const more = [
      clean(1),
      clean(2),
      clean(3, { key: key(3, { policyHash: OTHER_POLICY }) }),
      clean(4, { key: key(4, { tenantId: OTHER_TENANT }) }),
    ];
    await fork.batchUpsert(more);
    expect(ledger.snapshot()).toEqual([failed(1)]);
    expect(fork.durableCounts()).toEqual({ records: 4 });
    await ledger.batchUpsert([clean(5)]);
    expect(fork.getRecord(key(5))).toBeUndefined();
  });

  test('faults, mode, pending writes and ids', async () => {
    const store = listStore();
    const fork = store.fork();
    fork.setAutoComplete(false);
    fork.failNextCommits(1);
    await fork.submit('f');
    await store.submit('s');
    expect([store.pendingCount(), store.faults().failNextCommits, listed(store)]).toEqual([0, 0, 's']);
    expect([fork.pendingIds(), listed(fork)]).toEqual([[1n], '']);
  });

  test('a fork of a fork, and two forks of one store', async () => {
    const sink = new InMemoryFindingsSink();
    await sink.upsertBatch(triple(1).batch);
    const [one, other] = [sink.fork(), sink.fork()];
    const third = one.fork();
    await one.upsertBatch(triple(2).batch);
    await third.upsertBatch(triple(3).batch);
    await sink.upsertBatch(triple(4).batch);
    const ids = (store: InMemoryFindingsSink) => store.findingsSnapshot().map(({ stableItemId }) => stableItemId[1]);
    expect([sink, one, other, third].map((store) => ids(store).sort().join())).toEqual(['1,4', '1,2', '1', '1,3']);
  });

  test('a refused write changes neither', async () => {
    const sink = new InMemoryFindingsSink();
    await sink.upsertBatch(triple(1).batch);
    const fork = sink.fork();
    const orphan = occurrence(finding(2));
    expect(await outcomeOf((await fork.upsertBatch(batchOf([], [orphan]))).wait())).toBe('MissingFinding');
    expect(fork.durableCounts()).toEqual(sink.durableCounts());
  });
});

test('both contributions of a merged observation go with the fork, the hidden one too', async () => {
  const child = occurrence(finding(1));
  const at = (seenAt: number, display?: string) =>
    observation(child, { seenAt, ...(display !== undefined && { location: { display } }) });
  const sink = new InMemoryFindingsSink();
  await sink.upsertBatch(batchOf([finding(1)], [child], [at(30), at(10, 'old.ts:1')]));
  const fork = sink.fork();
  for (const store of [sink, fork]) await store.upsertBatch(batchOf([], [], [at(20, 'newer.ts:1')]));
  expect(fork.observationsSnapshot()).toMatchObject([{ seenAt: 30n, location: { display: 'newer.ts:1' } }]);
  expect(fork.observationsSnapshot()).toEqual(sink.observationsSnapshot());
});

describe('fork() is refused', () => {
  test('by a store whose backend cannot fork, and says what it lacks', () => {
    const store = logStore();
    expect(outcomeOfCall(() => store.fork())).toBe('InvalidType backend.fork');
    expect(outcomeOfCall(() => store.checkpoint())).toBe('InvalidType backend.fork');
    expect(() => store.fork()).toThrow(
      'backend.fork: expected a function that copies the durable tables, received undefined',
    );
  });

  test('by a poisoned store, until that is cleared', async () => {
    const store = listStore();
    expect(await outcomeOf(store.submit('bug'))).toBe('Poisoned');
    expect(outcomeOfCall(() => store.fork())).toBe('Poisoned');
    expect(outcomeOfCall(() => store.checkpoint())).toBe('Poisoned');
    store.clearPoison();
    expect(listed(store.fork())).toBe('');
  });
});

describe('laws', () => {
  const batches = fc.array(fc.array(ledgerRecord(ledgerKey), { maxLength: 4 }), { maxLength: 5 });

  test('writes to a store and to its fork end as they would have in stores apart', async () => {
    await fc.assert(
      fc.asyncProperty(batches, batches, batches, async (common, left, right) => {
        const ledger = await ledgerOf(common);
        const fork = ledger.fork();
        for (let index = 0; index < Math.max(left.length, right.length); index++) {
          await ledger.batchUpsert(left[index] ?? []);
          await fork.batchUpsert(right[index] ?? []);
        }
        const apart = [await ledgerOf([...common, ...left]), await ledgerOf([...common, ...right])];
        expect([ledger, fork].map(seenOfLedger)).toEqual(apart.map(seenOfLedger));
      }),
    );
  });

  test('of findings, too', async () => {
    const some = fc.array(findingsBatch, { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(some, some, some, async (common, left, right) => {
        const sink = await sinkOf(common);
        const fork = sink.fork();
        for (let index = 0; index < Math.max(left.length, right.length); index++) {
          for (const [store, batch] of [
            [fork, right[index]],
            [sink, left[index]],
          ] as const) {
            if (batch !== undefined) await store.upsertBatch(batch).catch(() => undefined);
          }
        }
        const apart = [await sinkOf([...common, ...left]), await sinkOf([...common, ...right])];
        expect([sink, fork].map(seenOfSink)).toEqual(apart.map(seenOfSink));
      }),
    );
  });
});

async function ledgerOf(batches: readonly (readonly DoneLedgerRecord[])[]): Promise<InMemoryDoneLedger> {
  const ledger = new InMemoryDoneLedger();
  for (const batch of batches) await ledger.batchUpsert(batch);
  return ledger;
}

async function sinkOf(batches: readonly FindingsUpsertBatch[]): Promise<InMemoryFindingsSink> {
  const sink = new InMemoryFindingsSink();
  for (const batch of batches) await sink.upsertBatch(batch).catch(() => undefined); // of two tenants: refused at once
  return sink;
}

const seenOfLedger = (ledger: InMemoryDoneLedger) => [ledger.snapshot(), ledger.durableCounts()];

const seenOfSink = (sink: InMemoryFindingsSink) => [
  sink.findingsSnapshot(),
  sink.occurrencesSnapshot(),
  sink.observationsSnapshot(),
  sink.durableCounts(),
];
