// A suite of failures, each of another kind: what an engineer is told of each stands in told.txt, next to this file.
import {
  coreOf,
  exposeBytes,
  InMemoryDoneLedger,
  LogicalTime,
  withDelayedWrites,
  type DoneLedgerRecord,
} from 'gossip-inmemory';
import { expect, test } from '../suite/runner.js';

test('forgotten release', async ({ ledger, records }) => {
  ledger.delayNextWrites(1);
  await ledger.batchUpsert([records.scanned(), records.clean()]);
});

test('unused fault', async ({ sink, records }) => {
  sink.failNextCommits(2);
  const handle = await sink.upsertBatch(records.triple());
  await expect(handle).toFailCommit('InjectedCommitFailure');
});

test('swallowed failure', async ({ ledger, records }) => {
  ledger.failNextCommits(1);
  await ledger.batchUpsert([records.scanned()]);
});

test('several things left behind', async ({ ledger, sink, records }) => {
  sink.setAutoComplete(false);
  await sink.upsertBatch(records.triple());
  ledger.loseNextAcks(2);
  await ledger.clone().batchUpsert([records.clean()]);
});

test('wrong counts', async ({ sink, records }) => {
  await sink.upsertBatch(records.triple());
  sink.setAutoComplete(false);
  await sink.upsertBatch(records.triple());
  expect(sink).toHaveDurableCounts({ findings: 2, observations: 1 });
});

test('wrong row', async ({ ledger, records }) => {
  await ledger.batchUpsert([records.clean({ bytesScanned: 512 }), records.failed()]);
  expect(ledger).toHaveDurableRecord({ status: 'ScannedClean', bytesScanned: 2048n });
});

test('a row that should not be there', async ({ ledger, records }) => {
  const record = records.failed();
  await ledger.batchUpsert([record]);
  expect(ledger).not.toHaveDurableRecord(record.key);
});

/** Another handle on a ledger: one with a bug. */
class ForgetfulLedger extends InMemoryDoneLedger {
  override snapshot(): readonly DoneLedgerRecord[] {
    return super.snapshot().map((record) => ({ ...record, bytesScanned: 0n }));
  }
}

test('divergence from the oracle', async ({ ledger, records }) => {
  await ledger.batchUpsert([records.clean({ bytesScanned: 512 })]);
  expect(new ForgetfulLedger(undefined, coreOf(ledger))).toConvergeWithOracle();
});

test('orphan', async ({ sink, records }) => {
  const handle = await sink.upsertBatch({ findings: [], occurrences: [records.occurrence()], observations: [] });
  await expect(handle).toBeDurable();
});

test('redaction leak', ({ records }) => {
  const { secretHash } = records.finding();
  expect({ message: 'found', detail: Array.from(exposeBytes(secretHash)) }).toBeRedacted(secretHash);
});

test('a matcher that cannot judge', ({ ledger }) => {
  expect(ledger).not.toHaveDurableCounts({ rows: 1 } as object);
});

test('a matcher that nobody awaited', async ({ ledger, records }) => {
  ledger.delayNextWrites(1);
  void expect(await ledger.batchUpsert([records.scanned()])).toBeDurable();
});

test('a failure of its own, and a write still pending', async ({ ledger, records }) => {
  ledger.delayNextWrites(1);
  await ledger.batchUpsert([records.scanned()]);
  throw new RangeError('its own reason');
});

test('a failure of its own, and another in leaving a scope', async ({ ledger, records }) => {
  using _ = withDelayedWrites(ledger, { onExit: 'throw' });
  await ledger.batchUpsert([records.scanned()]);
  throw new RangeError('its own reason');
});

test('an error of input', () => {
  LogicalTime.of(2n ** 64n);
});
