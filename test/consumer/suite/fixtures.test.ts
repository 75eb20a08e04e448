// What a user's suite does with the fixtures, in each Vitest that we support.
import * as vitest from 'vitest';
import { InMemoryDoneLedger, withDelayedWrites } from 'gossip-inmemory';
import * as gossipVitest from 'gossip-inmemory/vitest';

const { describe, expect, test } = gossipVitest;

test('the entry hands on the expect and the describe of the runner', () => {
  expect(gossipVitest.expect).toBe(vitest.expect);
  expect(gossipVitest.describe).toBe(vitest.describe);
  expect(gossipVitest.it).toBe(gossipVitest.test);
});

vitest.test('the matchers are there in a plain test of the runner', ({ expect: expectOfTest }) => {
  const ledger = new InMemoryDoneLedger();
  vitest.expect(ledger).toHaveDurableCounts({ records: 0 });
  expectOfTest(ledger).not.toHavePendingWrites();
});

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

const seen: unknown[] = [];

describe.concurrent('each test has stores of its own', () => {
  test.for([1, 2, 3])('test %i', async (number, { ledger, records, expect: expectOfTest }) => {
    expectOfTest(seen).not.toContain(ledger);
    seen.push(ledger);
    await Promise.all(Array.from({ length: number }, async () => ledger.batchUpsert([records.scanned()])));
    expectOfTest(ledger).toHaveDurableCounts({ records: number });
  });
});

describe('records', () => {
  const made: unknown[] = [];
  test.for([1, 2])('are the same on every run (%i)', (_, { records }) => {
    made.push([records.scanned(), records.clean(), records.failed(), records.skipped(), records.triple()]);
    expect(made.at(-1)).toEqual(made[0]);
  });
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

test('what is left behind on purpose is allowed', async ({ ledger, records, gossip }) => {
  gossip.allow('pending-writes');
  gossip.allow('unused-faults');
  ledger.setAutoComplete(false);
  ledger.failNextCommits(2);
  await ledger.batchUpsert([records.scanned()]);
});

test.fails('what is left behind by mistake fails the test', async ({ ledger, records }) => {
  ledger.delayNextWrites(1);
  await ledger.batchUpsert([records.scanned()]);
});

test.fails('a matcher that nobody awaited fails the test', async ({ ledger, records, gossip }) => {
  gossip.allow('pending-writes');
  ledger.delayNextWrites(1);
  void expect(await ledger.batchUpsert([records.scanned()])).toBeDurable();
});

describe('options', () => {
  test.scoped({ gossipOptions: { stores: { autoComplete: false } } });

  test('hold for a describe block', async ({ ledger, records, gossip }) => {
    gossip.allow('pending-writes');
    await ledger.batchUpsert([records.scanned()]);
    expect(ledger).toHavePendingWrites(1);
  });
});

test('the timeline tells what happened', async ({ ledger, records, timeline }) => {
  await (await ledger.batchUpsert([records.scanned()])).wait();
  expect(String(timeline)).toContain('done-ledger');
});

test('secrets do not show in snapshots', ({ records }) => {
  expect(records.finding().secretHash).toMatchInlineSnapshot(`"SecretHash([redacted])"`);
});
