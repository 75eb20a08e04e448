import { describe, expect, test } from 'vitest';
import { InMemoryFindingsSink, type FaultName } from '../../src/index.js';
import { batchOf, logged, logStore, outcomeOf, outcomeOfCall } from '../support/rows.js';

const FAULTS: readonly FaultName[] = ['failNextSubmissions', 'failNextCommits', 'delayNextWrites', 'loseNextAcks'];
const NONE = { failNextSubmissions: 0, failNextCommits: 0, delayNextWrites: 0, loseNextAcks: 0 };

describe.each(FAULTS)('%s', (fault) => {
  test('adds up', () => {
    const store = logStore();
    store[fault](2);
    store[fault](0);
    store[fault](3);
    expect(store.faults()).toEqual({ ...NONE, [fault]: 5 });
  });

  test.each([
    ['one more than the most', Number.MAX_SAFE_INTEGER, 1],
    ['twice the most', Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ['a count far beyond', 1e300, 7],
  ])('saturates: %s', (_, first, second) => {
    const store = logStore();
    store[fault](first);
    store[fault](second);
    expect(store.faults()[fault]).toBe(Number.MAX_SAFE_INTEGER);
  });

  test.each([
    [-1, 'OutOfRange count'],
    [0.5, 'OutOfRange count'],
    [Number.NaN, 'OutOfRange count'],
    [Number.POSITIVE_INFINITY, 'OutOfRange count'],
    [Number.NEGATIVE_INFINITY, 'OutOfRange count'],
    [1n, 'InvalidType count'],
    ['1', 'InvalidType count'],
    [null, 'InvalidType count'],
    [undefined, 'InvalidType count'],
    [{}, 'InvalidType count'],
  ])('refuses %s at once and counts nothing', (count, expected) => {
    const store = logStore();
    store[fault](1);
    expect(outcomeOfCall(() => store[fault](count as number))).toBe(expected);
    expect(store.faults()).toEqual({ ...NONE, [fault]: 1 });
  });
});

test('faults() is a frozen copy, and resetFaults() clears all four', async () => {
  const store = logStore();
  const before = store.faults();
  for (const fault of FAULTS) store[fault](2);
  expect(before).toEqual(NONE);
  expect(Object.isFrozen(store.faults())).toBe(true);
  store.resetFaults();
  expect(store.faults()).toEqual(NONE);
  expect(await (await store.submit('a')).wait()).toBe(1);
});

test('minus zero is zero', () => {
  const store = logStore();
  store.failNextCommits(-0);
  expect(Object.is(store.faults().failNextCommits, 0)).toBe(true);
});

test('each fault strikes exactly as often as it was told', async () => {
  const store = logStore();
  store.failNextSubmissions(2);
  expect(await outcomeOf(store.submit('a'))).toBe('InjectedSubmissionFailure');
  expect(await outcomeOf(store.submit('b'))).toBe('InjectedSubmissionFailure');
  store.failNextCommits(2);
  const outcomes = [];
  for (const payload of ['c', 'd', 'e']) outcomes.push(await outcomeOf((await store.submit(payload)).wait()));
  expect(outcomes).toEqual(['InjectedCommitFailure', 'InjectedCommitFailure', 'fulfilled']);
  expect(logged(store)).toEqual(['e']);
});

describe('the commit-failure counter', () => {
  test.each([
    ['OldestFirst', ['InjectedCommitFailure', 'fulfilled', 'fulfilled'], ['b', 'c']],
    ['NewestFirst', ['fulfilled', 'fulfilled', 'InjectedCommitFailure'], ['b', 'a']],
  ] as const)('strikes delayed writes in release order, %s', async (order, outcomes, log) => {
    const store = logStore({ autoComplete: false });
    const handles = [];
    for (const payload of ['a', 'b', 'c']) handles.push(await store.submit(payload));
    store.failNextCommits(1);
    expect(store.releaseAll(order)).toBe(3);
    expect(await Promise.all(handles.map((handle) => outcomeOf(handle.wait())))).toEqual(outcomes);
    expect(logged(store)).toEqual(log);
  });

  test('is looked at when a payload is applied, not when it is submitted', async () => {
    const store = logStore({ autoComplete: false });
    store.failNextCommits(1);
    const delayed = await store.submit('delayed');
    expect(store.faults().failNextCommits).toBe(1);
    store.setAutoComplete(true);
    expect(await outcomeOf((await store.submit('overtakes')).wait())).toBe('InjectedCommitFailure');
    store.releaseNext();
    expect(await outcomeOf(delayed.wait())).toBe('fulfilled');
  });

  test.each(['no', 'bug'])('comes before anything else in apply: %s is not even tried', async (payload) => {
    const store = logStore();
    store.failNextCommits(1);
    expect(await outcomeOf((await store.submit(payload)).wait())).toBe('InjectedCommitFailure');
    expect(store.faults()).toEqual(NONE);
  });
});

describe('loseNextAcks', () => {
  test('the write is applied, and its caller cannot know', async () => {
    const store = logStore();
    store.loseNextAcks(1);
    expect(await outcomeOf((await store.submit('a')).wait())).toBe('AckLost');
    expect(logged(store)).toEqual(['a']);
    expect(await (await store.submit('b')).wait()).toBe(2);
  });

  test('is used up only by a successful apply', async () => {
    const store = logStore();
    store.loseNextAcks(1);
    store.failNextCommits(1);
    expect(await outcomeOf((await store.submit('a')).wait())).toBe('InjectedCommitFailure');
    expect(await outcomeOf((await store.submit('no')).wait())).toBe('Unwanted');
    expect(store.faults()).toEqual({ ...NONE, loseNextAcks: 1 });
    expect(await outcomeOf((await store.submit('b')).wait())).toBe('AckLost');
  });

  test('strikes delayed writes in release order', async () => {
    const store = logStore({ autoComplete: false });
    const [older, newer] = [await store.submit('older'), await store.submit('newer')];
    store.loseNextAcks(1);
    store.releaseAll('NewestFirst');
    expect(await outcomeOf(older.wait())).toBe('fulfilled');
    expect(await outcomeOf(newer.wait())).toBe('AckLost');
    expect(logged(store)).toEqual(['newer', 'older']);
  });

  test('an empty batch counts as one', async () => {
    const sink = new InMemoryFindingsSink();
    sink.loseNextAcks(1);
    expect(await outcomeOf((await sink.upsertBatch(batchOf())).wait())).toBe('AckLost');
    expect(sink.faults()).toEqual(NONE);
  });
});
