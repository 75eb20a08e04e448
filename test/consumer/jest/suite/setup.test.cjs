// Plain JavaScript, and nothing but the set-up line in the configuration.
const { InMemoryDoneLedger } = require('gossip-inmemory');

test('the matchers and the serializer are there', async () => {
  const ledger = new InMemoryDoneLedger();
  await expect(await ledger.batchUpsert([])).toBeDurable();
  expect(ledger).toHaveDurableCounts({ records: 0 });
  expect(ledger).toMatchInlineSnapshot(`
    InMemoryDoneLedger {
      records: none
    }
  `);
});
