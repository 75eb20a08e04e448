import { plural } from '../src/harness/describe-event.js';
import { compareTables, type RowDifference } from '../src/oracle/differences.js';
import { ledgerTables, sinkTables, type ReadableLedger, type ReadableSink, type Tables } from '../src/oracle/tables.js';
import { checkArguments, describe, hasMethods, wrongArgument, wrongReceiver } from './support/arguments.js';
import { MatcherUsageError, type MatcherContext, type MatcherResult } from './support/context.js';
import { historyOf } from './support/history.js';
import { report } from './support/report.js';
import { describeDifferences, sides } from './support/row-differences.js';
import { snapshotRows } from './support/snapshot-rows.js';

const NAME = 'toConvergeWith';

/** Holds when two ledgers, or two sinks, have the same durable rows. */
export function toConvergeWith(this: MatcherContext, received: unknown, ...args: readonly unknown[]): MatcherResult {
  checkArguments(NAME, args, 1, 1);
  const other = args[0];
  const actual = readTables(received);
  if (actual === undefined) throw wrongReceiver(NAME, 'a ledger or a sink', received);
  const expected = readTables(other);
  if (expected === undefined)
    throw wrongArgument(NAME, `the argument is another ledger or sink, not ${describe(other)}`);
  if (actual.has('records') !== expected.has('records')) {
    throw wrongArgument(
      NAME,
      `a ledger converges with a ledger and a sink with a sink, not ${describe(received)} with ${describe(other)}`,
    );
  }
  const differences = [...expected].flatMap(([table, rows]): RowDifference[] =>
    compareTables(table, rows, actual.get(table) ?? new Map()),
  );
  const pass = differences.length === 0;
  return report(this, NAME, 'otherStore', pass, () => ({
    sentence: pass
      ? 'The two stores have the same durable rows.'
      : `The two stores differ in ${plural(differences.length, 'durable row')} (expected is the other store's):\n${describeDifferences(differences)}`,
    diff: sides(differences),
    evidence: historyOf(received, pass ? undefined : new Set(differences.map(({ key }) => key))),
  }));
}

function readTables(store: unknown): Tables | undefined {
  if (hasMethods(store, 'snapshot')) {
    const snapshot = snapshotRows(NAME, store, 'snapshot');
    return keyed([snapshot], () => ledgerTables({ snapshot: () => snapshot } as ReadableLedger));
  }
  const layers = ['findingsSnapshot', 'occurrencesSnapshot', 'observationsSnapshot'] as const;
  if (!hasMethods(store, ...layers)) return undefined;
  const rows = layers.map((layer) => snapshotRows(NAME, store, layer));
  const frozen = Object.fromEntries(layers.map((layer, index) => [layer, () => rows[index]]));
  return keyed(rows, () => sinkTables(frozen as unknown as ReadableSink));
}

/** Sorts rows by key. Throws a `MatcherUsageError` for rows without a key of their own: a table would hide one. */
function keyed(snapshots: readonly (readonly unknown[])[], build: () => Tables): Tables {
  let tables: Tables;
  try {
    tables = build();
  } catch (cause) {
    throw new MatcherUsageError(`${NAME}() compares rows of ledgers and sinks by their keys; one of them has none.`, {
      cause,
    });
  }
  const sizes = [...tables.values()].map(({ size }) => size);
  if (sizes.some((size, index) => size !== snapshots[index]?.length))
    throw new MatcherUsageError(`${NAME}() compares rows by their keys; two of them have the same one.`);
  return tables;
}
