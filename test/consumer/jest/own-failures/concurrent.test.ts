// A concurrent test has no hooks, so a matcher that has not settled fails the file.
import { expect, test } from '@jest/globals';
import { InMemoryDoneLedger } from 'gossip-inmemory/jest';

test.concurrent('passes, though it ends before its matcher has judged', async () => {
  const ledger = new InMemoryDoneLedger({ autoComplete: false });
  void expect(await ledger.batchUpsert([])).toBeDurable();
});

test.concurrent('is in order', async () => {
  await expect(await new InMemoryDoneLedger().batchUpsert([])).toBeDurable();
});
