import { describe, expect, test } from 'vitest';
import type { CompletionOrder } from '../../src/index.js';
import { logged, logStore, outcomeOf, outcomeOfCall } from '../support/rows.js';

async function backlog(...payloads: string[]) {
  const store = logStore({ autoComplete: false });
  const handles = [];
  for (const payload of payloads) handles.push(await store.submit(payload));
  return { store, handles };
}

describe.each([
  ['OldestFirst', [1n, 2n, 3n], ['a', 'b', 'c']],
  [undefined, [1n, 2n, 3n], ['a', 'b', 'c']],
  ['NewestFirst', [3n, 2n, 1n], ['c', 'b', 'a']],
] as [CompletionOrder | undefined, bigint[], string[]][])('in order %s', (order, ids, log) => {
  test('releaseNext returns the id, and undefined when nothing is pending', async () => {
    const { store } = await backlog('a', 'b', 'c');
    expect([1, 2, 3, 4].map(() => store.releaseNext(order))).toEqual([...ids, undefined]);
    expect(logged(store)).toEqual(log);
  });

  test('releaseAll returns how many, and 0 when nothing is pending', async () => {
    const { store } = await backlog('a', 'b', 'c');
    expect(store.releaseAll(order)).toBe(3);
    expect(logged(store)).toEqual(log);
    expect(store.releaseAll(order)).toBe(0);
  });
});

describe('releaseSpecific', () => {
  test('releases that one, whatever its place, and leaves the order of the others', async () => {
    for (const [id, rest] of [
      [1, [2n, 3n]],
      [2n, [1n, 3n]],
      [3, [1n, 2n]],
    ] as const) {
      const { store } = await backlog('a', 'b', 'c');
      expect(store.releaseSpecific(id)).toBe(true);
      expect(store.pendingIds()).toEqual(rest);
      expect(store.pendingCount()).toBe(2);
      expect(store.releaseNext('NewestFirst')).toBe(rest[1]);
      expect(store.releaseNext('NewestFirst')).toBe(rest[0]);
    }
  });

  test('is false for an id that is finished already', async () => {
    const { store } = await backlog('a');
    store.releaseNext();
    expect(store.releaseSpecific(1)).toBe(false);
    expect(logged(store)).toEqual(['a']);
  });

  test.each([0, 0n, 2, 99n, 2n ** 64n - 1n, Number.MAX_SAFE_INTEGER])('is false for the unknown id %s', async (id) => {
    const { store } = await backlog('a');
    expect(store.releaseSpecific(id)).toBe(false);
    expect(store.pendingIds()).toEqual([1n]);
  });

  test('takes the id of a handle', async () => {
    const { store, handles } = await backlog('a', 'b');
    expect(store.releaseSpecific((handles[1] as (typeof handles)[0]).operationId)).toBe(true);
    expect(logged(store)).toEqual(['b']);
  });

  test.each([
    [-1, 'OutOfRange id'],
    [-1n, 'OutOfRange id'],
    [1.5, 'OutOfRange id'],
    [Number.NaN, 'OutOfRange id'],
    [2 ** 53, 'OutOfRange id'],
    [2n ** 64n, 'OutOfRange id'],
    ['1', 'InvalidType id'],
    [undefined, 'InvalidType id'],
    [{}, 'InvalidType id'],
  ])('refuses %s at once', async (id, expected) => {
    const { store } = await backlog('a');
    expect(outcomeOfCall(() => store.releaseSpecific(id as number))).toBe(expected);
    expect(store.pendingCount()).toBe(1);
  });
});

test.each(['oldestFirst', '', null, 1, {}])('refuses the order %s at once', async (order) => {
  const { store } = await backlog('a');
  expect(outcomeOfCall(() => store.releaseNext(order as CompletionOrder))).toBe('InvalidType order');
  expect(outcomeOfCall(() => store.releaseAll(order as CompletionOrder))).toBe('InvalidType order');
  expect(store.pendingCount()).toBe(1);
});

describe('when the commit fails while it is released', () => {
  test.each([
    ['releaseNext', 1n],
    ['releaseSpecific', true],
    ['releaseAll', 1],
  ] as const)('%s returns normally; the error is for wait()', async (method, returned) => {
    for (const payload of ['no', 'struck']) {
      const { store, handles } = await backlog(payload);
      if (payload === 'struck') store.failNextCommits(1);
      expect(method === 'releaseSpecific' ? store.releaseSpecific(1) : store[method]()).toBe(returned);
      const outcome = await outcomeOf((handles[0] as (typeof handles)[0]).wait());
      expect(outcome).toBe(payload === 'no' ? 'Unwanted' : 'InjectedCommitFailure');
      expect(store.pendingCount()).toBe(0);
    }
  });

  test('releaseAll goes on to the next', async () => {
    const { store, handles } = await backlog('no', 'b', 'no', 'd');
    expect(store.releaseAll()).toBe(4);
    expect(await Promise.all(handles.map((handle) => outcomeOf(handle.wait())))).toEqual([
      'Unwanted',
      'fulfilled',
      'Unwanted',
      'fulfilled',
    ]);
    expect(logged(store)).toEqual(['b', 'd']);
  });
});

test('releaseAll releases only what was pending at the call', async () => {
  const { store } = await backlog('a', 'b');
  const stop = store.subscribe((event) => {
    if (event.type === 'committed' && event.operationId <= 2n) void store.submit(`after ${event.operationId}`);
  });
  expect(store.releaseAll()).toBe(2);
  stop();
  expect(logged(store)).toEqual(['a', 'b']);
  expect(store.pendingIds()).toEqual([3n, 4n]);
});

test('pendingIds is a fresh array in queue order', async () => {
  const { store } = await backlog('a', 'b');
  (store.pendingIds() as unknown[]).length = 0;
  expect(store.pendingIds()).toEqual([1n, 2n]);
});

test('a write submitted after releases is last in the queue again', async () => {
  const { store } = await backlog('a', 'b', 'c');
  store.releaseSpecific(3);
  store.releaseSpecific(1);
  await store.submit('d');
  expect(store.pendingIds()).toEqual([2n, 4n]);
  store.releaseAll();
  expect(logged(store)).toEqual(['c', 'a', 'b', 'd']);
});
