import { expect, test as gossipTest } from 'gossip-inmemory/vitest';
import { InMemoryCheckpointStore } from './in-memory-checkpoint-store.ts';
import { toHaveCheckpoint } from './to-have-checkpoint.ts';

expect.extend({ toHaveCheckpoint });

/** The suite's `test`: the fixtures of gossip-inmemory, and a third store under the same timeline and audit. */
export const test = gossipTest.extend<{ checkpoints: InMemoryCheckpointStore }>({
  checkpoints: async ({ gossip }, use) => {
    await use(gossip.follow(new InMemoryCheckpointStore(gossip.options.stores)));
  },
});

export { describe, expect, withDelayedWrites } from 'gossip-inmemory/vitest';
