import { PersistenceInputError, type PersistenceInputErrorCode } from '../../../src/index.js';

// What comes in is read field by field, as its types promise nothing at run time.

export const MAX_U64 = 2n ** 64n - 1n;

export function refuse(code: PersistenceInputErrorCode, field: string): never {
  throw new PersistenceInputError(code, { field }, 'is not what the contract allows');
}

/** An object of which the fields can be asked for. */
export function object(field: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) refuse('InvalidType', field);
  return value as Record<string, unknown>;
}

export function list<Row>(field: string, value: unknown, read: (field: string, value: unknown) => Row): Row[] {
  if (!Array.isArray(value)) refuse('InvalidType', field);
  return Array.from(value as unknown[], (item, index) => read(`${field}[${index}]`, item));
}

/** 64 lower-case hex digits, whichever identity they are. */
export function id<Id extends string>(field: string, value: unknown): Id {
  if (typeof value !== 'string') refuse('InvalidType', field);
  if (!/^[0-9a-f]{64}$/.test(value)) refuse('InvalidHex', field);
  return value as Id;
}

export function u64<U64 extends bigint>(field: string, value: unknown): U64 {
  if (typeof value !== 'bigint') refuse('InvalidType', field);
  if (value < 0n || value > MAX_U64) refuse('OutOfRange', field);
  return value as U64;
}

export function u32(field: string, value: unknown): number {
  if (typeof value !== 'number') refuse('InvalidType', field);
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32) refuse('OutOfRange', field);
  return value;
}

/** Text of so many UTF-8 bytes. */
export function text(field: string, value: unknown, least: number, most: number): string {
  if (typeof value !== 'string') refuse('InvalidType', field);
  if (!value.isWellFormed()) refuse('InvalidByte', field);
  const bytes = Buffer.byteLength(value);
  if (bytes < least) refuse('Empty', field);
  if (bytes > most) refuse('TooLarge', field);
  return value;
}
