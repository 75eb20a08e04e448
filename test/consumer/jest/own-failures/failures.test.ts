// Failures that only Jest has.
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { useGossip, withDelayedWrites } from 'gossip-inmemory/jest';

const gossip = useGossip({ timeoutMs: 100 });

/** What the audit would complain of, had the test passed. */
async function leaveSomethingBehind(): Promise<void> {
  gossip.ledger.delayNextWrites(1);
  await gossip.ledger.batchUpsert([gossip.records.clean()]);
}

describe('a failure of its own, and a write still pending', () => {
  test('a snapshot that differs', async () => {
    await leaveSomethingBehind();
    expect(1).toMatchInlineSnapshot(`2`);
  });

  test('too few assertions', async () => {
    expect.assertions(2);
    await leaveSomethingBehind();
    expect(1).toBe(1);
  });

  test('no assertion at all', async () => {
    expect.hasAssertions();
    await leaveSomethingBehind();
  });

  describe('in a hook', () => {
    afterEach(() => {
      throw new RangeError('its own reason');
    });

    test('that follows', async () => {
      await leaveSomethingBehind();
    });
  });

  test('a promise that nobody awaited', async () => {
    await leaveSomethingBehind();
    void Promise.reject(new RangeError('its own reason'));
    await new Promise((resolve) => setTimeout(resolve, 10));
  });
});

describe('a hang', () => {
  test('under the timeout of useGossip()', async () => {
    gossip.sink.delayNextWrites(1);
    await (await gossip.sink.upsertBatch(gossip.records.triple())).wait();
  });

  test('under a timeout of its own', async () => {
    gossip.sink.delayNextWrites(1);
    await (await gossip.sink.upsertBatch(gossip.records.triple())).wait();
  }, 50);

  test('under fake timers', async () => {
    jest.useFakeTimers();
    await withDelayedWrites(gossip.ledger, (delayed) => delayed.submitted(1));
  });

  describe('that is tidied up', () => {
    afterEach(() => {
      gossip.ledger.releaseAll();
    });

    test('before the audit', async () => {
      jest.useRealTimers();
      gossip.ledger.setAutoComplete(false);
      await (await gossip.ledger.batchUpsert([gossip.records.clean()])).wait();
    });
  });

  describe('in a hook', () => {
    beforeEach(async () => {
      await gossip.ledger.whenPending(1);
    }, 50);

    test('of a test that does not start', () => {
      expect(gossip.ledger).toHavePendingWrites();
    });
  });
});

describe('where there are no hooks', () => {
  test.concurrent('a fixture is read', async () => {
    gossip.ledger.releaseAll();
  });
});

describe('two useGossip()', () => {
  const inner = useGossip({ seed: 'inner', timeoutMs: 60 });

  test('both explain', async () => {
    inner.ledger.delayNextWrites(1);
    gossip.sink.delayNextWrites(1);
    const writes = [await inner.ledger.batchUpsert([]), await gossip.sink.upsertBatch(gossip.records.triple())];
    await Promise.all(writes.map((write) => write.wait()));
  });
});
