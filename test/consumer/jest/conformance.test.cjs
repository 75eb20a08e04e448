// Under Jest as it comes: CommonJS, and its own expect.
const { InMemoryDoneLedger, InMemoryFindingsSink } = require('gossip-inmemory');
const { describeConformance } = require('gossip-inmemory/conformance');
const matchers = require('gossip-inmemory/matchers');

expect.extend(matchers);

describeConformance('the in-memory stores', {
  create: () => ({ doneLedger: new InMemoryDoneLedger(), findings: new InMemoryFindingsSink() }),
  supports: { listDoneHashes: true, durableCounts: true, strict: true },
});

test('the matchers judge, and explain', async () => {
  const ledger = new InMemoryDoneLedger();
  await expect(await ledger.batchUpsert([])).toBeDurable({ recordCount: 0, scannedCount: 0, findingsCount: 0 });
  expect(ledger).toHaveDurableCounts({ records: 0 });
  expect(() => expect(ledger).toHaveDurableCounts({ records: 1 })).toThrow('The durable rows differ in records.');
  expect(() => expect(ledger).not.toHaveDurableCounts({ rows: 1 })).toThrow('there is no count "rows" here');
});
