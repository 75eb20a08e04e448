import { hasMethods, wrongReceiver } from './support/arguments.js';
import { MatcherUsageError, type MatcherContext, type MatcherResult } from './support/context.js';
import { codeOf, describeError, FOREIGN, readCode } from './support/errors.js';
import { report } from './support/report.js';
import { Words } from './support/show.js';

const NAME = 'toRejectWithCode';

/** Waits for a promise; holds when it rejects with a persistence error, or an input error, of this code. */
export async function toRejectWithCode(
  this: MatcherContext,
  received: unknown,
  ...args: readonly unknown[]
): Promise<MatcherResult> {
  const expected = readCode(NAME, args);
  if (!hasMethods(received, 'then')) throw wrongReceiver(NAME, 'a promise', received);
  const outcome = await Promise.resolve(received as unknown as PromiseLike<unknown>).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  if (outcome === undefined)
    return report(this, NAME, 'code', false, () => ({
      sentence: 'The promise resolved.',
      shown: { expected: new Words(expected), received: new Words('no error') },
    }));
  const { error } = outcome;
  const code = codeOf(error);
  if (code === undefined && this.isNot === true) {
    throw new MatcherUsageError(
      `${NAME}(): the promise rejected with an error that is not ours. ${describeError(error)}`,
      { cause: error },
    );
  }
  const pass = code === expected;
  return report(this, NAME, 'code', pass, () => ({
    sentence: `The promise rejected. ${describeError(error)}`,
    shown: { expected: new Words(expected), received: new Words(code ?? FOREIGN) },
  }));
}
