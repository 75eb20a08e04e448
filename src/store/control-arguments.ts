import { invalidType, kindOf, objectLike, outOfRange, reading } from '../values/check.js';
import type { StoreObserver } from './events.js';
import type { CompletionOrder } from './linked-queue.js';

/** Reads a count of strikes or writes: an integer, 0 or more. Throws `InvalidType` or `OutOfRange`. */
export function readCount(field: string, value: unknown): number {
  if (typeof value !== 'number') throw invalidType(field, 'number', value);
  if (!Number.isInteger(value) || value < 0) throw outOfRange(field, value, 0, Number.MAX_SAFE_INTEGER);
  return value;
}

/** Reads a boolean. Throws `InvalidType`. */
export function readBoolean(field: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw invalidType(field, 'boolean', value);
  return value;
}

/** Reads a completion order. Throws `InvalidType`. */
export function readOrder(field: string, value: unknown): CompletionOrder {
  if (value !== 'OldestFirst' && value !== 'NewestFirst')
    throw invalidType(field, "'OldestFirst' or 'NewestFirst'", value);
  return value;
}

/** Reads the `signal` of some options. Throws `InvalidType`. */
export function readSignal(options: unknown): AbortSignal | undefined {
  return reading('options', () => {
    const { signal } = objectLike('options', options);
    if (signal === undefined) return undefined;
    const { aborted, addEventListener, removeEventListener } = objectLike('options.signal', signal);
    if (
      typeof aborted !== 'boolean' ||
      typeof addEventListener !== 'function' ||
      typeof removeEventListener !== 'function'
    )
      throw invalidType('options.signal', 'AbortSignal', signal);
    return signal as unknown as AbortSignal;
  });
}

/** Reads an observer. Throws `InvalidType`. */
export function readObserver(field: string, value: unknown): StoreObserver {
  return reading(field, () => {
    if (typeof value === 'function') return value as StoreObserver;
    const expected = 'function or object with onEvent()';
    if (kindOf(value) !== 'object') throw invalidType(field, expected, value);
    if (typeof (value as { onEvent?: unknown }).onEvent !== 'function') throw invalidType(field, expected, value);
    return value as StoreObserver;
  });
}
