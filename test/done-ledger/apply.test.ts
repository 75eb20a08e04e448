import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DoneLedgerRecord, DoneLedgerStatus, InMemoryDoneLedger } from '../../src/index.js';
import {
  OTHER_TENANT,
  PROVENANCE,
  TENANT,
  clean,
  failed,
  key,
  permanent,
  row,
  scanned,
  skipped,
} from '../support/rows.js';

const write = async (ledger: InMemoryDoneLedger, records: readonly DoneLedgerRecord[]) =>
  (await ledger.batchUpsert(records)).wait();

/** What a ledger holds after some batches. */
async function stored(...batches: DoneLedgerRecord[][]): Promise<readonly DoneLedgerRecord[]> {
  const ledger = new InMemoryDoneLedger();
  for (const batch of batches) await write(ledger, batch);
  return ledger.snapshot();
}

const at = (finishedAt: number, over: object = {}) => ({ provenance: { ...PROVENANCE, finishedAt, ...over } });

describe('a write merges, within the batch and with what is durable', () => {
  test.each<[string, DoneLedgerRecord, DoneLedgerRecord, DoneLedgerRecord]>([
    ['the higher status wins', failed(1), clean(1), clean(1)],
    ['whatever the time', scanned(1, at(20)), failed(1, at(99)), scanned(1, at(20))],
    ['bytes: the most of both', failed(1, { bytesScanned: 900 }), clean(1), clean(1, { bytesScanned: 900 })],
    ['a clean scan has no findings', skipped(1, { findingsCount: 5 }), clean(1), clean(1)],
    [
      'findings of a failure do not count for a scan',
      permanent(1, { findingsCount: 9 }),
      scanned(1, { findingsCount: 2 }),
      scanned(1, { findingsCount: 2 }),
    ],
    ['the later of equals wins', failed(1, at(20)), failed(1, at(21)), failed(1, at(21))],
    ['all provenance together', clean(1, at(20, { runId: 9 })), clean(1, at(21)), clean(1, at(21))],
    [
      'the newer epoch',
      clean(1, at(20, { runId: 9 })),
      clean(1, at(20, { fenceEpoch: 2 })),
      clean(1, at(20, { fenceEpoch: 2 })),
    ],
    [
      'run ids as signed',
      clean(1, at(20, { runId: 2n ** 63n })),
      clean(1, at(20, { runId: 0 })),
      clean(1, at(20, { runId: 0 })),
    ],
    ['shard ids as signed', clean(1, at(20, { shardId: 2n ** 64n - 1n })), clean(1), clean(1)],
    [
      'the greater error code on a tie',
      failed(1, { errorCode: 'a' }),
      failed(1, { errorCode: 'b' }),
      failed(1, { errorCode: 'b' }),
    ],
  ])('%s, in either order', async (_, one, other, expected) => {
    expect(await stored([one, other])).toEqual([expected]);
    expect(await stored([other, one])).toEqual([expected]);
    expect(await stored([one], [other])).toEqual([expected]);
    expect(await stored([other], [one])).toEqual([expected]);
  });

  test('keys do not meet: other tenants and object versions stay as they are', async () => {
    const theirs = failed(1, { key: key(1, { tenantId: OTHER_TENANT }) });
    expect(await stored([failed(1), theirs, failed(2)], [clean(1)])).toEqual([clean(1), failed(2), theirs]);
  });
});

const STATUSES = ['FailedRetryable', 'FailedPermanent', 'Skipped', 'ScannedClean', 'ScannedWithFindings'] as const;
const small = fc.constantFrom(0n, 1n, 2n ** 63n);
const record: fc.Arbitrary<DoneLedgerRecord> = fc
  .record({
    status: fc.constantFrom(...STATUSES),
    n: fc.integer({ min: 1, max: 3 }),
    tenantId: fc.constantFrom(TENANT, OTHER_TENANT),
    bytesScanned: fc.nat(3),
    count: fc.integer({ min: 1, max: 3 }),
    errorCode: fc.constantFrom('a', 'b'),
    provenance: fc.record({
      runId: small,
      shardId: small,
      fenceEpoch: fc.nat(1),
      finishedAt: fc.integer({ min: 1, max: 2 }),
    }),
  })
  .map(({ status, n, tenantId, bytesScanned, count, errorCode, provenance }) =>
    row(status, n, {
      key: key(n, { tenantId }),
      bytesScanned,
      findingsCount: status === 'ScannedClean' ? 0 : count,
      provenance: { startedAt: 1, ...provenance },
      ...(DoneLedgerStatus.isScanned(status) ? {} : { errorCode }),
    }),
  );

describe('convergence', () => {
  test('the order, the batching and the repetition of writes do not matter', async () => {
    const feeds = fc
      .array(record, { minLength: 1, maxLength: 12 })
      .chain((records) =>
        fc.tuple(
          fc.constant(records),
          fc.shuffledSubarray([...records, ...records], { minLength: 2 * records.length }),
          fc.integer({ min: 1, max: 5 }),
        ),
      );
    await fc.assert(
      fc.asyncProperty(feeds, async ([records, shuffled, size]) => {
        const batches = Array.from({ length: Math.ceil(shuffled.length / size) }, (_, at) =>
          shuffled.slice(at * size, (at + 1) * size),
        );
        expect(await stored(...batches)).toEqual(await stored(records));
      }),
      { numRuns: 200 },
    );
  });

  test('what is stored is the merge of all that was written, key by key', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 12 }), async (records) => {
        const merged = new Map<string, DoneLedgerRecord>();
        for (const next of records) {
          const at = JSON.stringify(next.key);
          const earlier = merged.get(at);
          merged.set(at, earlier === undefined ? next : DoneLedgerRecord.merge(earlier, next));
        }
        const [all, receipt] = [[...merged.values()], await write(new InMemoryDoneLedger(), records)];
        expect(new Set(await stored(records))).toEqual(new Set(all));
        expect(receipt).toEqual({
          recordCount: all.length,
          scannedCount: all.filter(({ status }) => status.startsWith('Scanned')).length,
          findingsCount: all.reduce((sum, { findingsCount }) => sum + findingsCount, 0),
        });
      }),
      { numRuns: 200 },
    );
  });

  test('nothing ever gets less: a stored row dominates every record written to it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 12 }), async (records) => {
        const ledger = new InMemoryDoneLedger();
        await write(ledger, records);
        for (const each of records) {
          const durable = ledger.getRecord(each.key) as DoneLedgerRecord;
          expect(DoneLedgerRecord.merge(durable, each)).toEqual(durable);
        }
      }),
      { numRuns: 100 },
    );
  });
});
