import { expect, test } from 'vitest';
import type { CapturedStack } from '../../src/store/events.js';
import { coreOf } from '../../src/store/controlled-store.js';
import { here } from '../support/here.js';
import { logStore, outcomeOf } from '../support/rows.js';

/** Who waits for a store: ids and levels, each with the line of the call. */
function openWaits(store: ReturnType<typeof logStore>): unknown[] {
  const { writes, levels } = coreOf(store)!.openWaits();
  const line = (call: CapturedStack | undefined): string | undefined =>
    /\/[^()]+:\d+(?=:\d+\)?$)/.exec(call?.stack?.split('\n').find((frame) => /^ +at /.test(frame)) ?? '')?.[0];
  return [
    ...writes.map(({ operationId, calledAt }) => [`#${operationId}`, line(calledAt)]),
    ...levels.map(({ level, calledAt }) => [level, line(calledAt)]),
  ];
}

test('of a store that is observed are known with their lines, the oldest write first', async () => {
  const store = logStore({ autoComplete: false });
  store.subscribe(() => {});
  const [first, , third] = [await store.submit('a'), await store.submit('b'), await store.submit('c')];
  const lines = [1, 2, 3].map((below) => here(below));
  void outcomeOf(third.wait());
  void outcomeOf(first.wait());
  void store.whenPending(4);
  expect(openWaits(store)).toEqual([
    ['#1', lines[1]],
    ['#3', lines[0]],
    [4, lines[2]],
  ]);
});

test('of a store that nobody observes cost no stack', async () => {
  const store = logStore({ autoComplete: false });
  void outcomeOf((await store.submit('a')).wait());
  void store.whenPending(2);
  expect(openWaits(store)).toEqual([
    ['#1', undefined],
    [2, undefined],
  ]);
});

test('are over once they have ended', async () => {
  const store = logStore({ autoComplete: false });
  const { signal } = new AbortController();
  const aborted = new AbortController();
  void outcomeOf((await store.submit('a')).wait({ signal }));
  void outcomeOf((await store.submit('b')).wait({ signal: aborted.signal }));
  void outcomeOf(store.whenPending(3, { signal: aborted.signal }));
  void outcomeOf(store.whenPending(3, { signal }));
  aborted.abort();
  await store.submit('c');
  store.releaseSpecific(1);
  expect(openWaits(store)).toEqual([]);
});

test('go on in a store that its own bug poisoned', async () => {
  const store = logStore();
  store.delayNextWrites(1);
  void outcomeOf((await store.submit('a')).wait());
  expect(await outcomeOf(store.submit('bug'))).toBe('Poisoned');
  expect(openWaits(store)).toEqual([['#1', undefined]]);
  expect(coreOf(store)?.openWaits().pending).toEqual([1n]);
});
