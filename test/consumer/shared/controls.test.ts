// Control over time and failure.
import { InMemoryPersistenceError, type CommitHandle } from 'gossip-inmemory';
import { expect, test } from '../suite/runner.js';

test('writes become durable in the order in which they are released', async ({ ledger, records }) => {
  ledger.setAutoComplete(false);
  const [first, second, third] = [records.clean(), records.clean(), records.clean()];
  for (const record of [first, second, third]) await ledger.batchUpsert([record]);
  await ledger.whenPending(3);
  expect(ledger.releaseNext('NewestFirst')).toBe(3n);
  expect(ledger.snapshot()).toEqual([third]);
  expect(ledger.releaseSpecific(1)).toBe(true);
  expect(ledger.snapshot()).toEqual([first, third]);
  expect(ledger.releaseAll()).toBe(1);
  expect(ledger.snapshot()).toEqual([first, second, third]);
});

test('waiting ends with the release', async ({ sink, records }) => {
  sink.delayNextWrites(1);
  const order: string[] = [];
  const handle = await sink.upsertBatch(records.triple());
  const waited = handle.wait().then((receipt) => order.push(`receipt of ${receipt.findingCount}`));
  order.push('release');
  sink.releaseAll();
  await waited;
  expect(order).toEqual(['release', 'receipt of 1']);
});

test('faults strike once each, and a retry mends them', async ({ ledger, sink, records }) => {
  const outcomeOf = async (write: () => Promise<CommitHandle<unknown>>): Promise<string> => {
    try {
      await (await write()).wait();
      return 'durable';
    } catch (error) {
      return InMemoryPersistenceError.is(error) ? error.code : String(error);
    }
  };
  ledger.failNextSubmissions(1);
  ledger.failNextCommits(1);
  ledger.loseNextAcks(1);
  const record = records.clean();
  const outcomes: string[] = [];
  for (let attempt = 1; attempt <= 4; attempt++) outcomes.push(await outcomeOf(() => ledger.batchUpsert([record])));
  expect(outcomes).toEqual(['InjectedSubmissionFailure', 'InjectedCommitFailure', 'AckLost', 'durable']);
  expect(ledger).toHaveDurableCounts({ records: 1 });
  expect(await outcomeOf(() => sink.upsertBatch({ ...records.triple(), findings: [] }))).toBe('MissingFinding');
  expect({ ledger, sink }).toConvergeWithOracle();
});

test('a crash drops what is pending, and keeps what is durable', async ({ ledger, records }) => {
  const kept = records.clean();
  await (await ledger.batchUpsert([kept])).wait();
  ledger.setAutoComplete(false);
  const lost = await ledger.batchUpsert([records.clean()]);
  ledger.crash();
  await expect(lost).toFailCommit('StoreCrashed');
  expect(ledger.snapshot()).toEqual([kept]);
});
