import { compare, compareSigned, compareU64 } from '../values/order.js';
import type { DoneLedgerRecord } from './done-ledger-record.js';
import { rankOf } from './done-ledger-status.js';
import { LEDGER_RECORD } from './stamps.js';

const CLEAN = 10;
const WITH_FINDINGS = 11;

/**
 * The join of two valid records of one key (specification 1-semantics, section 5). Returns one of the operands
 * whenever it is the result.
 */
export function mergeRecords(existing: DoneLedgerRecord, incoming: DoneLedgerRecord): DoneLedgerRecord {
  const winner = compareFreshness(incoming, existing) > 0 ? incoming : existing;
  const bytesScanned = existing.bytesScanned >= incoming.bytesScanned ? existing.bytesScanned : incoming.bytesScanned;
  const findingsCount = mergedFindingsCount(
    rankOf(existing.status),
    existing.findingsCount,
    rankOf(incoming.status),
    incoming.findingsCount,
  );
  if (winner.bytesScanned === bytesScanned && winner.findingsCount === findingsCount) return winner;
  const { key, status, provenance, errorCode } = winner; // a scanned winner has no error code: absorbed
  return LEDGER_RECORD.seal({ key, status, bytesScanned, findingsCount, provenance, errorCode });
}

/** The findings count of the join of two records, of their ranks and counts. */
export function mergedFindingsCount(rankA: number, countA: number, rankB: number, countB: number): number {
  if (rankA === WITH_FINDINGS || rankB === WITH_FINDINGS) {
    return Math.max(rankA === WITH_FINDINGS ? countA : 1, rankB === WITH_FINDINGS ? countB : 1);
  }
  if (rankA === CLEAN || rankB === CLEAN) return 0;
  return Math.max(countA, countB);
}

/** Which record is fresher: positive for `a`. Zero only where the two agree in everything that is compared. */
export function compareFreshness(a: DoneLedgerRecord, b: DoneLedgerRecord): number {
  return (
    rankOf(a.status) - rankOf(b.status) ||
    compareU64(a.provenance.finishedAt, b.provenance.finishedAt) ||
    compareU64(a.provenance.startedAt, b.provenance.startedAt) ||
    compareU64(a.provenance.fenceEpoch, b.provenance.fenceEpoch) ||
    compareSigned(a.provenance.runId, b.provenance.runId) ||
    compareSigned(a.provenance.shardId, b.provenance.shardId) ||
    compare(a.errorCode ?? '', b.errorCode ?? '')
  );
}
