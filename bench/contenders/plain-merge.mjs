// The merge rules, as whoever writes a fake by hand would write them: on plain objects, without checking anything.

const RANK = { FailedRetryable: 1, FailedPermanent: 2, Skipped: 3, ScannedClean: 10, ScannedWithFindings: 11 };

/** The join of two ledger records of one key. */
export function mergeLedgerRecords(existing, incoming) {
  const winner = isFresher(incoming, existing) ? incoming : existing;
  const bytesScanned = existing.bytesScanned > incoming.bytesScanned ? existing.bytesScanned : incoming.bytesScanned;
  return { ...winner, bytesScanned, findingsCount: mergedCount(existing, incoming, winner.status) };
}

function isFresher(a, b) {
  const left = claimOf(a);
  const right = claimOf(b);
  const index = left.findIndex((value, place) => value !== right[place]);
  return index >= 0 && left[index] > right[index];
}

function claimOf({ status, provenance, errorCode = '' }) {
  const { finishedAt, startedAt, fenceEpoch, runId, shardId } = provenance;
  return [RANK[status], finishedAt, startedAt, fenceEpoch, runId, shardId, errorCode];
}

function mergedCount(a, b, status) {
  if (status === 'ScannedClean') return 0;
  const counts = [a, b].filter((row) => status !== 'ScannedWithFindings' || row.status === status);
  return Math.max(...counts.map(({ findingsCount }) => findingsCount));
}

/** What one ledger batch counts, folded to one record per key. */
export function ledgerReceipt(folded) {
  return {
    recordCount: folded.length,
    scannedCount: folded.filter(({ status }) => RANK[status] >= 10).length,
    findingsCount: folded.reduce((sum, { findingsCount }) => sum + findingsCount, 0),
  };
}

/** The fresher of two contributions to an observation; `a` may be missing. */
export function fresherObservation(a, b) {
  if (a === undefined) return b;
  const left = contributionOf(a);
  const right = contributionOf(b);
  const index = left.findIndex((value, place) => value !== right[place]);
  return index >= 0 && right[index] > left[index] ? b : a;
}

function contributionOf({ seenAt, location, fenceEpoch, runId, shardId }) {
  return [seenAt, location ? 1 : 0, fenceEpoch, runId, shardId, location?.display ?? '', location?.url ?? ''];
}
