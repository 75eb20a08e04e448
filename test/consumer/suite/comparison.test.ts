// Forks, diffs, twins and proofs over every order, in each Vitest that we support.
import { aliases, diff, everyRelease, InMemoryFindingsSink, InMemoryDoneLedger, twin } from 'gossip-inmemory';
import { expect, test } from 'gossip-inmemory/vitest';

test('a diff in a snapshot', async ({ ledger, records }) => {
  const before = ledger.checkpoint();
  await ledger.batchUpsert([records.clean({ bytesScanned: 1, provenance: { startedAt: 1, finishedAt: 2 } })]);
  expect(diff(before, ledger, { ids: aliases() })).toMatchInlineSnapshot(`
    done-ledger: 1 added
    + record tenant#1/policy#1/ovid#1
        status: "ScannedClean", bytesScanned: 1, findingsCount: 0, provenance.runId: 1,
        provenance.shardId: 1, provenance.fenceEpoch: 1, provenance.startedAt: 1,
        provenance.finishedAt: 2
  `);
  expect(diff(ledger, ledger.fork()).isEmpty).toBe(true);
});

test('every order of what is left pending', async () => {
  const proof = await everyRelease(
    async ({ ledger, sink, records }) => {
      for (const { triple, record } of records.page(2)) {
        await sink.upsertBatch(triple);
        await ledger.batchUpsert([record]);
      }
    },
    ({ ledger, sink }) => expect({ ledger, sink }).toConvergeWithOracle(),
  );
  expect(proof).toMatchObject({ orders: 24, ordersWithFaults: 96, finalStates: 5 });
});

test('an order that fails names the lines of this suite', async () => {
  const proof = everyRelease(
    async ({ ledger, records }) => {
      for (let n = 0; n < 2; n++) await ledger.batchUpsert([records.clean()]);
    },
    ({ ledger }) => expect(ledger).toHaveDurableCounts({ records: 2 }),
  );
  await expect(proof).rejects.toThrow(/comparison\.test\.ts:\d+:\d+, its commit fails/);
});

test('a twin of two stores of ours', async ({ records }) => {
  const create = () => ({ ledger: new InMemoryDoneLedger(), sink: new InMemoryFindingsSink() });
  const both = twin(create(), create(), { strict: true });
  await (await both.findings.upsertBatch(records.triple())).wait();
  await (await both.doneLedger.batchUpsert([records.clean()])).wait();
  await both.compare();
});
