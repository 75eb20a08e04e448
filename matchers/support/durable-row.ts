import type { AnyRow, TableName } from '../../src/oracle/differences.js';
import { plural } from '../../src/harness/describe-event.js';
import { checkArguments, hasMethods, wrongReceiver } from './arguments.js';
import type { MatcherContext, MatcherResult } from './context.js';
import { historyOf, rowsWritten } from './history.js';
import { report } from './report.js';
import { hasIds, mismatches, nest, partOf, readPartialRow, type FieldKinds, type PartialRow } from './row-fields.js';
import { Words } from './show.js';
import { snapshotRows } from './snapshot-rows.js';

/** What tells the four `toHaveDurable...` matchers of single rows apart. */
export interface RowKind {
  /** Name of the matcher. */
  readonly name: string;
  /** What a row is called. */
  readonly row: string;
  /** What the matcher judges, for a wrong receiver. */
  readonly receiver: string;
  /** The method that shows all durable rows. */
  readonly snapshot: string;
  readonly fields: FieldKinds;
  /** Where a batch has such rows. */
  readonly layer: TableName;
  /** The fields that make up a row's key. */
  readonly identity: readonly string[];
  readonly keyOf: (row: AnyRow) => string;
  /** Puts the argument into the shape of a row. */
  readonly normalise?: (argument: unknown) => unknown;
}

/** Judges whether a store has a durable row that matches a part of one. */
export function judgeDurableRow(
  context: MatcherContext,
  kind: RowKind,
  received: unknown,
  args: readonly unknown[],
): MatcherResult {
  const { name, row, fields, normalise = (argument: unknown) => argument } = kind;
  checkArguments(name, args, 1, 1);
  if (!hasMethods(received, kind.snapshot)) throw wrongReceiver(name, kind.receiver, received);
  const rows = snapshotRows(name, received, kind.snapshot);
  if (!rows.every((candidate) => hasIds(candidate, kind.identity))) throw wrongReceiver(name, kind.receiver, received);
  const expected = readPartialRow(name, normalise(args[0]), fields);
  const judged = rows.map((candidate) => ({
    candidate,
    wrong: mismatches(context, candidate, expected),
  }));
  const match = judged.find(({ wrong }) => wrong.length === 0);
  return report(context, name, `partial ${row}`, match !== undefined, () => {
    const closest =
      match ??
      judged.reduce<Judged | undefined>(
        (best, next) => (best && best.wrong.length <= next.wrong.length ? best : next),
        undefined,
      );
    return {
      sentence: sentenceOf(kind, match, closest, judged.length),
      shown: {
        expected: nest(expected),
        received: closest ? partOf(closest.candidate, expected.keys()) : new Words(`no ${row}`),
      },
      ...(closest && { diff: { actual: partOf(closest.candidate, expected.keys()), expected: nest(expected) } }),
      evidence: historyOf(received, concerned(context, kind, received, expected, closest?.candidate)),
    };
  });
}

/**
 * The keys of the rows that the history is about: those of the expected ids, which a write that is pending or has failed
 * may have brought, or else the closest row; `undefined`, for all, if there is nothing to go by.
 */
function concerned(
  context: MatcherContext,
  kind: RowKind,
  received: unknown,
  expected: PartialRow,
  closest: AnyRow | undefined,
): ReadonlySet<string> | undefined {
  const ids = new Map([...expected].filter(([path]) => kind.identity.includes(path)));
  if (ids.size === 0) return closest && new Set([kind.keyOf(closest)]);
  const known = [...rowsWritten(received, kind.layer), ...(closest ? [closest] : [])];
  return new Set(known.filter((row) => mismatches(context, row, ids).length === 0).map(kind.keyOf));
}

interface Judged {
  readonly candidate: AnyRow;
  readonly wrong: readonly string[];
}

function sentenceOf({ row }: RowKind, match: unknown, closest: Judged | undefined, count: number): string {
  if (match !== undefined) return `There is a durable ${row} like that.`;
  if (closest === undefined) return `There is no durable ${row} at all.`;
  if (count === 1) return `The only durable ${row} differs in ${closest.wrong.join(', ')}.`;
  return `None of ${plural(count, `durable ${row}`)} is like that; the closest differs in ${closest.wrong.join(', ')}.`;
}
