import { describe, expect, test } from 'vitest';
import { withDelayedWrites } from '../../src/index.js';
import { coreOf } from '../../src/store/controlled-store.js';
import { permutations } from '../support/arbitraries.js';
import { logged, logStore } from '../support/rows.js';

const twoStores = () => [logStore(), logStore()] as const;

/** Submits payloads one after the other. */
async function submit(store: ReturnType<typeof logStore>, ...payloads: string[]) {
  const handles = [];
  for (const payload of payloads) handles.push(await store.submit(payload));
  return handles;
}

describe('count', () => {
  test('delays the next so many writes of each store', async () => {
    const [first, second] = twoStores();
    using delayed = withDelayedWrites([first, second], { count: 2 });
    for (const store of [first, second]) await submit(store, 'a', 'b', 'c');
    expect([first, second].map(logged)).toEqual([['c'], ['c']]);
    expect(delayed.pending()).toHaveLength(4);
  });

  test.each([0, 1, 2, 3])('withdraws what is left over when the scope is left after %i writes', async (writes) => {
    const store = logStore();
    const delayed = withDelayedWrites(store, { count: 2 });
    await submit(store, ...'abc'.slice(0, writes));
    delayed[Symbol.dispose]();
    expect(store.faults().delayNextWrites).toBe(0);
  });

  test('leaves delays alone that the test armed itself, before and within', async () => {
    const store = logStore();
    store.delayNextWrites(3);
    const delayed = withDelayedWrites(store, { count: 2 });
    store.delayNextWrites(5);
    delayed[Symbol.dispose]();
    expect(store.faults().delayNextWrites).toBe(8);
  });

  test('leaves delays alone that the test armed itself, in whichever order two scopes are left', async () => {
    const store = logStore();
    const [older, newer] = [withDelayedWrites(store, { count: 1 }), withDelayedWrites(store, { count: 1 })];
    older[Symbol.dispose]();
    store.delayNextWrites(1);
    await submit(store, 'a'); // takes the delay of the newer scope
    newer[Symbol.dispose]();
    expect(store.faults().delayNextWrites).toBe(1);
  });

  test('withdraws nothing that was armed after a reset', () => {
    const store = logStore();
    const delayed = withDelayedWrites(store, { count: 2 });
    store.resetFaults();
    store.delayNextWrites(1);
    delayed[Symbol.dispose]();
    expect(store.faults().delayNextWrites).toBe(1);
  });

  test.each([
    [0, 4],
    [1, 3],
    [2, 2],
    [3, 1],
    [4, 0],
  ])('two nested scopes leave nothing behind after %i writes in the inner one', async (writes, unused) => {
    const store = logStore();
    const outer = withDelayedWrites(store, { count: 2 });
    const inner = withDelayedWrites(store, { count: 2 });
    await submit(store, ...'abcd'.slice(0, writes));
    expect(store.faults().delayNextWrites).toBe(unused);
    inner[Symbol.dispose]();
    outer[Symbol.dispose]();
    expect(store.faults().delayNextWrites).toBe(0);
  });
});

describe('nested scopes', () => {
  test('each gives back the mode of before, and the inner one releases what is its own', async () => {
    const store = logStore();
    const outer = withDelayedWrites(store);
    await submit(store, 'a');
    const inner = withDelayedWrites(store);
    await submit(store, 'b');
    expect([outer.pending().length, inner.pending().length]).toEqual([2, 1]);
    inner[Symbol.dispose]();
    expect(logged(store)).toEqual(['b']);
    await submit(store, 'c');
    expect(outer.pending().map(({ id }) => id)).toEqual([1n, 3n]);
    outer[Symbol.dispose]();
    expect(logged(store)).toEqual(['b', 'a', 'c']);
    expect(coreOf(store)?.autoComplete).toBe(true);
  });

  test.each([true, false])(
    'that overlap give back the mode of before, in whichever order they end (%s)',
    async (mode) => {
      for (const order of permutations([0, 1, 2])) {
        const store = logStore({ autoComplete: mode });
        const scopes = [0, 1, 2].map(() => withDelayedWrites(store));
        for (const [ended, index] of order.entries()) {
          expect(coreOf(store)?.autoComplete).toBe(false);
          scopes[index]?.[Symbol.dispose]();
          if (ended < 2) expect(coreOf(store)?.autoComplete).toBe(false);
        }
        expect(coreOf(store)?.autoComplete).toBe(mode);
      }
    },
  );

  test('that run concurrently leave nothing delayed', async () => {
    const store = logStore();
    const scope = (payload: string, ticks: number) =>
      withDelayedWrites(store, async () => {
        await store.submit(payload);
        for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
      });
    await Promise.all([scope('a', 1), scope('b', 20), scope('c', 10)]);
    expect(store.pendingCount()).toBe(0);
    await store.submit('d');
    expect(logged(store).toSorted()).toEqual(['a', 'b', 'c', 'd']);
    expect(logged(store).at(-1)).toBe('d');
  });

  test('give back a mode that was changed between them', async () => {
    const store = logStore();
    const outer = withDelayedWrites(store);
    store.setAutoComplete(true);
    withDelayedWrites(store)[Symbol.dispose]();
    expect(coreOf(store)?.autoComplete).toBe(true);
    outer[Symbol.dispose]();
    expect(coreOf(store)?.autoComplete).toBe(true);
  });
});
