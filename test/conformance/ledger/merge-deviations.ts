import {
  bug,
  merging,
  comparing,
  rank,
  signed,
  max,
  ids,
  without,
  withLevel,
  applying,
  LEVELS,
  type Row,
  type Deviation,
} from './deviation.js';
import { OtherLedger } from './other-ledger.js';

/** Ledgers that merge, compare or fold wrongly. */
export const MERGE_DEVIATIONS: readonly Deviation[] = [
  merging('last write wins', [...ids('MERGE', 2, 3), ...ids('DELAY', 3), ...ids('BATCH', 3)], (_, add) => add),
  merging('first write stays', ids('MERGE', 1, 3), (old) => ({ ...old, errorCode: old.errorCode })),
  merging('bytes of the winner', [...ids('MERGE', 4), ...ids('RESTART', 2), ...ids('DELAY', 2)], (old, add) => ({
    bytesScanned: (rank(add) > rank(old) ? add : old).bytesScanned,
  })),
  merging(
    'bytes added up',
    [...ids('MERGE', 4), ...ids('UPSERT', 1), ...ids('GET', 8), ...ids('ORDER', 15), ...ids('FAULT', 3)],
    (old, add) => ({ bytesScanned: old.bytesScanned + add.bytesScanned }),
  ),
  merging('maximum of all counts', ids('MERGE', 5, 7), (old, add) => ({
    findingsCount: max(old.findingsCount, add.findingsCount),
  })),
  merging('counts of the later record', ids('MERGE', 6, 8, 9), (_, add) => ({ findingsCount: add.findingsCount })),
  merging('provenance of maxima', ids('MERGE', 10), (old, add) => ({
    provenance: Object.fromEntries(
      Object.entries(old.provenance).map(([name, value]) => [name, max(value, (add.provenance as never)[name])]),
    ),
  })),
  comparing('time before rank', [...ids('MERGE', 11), ...ids('ORDER', 9)], [LEVELS[1], LEVELS[0], ...LEVELS.slice(2)]),
  merging('error code kept by a scan', ids('MERGE', 12), (old, add) => ({ errorCode: add.errorCode ?? old.errorCode })),
  merging('error code of the later record', ids('MERGE', 13), (_, add, right) => ({
    errorCode: right.errorCode && (add.errorCode ?? right.errorCode),
  })),
  merging('bytes compared as signed', ids('MERGE', 14), (old, add) => ({
    bytesScanned: BigInt.asUintN(64, max(signed(old.bytesScanned), signed(add.bytesScanned))),
  })),
  merging('counts compared as signed', ids('MERGE', 15), (old, add, right) =>
    right.status === 'Skipped' ? { findingsCount: max(old.findingsCount | 0, add.findingsCount | 0) >>> 0 } : {},
  ),
  comparing('no finishedAt', [...ids('TIE', 1), ...ids('ORDER', 3, 10)], without(1)),
  comparing('no startedAt', [...ids('TIE', 2), ...ids('ORDER', 4, 11)], without(2)),
  comparing('no fenceEpoch', [...ids('TIE', 3), ...ids('ORDER', 5, 12)], without(3)),
  comparing('no runId', [...ids('TIE', 4), ...ids('ORDER', 6, 13)], without(4)),
  comparing('no shardId', [...ids('TIE', 5), ...ids('ORDER', 7, 14)], without(5)),
  comparing('no error code', [...ids('TIE', 6), ...ids('ORDER', 8)], without(6)),
  comparing(
    'error codes by collation',
    ids('TIE', 6),
    withLevel(6, ({ errorCode }) => (errorCode ?? '').toLowerCase().trimEnd()),
  ),
  comparing(
    'runId unsigned',
    [...ids('TIE', 7), ...ids('ORDER', 6)],
    withLevel(4, ({ provenance }) => provenance.runId),
  ),
  comparing(
    'shardId unsigned',
    [...ids('TIE', 8), ...ids('ORDER', 7), ...ids('FOLD', 4)],
    withLevel(5, ({ provenance }) => provenance.shardId),
  ),
  comparing(
    'finishedAt signed',
    ids('TIE', 9),
    withLevel(1, ({ provenance }) => signed(provenance.finishedAt)),
  ),
  comparing(
    'startedAt as a float',
    ids('TIE', 10),
    withLevel(2, ({ provenance }) => Number(provenance.startedAt)),
  ),
  comparing(
    'fenceEpoch as text',
    ids('TIE', 11),
    withLevel(3, ({ provenance }) => String(provenance.fenceEpoch)),
  ),
  merging('full tie keeps the row', ids('TIE', 12), (old, add) =>
    LEVELS.every((level) => level(old) === level(add)) ? old : {},
  ),
  bug('remembers two records only', [...ids('ORDER', 1, 2)], () => {
    const ledger = new OtherLedger();
    const merge = ledger.merge.bind(ledger);
    const last = new Map<string, Row>();
    return Object.assign(ledger, {
      merge: (old: Row, add: Row) => {
        const merged = merge(last.get(ledger.keyOf(add.key)) ?? old, add);
        last.set(ledger.keyOf(add.key), add);
        return merged;
      },
    });
  }),
  applying(
    'refuses a key twice in a batch',
    [...ids('FOLD', 1), ...ids('RECEIPT', 5), ...ids('BATCH', 4)],
    (ledger, records, right) => {
      if (ledger.fold(records).size < records.length)
        throw new Error('ON CONFLICT DO UPDATE command cannot affect row a second time');
      return right(records);
    },
  ),
  bug('last of a batch wins', [...ids('FOLD', 2, 3, 4), ...ids('RECEIPT', 6)], () =>
    Object.assign(new OtherLedger(), { mergeInBatch: (_: Row, add: Row) => add }),
  ),
  applying('duplicates beside each other only', ids('FOLD', 5), (ledger, records) => {
    const last = new Map(records.map((record) => [ledger.keyOf(record.key), record]));
    for (const [key, record] of last) ledger.rows.set(key, record);
    return ledger.receipt([...last.values()], records);
  }),
];
