import type { DelayedWrites } from '../src/harness/delayed-writes.js';
import { plural } from '../src/harness/describe-event.js';
import { coreOf } from '../src/store/controlled-store.js';
import { kindOf } from '../src/values/check.js';
import { checkArguments, describeWrong, hasMethods, wrongArgument, wrongReceiver } from './support/arguments.js';
import type { MatcherContext, MatcherResult } from './support/context.js';
import { historyOf } from './support/history.js';
import { report } from './support/report.js';
import { Words } from './support/show.js';

const NAME = 'toHavePendingWrites';

/** Holds when so many writes are pending, or exactly those of these ids, in order; without an argument at least one. */
export function toHavePendingWrites(
  this: MatcherContext,
  received: unknown,
  ...args: readonly unknown[]
): MatcherResult {
  checkArguments(NAME, args, 0, 1);
  const pending = readPending(received);
  const expected = args.length === 0 ? undefined : readExpected(args[0]);
  const pass = holds(pending, expected);
  return report(this, NAME, args.length === 0 ? '' : 'count or ids', pass, () => ({
    sentence: `${pending.length === 0 ? 'No write is' : `${plural(pending.length, 'write')} ${pending.length === 1 ? 'is' : 'are'}`} pending${list(pending)}.`,
    shown: {
      expected: expected ?? new Words('at least 1'),
      received: Array.isArray(expected) ? pending : pending.length,
    },
    evidence: coreOf(received) && historyOf(received),
  }));
}

function holds(pending: readonly bigint[], expected: number | readonly bigint[] | undefined): boolean {
  if (expected === undefined) return pending.length > 0;
  if (typeof expected === 'number') return pending.length === expected;
  return pending.length === expected.length && pending.every((id, index) => id === expected[index]);
}

function list(pending: readonly bigint[]): string {
  if (pending.length === 0) return '';
  const shown = pending.slice(0, 10).map((id) => `#${id}`);
  const left = pending.length - shown.length;
  return `: ${shown.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

function readPending(received: unknown): readonly bigint[] {
  if (hasMethods(received, 'pendingIds')) {
    const ids = received.pendingIds();
    if (Array.isArray(ids) && ids.every((id) => typeof id === 'bigint')) return ids;
    throw wrongReceiver(NAME, 'what pendingIds() returns as an array of bigints at once', ids);
  }
  if (hasMethods(received, 'pending', 'submitted'))
    return (received as unknown as DelayedWrites).pending().map(({ id }) => id);
  throw wrongReceiver(NAME, 'a store or a withDelayedWrites scope', received);
}

function readExpected(argument: unknown): number | readonly bigint[] {
  if (typeof argument === 'number' && Number.isInteger(argument) && argument >= 0) return argument;
  if (kindOf(argument) === 'array') {
    return (argument as readonly unknown[]).map((id) => {
      if (typeof id === 'bigint') return id;
      if (typeof id === 'number' && Number.isSafeInteger(id)) return BigInt(id);
      throw wrongArgument(NAME, `an id is a bigint or a whole number, not ${describeWrong(id)}`);
    });
  }
  throw wrongArgument(
    NAME,
    `the argument is a number of writes or an array of their ids, not ${describeWrong(argument)}`,
  );
}
