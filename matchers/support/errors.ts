import { InMemoryPersistenceError } from '../../src/store/errors.js';
import { PersistenceInputError } from '../../src/values/input-error.js';
import { checkArguments, describe, wrongArgument } from './arguments.js';

/** The code of an error of ours; `undefined` for any other value. */
export function codeOf(error: unknown): string | undefined {
  return InMemoryPersistenceError.is(error) || PersistenceInputError.is(error) ? error.code : undefined;
}

/** Reads the one argument of a matcher that expects an error: its code. */
export function readCode(name: string, args: readonly unknown[]): string {
  checkArguments(name, args, 1, 1);
  const [code] = args;
  if (typeof code === 'string' && code !== '') return code;
  throw wrongArgument(name, `the code is a string, not ${code === '' ? 'an empty one' : describe(code)}`);
}

/** What stands in the place of a code where an error has none. */
export const FOREIGN = 'an error without a code of ours';

/** Shows an error in a sentence: its code and message, or what else it is. */
export function describeError(error: unknown): string {
  const code = codeOf(error);
  if (code !== undefined) return `${code}: ${(error as Error).message}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : `The reason is ${describe(error)}, not an Error.`;
}
