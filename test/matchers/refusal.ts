import { expect } from 'vitest';
import { MatcherUsageError } from '../../fixtures/vitest.js';
import type { AnyExpect } from './scenarios/scenario.js';

/** The matchers that answer with a promise, always. */
const ASYNC = ['toBeDurable', 'toConform', 'toFailCommit', 'toRejectWithCode'];

/** What a matcher says to nonsense, in both polarities. */
async function refusals(matcher: string, received: unknown, args: readonly unknown[]): Promise<readonly unknown[]> {
  const assertion = (expect as unknown as AnyExpect)(received);
  return Promise.all(
    [assertion, assertion.not].map(async (polarity) => {
      let answer: unknown;
      try {
        answer = polarity[matcher]!(...args);
        if (!ASYNC.includes(matcher)) return 'no error';
      } catch (error) {
        return ASYNC.includes(matcher) ? 'not a promise' : error;
      }
      return (answer as Promise<unknown>).then(
        () => 'no error',
        (error: unknown) => error,
      );
    }),
  );
}

/** Asserts that a matcher refuses to judge, in both polarities and in these words. */
export async function expectRefusal(
  matcher: string,
  received: unknown,
  args: readonly unknown[],
  message: string,
): Promise<void> {
  for (const error of await refusals(matcher, received, args)) {
    expect(error).toBeInstanceOf(MatcherUsageError);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toBe(message);
  }
}
