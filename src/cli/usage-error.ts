import { PersistenceInputError } from '../values/input-error.js';

/** A command line that makes no sense: what is wrong with it, and what to type instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What to tell a user whose input was refused; `undefined` for an error that is none of theirs. */
export function refusalOf(error: unknown): string | undefined {
  return error instanceof UsageError || PersistenceInputError.is(error) ? error.message : undefined;
}
