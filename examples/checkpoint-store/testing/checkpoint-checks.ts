import assert from 'node:assert/strict';
import { FenceEpoch, RunId, ShardId } from 'gossip-inmemory';
import { describe, test } from 'vitest';
import type { Checkpoint, CheckpointStore } from '../src/checkpoint-store.ts';
import { after, shard } from './shard.ts';

/** A store under test, made for one check. */
export interface CheckpointSubject {
  readonly store: CheckpointStore;
  /** Ends the process that serves the store, so to speak, and gives the store of the one that follows it. */
  restart(): CheckpointStore;
  dispose?(): void;
}

/** One thing that a checkpoint store must do, or should. */
export interface CheckpointCheck {
  /** Stable. */
  readonly id: string;
  readonly title: string;
  readonly level: 'MUST' | 'SHOULD';
  run(subject: CheckpointSubject): Promise<void>;
}

/** Receipt, or code of the refusal; whether that comes at submission or at commit is up to the store. */
async function saving(store: CheckpointStore, checkpoint: Checkpoint): Promise<unknown> {
  try {
    return await (await store.save(checkpoint)).wait();
  } catch (error) {
    return (error as { code?: unknown }).code ?? error;
  }
}

/** Saves, which must succeed. */
async function saved(store: CheckpointStore, ...checkpoints: readonly Checkpoint[]): Promise<void> {
  for (const checkpoint of checkpoints) {
    assert.deepEqual(await saving(store, checkpoint), { pagesDone: checkpoint.pagesDone });
  }
}

export const CHECKPOINT_CHECKS: readonly CheckpointCheck[] = [
  {
    id: 'CHECKPOINT-LOAD-01',
    title: 'a shard that was never saved has no checkpoint',
    level: 'MUST',
    async run({ store }) {
      assert.equal(await store.load(shard), undefined);
    },
  },
  {
    id: 'CHECKPOINT-LOAD-02',
    title: 'what was saved is loaded, field by field',
    level: 'MUST',
    async run({ store }) {
      const last = 2n ** 64n - 1n;
      const finished = { runId: RunId.of(last), shardId: ShardId.of(last), fenceEpoch: FenceEpoch.of(last) };
      const checkpoints = [after(0), after(3), after(4, { cursor: undefined }), after(5, { ...finished })];
      for (const checkpoint of checkpoints) {
        await saved(store, checkpoint);
        assert.deepEqual(await store.load(checkpoint), checkpoint);
      }
    },
  },
  {
    id: 'CHECKPOINT-LOAD-03',
    title: 'shards and runs do not touch each other',
    level: 'MUST',
    async run({ store }) {
      const others = [
        { runId: RunId.of(2) },
        { shardId: ShardId.of(2) },
        { runId: RunId.of(12), shardId: ShardId.of(3) },
      ];
      await saved(store, after(1), ...others.map((other, index) => after(index + 2, other)));
      assert.deepEqual(await store.load(shard), after(1));
      assert.equal(await store.load({ runId: RunId.of(1), shardId: ShardId.of(23) }), undefined);
    },
  },
  {
    id: 'CHECKPOINT-SAVE-01',
    title: 'saving again changes nothing and answers the same',
    level: 'MUST',
    async run({ store }) {
      await saved(store, after(2), after(2));
      assert.deepEqual(await store.load(shard), after(2));
    },
  },
  {
    id: 'CHECKPOINT-SAVE-02',
    title: 'a checkpoint never goes back',
    level: 'MUST',
    async run({ store }) {
      await saved(store, after(2));
      assert.equal(await saving(store, after(1)), 'WentBack');
      assert.deepEqual(await store.load(shard), after(2));
    },
  },
  {
    id: 'CHECKPOINT-SAVE-03',
    title: 'pagesDone is a whole number',
    level: 'MUST',
    async run({ store }) {
      for (const pagesDone of [-1, 0.5, Number.NaN, Infinity, 2 ** 53]) {
        assert.equal(await saving(store, after(0, { pagesDone })), 'InvalidCheckpoint', `${pagesDone} pages`);
      }
      assert.equal(await store.load(shard), undefined);
    },
  },
  {
    id: 'CHECKPOINT-SAVE-04',
    title: 'what the caller does to its object afterwards changes nothing',
    level: 'MUST',
    async run({ store }) {
      const mine = { ...after(1) };
      const handle = await store.save(mine);
      mine.pagesDone = 7;
      await handle.wait();
      mine.pagesDone = 8;
      assert.deepEqual(await store.load(shard), after(1));
    },
  },
  {
    id: 'CHECKPOINT-FENCE-01',
    title: 'an earlier lease is refused, however far it has come',
    level: 'MUST',
    async run({ store }) {
      const successor = after(1, { fenceEpoch: FenceEpoch.of(2) });
      await saved(store, successor);
      assert.equal(await saving(store, after(3)), 'StaleFence');
      assert.deepEqual(await store.load(shard), successor);
    },
  },
  {
    id: 'CHECKPOINT-FENCE-02',
    title: 'a later lease takes over where the earlier one stands',
    level: 'MUST',
    async run({ store }) {
      const successor = after(2, { fenceEpoch: FenceEpoch.of(2n ** 63n) });
      await saved(store, after(2), successor);
      assert.deepEqual(await store.load(shard), successor);
    },
  },
  {
    id: 'CHECKPOINT-FENCE-03',
    title: 'a later lease does not go back either',
    level: 'MUST',
    async run({ store }) {
      await saved(store, after(2));
      assert.equal(await saving(store, after(1, { fenceEpoch: FenceEpoch.of(2) })), 'WentBack');
      assert.deepEqual(await store.load(shard), after(2));
    },
  },
  {
    id: 'CHECKPOINT-FENCE-04',
    title: 'who is too late and too far back is told that it is too late',
    level: 'SHOULD', // either is true, but only this one stops the worker for good
    async run({ store }) {
      await saved(store, after(2, { fenceEpoch: FenceEpoch.of(2) }));
      assert.equal(await saving(store, after(1)), 'StaleFence');
    },
  },
  {
    id: 'CHECKPOINT-RESTART-01',
    title: 'what is durable outlives the process',
    level: 'MUST',
    async run(subject) {
      await saved(subject.store, after(1), after(2));
      assert.deepEqual(await subject.restart().load(shard), after(2));
    },
  },
];

/** One test per check. A SHOULD that is not kept is a skipped test that says so. */
export function describeCheckpoints(name: string, create: () => CheckpointSubject): void {
  describe(`${name} conforms`, () => {
    for (const check of CHECKPOINT_CHECKS) {
      test(`${check.id} ${check.title}`, async ({ skip }) => {
        const failure = await failureOf(check, create);
        if (failure === undefined) return;
        if (check.level === 'MUST') throw failure;
        skip(failure.message);
      });
    }
  });
}

/** Runs a check on a store made for it; what it found wrong, if anything. */
export async function failureOf(check: CheckpointCheck, create: () => CheckpointSubject): Promise<Error | undefined> {
  const subject = create();
  try {
    await check.run(subject);
    return undefined;
  } catch (error) {
    return error as Error;
  } finally {
    subject.dispose?.();
  }
}
