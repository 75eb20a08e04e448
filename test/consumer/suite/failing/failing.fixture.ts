import { beforeEach, describe, expect, test, vi, withDelayedWrites, type GossipFixtures } from 'gossip-inmemory/vitest';

test('a handle', async ({ sink, records }) => {
  withDelayedWrites(sink);
  const handle = await sink.upsertBatch(records.triple());
  await handle.wait();
}, 60);

test('a matcher under fake timers', async ({ sink, records }) => {
  vi.useFakeTimers();
  sink.delayNextWrites(1);
  const handle = await sink.upsertBatch(records.triple());
  await expect(handle).toBeDurable();
}, 60);

test('a write that never comes', async ({ ledger }) => {
  vi.useRealTimers();
  using delayed = withDelayedWrites(ledger);
  await delayed.submitted(1);
}, 60);

describe.concurrent('a hook', () => {
  beforeEach<GossipFixtures>(async ({ ledger }) => {
    await ledger.whenPending(1);
  }, 60);
  test.for([1, 2])('of test %i', (_, { ledger }) => {
    expect(ledger).toHavePendingWrites();
  });
});

test('a failure', async ({ ledger, records }) => {
  await ledger.batchUpsert([records.clean()]);
  expect(1).toBe(2);
});

test('a leftover', async ({ ledger }) => {
  ledger.loseNextAcks(1);
});
