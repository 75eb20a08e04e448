// Without our entry for Jest: the plain matchers, and the conformance kit with the runner that it finds.
const { InMemoryDoneLedger, InMemoryFindingsSink } = require('gossip-inmemory');
const { CHECKS, describeConformance } = require('gossip-inmemory/conformance');
const matchers = require('gossip-inmemory/matchers');

expect.extend(matchers);

const create = () => ({ doneLedger: new InMemoryDoneLedger(), findings: new InMemoryFindingsSink() });
const supports = { listDoneHashes: true, durableCounts: true, strict: true };
describeConformance('the in-memory stores', { create, supports }, undefined, {
  checks: CHECKS.filter(({ seed }) => seed), // the others run next door
});

test('the matchers judge, and explain', async () => {
  const ledger = new InMemoryDoneLedger();
  await expect(await ledger.batchUpsert([])).toBeDurable({ recordCount: 0, scannedCount: 0, findingsCount: 0 });
  expect(ledger).toHaveDurableCounts({ records: 0 });
  expect(() => expect(ledger).toHaveDurableCounts({ records: 1 })).toThrow('The durable rows differ in records.');
  expect(() => expect(ledger).not.toHaveDurableCounts({ rows: 1 })).toThrow('there is no count "rows" here');
});
