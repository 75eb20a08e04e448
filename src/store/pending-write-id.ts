import { invalidType, outOfRange, U64_MAX } from '../values/check.js';

declare const pendingWriteId: unique symbol;

/** Number of a write within its store: 1, 2, 3, ... one per accepted submission. */
export type PendingWriteId = bigint & { readonly [pendingWriteId]: true };

/** Reads an operation id that a caller names, a bigint or a number. Throws `InvalidType` or `OutOfRange`. */
export function readOperationId(field: string, value: unknown): PendingWriteId {
  if (typeof value !== 'bigint' && typeof value !== 'number') throw invalidType(field, 'bigint or number', value);
  const inRange = typeof value === 'bigint' ? value <= U64_MAX : Number.isSafeInteger(value);
  if (!inRange || value < 0) throw outOfRange(field, value, 0n, U64_MAX);
  return BigInt(value) as PendingWriteId;
}
