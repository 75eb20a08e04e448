// The types of the fixtures and of what surrounds them.
import {
  type InMemoryDoneLedger,
  type InMemoryFindingsSink,
  withDelayedWrites,
  type DoneLedgerRecord,
  type FindingsUpsertBatch,
  type FindingRecord,
} from 'gossip-inmemory';
import { describe, expect, it, test } from 'gossip-inmemory/vitest';
import { expectTypeOf, test as testOfVitest } from 'vitest';

test('every fixture', async ({ ledger, sink, oracle, records, timeline, gossip, task }) => {
  expectTypeOf(ledger).toEqualTypeOf<InMemoryDoneLedger>();
  expectTypeOf(sink).toEqualTypeOf<InMemoryFindingsSink>();
  expectTypeOf(records.scanned()).toEqualTypeOf<DoneLedgerRecord>();
  expectTypeOf(records.clean({ bytesScanned: 1n })).toEqualTypeOf<DoneLedgerRecord>();
  expectTypeOf(records.failed()).toEqualTypeOf<DoneLedgerRecord>();
  expectTypeOf(records.skipped()).toEqualTypeOf<DoneLedgerRecord>();
  expectTypeOf(records.finding()).toEqualTypeOf<FindingRecord>();
  expectTypeOf(records.triple()).toExtend<FindingsUpsertBatch>();
  expectTypeOf(records.page(3)[0]!.record).toEqualTypeOf<DoneLedgerRecord>();
  expectTypeOf(records.page()[0]!.triple).toExtend<FindingsUpsertBatch>();
  await sink.upsertBatch(records.triple());
  expect({ ledger, sink }).toConvergeWithOracle(oracle);
  expectTypeOf(timeline).not.toBeAny();
  gossip.allow('pending-writes');
  gossip.allow('unused-faults');
  gossip.allow('swallowed-failures');
  expectTypeOf(task.name).toEqualTypeOf<string>();

  // @ts-expect-error -- there is no such thing to allow
  gossip.allow('everything');
  // @ts-expect-error -- not a number
  records.scanned({ bytesScanned: '1' });
  // @ts-expect-error -- no such field
  records.finding({ tenant: 1 });
});

describe('the forms of a test', () => {
  it('is also called it', ({ ledger }) => {
    expectTypeOf(ledger).toEqualTypeOf<InMemoryDoneLedger>();
  });
  test.each([1, 2])('each of %s', (count) => {
    expectTypeOf(count).toEqualTypeOf<number>();
  });
  test.for([1, 2])('for %s', (count, { ledger }) => {
    expectTypeOf(count).toEqualTypeOf<number>();
    expectTypeOf(ledger).toEqualTypeOf<InMemoryDoneLedger>();
  });
  test.extend<{ started: string }>({
    started: async ({ ledger }, use) => {
      await use(String(ledger.pendingCount()));
    },
  })('extended further', ({ started, sink }) => {
    expectTypeOf(started).toEqualTypeOf<string>();
    expectTypeOf(sink).toEqualTypeOf<InMemoryFindingsSink>();
  });
});

// @ts-expect-error -- misspelt
test('no such fixture', ({ ledgr }) => ledgr);
// @ts-expect-error -- Vitest's own test has none of them
testOfVitest('not ours', ({ ledger }) => ledger);

test('delayed writes', async ({ ledger, sink }) => {
  using delayed = withDelayedWrites([ledger, sink], { count: 2, onExit: 'release' });
  await delayed.submitted(2);
  const [write] = delayed.pending();
  expectTypeOf(write!.rows).toEqualTypeOf<number>();
  delayed.release(write!);
  delayed.releaseNext();
  delayed.releaseAll('NewestFirst');
  delayed.releaseShuffled(7);
  await withDelayedWrites(ledger, async (inside) => {
    await inside.submitted(1);
  });

  // @ts-expect-error -- no such order
  delayed.releaseAll('Shuffled');
  // @ts-expect-error -- no such way out
  withDelayedWrites(ledger, { onExit: 'drop' });
  // @ts-expect-error -- not a store of ours
  withDelayedWrites({});
});
