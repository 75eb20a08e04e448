import { InMemoryPersistenceError } from '../../src/store/errors.js';
import { hasMethods, wrongReceiver } from './arguments.js';
import { MatcherUsageError } from './context.js';

/** How a write ended. */
export type CommitOutcome = { readonly receipt: unknown } | { readonly error: unknown };

/** Outcomes by handle: a handle is waited for once, and several assertions may look at what came of it. */
const outcomes = new WeakMap<object, Promise<CommitOutcome>>();

/** Waits for a commit handle, or recalls what an earlier assertion waited for. */
export async function outcomeOf(name: string, handle: unknown): Promise<CommitOutcome> {
  if (!hasMethods(handle, 'wait')) throw wrongReceiver(name, 'a commit handle', handle);
  const known = outcomes.get(handle);
  if (known !== undefined) return known;
  const outcome = Promise.resolve(handle.wait()).then(
    (receipt) => ({ receipt }),
    (error: unknown) => ({ error }),
  );
  outcomes.set(handle, outcome);
  const settled = await outcome;
  if ('error' in settled && InMemoryPersistenceError.is(settled.error)) {
    if (settled.error.code === 'Poisoned') outcomes.delete(handle); // not the write's outcome: the store is out of service
    if (settled.error.code === 'UnknownOperation') {
      throw new MatcherUsageError(
        `${name}() came too late: the outcome was handed out to a wait() of somebody else's. ` +
          'Give the handle to the matcher instead, or expect what that wait() resolved with.',
        { cause: settled.error },
      );
    }
  }
  return settled;
}
