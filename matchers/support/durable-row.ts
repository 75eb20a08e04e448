import type { AnyRow } from '../../src/oracle/differences.js';
import { kindOf } from '../../src/values/check.js';
import { plural } from '../../src/harness/describe-event.js';
import { checkArguments, hasMethods, wrongReceiver } from './arguments.js';
import type { MatcherContext, MatcherResult } from './context.js';
import { historyOf } from './history.js';
import { report } from './report.js';
import { fieldAt, mismatches, readPartialRow, type FieldKinds, type PartialRow } from './row-fields.js';

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
  keyOf(row: AnyRow): string;
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
  const { name, row, fields, normalise = (argument) => argument } = kind;
  checkArguments(name, args, 1, 1);
  if (!hasMethods(received, kind.snapshot)) throw wrongReceiver(name, kind.receiver, received);
  const expected = readPartialRow(name, normalise(args[0]), fields);
  const rows = received[kind.snapshot]?.();
  if (kindOf(rows) !== 'array') throw wrongReceiver(name, `what ${kind.snapshot}() returns as an array at once`, rows);
  const judged = (rows as AnyRow[]).map((candidate) => ({
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
      shown: { expected: nest(expected), received: closest && partOf(closest.candidate, expected) },
      ...(closest && { diff: { actual: partOf(closest.candidate, expected), expected: nest(expected) } }),
      evidence: historyOf(received, closest && new Set([kind.keyOf(closest.candidate)])),
    };
  });
}

interface Judged {
  readonly candidate: AnyRow;
  readonly wrong: readonly string[];
}

function sentenceOf({ row }: RowKind, match: unknown, closest: Judged | undefined, count: number): string {
  if (match !== undefined) return `There is a durable ${row} like that.`;
  if (closest === undefined) return `There is no durable ${row} at all.`;
  return `None of ${plural(count, `durable ${row}`)} is like that; the closest differs in ${closest.wrong.join(', ')}.`;
}

/** The fields of a row that a part names, in the shape of a row. */
function partOf(row: object, part: PartialRow): object {
  return nest(new Map([...part.keys()].map((path) => [path, fieldAt(row, path)])));
}

/** An object from its leaves by path. */
function nest(leaves: PartialRow): object {
  const root: Record<string, unknown> = {};
  for (const [path, value] of leaves) {
    const fields = path.split('.');
    const last = fields.pop() as string;
    const parent = fields.reduce((object, field) => (object[field] ??= {}) as Record<string, unknown>, root);
    parent[last] = value;
  }
  return root;
}
