import type { Outcome } from './store-model.js';
import type { Breach } from './violation.js';
import { sameRow } from '../oracle/differences.js';
import { InMemoryPersistenceError } from '../store/errors.js';
import { PersistenceInputError } from '../values/input-error.js';

/** How a call ended. `thrown`: by throwing at once, where it should have rejected. */
export type Settled<T> =
  | { readonly value: T; readonly failed?: undefined }
  | { readonly failed: { readonly error: unknown; readonly thrown: boolean } };

/** Calls, and turns what is thrown into an answer. */
export function settle<T>(call: () => T | Promise<T>): Promise<Settled<T>> {
  try {
    return Promise.resolve(call()).then(
      (value) => ({ value }),
      (error: unknown) => ({ failed: { error, thrown: false } }),
    );
  } catch (error) {
    return Promise.resolve({ failed: { error, thrown: true } });
  }
}

/** What a call answered, for comparison: its value, or the code of its error. */
export function answerOf(actual: Settled<unknown>): unknown {
  return actual.failed === undefined ? actual.value : codeOf(actual.failed.error);
}

/** The `code` of an error, or its name. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'an error';
}

/** Whether an error is one of this package's, which say for certain whether a write was applied. */
export function isOwnError(error: unknown): boolean {
  return InMemoryPersistenceError.is(error) || PersistenceInputError.is(error);
}

/** Errors that a test has asked for. Any other refusal is for the content of the write. */
const INJECTED: ReadonlySet<string> = new Set([
  'InjectedSubmissionFailure',
  'InjectedCommitFailure',
  'AckLost',
  'StoreCrashed',
]);

/** Whether a write is to be refused for what is in it. */
export function refusesContent(codes: readonly string[] | undefined): boolean {
  return codes !== undefined && !codes.some((code) => INJECTED.has(code));
}

/** What is wrong with how a write ended; `undefined` if nothing is. */
export function outcomeBreach(
  label: string,
  outcome: Outcome,
  actual: Settled<unknown>,
  strict: boolean,
): Breach | undefined {
  const expected = outcome.codes === undefined ? describe(outcome.receipt) : outcome.codes.join(' or ');
  if (actual.failed !== undefined) {
    const code = codeOf(actual.failed.error);
    if (outcome.codes !== undefined && (!strict || outcome.codes.includes(code))) return undefined;
    return answerBreach(`Write ${label} ended otherwise than predicted.`, expected, code, 'outcome');
  }
  const receipt = actual.value;
  if (outcome.codes !== undefined)
    return answerBreach(`Write ${label} must fail, and was committed.`, expected, describe(receipt), 'outcome');
  if (typeof receipt === 'object' && receipt !== null && sameRow(outcome.receipt, receipt)) return undefined;
  const message = `The receipt of write ${label} is wrong.`;
  return { invariant: 'I9', message, expected, received: describe(receipt), fields: ['receipt'] };
}

/** An answer that is not the predicted one. */
export function answerBreach(message: string, expected: unknown, received: unknown, what: string): Breach {
  return { invariant: 'P', message, expected: describe(expected), received: describe(received), fields: [what] };
}

/** A value in a message: a receipt as a literal, anything else as text. */
export function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(describe).join(', ')}]`;
  const fields = Object.entries(value as Record<string, unknown>);
  return `{ ${fields.map(([field, part]) => `${field}: ${String(part)}`).join(', ')} }`;
}
