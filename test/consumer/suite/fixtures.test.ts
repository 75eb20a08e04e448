// What only Vitest has.
import * as vitest from 'vitest';
import { InMemoryDoneLedger } from 'gossip-inmemory';
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

const seen: unknown[] = [];

describe.concurrent('each test has stores of its own', () => {
  test.for([1, 2, 3])('test %i', async (number, { ledger, records, expect: expectOfTest }) => {
    expectOfTest(seen).not.toContain(ledger);
    seen.push(ledger);
    await Promise.all(Array.from({ length: number }, async () => ledger.batchUpsert([records.scanned()])));
    expectOfTest(ledger).toHaveDurableCounts({ records: number });
  });
});

test('polling', async ({ ledger, records }) => {
  ledger.delayNextWrites(1);
  await ledger.batchUpsert([records.scanned()]);
  setTimeout(() => ledger.releaseAll(), 1);
  await expect.poll(() => ledger).not.toHavePendingWrites();
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
