// The types of the matchers, on our `expect` and on Vitest's own.
import { InMemoryDoneLedger, InMemoryFindingsSink, withDelayedWrites, type DoneLedgerRecord } from 'gossip-inmemory';
import { expect } from 'gossip-inmemory/vitest';
import { expect as expectOfVitest, expectTypeOf, test } from 'vitest';

declare const record: DoneLedgerRecord;
const ledger = new InMemoryDoneLedger();
const sink = new InMemoryFindingsSink();

test('our expect is that of Vitest', () => {
  expectTypeOf(expect).toEqualTypeOf(expectOfVitest);
});

test('store matchers judge at once', () => {
  expectTypeOf(
    expect(sink).toHaveDurableCounts({ findings: 1, occurrences: 2, observations: 3 }),
  ).toEqualTypeOf<void>();
  expectTypeOf(expect(ledger).toHaveDurableCounts({ records: 1 })).toEqualTypeOf<void>();
  expectTypeOf(expect(ledger).toHaveDurableCounts({ records: expect.any(Number) })).toEqualTypeOf<void>();
  expectTypeOf(expect(ledger).toHaveDurableRecord(record)).toEqualTypeOf<void>();
  expectTypeOf(expect(ledger).toHaveDurableRecord(record.key)).toEqualTypeOf<void>();
  expectTypeOf(expect(ledger).toHaveDurableRecord({ status: 'ScannedClean' })).toEqualTypeOf<void>();
  expectTypeOf(expect(sink).toHaveDurableFinding({ tenantId: record.key.tenantId })).toEqualTypeOf<void>();
  expectTypeOf(expect(sink).toHaveDurableOccurrence({ byteOffset: 0n })).toEqualTypeOf<void>();
  expectTypeOf(expect(sink).toHaveDurableObservation({ policyHash: record.key.policyHash })).toEqualTypeOf<void>();
  expectTypeOf(expect(ledger).toHavePendingWrites()).toEqualTypeOf<void>();
  expectTypeOf(expect(ledger).toHavePendingWrites(1)).toEqualTypeOf<void>();
  expectTypeOf(expect(ledger).toHavePendingWrites(ledger.pendingIds())).toEqualTypeOf<void>();
  expectTypeOf(expect(withDelayedWrites([ledger, sink])).toHavePendingWrites(0)).toEqualTypeOf<void>();
  expectTypeOf(expect(ledger).toConvergeWithOracle()).toEqualTypeOf<void>();
  expectTypeOf(expect({ ledger, sink }).toConvergeWithOracle()).toEqualTypeOf<void>();
  expectTypeOf(expect(ledger).toConvergeWith(new InMemoryDoneLedger())).toEqualTypeOf<void>();
  expectTypeOf(expect(record).toDominate(record)).toEqualTypeOf<void>();
  expectTypeOf(expect(record.status).toDominate('FailedRetryable')).toEqualTypeOf<void>();
  expectTypeOf(expect('text').toBeRedacted(new Uint8Array(32))).toEqualTypeOf<void>();
});

test('matchers that wait are promises, and soft ones are no different', async () => {
  const handle = await ledger.batchUpsert([record]);
  expectTypeOf(expect(handle).toBeDurable()).toEqualTypeOf<Promise<void>>();
  expectTypeOf(expect(handle).toBeDurable({ recordCount: 1, scannedCount: 1, findingsCount: 0 })).toEqualTypeOf<
    Promise<void>
  >();
  expectTypeOf(expect(handle).toFailCommit('InjectedCommitFailure')).toEqualTypeOf<Promise<void>>();
  const backend = { doneLedger: ledger, findings: sink };
  expectTypeOf(expect(backend).toConform()).toEqualTypeOf<Promise<void>>();
  expectTypeOf(expect(backend).toConform({ supports: { strict: true }, bail: true })).toEqualTypeOf<Promise<void>>();
  expectTypeOf(expect(handle.wait()).toRejectWithCode('UnknownOperation')).toEqualTypeOf<Promise<void>>();
  expectTypeOf(expect(handle).not.toBeDurable()).toEqualTypeOf<Promise<void>>();
  expectTypeOf(expect.soft(handle).toBeDurable()).toEqualTypeOf<Promise<void>>();
});

