import type { Location } from '../records/location.js';
import type { ObservationRecord } from '../records/observation-record.js';
import { OBSERVATION } from '../records/stamps.js';
import { compare, compareSigned, compareUtf8 } from '../values/order.js';

/**
 * A durable observation: the join of all its contributions. It remembers the greatest contribution, and the greatest of
 * those that have a location; what readers see is made of the two. Remembering less would make the result depend on
 * the order of arrival (decisions/0003-observation-join.md). Mostly the two are one, or no contribution has a location: then
 * that contribution itself is the row.
 */
export type ObservationRow = ObservationRecord | LocatedElsewhere;

/** A row whose greatest contribution has no location, and shows that of another. */
export class LocatedElsewhere {
  readonly winner: ObservationRecord;
  readonly located: ObservationRecord;
  /** What readers see. */
  readonly record: ObservationRecord;

  constructor(winner: ObservationRecord, located: ObservationRecord) {
    this.winner = winner;
    this.located = located;
    this.record = OBSERVATION.seal({ ...winner, location: located.location });
  }
}

/** What readers see of a row. */
export function shownBy(row: ObservationRow): ObservationRecord {
  return row instanceof LocatedElsewhere ? row.record : row;
}

/** The contributions that a row remembers. */
export function contributionsTo(row: ObservationRow): readonly ObservationRecord[] {
  return row instanceof LocatedElsewhere ? [row.winner, row.located] : [row];
}

/** The join of a row and one more contribution (specification 1-semantics, section 6); `row` itself where nothing is new. */
export function joinRow(row: ObservationRow, incoming: ObservationRecord): ObservationRow {
  if (!(row instanceof LocatedElsewhere)) {
    const winner = greater(row, incoming);
    if (winner.location !== undefined) return winner;
    const other = winner === row ? incoming : row;
    return other.location === undefined ? winner : new LocatedElsewhere(winner, other);
  }
  const winner = greater(row.winner, incoming);
  if (winner.location !== undefined) return winner;
  const located = incoming.location === undefined ? row.located : greater(row.located, incoming);
  return winner === row.winner && located === row.located ? row : new LocatedElsewhere(winner, located);
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
