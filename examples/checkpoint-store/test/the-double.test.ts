import { stripVTControlCharacters } from 'node:util';
import { DefinedStore, defineStore, RunId } from 'gossip-inmemory';
import { GossipSession } from 'gossip-inmemory/vitest';
import type { Checkpoint, CheckpointReceipt } from '../src/checkpoint-store.ts';
import {
  checkpointBackend,
  InMemoryCheckpointStore,
  type CheckpointRows,
} from '../testing/in-memory-checkpoint-store.ts';
import { after, shard } from '../testing/shard.ts';
import { describe, expect, test, withDelayedWrites } from '../testing/test.ts';

describe('the rule, on its own', () => {
  test('holds in whichever order writes complete', async () => {
    const store = defineStore(checkpointBackend);
    await withDelayedWrites(store, async (delayed) => {
      const older = await store.submit(after(1));
      const newer = await store.submit(after(2));
      delayed.releaseAll('NewestFirst');
      await expect(newer).toBeDurable({ pagesDone: 2 });
      await expect(older).toFailCommit('WentBack');
    });
    expect(store.read((rows) => [...rows.values()])).toEqual([after(2)]);
  });

  test('refuses at submission what is not valid', async ({ checkpoints }) => {
    await expect(checkpoints.save(after(0.5))).toRejectWithCode('InvalidCheckpoint');
    expect(checkpoints).not.toHavePendingWrites();
  });
});

describe('a contract without handles', () => {
  class SimpleStore extends DefinedStore<Checkpoint, CheckpointRows, CheckpointReceipt> {
    async save(checkpoint: Checkpoint): Promise<void> {
      const handle = await this.submit(checkpoint, this.save);
      await handle.wait();
    }
  }

  test('resolves once the write is durable', async ({ gossip }) => {
    const store = gossip.follow(new SimpleStore(checkpointBackend));
    store.delayNextWrites(1);
    const saving = store.save(after(1));
    await store.whenPending(1);
    store.releaseAll();
    await expect(saving).resolves.toBeUndefined();

    store.failNextCommits(1);
    await expect(store.save(after(2))).toRejectWithCode('InjectedCommitFailure');
  });
});

describe('the matcher', () => {
  test('says what differs, and which writes led there', async ({ checkpoints }) => {
    await checkpoints.save(after(1));
    await checkpoints.save(after(1, { runId: RunId.of(2) }));
    await checkpoints.save(after(2));

    expect(checkpoints).toHaveCheckpoint({ ...shard, pagesDone: 2 });
    expect(messageOf(() => expect(checkpoints).toHaveCheckpoint({ ...shard, pagesDone: 3 }))).toMatchInlineSnapshot(`
      "expect(received).toHaveCheckpoint(checkpoint)

      The durable checkpoint of run 1, shard 1 differs in pagesDone.

      Expected: { runId: 1n, shardId: 1n, pagesDone: 3 }
      Received: { runId: 1n, shardId: 1n, pagesDone: 2 }

      History:
         1. checkpoints #1 accepted, 1 row, at the-double.test.ts
         2. checkpoints #1 committed
         5. checkpoints #3 accepted, 1 row, at the-double.test.ts
         6. checkpoints #3 committed"
    `);
    expect(messageOf(() => expect(checkpoints).not.toHaveCheckpoint(shard))).toMatchInlineSnapshot(`
      "expect(received).not.toHaveCheckpoint(checkpoint)

      The durable checkpoint of run 1, shard 1 is like that.

      Expected: not { runId: 1n, shardId: 1n }
      Received:     { runId: 1n, shardId: 1n }

      History:
         1. checkpoints #1 accepted, 1 row, at the-double.test.ts
         2. checkpoints #1 committed
         5. checkpoints #3 accepted, 1 row, at the-double.test.ts
         6. checkpoints #3 committed"
    `);
  });

  test('judges the store of the service, too, and nothing else', ({ ledger, checkpoints }) => {
    expect(messageOf(() => expect(ledger).not.toHaveCheckpoint(shard))).toMatchInlineSnapshot(
      `"toHaveCheckpoint() judges a checkpoint store; it received a done-ledger store."`,
    );
    expect(messageOf(() => expect(checkpoints).not.toHaveCheckpoint({} as never))).toMatchInlineSnapshot(
      `"toHaveCheckpoint(): the checkpoint has a runId and a shardId at least."`,
    );
    expect(
      messageOf(() => expect(checkpoints).not.toHaveCheckpoint({ ...shard, pages: 3 } as never)),
    ).toMatchInlineSnapshot(`"toHaveCheckpoint(): a checkpoint has no "pages"."`);
  });
});

describe('what comes with the fixture', () => {
  test('a snapshot', async ({ checkpoints }) => {
    await checkpoints.save(after(2));
    expect(checkpoints).toMatchInlineSnapshot(`
      InMemoryCheckpointStore [
        {
          "cursor": "after 2",
          "fenceEpoch": 1n,
          "pagesDone": 2,
          "runId": 1n,
          "shardId": 1n,
        },
      ]
    `);
  });

  test('the audit', async () => {
    const session = new GossipSession(); // what the fixtures make for each test
    const checkpoints = session.follow(new InMemoryCheckpointStore());
    checkpoints.delayNextWrites(1);
    await checkpoints.save(after(1));
    checkpoints.failNextCommits(1);
    expect(messageOf(() => session.finish())).toMatchInlineSnapshot(`
      "the test passed, but left 2 things behind in its stores

      1. checkpoints write #1 (1 row), submitted at the-double.test.ts, is still pending (delayNextWrites).
         Release it before the test ends; if it is meant, gossip.allow('pending-writes').
      2. checkpoints: failNextCommits, armed at the-double.test.ts, has not struck: 1 left.
         Make the write it was meant for, arm fewer, or acknowledge it with resetFaults(); if it is meant, gossip.allow('unused-faults')."
    `);
  });
});

/** The message of what is thrown, without colours, and with places that do not change with every edit of this file. */
function messageOf(action: () => void): string {
  try {
    action();
  } catch (error) {
    return stripVTControlCharacters((error as Error).message).replaceAll(/ at \S*\/([\w.-]+):[\d:]+/g, ' at $1');
  }
  throw new Error('nothing was thrown');
}