test('the forms of expect', () => {
  expectTypeOf(expect(ledger).not.toHavePendingWrites()).toEqualTypeOf<void>();
  expectTypeOf(expect.soft(ledger).toHavePendingWrites(1)).toEqualTypeOf<void>();
  expectTypeOf(expect.soft(ledger).not.toHavePendingWrites(1)).toEqualTypeOf<void>();
  expectTypeOf(expect(Promise.resolve(ledger)).resolves.toHavePendingWrites(1)).toEqualTypeOf<Promise<void>>();
  expectTypeOf(expect(Promise.reject(new Error())).rejects.toBeRedacted(new Uint8Array(32))).toEqualTypeOf<
    Promise<void>
  >();
  expectTypeOf(expect(Promise.resolve(ledger)).resolves.not.toHavePendingWrites()).toEqualTypeOf<Promise<void>>();
  expectTypeOf(expect.poll(() => ledger).toHavePendingWrites(1)).toEqualTypeOf<Promise<void>>();
  expectTypeOf(expect.poll(() => sink).not.toHaveDurableCounts({ findings: 1 })).toEqualTypeOf<Promise<void>>();
  expectTypeOf(expectOfVitest(ledger).toHavePendingWrites(1)).toEqualTypeOf<void>();
});

test('asymmetric matchers stand where a value stands', ({ expect: expectOfTest }) => {
  expect({ status: record.status }).toEqual({ status: expect.toDominate('FailedRetryable') });
  expect([ledger]).toEqual([expect.toHavePendingWrites(1)]);
  expect([ledger]).toEqual([expect.not.toHavePendingWrites()]);
  expectOfTest([ledger]).toEqual([expectOfTest.toHavePendingWrites(1)]);
  expectOfTest(ledger).toHavePendingWrites(1);
});

test('what is wrong does not compile', () => {
  // @ts-expect-error -- a number that is a string
  expect(ledger).toHavePendingWrites('1');
  // @ts-expect-error -- a key that no count has
  expect(ledger).toHaveDurableCounts({ recrods: 1 });
  // @ts-expect-error -- no counts at all
  expect(ledger).toHaveDurableCounts();
  // @ts-expect-error -- a number where the field is a bigint
  expect(ledger).toHaveDurableRecord({ bytesScanned: 1 });
  // @ts-expect-error -- nothing to look for
  expect(sink).toHaveDurableFinding();
  // @ts-expect-error -- a field of another layer
  expect(sink).toHaveDurableOccurrence({ policyHash: record.key.policyHash });
  // @ts-expect-error -- a number where the field is a bigint
  expect(sink).toHaveDurableObservation({ seenAt: 1 });
  // @ts-expect-error -- not a store
  expect(ledger).toConvergeWith('ledger');
  // @ts-expect-error -- no other store
  expect(ledger).toConvergeWith();
  // @ts-expect-error -- not an oracle
  expect(ledger).toConvergeWithOracle(1);
  // @ts-expect-error -- not a status
  expect(record).toDominate('Scanned');
  // @ts-expect-error -- no secret
  expect('text').toBeRedacted();
  // @ts-expect-error -- the code is missing
  void expect(Promise.resolve()).toRejectWithCode();
  // @ts-expect-error -- a code is a string
  void expect(Promise.resolve()).toFailCommit(1);
  // @ts-expect-error -- there is no such capability
  void expect({}).toConform({ supports: { listDoneHash: true } });
  // @ts-expect-error -- a surplus argument
  void expect(Promise.resolve()).toFailCommit('AckLost', 1);
  // @ts-expect-error -- misspelt
  expect(ledger).toHavePendingWrite(1);
  // @ts-expect-error -- misspelt
  expect(ledger).not.toHavePendingWrite(1);
  // @ts-expect-error -- misspelt
  void expect(Promise.resolve(ledger)).resolves.toHavePendingWrite(1);
  // @ts-expect-error -- misspelt
  void expect.poll(() => ledger).toHavePendingWrite(1);
  // @ts-expect-error -- misspelt
  expect.toHavePendingWrite(1);
  // @ts-expect-error -- misspelt
  expectOfVitest(ledger).toHavePendingWrite(1);
  // @ts-expect-error -- Vitest's own matchers are as strict as ever
  expect(1).toBeGreaterThan('1');
});
