import { ReadyCommitHandle } from '../../../src/index.js';
import {
  bug,
  storing,
  keyed,
  rank,
  signed,
  ids,
  u64,
  receipts,
  reading,
  writing,
  applying,
  type Rows,
  type Deviation,
} from './deviation.js';
import { OtherLedger } from './other-ledger.js';

/** Ledgers that count, read, keep or tell apart wrongly. */
export const ROW_DEVIATIONS: readonly Deviation[] = [
  receipts('findings of scans only', ids('RECEIPT', 1), (_, folded) => ({
    findingsCount: folded.filter((row) => rank(row) > 3).reduce((sum, row) => sum + row.findingsCount, 0),
  })),
  bug('counts what is new', [...ids('RECEIPT', 2), ...ids('BATCH', 7)], () => {
    const ledger = new OtherLedger();
    const right = ledger.apply.bind(ledger);
    return Object.assign(ledger, {
      apply: (records: Rows) => {
        const before = ledger.rows.size;
        const receipt = right(records);
        return { ...receipt, recordCount: ledger.rows.size - before };
      },
    });
  }),
  receipts('counts durable rows', ids('RECEIPT', 3, 4), (ledger, folded) => {
    const rows = folded.map((row) => ledger.rows.get(ledger.keyOf(row.key))!);
    return {
      scannedCount: rows.filter((row) => rank(row) > 2).length,
      findingsCount: rows.reduce((sum, row) => sum + row.findingsCount, 0),
    };
  }),
  receipts('counts lines', ids('RECEIPT', 5, 6), (_, __, records) => ({ recordCount: records.length })),
  receipts('counts object versions', ids('RECEIPT', 7), (_, folded) => ({
    recordCount: new Set(folded.map(({ key }) => key.ovidHash)).size,
  })),
  applying('refuses an empty batch', [...ids('RECEIPT', 8), ...ids('BATCH', 1)], (_, records, right) => {
    if (records.length === 0) throw new Error('syntax error at end of input');
    return right(records);
  }),
  receipts('findings wrap at 32 bits', ids('RECEIPT', 9), (_, folded) => ({
    findingsCount: folded.reduce((sum, row) => (sum + row.findingsCount) >>> 0, 0),
  })),
  applying('five hundred rows a statement', ids('BATCH', 2), (ledger, records, right) => {
    const receipt = ledger.receipt([...ledger.fold(records).values()], records);
    right(records.slice(0, 500));
    return receipt;
  }),
  writing('lost update', ids('BATCH', 5, 6, 7).slice(0, 2), (ledger) => async (records) => {
    const seen = new Map(ledger.rows);
    await Promise.resolve();
    const folded = ledger.fold(ledger.taken(records));
    for (const [key, row] of folded) {
      const old = seen.get(key);
      ledger.rows.set(key, old ? ledger.merge(old, row) : row);
    }
    return ReadyCommitHandle.ok(ledger.receipt([...folded.values()], records));
  }),
  writing('one write at a time', ids('BATCH', 8), (_, upsert) => {
    let busy = 0;
    return async (records) => {
      if (busy++ > 0) return ReadyCommitHandle.ok({ recordCount: records.length, scannedCount: 0, findingsCount: 0 });
      await Promise.resolve();
      const handle = await upsert(records);
      busy = 0;
      return handle;
    };
  }),
  reading('storage order', [...ids('GET', 1, 2)], (rows) =>
    rows.toSorted((a, b) => String(a?.key.ovidHash).localeCompare(String(b?.key.ovidHash))),
  ),
  reading('each row once', ids('GET', 3), (rows, asked) =>
    rows.map((row, index) => (asked.indexOf(asked[index]!) < index ? undefined : row)),
  ),
  reading('nothing asked means everything', ids('GET', 4), (rows, asked, ledger) =>
    asked.length === 0 ? [...ledger.rows.values()] : rows,
  ),
  reading('null for nothing', [...ids('GET', 5), ...ids('GET', 1)], (rows) => rows.map((row) => row ?? null)),
  reading('a page of a hundred', ids('GET', 6), (rows) => rows.map((row, index) => (index < 100 ? row : undefined))),
  reading('reads once', ids('GET', 7), (rows, _, ledger) => {
    for (const row of rows) if (row) ledger.rows.delete(ledger.keyOf(row.key));
    return rows;
  }),
  storing(
    'floats',
    [...ids('LIMIT', 1, 2, 3, 4, 5, 6, 11), ...ids('RESTART', 1)],
    u64((value) => BigInt(Number(value))),
  ),
  storing(
    'numbers instead of bigints',
    ids('LIMIT', 1, 2, 3, 4, 5, 6, 10),
    u64((value) => Number(value)),
  ),
  storing('signed columns', ids('LIMIT', 1, 2, 3, 4, 5, 6), u64(signed)),
  storing('signed counts', ids('LIMIT', 7), ({ findingsCount }) => ({ findingsCount: findingsCount | 0 })),
  storing('failures have no findings', ids('LIMIT', 8), (row) => (rank(row) < 3 ? { findingsCount: 0 } : {})),
  storing('error codes trimmed', ids('LIMIT', 9), ({ errorCode }) => ({ errorCode: errorCode?.trim() })),
  storing('error codes cut', ids('LIMIT', 9, 11), ({ errorCode }) => ({ errorCode: errorCode?.slice(0, 64) })),
  keyed(
    'tenants ignored',
    [...ids('APART', 1), ...ids('ATOMIC', 7).slice(1), ...ids('GET', 5)],
    ({ policyHash, ovidHash }) => policyHash + ovidHash,
  ),
  keyed('policies ignored', ids('APART', 2), ({ tenantId, ovidHash }) => tenantId + ovidHash),
  keyed(
    'ovids cut short',
    ids('APART', 3),
    ({ tenantId, policyHash, ovidHash }) => tenantId + policyHash + ovidHash.slice(0, 62),
  ),
  keyed('key parts combined', ids('APART', 4), ({ tenantId, policyHash, ovidHash }) =>
    [tenantId, policyHash, ovidHash].sort().join(),
  ),
  applying('merge by ovid alone', ids('APART', 5), (ledger, records, right) => {
    const receipt = right(records);
    for (const record of records)
      for (const [key, row] of ledger.rows)
        if (row.key.ovidHash === record.key.ovidHash && rank(record) === 4)
          ledger.rows.set(key, { ...row, status: record.status });
    return receipt;
  }),
  keyed(
    'zero bytes end the ovid',
    ids('APART', 6),
    ({ tenantId, policyHash, ovidHash }) => tenantId + policyHash + ovidHash.replace(/(00|20|0a)+$/, ''),
  ),
  keyed('ids joined as they come', ids('APART', 8), ({ tenantId, policyHash, ovidHash }) =>
    [tenantId, policyHash, ovidHash].map((id) => id.replace(/(00)+$/, '')).join(''),
  ),
  applying('the tenant of the first record', ids('APART', 1, 7), (_, records, right) =>
    right(records.map((record) => ({ ...record, key: { ...record.key, tenantId: records[0]!.key.tenantId } }))),
  ),
];
