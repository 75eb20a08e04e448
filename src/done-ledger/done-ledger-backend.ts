import { mergeRecords } from '../records/done-ledger-merge.js';
import type { DoneLedgerRecord } from '../records/done-ledger-record.js';
import { checkBatchRules, DoneLedgerBatch } from '../records/done-ledger-batch.js';
import { isScannedRank, rankOf } from '../records/done-ledger-status.js';
import type { StoreBackend } from '../store/backend.js';
import type { DoneLedgerCommitReceipt } from '../store/contracts.js';
import { digestOfRow } from '../store/digest.js';
import { LedgerTable } from './ledger-table.js';

type Records = readonly DoneLedgerRecord[];

/** What makes a store a done-ledger (specification 1-semantics, section 5). */
export const doneLedgerBackend: StoreBackend<Records, LedgerTable, DoneLedgerCommitReceipt> = Object.freeze({
  kind: 'done-ledger',

  createDurable: () => new LedgerTable(),

  prepare: DoneLedgerBatch.parse,

  apply(table: LedgerTable, records: Records): DoneLedgerCommitReceipt {
    checkBatchRules(records);
    const several = table.merge(records);
    return receiptOf(several ? fold(records) : records);
  },

  countRows: (records: Records) => records.length,

  fork: (table: LedgerTable) => table.fork(),

  tables: (table: LedgerTable) => ({ records: table.toMap() }),

  digest: (table: LedgerTable) => table.toSortedArray().map(digestOfRow).join('\n'),
});

/** One record per key. */
function fold(records: Records): Records {
  const folded = new Map<string, DoneLedgerRecord>();
  for (const record of records) {
    const { tenantId, policyHash, ovidHash } = record.key;
    const key = tenantId + policyHash + ovidHash; // all of one length: no two keys concatenate alike
    const earlier = folded.get(key);
    folded.set(key, earlier === undefined ? record : mergeRecords(earlier, record));
  }
  return [...folded.values()];
}

function receiptOf(folded: Records): DoneLedgerCommitReceipt {
  let scannedCount = 0;
  let findingsCount = 0;
  for (const record of folded) {
    if (isScannedRank(rankOf(record.status))) scannedCount++;
    findingsCount += record.findingsCount;
  }
  return Object.freeze({ recordCount: folded.length, scannedCount, findingsCount });
}
