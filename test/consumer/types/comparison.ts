// The types of forks, diffs, twins and proofs over every order.
import {
  aliases,
  defineStore,
  diff,
  everyRelease,
  InMemoryDoneLedger,
  InMemoryFindingsSink,
  twin,
  type DefinedStore,
  type DoneLedgerCheckpoint,
  type DoneLedgerRecord,
  type EveryReleaseReport,
  type FindingsCheckpoint,
  type GossipSession,
  type StoreDiff,
  type Twin,
} from 'gossip-inmemory';
import { expectTypeOf, test } from 'vitest';

const ledger = new InMemoryDoneLedger();
const sink = new InMemoryFindingsSink();
const counter = () =>
  defineStore({
    kind: 'counter',
    createDurable: () => ({ count: 0 }),
    apply: (durable, step: number) => (durable.count += step),
    fork: (durable) => ({ ...durable }),
    tables: ({ count }) => ({ counts: new Map([['count', count]]) }),
    digest: ({ count }) => `${count}`,
  });

test('forks and checkpoints are of their store', () => {
  expectTypeOf(ledger.fork()).toEqualTypeOf<InMemoryDoneLedger>();
  expectTypeOf(sink.fork()).toEqualTypeOf<InMemoryFindingsSink>();
  expectTypeOf(ledger.checkpoint()).toEqualTypeOf<DoneLedgerCheckpoint>();
  expectTypeOf(sink.checkpoint()).toEqualTypeOf<FindingsCheckpoint>();
  expectTypeOf(ledger.checkpoint().fork({ autoComplete: false })).toEqualTypeOf<InMemoryDoneLedger>();
  expectTypeOf(
    counter()
      .checkpoint()
      .read(({ count }) => count),
  ).toEqualTypeOf<number>();
  expectTypeOf(counter().fork()).toEqualTypeOf<DefinedStore<number, { count: number }, number>>();
  // @ts-expect-error -- a checkpoint cannot be written to
  ledger.checkpoint().batchUpsert([]);
});

test('diffs know their rows', () => {
  expectTypeOf(diff(ledger, ledger.checkpoint())).toEqualTypeOf<StoreDiff<DoneLedgerRecord>>();
  expectTypeOf(diff(ledger, ledger).added[0]!.after).toEqualTypeOf<DoneLedgerRecord | undefined>();
  expectTypeOf(diff(sink, sink.fork(), { ids: aliases() }).changes.length).toEqualTypeOf<number>();
  expectTypeOf(diff(counter(), counter(), { ids: 'alias' })).toEqualTypeOf<StoreDiff>();
  // @ts-expect-error -- not a store
  diff(ledger, []);
  // @ts-expect-error -- no such manner
  diff(ledger, ledger, { ids: 'long' });
});

test('a proof gives each run a session, and the stores that it makes', async () => {
  const report = await everyRelease(
    async (session) => {
      expectTypeOf(session).toExtend<GossipSession>();
      await session.ledger.batchUpsert([session.records.clean()]);
      return 'done' as const;
    },
    ({ sink: sinkOfRun }, { result, order }) => {
      expectTypeOf(sinkOfRun).toEqualTypeOf<InMemoryFindingsSink>();
      expectTypeOf(result).toEqualTypeOf<'done' | undefined>();
      expectTypeOf(order[0]!.commitFails).toEqualTypeOf<boolean>();
    },
  );
  expectTypeOf(report).toEqualTypeOf<EveryReleaseReport>();
  await everyRelease(
    async ({ steps }) => steps.submit(1),
    ({ steps }) => expectTypeOf(steps.read(({ count }) => count)).toEqualTypeOf<number>(),
    { create: () => ({ steps: counter() }), commitFaults: Infinity, invariant: ({ steps }) => steps.faults() },
  );
  await everyRelease(
    // @ts-expect-error -- no such store
    async ({ legder }) => legder,
    () => undefined,
  );
  const nothing = () => undefined;
  // @ts-expect-error -- not a store of ours
  await everyRelease(nothing, nothing, { create: () => ({ list: [] }) });
  // @ts-expect-error -- no such option
  await everyRelease(nothing, nothing, { faults: 1 });
});

test('a twin is a backend', async () => {
  const both = twin({ ledger, sink }, { doneLedger: ledger, findings: sink }, { strict: true });
  expectTypeOf(both).toEqualTypeOf<Twin>();
  expectTypeOf(twin(both, both).compare()).toEqualTypeOf<Promise<void>>();
  // @ts-expect-error -- not a backend
  twin({ ledger }, both);
});
