import { PersistenceInputError } from './input-error.js';

/** The largest u64, 2^64 - 1. */
export const U64_MAX: bigint = 0xffff_ffff_ffff_ffffn;
const U32_MAX = 0xffff_ffff;

/** Names the kind of a value for an error message, without showing the value. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number' && Number.isNaN(value)) return 'NaN';
  if (typeof value !== 'object') return typeof value;
  try {
    return Array.isArray(value) ? 'array' : 'object';
  } catch {
    return 'revoked proxy';
  }
}

/** The `InvalidType` error: `field` should be `expected`, and is something else. */
export function invalidType(
  field: string,
  expected: string,
  value: unknown,
  options?: ErrorOptions,
): PersistenceInputError {
  const received = kindOf(value);
  return new PersistenceInputError(
    'InvalidType',
    { field, expected, received },
    `expected ${expected}, received ${received}`,
    options,
  );
}

/** The `OutOfRange` error: `actual` lies outside `min` .. `max`. */
export function outOfRange(
  field: string,
  actual: bigint | number,
  min: bigint | number,
  max: bigint | number,
): PersistenceInputError {
  return new PersistenceInputError(
    'OutOfRange',
    { field, min, max, actual },
    `${actual} is not an integer in ${min} .. ${max}`,
  );
}

/** How a record's u64 fields are read: from anything a constructor takes, or from a stored form (bigint only). */
export type U64Reader = (field: string, value: unknown) => bigint;

/** Reads a u64 that a store is handed: a bigint in 0 .. 2^64-1. Throws `InvalidType` or `OutOfRange`. */
export function storedU64(field: string, value: unknown): bigint {
  if (typeof value !== 'bigint') throw invalidType(field, 'bigint', value);
  if (value < 0n || value > U64_MAX) throw outOfRange(field, value, 0n, U64_MAX);
  return value;
}

/** Reads a u64 that a constructor is given: a bigint, or a number that is a safe integer. */
export function u64(field: string, value: unknown): bigint {
  if (typeof value === 'bigint') return storedU64(field, value);
  if (typeof value !== 'number') throw invalidType(field, 'bigint or number', value);
  if (!Number.isSafeInteger(value)) throw outOfRange(field, value, 0n, BigInt(Number.MAX_SAFE_INTEGER));
  return storedU64(field, BigInt(value));
}

/** Reads a u32: a number that is an integer in 0 .. 2^32-1. */
export function u32(field: string, value: unknown): number {
  if (typeof value !== 'number') throw invalidType(field, 'number', value);
  if (!Number.isInteger(value) || value < 0 || value > U32_MAX) throw outOfRange(field, value, 0, U32_MAX);
  return value + 0; // -0 becomes 0
}

/** Reads a well-formed string. Throws `InvalidType`, or `InvalidByte` with the index of a lone surrogate. */
export function wellFormed(field: string, value: unknown): string {
  if (typeof value !== 'string') throw invalidType(field, 'string', value);
  if (value.isWellFormed()) return value;
  const index = loneSurrogateIndex(value);
  throw new PersistenceInputError('InvalidByte', { field, index }, `lone surrogate at index ${index}`);
}

/** Reads a string of `min` .. `max` UTF-8 bytes. Throws `InvalidType`, `InvalidByte`, `Empty` or `TooLarge`. */
export function utf8Text(field: string, value: unknown, min: number, max: number): string {
  const text = wellFormed(field, value);
  if (text.length < min) throw empty(field);
  const actual = utf8Length(text);
  if (actual <= max) return text;
  throw new PersistenceInputError('TooLarge', { field, max, actual }, `${actual} UTF-8 bytes, at most ${max}`);
}

/** Copies a byte array that a caller hands over. Throws `InvalidType` for anything but a `Uint8Array`. */
function copyBytes(field: string, value: unknown): Uint8Array {
  if (!isUint8Array(value)) throw invalidType(field, 'Uint8Array', value);
  return reading(field, () => new Uint8Array(value)); // throws for a detached buffer
}

/** Copies exactly 32 bytes. Throws `InvalidType` or `OutOfRange`. */
export function copy32Bytes(field: string, value: unknown): Uint8Array {
  const bytes = copyBytes(field, value);
  if (bytes.length === 32) return bytes;
  const detail = { field: `${field}.length`, min: 32, max: 32, actual: bytes.length };
  throw new PersistenceInputError('OutOfRange', detail, `expected 32 bytes, received ${bytes.length}`);
}

/** Reads a byte string: a `Uint8Array`, or a string taken as UTF-8; not empty. */
export function byteString(field: string, value: unknown): Uint8Array {
  if (typeof value !== 'string' && !isUint8Array(value)) throw invalidType(field, 'string or Uint8Array', value);
  const bytes = typeof value === 'string' ? UTF8.encode(wellFormed(field, value)) : copyBytes(field, value);
  if (bytes.length === 0) throw empty(field);
  return bytes;
}

/** Reads an object to take fields from. Arrays, functions and primitives are refused. */
export function objectLike(field: string, value: unknown): Readonly<Record<string, unknown>> {
  if (kindOf(value) !== 'object') throw invalidType(field, 'object', value);
  return value as Readonly<Record<string, unknown>>;
}

/**
 * Runs a reader over untrusted input. What the input itself throws (a getter, a trap of a proxy) becomes an
 * `InvalidType` error with that as its cause.
 */
export function reading<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (PersistenceInputError.is(error)) throw error;
    throw new PersistenceInputError(
      'InvalidType',
      { field, expected: 'readable data', received: 'a value that throws when it is read' },
      'expected readable data, received a value that throws when it is read',
      { cause: error },
    );
  }
}

/**
 * Copies an array of untrusted elements, reading each once: those that `isTrusted` recognises are taken as they are,
 * the others go through `parse`. A hole is an `undefined` element.
 */
export function readArray<T>(
  field: string,
  value: unknown,
  isTrusted: (element: unknown) => element is T,
  parse: (field: string, element: unknown) => T,
): T[] {
  if (kindOf(value) !== 'array') throw invalidType(field, 'array', value);
  const source = value as readonly unknown[];
  const length = u32(`${field}.length`, source.length); // a proxy may claim any
  const result: T[] = [];
  for (let index = 0; index < length; index++) {
    const element = source[index];
    result.push(isTrusted(element) ? element : parse(`${field}[${index}]`, element));
  }
  return result;
}

/** The `Empty` error. */
export function empty(field: string): PersistenceInputError {
  return new PersistenceInputError('Empty', { field, min: 1, actual: 0 }, 'must not be empty');
}

/** Counts without encoding: a caller may hand over a very long string. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    // Each half of a surrogate pair stands for two of its four bytes.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3;
  }
  return bytes;
}

function loneSurrogateIndex(text: string): number {
  for (let index = 0; index < text.length; index++) {
    const code = text.codePointAt(index) as number;
    if (code >= 0xd800 && code <= 0xdfff) return index;
    if (code > 0xffff) index++;
  }
  return -1;
}

/** Reads the internal slot, so neither a forged prototype nor a proxy passes, and another realm's array does. */
const typedArrayName = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)
  ?.get as (this: unknown) => string | undefined;

function isUint8Array(value: unknown): value is Uint8Array {
  return typedArrayName.call(value) === 'Uint8Array';
}

const UTF8 = new TextEncoder();
