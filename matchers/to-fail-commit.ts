import { checkArguments, describe, wrongArgument } from './support/arguments.js';
import { outcomeOf } from './support/commit-outcome.js';
import type { MatcherContext, MatcherResult } from './support/context.js';
import { codeOf, describeError } from './support/errors.js';
import { report } from './support/report.js';

const NAME = 'toFailCommit';

/** Waits for a commit handle; holds when the write failed with a persistence error of this code. */
export async function toFailCommit(
  this: MatcherContext,
  received: unknown,
  ...args: readonly unknown[]
): Promise<MatcherResult> {
  checkArguments(NAME, args, 1, 1);
  const [expected] = args;
  if (typeof expected !== 'string' || expected === '')
    throw wrongArgument(NAME, `the code is a string, not ${describe(expected)}`);
  const outcome = await outcomeOf(NAME, received);
  if ('receipt' in outcome) {
    const { receipt } = outcome;
    return report(this, NAME, 'code', false, () => ({
      sentence: 'The write did not fail: it is durable.',
      shown: { expected, received: receipt },
    }));
  }
  const { error } = outcome;
  const pass = codeOf(error) === expected;
  return report(this, NAME, 'code', pass, () => ({
    sentence: `The commit failed. ${describeError(error)}`,
    shown: { expected, received: codeOf(error) ?? 'an error without a code of ours' },
  }));
}
