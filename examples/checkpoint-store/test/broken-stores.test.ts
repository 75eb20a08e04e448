import { defineStore, FenceEpoch, RunId, StoreRefusal } from 'gossip-inmemory';
import { expect, test } from 'vitest';
import type { CheckpointStore } from '../src/checkpoint-store.ts';
import { CHECKPOINT_CHECKS, failureOf, type CheckpointSubject } from '../testing/checkpoint-checks.ts';
import { checkpointBackend as sound, shardName } from '../testing/in-memory-checkpoint-store.ts';

/** The double with a bug in its rule. */
function storeWith(bug: Partial<typeof sound>): CheckpointStore {
  const store = defineStore({ ...sound, ...bug });
  return {
    save: (checkpoint) => store.submit(checkpoint),
    load: async (shard) => store.read((rows) => rows.get(shardName(shard))),
  };
}

/** A bug, and the checks that have to find it. */
interface Broken {
  readonly store: () => CheckpointStore;
  /** The store of the next process; the same one if left out, as after a crash. */
  readonly restarted?: () => CheckpointStore;
  readonly found: readonly string[];
}

const BROKEN: Readonly<Record<string, Broken>> = {
  'does not look at the fence': {
    store: () =>
      storeWith({
        apply(rows, checkpoint) {
          const row = rows.get(shardName(checkpoint));
          if (row !== undefined && checkpoint.pagesDone < row.pagesDone)
            throw new StoreRefusal('WentBack', 'goes back.');
          rows.set(shardName(checkpoint), checkpoint);
          return { pagesDone: checkpoint.pagesDone };
        },
      }),
    found: ['CHECKPOINT-FENCE-01', 'CHECKPOINT-FENCE-04'],
  },
  'goes back': {
    store: () =>
      storeWith({
        apply(rows, checkpoint) {
          const row = rows.get(shardName(checkpoint));
          if (row !== undefined && checkpoint.fenceEpoch < row.fenceEpoch)
            throw new StoreRefusal('StaleFence', 'is late.');
          rows.set(shardName(checkpoint), checkpoint);
          return { pagesDone: checkpoint.pagesDone };
        },
      }),
    found: ['CHECKPOINT-SAVE-02', 'CHECKPOINT-FENCE-03'],
  },
  'refuses what it has already': {
    store: () =>
      storeWith({
        apply(rows, checkpoint) {
          const row = rows.get(shardName(checkpoint));
          if (row?.pagesDone === checkpoint.pagesDone) throw new StoreRefusal('WentBack', 'is there already.');
          return sound.apply(rows, checkpoint);
        },
      }),
    found: ['CHECKPOINT-SAVE-01', 'CHECKPOINT-FENCE-02'],
  },
  'writes every run into the first': {
    store: () => storeWith({ apply: (rows, checkpoint) => sound.apply(rows, { ...checkpoint, runId: RunId.of(1) }) }),
    found: ['CHECKPOINT-LOAD-02', 'CHECKPOINT-LOAD-03'],
  },
  'takes half a page': {
    store: () => storeWith({ prepare: (checkpoint) => ({ ...checkpoint }) }),
    found: ['CHECKPOINT-SAVE-03'],
  },
  "keeps the caller's object": {
    store: () => storeWith({ prepare: (checkpoint) => sound.prepare(checkpoint) && checkpoint }),
    found: ['CHECKPOINT-SAVE-04'],
  },
  'makes up what it does not have': {
    store() {
      const { save, load } = storeWith({});
      const first = { fenceEpoch: FenceEpoch.INITIAL, pagesDone: 0, cursor: '' };
      return { save, load: async (shard) => (await load(shard)) ?? { ...shard, ...first } };
    },
    found: ['CHECKPOINT-LOAD-01', 'CHECKPOINT-LOAD-03', 'CHECKPOINT-SAVE-03'],
  },
  'has forgotten everything after a restart': {
    store: () => storeWith({}),
    restarted: () => storeWith({}),
    found: ['CHECKPOINT-RESTART-01'],
  },
};

test.each(Object.entries(BROKEN))('a store that %s is found out', async (_, broken) => {
  const create = (): CheckpointSubject => {
    const store = broken.store();
    return { store, restart: () => broken.restarted?.() ?? store };
  };
  const failures: string[] = [];
  for (const check of CHECKPOINT_CHECKS) {
    if ((await failureOf(check, create)) !== undefined) failures.push(check.id);
  }
  expect(failures).toEqual(broken.found);
});

test('each check finds some bug', () => {
  const found = new Set(Object.values(BROKEN).flatMap((broken) => broken.found));
  expect([...found].sort()).toEqual(CHECKPOINT_CHECKS.map(({ id }) => id).sort());
});
