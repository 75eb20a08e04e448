import { outcomeOf } from './support/commit-outcome.js';
import { MatcherUsageError, type MatcherContext, type MatcherResult } from './support/context.js';
import { codeOf, describeError, FOREIGN, readCode } from './support/errors.js';
import { report } from './support/report.js';
import { Words } from './support/show.js';

const NAME = 'toFailCommit';

/** Waits for a commit handle; holds when the write failed with a persistence error of this code. */
export async function toFailCommit(
  this: MatcherContext,
  received: unknown,
  ...args: readonly unknown[]
): Promise<MatcherResult> {
  const expected = readCode(NAME, args);
  const outcome = await outcomeOf(NAME, received);
  if ('receipt' in outcome) {
    const { receipt } = outcome;
    return report(this, NAME, 'code', false, () => ({
      sentence: 'The write did not fail: it is durable.',
      shown: { expected: new Words(expected), received: receipt },
    }));
  }
  const { error } = outcome;
  const code = codeOf(error);
  if (code === undefined && this.isNot === true) {
    throw new MatcherUsageError(`${NAME}(): wait() rejected with an error that is not ours. ${describeError(error)}`, {
      cause: error,
    });
  }
  const pass = code === expected;
  return report(this, NAME, 'code', pass, () => ({
    sentence: `wait() rejected. ${describeError(error)}`,
    shown: { expected: new Words(expected), received: new Words(code ?? FOREIGN) },
  }));
}
