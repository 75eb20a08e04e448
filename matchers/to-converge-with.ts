import { plural } from '../src/harness/describe-event.js';
import { compareTables, type RowDifference } from '../src/oracle/differences.js';
import { ledgerTables, sinkTables, type ReadableLedger, type ReadableSink, type Tables } from '../src/oracle/tables.js';
import { checkArguments, describe, hasMethods, wrongArgument, wrongReceiver } from './support/arguments.js';
import type { MatcherContext, MatcherResult } from './support/context.js';
import { historyOf } from './support/history.js';
import { report } from './support/report.js';
import { describeDifferences, sides } from './support/row-differences.js';

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
  if (hasMethods(store, 'snapshot')) return ledgerTables(store as unknown as ReadableLedger);
  if (hasMethods(store, 'findingsSnapshot', 'occurrencesSnapshot', 'observationsSnapshot'))
    return sinkTables(store as unknown as ReadableSink);
  return undefined;
}
