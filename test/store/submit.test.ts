import { describe, expect, test } from 'vitest';
import { InMemoryDoneLedger, InMemoryFindingsSink } from '../../src/index.js';
import { batchOf, clean, logged, logStore, outcomeOf } from '../support/rows.js';

const NONE = { failNextSubmissions: 0, failNextCommits: 0, delayNextWrites: 0, loseNextAcks: 0 };

describe('submit, in order', () => {
  test('prepare comes before any counter: what it refuses uses up nothing', async () => {
    const store = logStore();
    store.failNextSubmissions(1);
    store.delayNextWrites(1);
    expect(await outcomeOf(store.submit('bad'))).toBe('Unfit');
    expect(store.faults()).toEqual({ ...NONE, failNextSubmissions: 1, delayNextWrites: 1 });
    store.resetFaults();
    expect((await store.submit('first')).operationId).toBe(1n);
  });

  test('1: the submission-failure counter comes before the id, and nothing else moves', async () => {
    const store = logStore();
    store.failNextSubmissions(1);
    store.failNextCommits(1);
    store.delayNextWrites(1);
    store.loseNextAcks(1);
    expect(await outcomeOf(store.submit('a'))).toBe('InjectedSubmissionFailure');
    expect(store.faults()).toEqual({ failNextSubmissions: 0, failNextCommits: 1, delayNextWrites: 1, loseNextAcks: 1 });
    expect(store.pendingCount()).toBe(0);
    expect(logged(store)).toEqual([]);
    expect((await store.submit('b')).operationId).toBe(1n);
  });

  test('2: ids count 1, 2, 3 over accepted submissions, auto-completed and failed ones included', async () => {
    const store = logStore();
    const ids = [];
    ids.push((await store.submit('applied')).operationId);
    store.delayNextWrites(1);
    ids.push((await store.submit('delayed')).operationId);
    store.failNextCommits(1);
    ids.push((await store.submit('failed')).operationId);
    store.failNextSubmissions(1);
    expect(await outcomeOf(store.submit('refused'))).toBe('InjectedSubmissionFailure');
    ids.push((await store.submit('no')).operationId);
    ids.push((await store.submit('last')).operationId);
    expect(ids).toEqual([1n, 2n, 3n, 4n, 5n]);
  });

  test('ids are counted per store', async () => {
    const [one, other] = [logStore(), logStore()];
    await one.submit('a');
    expect((await other.submit('a')).operationId).toBe(1n);
  });

  test.each([true, false])('3: the delay counter is used up with autoComplete %s', async (autoComplete) => {
    const store = logStore({ autoComplete });
    store.delayNextWrites(2);
    await store.submit('a');
    expect(store.faults().delayNextWrites).toBe(1);
    await store.submit('b');
    expect(store.faults().delayNextWrites).toBe(0);
    await store.submit('c');
    expect(store.pendingIds()).toEqual(autoComplete ? [1n, 2n] : [1n, 2n, 3n]);
  });

  test('4: a delayed write is last in the queue; any other is applied within the call', () => {
    const store = logStore();
    store.delayNextWrites(2);
    for (const payload of ['a', 'b', 'c']) void store.submit(payload);
    expect(store.pendingIds()).toEqual([1n, 2n]);
    expect(logged(store)).toEqual(['c']);
  });

  test('the outcome of a write applied at once, an error included, is kept for wait()', async () => {
    const store = logStore();
    const [good, refused] = [await store.submit('a'), await store.submit('no')];
    store.failNextCommits(1);
    const struck = await store.submit('b');
    await store.submit('c');
    expect(await struck.wait().catch((error: Error) => error.name)).toBe('InjectedCommitFailure');
    expect(await outcomeOf(refused.wait())).toBe('Unwanted');
    expect(await good.wait()).toBe(1);
  });
});

describe('setAutoComplete', () => {
  test('true leaves what is pending pending, and later writes overtake it', async () => {
    const store = logStore({ autoComplete: false });
    const early = await store.submit('early');
    store.setAutoComplete(true);
    expect(store.pendingIds()).toEqual([1n]);
    expect(await (await store.submit('late')).wait()).toBe(1);
    store.releaseAll();
    expect(await early.wait()).toBe(2);
    expect(logged(store)).toEqual(['late', 'early']);
  });

  test('false delays later writes, and only these', async () => {
    const store = logStore();
    await store.submit('a');
    store.setAutoComplete(false);
    await store.submit('b');
    expect(logged(store)).toEqual(['a']);
    expect(store.pendingIds()).toEqual([2n]);
  });

  test('is on unless the options say otherwise', async () => {
    for (const options of [undefined, {}, { autoComplete: undefined }, { autoComplete: true }]) {
      const ledger = new InMemoryDoneLedger(options);
      await ledger.batchUpsert([clean(1)]);
      expect(ledger.pendingCount()).toBe(0);
    }
    const sink = new InMemoryFindingsSink({ autoComplete: false });
    await sink.upsertBatch(batchOf());
    expect(sink.pendingCount()).toBe(1);
  });
});
