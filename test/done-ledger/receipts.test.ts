import { describe, expect, test } from 'vitest';
import { InMemoryDoneLedger, type DoneLedgerCommitReceipt, type DoneLedgerRecord } from '../../src/index.js';
import { OTHER_POLICY, OTHER_TENANT, clean, failed, key, permanent, scanned, skipped } from '../support/rows.js';

const write = async (ledger: InMemoryDoneLedger, records: readonly DoneLedgerRecord[]) =>
  (await ledger.batchUpsert(records)).wait();

const receipt = (recordCount: number, scannedCount: number, findingsCount: number): DoneLedgerCommitReceipt => ({
  recordCount,
  scannedCount,
  findingsCount,
});

describe('the receipt counts the batch folded to one record per key', () => {
  test.each<[string, DoneLedgerRecord[], DoneLedgerCommitReceipt]>([
    ['an empty batch: zeros', [], receipt(0, 0, 0)],
    ['one clean record', [clean(1)], receipt(1, 1, 0)],
    ['one record with findings', [scanned(1, { findingsCount: 7 })], receipt(1, 1, 7)],
    [
      'each status once: only scanned ones are scanned, failed and skipped count their findings too',
      [
        failed(1, { findingsCount: 1 }),
        permanent(2, { findingsCount: 10 }),
        skipped(3, { findingsCount: 100 }),
        clean(4),
        scanned(5, { findingsCount: 1000 }),
      ],
      receipt(5, 2, 1111),
    ],
    ['the same record twice', [scanned(1), scanned(1)], receipt(1, 1, 1)],
    [
      'two records of a key: the join counts',
      [scanned(1, { findingsCount: 3 }), scanned(1, { findingsCount: 5 })],
      receipt(1, 1, 5),
    ],
    ['a failure under a scan of its key', [failed(1, { findingsCount: 9 }), clean(1)], receipt(1, 1, 0)],
    ['a scan with findings over a clean one', [scanned(1, { findingsCount: 4 }), clean(1)], receipt(1, 1, 4)],
    [
      'two failures of a key: the most findings',
      [failed(1, { findingsCount: 2 }), permanent(1, { findingsCount: 8 })],
      receipt(1, 0, 8),
    ],
    [
      'duplicates far apart, between others',
      [clean(1), scanned(2), failed(3), scanned(2, { findingsCount: 6 }), clean(1)],
      receipt(3, 2, 6),
    ],
    [
      'several tenants and policies: one object version is one key in each',
      [
        scanned(1),
        scanned(1, { key: key(1, { tenantId: OTHER_TENANT }) }),
        scanned(1, { key: key(1, { policyHash: OTHER_POLICY }) }),
        scanned(1, { key: key(1, { tenantId: OTHER_TENANT, policyHash: OTHER_POLICY }) }),
        scanned(1, { findingsCount: 2 }),
      ],
      receipt(4, 4, 5),
    ],
    [
      'the largest counts',
      [1, 2, 3].map((n) => scanned(n, { findingsCount: 2 ** 32 - 1 })),
      receipt(3, 3, 3 * (2 ** 32 - 1)),
    ],
  ])('%s', async (_, records, expected) => {
    expect(await write(new InMemoryDoneLedger(), records)).toEqual(expected);
  });

  test('before merging with durable rows: a replay has the same receipt, and so has a lesser write', async () => {
    const ledger = new InMemoryDoneLedger();
    const batch = [scanned(1, { findingsCount: 5 }), clean(2), scanned(1, { findingsCount: 2 })];
    expect(await write(ledger, batch)).toEqual(receipt(2, 2, 5));
    expect(await write(ledger, batch)).toEqual(receipt(2, 2, 5));
    expect(await write(ledger, [failed(1, { findingsCount: 3 })])).toEqual(receipt(1, 0, 3));
    expect(ledger.durableCounts()).toEqual({ records: 2 });
  });

  test('and is frozen', async () => {
    expect(Object.isFrozen(await write(new InMemoryDoneLedger(), [clean(1)]))).toBe(true);
  });
});
