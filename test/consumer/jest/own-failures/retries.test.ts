// Every attempt has a report of its own; the last one is told.
import { jest, test } from '@jest/globals';
import { useGossip } from 'gossip-inmemory/jest';

const gossip = useGossip({ timeoutMs: 60 });
jest.retryTimes(1);

let attempts = 0;

test('hangs in each attempt', async () => {
  attempts++;
  for (let write = 1; write < attempts; write++) await gossip.ledger.batchUpsert([]);
  gossip.ledger.delayNextWrites(1);
  await (await gossip.ledger.batchUpsert([gossip.records.clean()])).wait();
});
