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
  const known = outcomes.get(handle) ?? waitFor(handle);
  outcomes.set(handle, known);
  const settled = await known;
  if ('error' in settled && InMemoryPersistenceError.is(settled.error)) {
    const { code, operationId } = settled.error;
    // Not the write's own outcome, which is still to be had: the store is out of service.
    if (code === 'Poisoned' && operationId === undefined) outcomes.delete(handle);
    if (code === 'UnknownOperation') {
      throw new MatcherUsageError(
        `${name}() came too late: the outcome was handed out to a wait() of somebody else's. ` +
          'Give the handle to the matcher instead, or expect what that wait() resolved with.',
        { cause: settled.error },
      );
    }
  }
  return settled;
}

async function waitFor(handle: Record<'wait', () => unknown>): Promise<CommitOutcome> {
  try {
    return { receipt: await handle.wait() };
  } catch (error) {
    return { error };
  }
}
