import { describe, expect, jest, test } from '@jest/globals';
import { useGossip } from 'gossip-inmemory/jest';

const gossip = useGossip();
jest.retryTimes(1);

describe('a retried test', () => {
  let attempts = 0;

  test('has stores of its own in each attempt, and is audited in each', async () => {
    attempts++;
    expect(gossip.ledger).toHaveDurableCounts({ records: 0 });
    await gossip.ledger.batchUpsert([gossip.records.clean()]);
    if (attempts === 1) gossip.ledger.failNextCommits(1); // the audit fails this attempt, and Jest makes another
  });

  test('passes once an attempt leaves nothing behind', () => {
    expect(attempts).toBe(1); // retries come after the other tests
  });
});
