import type { DoneLedgerCommitReceipt, DoneLedgerRecord } from '../../../src/index.js';
import { PlainLedger } from '../plain-backend.js';
import { broken } from './broken.js';

type Rows = readonly DoneLedgerRecord[];

/** What a receipt can count wrongly. */
export const brokenLedgerReceipts = [
  broken({
    name: 'receipt: duplicates counted twice',
    bug: 'recordCount is the length of the batch.',
    killedBy: ['LEDGER-RECEIPT-05', 'LEDGER-BATCH-04'],
    ledger: class extends PlainLedger {
      override receipt = (folded: Rows, batch: Rows) => ({
        ...super.receipt(folded, batch),
        recordCount: batch.length,
      });
    },
  }),
  broken({
    name: 'receipt: everything of the unfolded batch',
    bug: 'The receipt adds up all lines of the batch, also those of one key.',
    killedBy: ['LEDGER-RECEIPT-05', 'LEDGER-RECEIPT-06'],
    ledger: class extends PlainLedger {
      override receipt = (_folded: Rows, batch: Rows) => super.receipt(batch, batch);
    },
  }),
  broken({
    name: 'receipt: changed rows only',
    bug: 'recordCount is the number of rows that the write changed, as UPDATE reports it.',
    killedBy: ['LEDGER-UPSERT-01', 'LEDGER-RECEIPT-02'],
    ledger: class extends PlainLedger {
      override receipt(folded: Rows, batch: Rows) {
        const changed = folded.filter((row) => {
          const old = this.find(row.key);
          return old === undefined || this.isGreater(row, old);
        });
        return super.receipt(changed, batch);
      }
    },
  }),
  broken({
    name: 'receipt: after the merge',
    bug: 'The receipt counts what the rows have become, as RETURNING gives it.',
    killedBy: ['LEDGER-RECEIPT-03', 'LEDGER-RECEIPT-04'],
    ledger: class extends PlainLedger {
      override receipt(folded: Rows, batch: Rows) {
        const merged = folded.map((row) => {
          const old = this.find(row.key);
          return old === undefined ? row : this.merge(old, row);
        });
        return super.receipt(merged, batch);
      }
    },
  }),
  broken({
    name: 'receipt: zeros for a replay',
    bug: 'A batch that is durable already is answered with a receipt of zeros.',
    killedBy: ['LEDGER-UPSERT-01', 'LEDGER-RECEIPT-02'],
    ledger: class extends PlainLedger {
      override receipt = (folded: Rows, batch: Rows) =>
        super.receipt(folded.every(({ key }) => this.find(key)) ? [] : folded, batch);
    },
  }),
  broken({
    name: 'receipt: findings of scans only',
    bug: 'The findings that failed and skipped records counted are left out of the receipt.',
    killedBy: ['LEDGER-RECEIPT-01', 'LEDGER-RECEIPT-04'],
    ledger: class extends PlainLedger {
      override receipt(folded: Rows, batch: Rows) {
        const { findingsCount } = super.receipt(
          folded.filter(({ status }) => status.startsWith('Scanned')),
          batch,
        );
        return { ...super.receipt(folded, batch), findingsCount };
      }
    },
  }),
  broken({
    name: 'receipt: clean scans are not scanned',
    bug: 'scannedCount counts the scans with findings only.',
    killedBy: 'LEDGER-RECEIPT-01',
    ledger: class extends PlainLedger {
      override receipt(folded: Rows, batch: Rows) {
        const scannedCount = folded.filter(({ status }) => status === 'ScannedWithFindings').length;
        return { ...super.receipt(folded, batch), scannedCount };
      }
    },
  }),
  broken({
    name: 'receipt: one row per object version',
    bug: 'recordCount is the number of distinct ovids, whatever their tenants and policies.',
    killedBy: 'LEDGER-RECEIPT-07',
    ledger: class extends PlainLedger {
      override receipt = (folded: Rows, batch: Rows) => ({
        ...super.receipt(folded, batch),
        recordCount: new Set(folded.map(({ key }) => key.ovidHash)).size,
      });
    },
  }),
  broken({
    name: 'receipt: findings in 32 bits',
    bug: 'The sum of the findings wraps at 2^32.',
    killedBy: 'LEDGER-RECEIPT-09',
    ledger: class extends PlainLedger {
      override receipt(folded: Rows, batch: Rows) {
        const receipt = super.receipt(folded, batch);
        return { ...receipt, findingsCount: receipt.findingsCount >>> 0 };
      }
    },
  }),
  broken({
    name: 'receipt: counts as text',
    bug: 'The counts of a receipt are strings, as drivers give COUNT(*).',
    killedBy: ['LEDGER-UPSERT-01', 'LEDGER-RECEIPT-01'],
    ledger: class extends PlainLedger {
      override receipt(folded: Rows, batch: Rows) {
        const counts = Object.entries(super.receipt(folded, batch)).map(([name, count]) => [name, String(count)]);
        return Object.fromEntries(counts) as DoneLedgerCommitReceipt;
      }
    },
  }),
  broken({
    name: 'receipt: one object for all',
    bug: 'All receipts are one object, so that whoever changes one changes all.',
    killedBy: ['LEDGER-HANDLE-02', 'LEDGER-HANDLE-04'],
    ledger: class extends PlainLedger {
      readonly #receipt = {} as DoneLedgerCommitReceipt;
      override receipt = (folded: Rows, batch: Rows) => Object.assign(this.#receipt, super.receipt(folded, batch));
    },
  }),
  broken({
    name: 'receipt: an empty batch fails',
    bug: 'A batch of no records is a syntax error, as VALUES without rows is.',
    killedBy: ['LEDGER-BATCH-01', 'LEDGER-RECEIPT-08'],
    ledger: class extends PlainLedger {
      override apply(batch: Rows) {
        if (batch.length === 0) throw new Error('syntax error at end of input');
        return super.apply(batch);
      }
    },
  }),
];
