import { describe, expect, test } from 'vitest';
import { InMemoryDoneLedger, InMemoryFindingsSink, Timeline } from '../../src/index.js';
import { timelineOf } from '../../src/harness/timeline.js';
import { batchOf, clean, logStore, outcomeOf, outcomeOfCall, scanned, triple } from '../support/rows.js';

describe('lines', () => {
  test('tell every kind of event, word for word', async () => {
    const store = logStore();
    const timeline = new Timeline(store);
    await (await store.submit('a')).wait();
    await outcomeOf(store.submit('bad'));
    store.failNextSubmissions(1);
    await outcomeOf(store.submit('b'));
    store.failNextCommits(2);
    await outcomeOf((await store.submit('c')).wait());
    store.resetFaults();
    store.loseNextAcks(1);
    await outcomeOf((await store.submit('d')).wait());
    store.delayNextWrites(2);
    await store.submit('e');
    await store.submit('f');
    store.setAutoComplete(false);
    await store.submit('no');
    store.releaseSpecific(6);
    store.crash();
    store.crash();
    store.setAutoComplete(true);
    await outcomeOf(store.submit('bug'));
    store.clearPoison();
    expect(timeline.lines()).toEqual([
      'log #1 accepted, 1 row',
      'log #1 committed',
      'log #1 waited for: receipt',
      'log refused: Unfit',
      'log armed: failNextSubmissions(1), 1 to strike',
      'log struck by failNextSubmissions, 0 left',
      'log refused: InjectedSubmissionFailure',
      'log armed: failNextCommits(2), 2 to strike',
      'log #2 accepted, 1 row',
      'log #2 struck by failNextCommits, 1 left',
      'log #2 failed: InjectedCommitFailure',
      'log #2 waited for: InjectedCommitFailure',
      'log faults reset',
      'log armed: loseNextAcks(1), 1 to strike',
      'log #3 accepted, 1 row',
      'log #3 struck by loseNextAcks, 0 left',
      'log #3 committed, acknowledgement lost',
      'log #3 waited for: AckLost',
      'log armed: delayNextWrites(2), 2 to strike',
      'log #4 accepted, 1 row',
      'log #4 struck by delayNextWrites, 1 left',
      'log #4 delayed, 1 row (delayNextWrites)',
      'log #5 accepted, 1 row',
      'log #5 struck by delayNextWrites, 0 left',
      'log #5 delayed, 1 row (delayNextWrites)',
      'log autoComplete off',
      'log #6 accepted, 1 row',
      'log #6 delayed, 1 row (autoComplete is off)',
      'log #6 failed: Unwanted',
      'log crashed, 2 pending writes dropped',
      'log crashed, 0 pending writes dropped',
      'log autoComplete on',
      'log #7 accepted, 1 row',
      'log #7 poisoned',
      'log #7 failed: Poisoned',
      'log #7 waited for: Poisoned',
      'log poison cleared',
    ]);
    expect(String(timeline)).toBe(timeline.lines().join('\n'));
    expect(new Set(timeline.events().map(({ type }) => type)).size).toBe(13);
  });

  test('count rows', async () => {
    const ledger = new InMemoryDoneLedger();
    const sink = new InMemoryFindingsSink();
    const timeline = new Timeline(ledger, sink);
    await ledger.batchUpsert([scanned(1), clean(2)]);
    await sink.upsertBatch(triple(1).batch);
    await sink.upsertBatch(batchOf());
    ledger.setAutoComplete(false);
    await ledger.batchUpsert([clean(2)]);
    ledger.crash();
    expect(timeline.lines().filter((line) => !line.endsWith('committed'))).toEqual([
      'done-ledger #1 accepted, 2 rows',
      'findings #1 accepted, 3 rows',
      'findings #2 accepted, 0 rows',
      'done-ledger autoComplete off',
      'done-ledger #2 accepted, 1 row',
      'done-ledger #2 delayed, 1 row (autoComplete is off)',
      'done-ledger crashed, 1 pending write dropped',
    ]);
  });
});

describe('a timeline', () => {
  test('begins when it begins to follow', async () => {
    const store = logStore();
    await store.submit('a');
    const timeline = new Timeline();
    expect(timeline.lines()).toEqual([]);
    timeline.follow(store);
    await store.submit('b');
    expect(timeline.lines()).toEqual(['log #2 accepted, 1 row', 'log #2 committed']);
  });

  test('tells the events of all its stores in the order in which they happened', async () => {
    const [first, second] = [logStore({ autoComplete: false }), logStore()];
    const timeline = new Timeline(first, second);
    await first.submit('a');
    await second.submit('a');
    await second.submit('b');
    first.releaseNext();
    expect(timeline.lines().filter((line) => line.endsWith('committed'))).toEqual([
      'log #1 committed',
      'log #2 committed',
      'log #1 committed',
    ]);
  });

  test('tells each event once, however often its store is followed, and through whichever handle', async () => {
    const store = logStore();
    const timeline = new Timeline(store, store.clone());
    timeline.follow(store);
    await store.clone().submit('a');
    expect(timeline.lines()).toHaveLength(2);
  });

  test('hands out copies', async () => {
    const store = logStore();
    const timeline = new Timeline(store);
    await store.submit('a');
    (timeline.events() as unknown[]).length = 0;
    expect(timeline.events()).toHaveLength(2);
  });

  test('is found through any handle of a store that it follows', () => {
    const store = logStore();
    expect(timelineOf(store)).toBeUndefined();
    store.subscribe(() => {});
    const timeline = new Timeline(store);
    new Timeline(logStore());
    expect(timelineOf(store.clone())).toBe(timeline);
    expect([timelineOf({}), timelineOf(undefined)]).toEqual([undefined, undefined]);
  });

  test('follows nothing but stores', () => {
    expect(outcomeOfCall(() => new Timeline({}))).toBe('InvalidType store');
    expect(outcomeOfCall(() => new Timeline().follow(undefined as never))).toBe('InvalidType store');
  });
});
