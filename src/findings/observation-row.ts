import type { Location } from '../records/location.js';
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

/** The join of a row and one more contribution (specification 1-semantics, section 6); `row` itself where nothing is new. */
export function joinRow(row: ObservationRow, incoming: ObservationRecord): ObservationRow {
  const winner = greater(row.winner, incoming);
  const located = row.located === row.winner ? winnerWithLocation(row, winner) : greaterLocated(row.located, incoming);
  if (winner === row.winner && located === row.located) return row;
  return { winner, located, record: show(winner, located) };
}

/** Where the greatest contribution has a location so far: one that is greater and has none does not take its place. */
function winnerWithLocation({ located }: ObservationRow, winner: ObservationRecord): ObservationRecord | undefined {
  return winner.location === undefined ? located : winner;
}

function greaterLocated(
  existing: ObservationRecord | undefined,
  incoming: ObservationRecord,
): ObservationRecord | undefined {
  if (incoming.location === undefined) return existing;
  return existing === undefined ? incoming : greater(existing, incoming);
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
    (a.location === b.location ? 0 : compareLocations(a.location, b.location))
  );
}

function compareLocations(a: Location | undefined, b: Location | undefined): number {
  return compareUtf8(a?.display ?? '', b?.display ?? '') || compareUtf8(a?.url ?? '', b?.url ?? '');
}

function show(winner: ObservationRecord, located: ObservationRecord | undefined): ObservationRecord {
  if (located?.location === undefined || winner.location === located.location) return winner;
  return OBSERVATION.seal({ ...winner, location: located.location });
}
