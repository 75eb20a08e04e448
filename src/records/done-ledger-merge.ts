import { compare, compareSigned } from '../values/order.js';
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
  const findingsCount = mergedFindingsCount(existing, incoming);
  if (winner.bytesScanned === bytesScanned && winner.findingsCount === findingsCount) return winner;
  const { key, status, provenance, errorCode } = winner; // a scanned winner has no error code: absorbed
  return LEDGER_RECORD.seal(
    errorCode === undefined
      ? { key, status, bytesScanned, findingsCount, provenance }
      : { key, status, bytesScanned, findingsCount, provenance, errorCode },
  );
}

function mergedFindingsCount(a: DoneLedgerRecord, b: DoneLedgerRecord): number {
  const rankA = rankOf(a.status);
  const rankB = rankOf(b.status);
  if (rankA === WITH_FINDINGS || rankB === WITH_FINDINGS) {
    return Math.max(rankA === WITH_FINDINGS ? a.findingsCount : 1, rankB === WITH_FINDINGS ? b.findingsCount : 1);
  }
  if (rankA === CLEAN || rankB === CLEAN) return 0;
  return Math.max(a.findingsCount, b.findingsCount);
}

/** Which record is fresher: positive for `a`. Zero only where the two agree in everything that is compared. */
function compareFreshness(a: DoneLedgerRecord, b: DoneLedgerRecord): number {
  return (
    compare(rankOf(a.status), rankOf(b.status)) ||
    compare(a.provenance.finishedAt, b.provenance.finishedAt) ||
    compare(a.provenance.startedAt, b.provenance.startedAt) ||
    compare(a.provenance.fenceEpoch, b.provenance.fenceEpoch) ||
    compareSigned(a.provenance.runId, b.provenance.runId) ||
    compareSigned(a.provenance.shardId, b.provenance.shardId) ||
    compare(a.errorCode ?? '', b.errorCode ?? '')
  );
}
