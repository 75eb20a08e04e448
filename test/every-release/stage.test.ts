import { expect, test } from 'vitest';
import { InMemoryFindingsSink, coreOf, defineStore, type FindingsUpsertBatch } from '../../src/index.js';
import { Stage, type Core } from '../../src/every-release/stage.js';
import { batchOf, finding, observation, occurrence } from '../support/rows.js';
import { createList } from './support.js';

const stageOf = (store: unknown): Stage => new Stage(new Map([['store', coreOf(store) as Core]]));

/** The digest of a list store to which something was done. */
async function digestAfter(act: (list: ReturnType<typeof createList>) => unknown): Promise<string | undefined> {
  const list = createList();
  const stage = stageOf(list);
  await act(list);
  return stage.digest();
}

const submitted = async (list: ReturnType<typeof createList>, ...items: readonly string[]) => {
  list.setAutoComplete(false);
  for (const item of items) await list.submit(item);
};

test('two stages are the same if the same was done to them', async () => {
  expect(await digestAfter((list) => submitted(list, 'a'))).toBe(await digestAfter((list) => submitted(list, 'a')));
});

const ACTS: readonly (readonly [string, (list: ReturnType<typeof createList>) => unknown])[] = [
  ['nothing', () => undefined],
  ['the mode', (list) => list.setAutoComplete(false)],
  ['a fault', (list) => list.failNextCommits(1)],
  ['another fault', (list) => list.loseNextAcks(1)],
  ['a row', (list) => list.submit('a')],
  ['another row', (list) => list.submit('b')],
  ['a write that is pending', (list) => submitted(list, 'a')],
  ['another write that is pending', (list) => submitted(list, 'b')],
  ['a write that was dropped', async (list) => (await submitted(list, 'a'), list.crash())],
  ['an acknowledgement that was lost', (list) => (list.loseNextAcks(1), list.submit('a'))],
  ['a commit that failed', (list) => (list.failNextCommits(1), list.submit('a'))],
];

test.each(ACTS.map(([name], index) => [name, index] as const))('%s makes a stage another', async (_, index) => {
  const digests = await Promise.all(ACTS.map(([, act]) => digestAfter(act)));
  expect(digests.indexOf(digests[index])).toBe(index);
  expect(digests.lastIndexOf(digests[index])).toBe(index);
});

test('a fork goes on by itself from the same state', async () => {
  const list = createList();
  const stage = stageOf(list);
  await submitted(list, 'a', 'b');
  const fork = stage.fork() as Stage;
  expect(fork.digest()).toBe(stage.digest());
  const [write] = fork.pending;
  fork.release({ write: write!, commitFails: true });
  expect(fork.names()).toBe('store #2');
  expect(stage.names()).toBe('store #1,store #2');
  expect(fork.digest()).not.toBe(stage.digest());
  stage.release({ write: write!, commitFails: true });
  expect(fork.digest()).toBe(stage.digest());
});

test('stores that cannot be forked make a stage that cannot', () => {
  const store = defineStore({ kind: 'fixed', createDurable: () => [], apply: () => undefined });
  expect(stageOf(store).fork()).toBeUndefined();
});

test('sinks that show the same are not the same if they remember other contributions', async () => {
  const child = occurrence(finding(1));
  const located = { location: { display: 'a.ts:1' } };
  const digestOf = async (batch: FindingsUpsertBatch) => {
    const sink = new InMemoryFindingsSink();
    await sink.upsertBatch(batch);
    return { shown: sink.observationsSnapshot(), digest: coreOf(sink)?.digest() };
  };
  const two = [observation(child, { seenAt: 30 }), observation(child, { seenAt: 10, ...located })];
  const one = [observation(child, { seenAt: 30, ...located })];
  const [merged, alone] = [
    await digestOf(batchOf([finding(1)], [child], two)),
    await digestOf(batchOf([finding(1)], [child], one)),
  ];
  expect(merged.shown).toEqual(alone.shown);
  expect(merged.digest).not.toBe(alone.digest);
});
