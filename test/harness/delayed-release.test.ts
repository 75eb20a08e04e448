import { describe, expect, test } from 'vitest';
import { InMemoryDoneLedger, InMemoryFindingsSink, withDelayedWrites } from '../../src/index.js';
import { here, lineOf } from '../support/here.js';
import { clean, logged, logStore, outcomeOf, outcomeOfCall, scanned, triple } from '../support/rows.js';

/** Four writes over two stores, in this order of arrival: ledger 1, sink 1, sink 2, ledger 2. */
async function fourWrites() {
  const ledger = new InMemoryDoneLedger();
  const sink = new InMemoryFindingsSink();
  const delayed = withDelayedWrites([ledger, sink]);
  await ledger.batchUpsert([scanned(1), clean(2)]);
  await sink.upsertBatch(triple(1).batch);
  await sink.upsertBatch(triple(2).batch);
  await ledger.batchUpsert([scanned(3)]);
  return { ledger, sink, delayed };
}

const LEDGER_1 = { store: 'done-ledger', id: 1n, rows: 2 };
const SINK_1 = { store: 'findings', id: 1n, rows: 3 };
const SINK_2 = { store: 'findings', id: 2n, rows: 3 };
const LEDGER_2 = { store: 'done-ledger', id: 2n, rows: 1 };

describe('pending()', () => {
  test('lists the writes of all stores in order of arrival', async () => {
    const { delayed } = await fourWrites();
    expect(delayed.pending()).toMatchObject([LEDGER_1, SINK_1, SINK_2, LEDGER_2]);
    expect(Object.keys(delayed.pending()[0]!)).toEqual(['store', 'id', 'rows', 'submittedAt']);
  });

  test('says where each was submitted', async () => {
    const ledger = new InMemoryDoneLedger();
    const sink = new InMemoryFindingsSink();
    const log = logStore();
    using delayed = withDelayedWrites([ledger, sink, log]);
    const write = () => log.submit('a');
    const lines = [here(1), here(2), here(-1)];
    await ledger.batchUpsert([scanned(1)]);
    await Promise.all([1].map((n) => sink.upsertBatch(triple(n).batch)));
    await write();
    expect(delayed.pending().map(({ submittedAt }) => lineOf(submittedAt))).toEqual(lines);
    expect(delayed.pending()[0]?.submittedAt).toMatch(/^\/.*delayed-release\.test\.ts:\d+:\d+$/);
  });

  test('hands out entries that nobody can change, and that stay the same', async () => {
    const { delayed } = await fourWrites();
    const [first] = delayed.pending();
    expect(Object.isFrozen(first)).toBe(true);
    expect(delayed.pending()[0]).toBe(first);
    (delayed.pending() as unknown[]).length = 0;
    expect(delayed.pending()).toHaveLength(4);
  });

  test('forgets what is released by other means, or has failed', async () => {
    const { ledger, sink, delayed } = await fourWrites();
    ledger.failNextCommits(1);
    ledger.releaseNext();
    sink.clone().releaseSpecific(2);
    expect(delayed.pending()).toMatchObject([SINK_1, LEDGER_2]);
  });
});

describe('releaseNext', () => {
  test.each([
    [undefined, [LEDGER_1, SINK_1, SINK_2, LEDGER_2]],
    ['OldestFirst', [LEDGER_1, SINK_1, SINK_2, LEDGER_2]],
    ['NewestFirst', [LEDGER_2, SINK_2, SINK_1, LEDGER_1]],
  ] as const)('%s goes through both stores in order of arrival', async (order, entries) => {
    const { ledger, sink, delayed } = await fourWrites();
    const counts = () => ledger.pendingCount() + sink.pendingCount();
    const released = entries.map((_, index) => {
      const entry = delayed.releaseNext(order);
      expect(counts()).toBe(3 - index);
      return entry;
    });
    expect(released).toMatchObject(entries);
    expect(delayed.releaseNext(order)).toBeUndefined();
    expect(ledger.durableCounts()).toEqual({ records: 3 });
    expect(sink.durableCounts()).toEqual({ findings: 2, occurrences: 2, observations: 2 });
  });
});

