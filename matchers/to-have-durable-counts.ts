import { kindOf } from '../src/values/check.js';
import {
  checkArguments,
  describe,
  describeWrong,
  hasMethods,
  isAsymmetric,
  wrongArgument,
  wrongReceiver,
} from './support/arguments.js';
import { MatcherUsageError, type MatcherContext, type MatcherResult } from './support/context.js';
import { historyOf } from './support/history.js';
import { report } from './support/report.js';

const NAME = 'toHaveDurableCounts';

/** Holds when the named counts are exactly these; each a number or an asymmetric matcher. */
export function toHaveDurableCounts(
  this: MatcherContext,
  received: unknown,
  ...args: readonly unknown[]
): MatcherResult {
  checkArguments(NAME, args, 1, 1);
  const counts = readCounts(received);
  const expected = readExpected(args[0], counts);
  const named = Object.fromEntries(Object.keys(expected).map((key) => [key, counts[key]]));
  const pass = wrongOnes(this, counts, expected).length === 0;
  return report(this, NAME, 'counts', pass, () => ({
    sentence: pass
      ? 'The store has exactly these durable rows.'
      : `The durable rows differ in ${wrongOnes(this, counts, expected).join(', ')}. What is pending does not count.`,
    shown: { expected, received: named },
    evidence: historyOf(received),
  }));
}

function wrongOnes(
  context: MatcherContext,
  counts: Record<string, number>,
  expected: Record<string, unknown>,
): string[] {
  return Object.keys(expected).filter((key) => !context.equals(counts[key], expected[key], context.customTesters));
}

function readCounts(received: unknown): Record<string, number> {
  if (!hasMethods(received, 'durableCounts'))
    throw wrongReceiver(NAME, 'a ledger, a sink, or a probe with durableCounts()', received);
  const counts = received.durableCounts();
  if (hasMethods(counts, 'then')) {
    throw new MatcherUsageError(
      `${NAME}() judges counts that are there at once. Write expect(await probe.durableCounts()).toEqual(...).`,
    );
  }
  if (kindOf(counts) !== 'object') throw wrongReceiver(NAME, 'what durableCounts() returns as an object', counts);
  const odd = Object.entries(counts as object).find(([, count]) => typeof count !== 'number');
  if (odd !== undefined)
    throw new MatcherUsageError(`${NAME}() judges counts that are numbers; "${odd[0]}" is ${describe(odd[1])}.`);
  return counts as Record<string, number>;
}

function readExpected(argument: unknown, counts: Record<string, number>): Record<string, unknown> {
  if (kindOf(argument) !== 'object')
    throw wrongArgument(NAME, `the counts are an object such as { records: 1 }, not ${describe(argument)}`);
  const expected = argument as Record<string, unknown>;
  const keys = Object.keys(expected);
  if (keys.length === 0) throw wrongArgument(NAME, `name at least one of ${Object.keys(counts).join(', ')}`);
  for (const key of keys) {
    if (!Object.hasOwn(counts, key))
      throw wrongArgument(NAME, `there is no count "${key}" here, only ${Object.keys(counts).join(', ')}`);
    const value = expected[key];
    if (isAsymmetric(value) || (typeof value === 'number' && Number.isInteger(value) && value >= 0)) continue;
    throw wrongArgument(NAME, `"${key}" is a number of rows or an asymmetric matcher, not ${describeWrong(value)}`);
  }
  return expected;
}
