import { expect, jest, test } from '@jest/globals';
import { useGossip } from 'gossip-inmemory/jest';

const gossip = useGossip();

test('a test may reset the modules, and load the entry once more', async () => {
  const { ledger, records } = gossip;
  jest.resetModules();
  const { InMemoryDoneLedger } = await import('gossip-inmemory/jest');
  const another = new InMemoryDoneLedger();
  const record = records.clean();
  for (const store of [ledger, another]) await expect(await store.batchUpsert([record])).toBeDurable();
  expect(another).toConvergeWith(ledger);
  expect(ledger).toConvergeWithOracle();
});
