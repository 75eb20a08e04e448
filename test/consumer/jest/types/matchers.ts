// The types of the matchers, on the expect of @jest/globals; and once more without that import, on the global one.
import { expect, test } from '@jest/globals';
import { InMemoryDoneLedger, InMemoryFindingsSink, withDelayedWrites, type DoneLedgerRecord } from 'gossip-inmemory';
import 'gossip-inmemory/jest';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Takes a value of exactly this type. */
const exactly =
  <Expected>() =>
  <Actual>(_value: Actual, ..._same: Same<Expected, Actual> extends true ? [] : [never]): void => {};
const atOnce = exactly<void>();
const later = exactly<Promise<void>>();

declare const record: DoneLedgerRecord;
const ledger = new InMemoryDoneLedger();
const sink = new InMemoryFindingsSink();

test('store matchers judge at once', () => {
  atOnce(expect(sink).toHaveDurableCounts({ findings: 1, occurrences: 2, observations: 3 }));
  atOnce(expect(ledger).toHaveDurableCounts({ records: expect.any(Number) }));
  atOnce(expect(ledger).toHaveDurableRecord(record.key));
  atOnce(expect(ledger).toHaveDurableRecord({ status: 'ScannedClean', bytesScanned: expect.any(BigInt) }));
  atOnce(expect(sink).toHaveDurableFinding({ tenantId: record.key.tenantId }));
  atOnce(expect(sink).toHaveDurableOccurrence({ byteOffset: 0n }));
  atOnce(expect(sink).toHaveDurableObservation({ policyHash: record.key.policyHash }));
  atOnce(expect(ledger).toHavePendingWrites());
  atOnce(expect(withDelayedWrites([ledger, sink])).toHavePendingWrites(0));
  atOnce(expect({ ledger, sink }).toConvergeWithOracle());
  atOnce(expect(ledger).toConvergeWith(new InMemoryDoneLedger()));
  atOnce(expect(record).toDominate(record));
  atOnce(expect('text').toBeRedacted(new Uint8Array(32)));
  atOnce(expect(ledger).not.toHavePendingWrites());
});

test('matchers that wait are promises', async () => {
  const handle = await ledger.batchUpsert([record]);
  later(expect(handle).toBeDurable({ recordCount: 1, scannedCount: 1, findingsCount: 0 }));
  later(expect(handle).not.toBeDurable());
  later(expect(handle).toFailCommit('InjectedCommitFailure'));
  later(expect(handle.wait()).toRejectWithCode('UnknownOperation'));
  later(expect({ doneLedger: ledger, findings: sink }).toConform({ supports: { strict: true }, bail: true }));
  later(expect(Promise.resolve(ledger)).resolves.toHavePendingWrites(1));
  later(expect(Promise.resolve(ledger)).resolves.not.toHavePendingWrites());
});

test('asymmetric matchers stand where a value stands', () => {
  expect({ status: record.status }).toEqual({ status: expect.toDominate('FailedRetryable') });
  expect([ledger]).toEqual([expect.not.toHavePendingWrites()]);
});

test('what is wrong does not compile', () => {
  // @ts-expect-error -- a number that is a string
  expect(ledger).toHavePendingWrites('1');
  // @ts-expect-error -- a key that no count has
  expect(ledger).toHaveDurableCounts({ recrods: 1 });
  // @ts-expect-error -- a number where the field is a bigint
  expect(ledger).toHaveDurableRecord({ bytesScanned: 1 });
  // @ts-expect-error -- not an oracle
  expect(ledger).toConvergeWithOracle(1);
  // @ts-expect-error -- the code is missing
  void expect(Promise.resolve()).toRejectWithCode();
  // @ts-expect-error -- misspelt
  expect(ledger).toHavePendingWrite(1);
  // @ts-expect-error -- misspelt
  expect(ledger).not.toHavePendingWrite(1);
  // @ts-expect-error -- misspelt
  expect.toHavePendingWrite(1);
});
