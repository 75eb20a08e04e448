// How a suite uses the matchers, in both polarities. What they say is next door.
import { InMemoryDoneLedger, LogicalTime } from 'gossip-inmemory';
import { expect, test } from '../suite/runner.js';

test('durable rows', async ({ ledger, sink, records }) => {
  const [record, other] = [records.scanned(), records.clean()];
  const triple = records.triple();
  await ledger.batchUpsert([record]);
  await sink.upsertBatch(triple);
  expect(ledger).toHaveDurableCounts({ records: expect.any(Number) });
  expect(ledger).not.toHaveDurableCounts({ records: 2 });
  expect(ledger).toHaveDurableRecord(record.key);
  expect(ledger).toHaveDurableRecord({ status: 'ScannedWithFindings' });
  expect(ledger).not.toHaveDurableRecord(other.key);
  expect(sink).toHaveDurableFinding({ findingId: triple.findings[0]!.findingId });
  expect(sink).not.toHaveDurableFinding({ findingId: records.finding().findingId });
  expect(sink).toHaveDurableOccurrence({ byteLength: triple.occurrences[0]!.byteLength });
  expect(sink).not.toHaveDurableOccurrence({ byteOffset: 12345678n });
  expect(sink).toHaveDurableObservation({ seenAt: triple.observations[0]!.seenAt });
  expect(sink).not.toHaveDurableObservation({ seenAt: LogicalTime.of(12345678) });
});

test('pending writes', async ({ ledger, records }) => {
  expect(ledger).not.toHavePendingWrites();
  ledger.delayNextWrites(1);
  const { operationId } = await ledger.batchUpsert([records.scanned()]);
  expect(ledger).toHavePendingWrites();
  expect(ledger).toHavePendingWrites([operationId]);
  expect(ledger).not.toHavePendingWrites(2);
  await expect(Promise.resolve(ledger)).resolves.toHavePendingWrites(1);
  ledger.releaseAll();
  expect(ledger).not.toHavePendingWrites();
});

test('convergence', async ({ ledger, sink, records }) => {
  const another = new InMemoryDoneLedger();
  const record = records.scanned();
  await ledger.batchUpsert([record]);
  expect({ ledger, sink }).toConvergeWithOracle();
  expect(ledger).not.toConvergeWith(another);
  await another.batchUpsert([record]);
  expect(ledger).toConvergeWith(another);
});

test('the lattice', ({ records }) => {
  const scanned = records.scanned({ bytesScanned: 100n });
  expect('Skipped').toDominate('FailedPermanent');
  expect('Skipped').not.toDominate('ScannedClean');
  expect(scanned).toDominate(records.failed({ key: scanned.key, bytesScanned: 99n }));
  expect(scanned).not.toDominate(records.failed({ key: scanned.key, bytesScanned: 101n }));
  expect({ status: scanned.status }).toEqual({ status: expect.toDominate('Skipped') });
});

test('outcomes', async ({ ledger, records }) => {
  ledger.failNextCommits(1);
  await expect(await ledger.batchUpsert([records.scanned()])).toFailCommit('InjectedCommitFailure');
  await expect(await ledger.batchUpsert([records.scanned()])).toBeDurable({
    recordCount: 1,
    scannedCount: 1,
    findingsCount: 1,
  });
  ledger.failNextSubmissions(1);
  await expect(ledger.batchUpsert([])).toRejectWithCode('InjectedSubmissionFailure');
  await expect(await ledger.batchUpsert([])).not.toFailCommit('AckLost');
});

test('secrets', ({ records }) => {
  const finding = records.finding();
  expect(finding).toBeRedacted(finding.secretHash);
  expect(`${finding.secretHash}`).toBeRedacted(finding.secretHash);
});

test('a failing matcher says what it found, and fails', ({ ledger }) => {
  const complaint = (assertion: () => void): string => {
    try {
      assertion();
    } catch (error) {
      return (error as Error).message;
    }
    return 'it passed';
  };
  expect(complaint(() => expect(ledger).toHaveDurableCounts({ records: 1 }))).toContain('toHaveDurableCounts');
  expect(complaint(() => expect(ledger).not.toHaveDurableCounts({ records: 0 }))).toContain('toHaveDurableCounts');
  expect(complaint(() => expect('ledger').not.toHaveDurableCounts({ records: 0 }))).not.toBe('it passed');
});
