import type { ObservationRecord } from '../records/observation-record.js';
import { OBSERVATION } from '../records/stamps.js';
import { compare, compareSigned, compareUtf8 } from '../values/order.js';

/**
 * A durable observation: the join of all its contributions. It remembers the greatest contribution, and the greatest of
 * those that have a location; what readers see is made of the two. Remembering less would make the result depend on
 * the order of arrival (decisions/0003-observation-join.md).
 */
export interface ObservationRow {
  readonly winner: ObservationRecord;
  readonly located: ObservationRecord | undefined;
  /** What readers see: the winner, with the location of `located`. */
  readonly record: ObservationRecord;
}

/** The row of a single contribution. */
export function rowOf(record: ObservationRecord): ObservationRow {
  return { winner: record, located: record.location === undefined ? undefined : record, record };
}

/** The join of two rows of one key (specification 1-semantics, section 6); `existing` itself where nothing is new. */
export function joinRows(existing: ObservationRow, incoming: ObservationRow): ObservationRow {
  const winner = greater(existing.winner, incoming.winner);
  const located =
    existing.located === undefined || incoming.located === undefined
      ? (existing.located ?? incoming.located)
      : greater(existing.located, incoming.located);
  if (winner === existing.winner && located === existing.located) return existing;
  return { winner, located, record: show(winner, located) };
}

/** The greater contribution; `existing` on a full tie. */
function greater(existing: ObservationRecord, incoming: ObservationRecord): ObservationRecord {
  return compareContributions(incoming, existing) > 0 ? incoming : existing;
}

function compareContributions(a: ObservationRecord, b: ObservationRecord): number {
  return (
    compare(a.seenAt, b.seenAt) ||
    compare(Number(a.location !== undefined), Number(b.location !== undefined)) ||
    compare(a.fenceEpoch, b.fenceEpoch) ||
    compareSigned(a.runId, b.runId) ||
    compareSigned(a.shardId, b.shardId) ||
    compareUtf8(a.location?.display ?? '', b.location?.display ?? '') ||
    compareUtf8(a.location?.url ?? '', b.location?.url ?? '')
  );
}

function show(winner: ObservationRecord, located: ObservationRecord | undefined): ObservationRecord {
  if (located?.location === undefined || winner.location === located.location) return winner;
  return OBSERVATION.seal({ ...winner, location: located.location });
}
