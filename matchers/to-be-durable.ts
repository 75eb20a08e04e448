import { kindOf } from '../src/values/check.js';
import { checkArguments, describe, isAsymmetric, wrongArgument } from './support/arguments.js';
import { outcomeOf } from './support/commit-outcome.js';
import type { MatcherContext, MatcherResult } from './support/context.js';
import { codeOf, describeError, FOREIGN } from './support/errors.js';
import { report } from './support/report.js';
import { Words } from './support/show.js';

const NAME = 'toBeDurable';

/** Waits for a commit handle; holds when the write is durable, and its receipt is this one if one is given. */
export async function toBeDurable(
  this: MatcherContext,
  received: unknown,
  ...args: readonly unknown[]
): Promise<MatcherResult> {
  checkArguments(NAME, args, 0, 1);
  const expected = args[0];
  if (args.length === 1 && kindOf(expected) !== 'object')
    throw wrongArgument(NAME, `the receipt is an object, not ${describe(expected)}`);
  const outcome = await outcomeOf(NAME, received);
  const argument = args.length === 0 ? '' : 'receipt';
  if ('error' in outcome) {
    const { error } = outcome;
    return report(this, NAME, argument, false, () => ({
      sentence: `wait() rejected. ${describeError(error)}`,
      shown: { expected: expected ?? new Words('a receipt'), received: new Words(codeOf(error) ?? FOREIGN) },
    }));
  }
  const { receipt } = outcome;
  if (args.length === 1) refuseOtherCounts(receipt, expected as object);
  const pass = args.length === 0 || this.equals(receipt, expected, this.customTesters);
  return report(this, NAME, argument, pass, () => ({
    sentence: pass ? 'The write is durable.' : 'The write is durable, but its receipt is another.',
    shown: { expected: args.length === 0 ? new Words('a receipt') : expected, received: receipt },
    diff: { actual: receipt, expected },
  }));
}

/** A receipt is compared as a whole, so a count too many, too few or of another type is a mistake of the test. */
function refuseOtherCounts(receipt: unknown, expected: object): void {
  if (kindOf(receipt) !== 'object' || isAsymmetric(expected)) return;
  const counts = Object.keys(receipt as object);
  const unknown = Object.keys(expected).find((count) => !counts.includes(count));
  if (unknown !== undefined) throw wrongArgument(NAME, `the receipt has no "${unknown}", only ${counts.join(', ')}`);
  for (const count of counts) {
    const value: unknown = (expected as Record<string, unknown>)[count];
    const wanted = typeof (receipt as Record<string, unknown>)[count];
    if (isAsymmetric(value) || typeof value === wanted) continue;
    throw wrongArgument(NAME, `"${count}" of the receipt is a ${wanted}, not ${describe(value)}`);
  }
}