describe('release', () => {
  test('takes an entry, an id, a bigint and a number, once', async () => {
    const store = logStore();
    using delayed = withDelayedWrites(store);
    const handles = [
      await store.submit('a'),
      await store.submit('b'),
      await store.submit('c'),
      await store.submit('d'),
    ];
    for (const write of [3, 2n, handles[3]!.operationId, delayed.pending()[0]!]) {
      expect(delayed.release(write)).toBe(true);
      expect(delayed.release(write)).toBe(false);
    }
    expect(logged(store)).toEqual(['c', 'b', 'd', 'a']);
  });

  test('returns normally for a write whose commit fails', async () => {
    const store = logStore();
    using delayed = withDelayedWrites(store);
    const handle = await store.submit('no');
    expect(delayed.release(1)).toBe(true);
    expect(await outcomeOf(handle.wait())).toBe('Unwanted');
  });

  test('is false for an unknown id', async () => {
    const { delayed } = await fourWrites();
    expect(delayed.release(99)).toBe(false);
    expect(delayed.pending()).toHaveLength(4);
  });

  test('refuses an id that writes of two stores have, and takes it once it is one store’s only', async () => {
    const { ledger, sink, delayed } = await fourWrites();
    for (const id of [1, 1n]) {
      expect(() => delayed.release(id)).toThrow(
        'write: #1 is a write of done-ledger and findings; pass the entry of pending() instead of the id',
      );
      expect(outcomeOfCall(() => delayed.release(id))).toBe('InvalidType write');
    }
    expect(delayed.release(delayed.pending()[1]!)).toBe(true);
    expect([ledger.pendingCount(), sink.pendingCount()]).toEqual([2, 1]);
    expect(delayed.release(1)).toBe(true);
    expect([ledger.pendingCount(), sink.pendingCount()]).toEqual([1, 1]);
  });

  test.each([
    ['InvalidType write', { ...LEDGER_1 }],
    ['InvalidType write', null],
    ['InvalidType id', '1'],
    ['InvalidType id', undefined],
    ['OutOfRange id', -1],
    ['OutOfRange id', 1.5],
  ])('throws %s', async (outcome, write) => {
    const { delayed } = await fourWrites();
    expect(outcomeOfCall(() => delayed.release(write as never))).toBe(outcome);
  });

  test('knows the entries of its own scope only', async () => {
    const one = await fourWrites();
    const other = await fourWrites();
    expect(outcomeOfCall(() => one.delayed.release(other.delayed.pending()[0]!))).toBe('InvalidType write');
  });
});

describe('releaseAll', () => {
  test.each([
    [undefined, ['a', 'b', 'c']],
    ['OldestFirst', ['a', 'b', 'c']],
    ['NewestFirst', ['c', 'b', 'a']],
  ] as const)('in order %s', async (order, log) => {
    const store = logStore();
    using delayed = withDelayedWrites(store);
    for (const payload of 'abc') await store.submit(payload);
    expect(delayed.releaseAll(order)).toBe(3);
    expect(logged(store)).toEqual(log);
    expect(delayed.releaseAll(order)).toBe(0);
  });

  test.each(['releaseNext', 'releaseAll'] as const)('%s refuses an unknown order', async (method) => {
    const { delayed } = await fourWrites();
    expect(outcomeOfCall(() => delayed[method]('Oldest' as never))).toBe('InvalidType order');
  });
});

describe('releaseShuffled', () => {
  async function orderOf(seed: string | number | bigint): Promise<string> {
    const store = logStore();
    using delayed = withDelayedWrites(store);
    for (const payload of 'abcd') await store.submit(payload);
    expect(delayed.releaseShuffled(seed)).toBe(4);
    return logged(store).join('');
  }

  test('releases in the same order for the same seed, however it is written', async () => {
    expect(await Promise.all([orderOf(7), orderOf(7n), orderOf('7')])).toEqual(Array(3).fill(await orderOf(7)));
  });

  test('reaches all 24 orders of four writes', async () => {
    const orders = new Set<string>();
    for (let seed = 0; seed < 300; seed++) orders.add(await orderOf(seed));
    expect(orders.size).toBe(24);
  });

  test('mixes two stores', async () => {
    const patterns = new Set<string>();
    for (let seed = 0; seed < 60; seed++) {
      const { ledger, sink, delayed } = await fourWrites();
      const order: string[] = [];
      for (const store of [ledger, sink]) {
        store.subscribe((event) => event.type === 'committed' && order.push(`${event.store[0]}${event.operationId}`));
      }
      delayed.releaseShuffled(seed);
      patterns.add(order.join(' '));
    }
    expect([...patterns].some((order) => /^d\d f\d d\d f\d$/.test(order))).toBe(true);
    expect(patterns.size).toBeGreaterThan(12);
  });

  test('refuses what is no seed', async () => {
    const { delayed } = await fourWrites();
    expect(outcomeOfCall(() => delayed.releaseShuffled(undefined as never))).toBe('InvalidType seed');
  });
});
