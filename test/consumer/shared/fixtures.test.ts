// What a user's suite does with the fixtures.
import { GossipSession, InMemoryDoneLedger, InMemoryFindingsSink, withDelayedWrites } from 'gossip-inmemory';
import { describe, expect, failingTest, test } from '../suite/runner.js';

test('a page of work, followed by the oracle', async ({ ledger, sink, oracle, records }) => {
  for (const { triple, record } of records.page(3)) {
    await (await sink.upsertBatch(triple)).wait();
    await (await ledger.batchUpsert([record])).wait();
  }
  expect(ledger).toHaveDurableCounts({ records: 3 });
  expect(sink).toHaveDurableCounts({ findings: 3, occurrences: 3, observations: 3 });
  expect({ ledger, sink }).toConvergeWithOracle(oracle);
  expect(ledger.clone()).toConvergeWithOracle();
});

describe('each test has fixtures of its own', () => {
  const seen: unknown[] = [];
  for (const number of [1, 2, 3]) {
    test(`test ${number}`, async ({ gossip, ledger, sink, records, timeline }) => {
      expect(seen).not.toContain(ledger);
      seen.push(ledger);
      expect(gossip).toBeInstanceOf(GossipSession);
      expect([gossip.ledger, gossip.sink]).toEqual([ledger, sink]);
      expect(ledger).toBeInstanceOf(InMemoryDoneLedger);
      expect(sink).toBeInstanceOf(InMemoryFindingsSink);
      expect(ledger).toHaveDurableCounts({ records: 0 });
      await ledger.batchUpsert([records.scanned()]);
      expect(ledger).toHaveDurableCounts({ records: 1 });
      expect(timeline.lines()).toEqual(['done-ledger #1 accepted, 1 row', 'done-ledger #1 committed']);
    });
  }
});

describe('records', () => {
  const made: unknown[] = [];
  for (const run of [1, 2]) {
    test(`are the same on every run (${run})`, ({ records }) => {
      made.push([records.scanned(), records.clean(), records.failed(), records.skipped(), records.triple()]);
      expect(made.at(-1)).toEqual(made[0]);
    });
  }
});

test('using gives the store back its mode', async ({ ledger, records }) => {
  {
    using delayed = withDelayedWrites(ledger);
    await ledger.batchUpsert([records.scanned()]);
    await delayed.submitted(1);
    expect(delayed).toHavePendingWrites(1);
    expect(ledger).toHaveDurableCounts({ records: 0 });
  }
  expect(ledger).toHaveDurableCounts({ records: 1 });
});

test('the callback form does, too', async ({ ledger, sink, records }) => {
  await withDelayedWrites([ledger, sink], async (delayed) => {
    await ledger.batchUpsert([records.scanned()]);
    await sink.upsertBatch(records.triple());
    expect(delayed.pending()).toMatchObject([{ store: 'done-ledger' }, { store: 'findings' }]);
    expect(delayed.releaseAll('NewestFirst')).toBe(2);
  });
  expect([ledger, sink]).toEqual([expect.not.toHavePendingWrites(), expect.not.toHavePendingWrites()]);
});

test('what is left behind on purpose is allowed', async ({ gossip, ledger, records }) => {
  gossip.allow('pending-writes');
  gossip.allow('unused-faults', 'swallowed-failures');
  ledger.failNextCommits(1);
  await ledger.batchUpsert([records.scanned()]);
  ledger.setAutoComplete(false);
  ledger.failNextCommits(2);
  await ledger.batchUpsert([records.scanned()]);
});

failingTest('a test that fails as it should is not audited', async ({ ledger, records }) => {
  ledger.delayNextWrites(1);
  await ledger.batchUpsert([records.scanned()]);
  throw new Error('as expected');
});
