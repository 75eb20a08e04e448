// Tests that wait for what never happens, each in another way.
import { withDelayedWrites } from 'gossip-inmemory';
import { expect, test } from '../suite/runner.js';

const SOON_MS = 100;

test(
  'a write that nobody releases',
  async ({ sink, records }) => {
    withDelayedWrites(sink);
    const handle = await sink.upsertBatch(records.triple());
    await handle.wait();
  },
  SOON_MS,
);

test(
  'a write that never comes',
  async ({ ledger, records }) => {
    await ledger.batchUpsert([records.clean()]);
    await withDelayedWrites(ledger, (delayed) => delayed.submitted(1));
  },
  SOON_MS,
);

test(
  'several writes, through a matcher and a worker that retries',
  async ({ ledger, sink, records }) => {
    ledger.setAutoComplete(false);
    sink.delayNextWrites(1);
    const triple = await sink.upsertBatch(records.triple());
    const worker = async (attempts: number): Promise<void> => {
      try {
        await (await ledger.batchUpsert([records.clean()])).wait();
      } catch (error) {
        if (attempts === 1) throw error;
        await worker(attempts - 1);
      }
    };
    await Promise.all([expect(triple).toBeDurable(), worker(3)]);
  },
  SOON_MS,
);

test(
  'something else than a store',
  async ({ ledger, records }) => {
    await ledger.batchUpsert([records.clean()]);
    await new Promise(() => {});
  },
  SOON_MS,
);
