import { copy32Bytes, invalidType, outOfRange, wellFormed } from './check.js';
import { PersistenceInputError } from './input-error.js';

declare const idName: unique symbol;

/**
 * A 32-byte public identity: 64 lower-case hex digits, comparable with `===`, usable as a Map key; code unit order is
 * byte order (specification 1-semantics, section 1).
 */
export type PublicId<Name extends string> = string & { readonly [idName]: Name };

/** What every public identity's companion object offers. */
export interface PublicIdCompanion<Id extends string> {
  /** The identity of these 32 bytes. Throws `InvalidType`, or `OutOfRange` for another length. */
  fromBytes(bytes: Uint8Array): Id;
  /** The identity of 64 hex digits, any case in, lower case out. Throws `InvalidType` or `InvalidHex`. */
  fromHex(hex: string): Id;
  /** The 32 bytes of an identity, a fresh copy. */
  toBytes(id: Id): Uint8Array;
  /** 32 times the same byte, 0 .. 255: the shorthand of tests. */
  filled(byte: number): Id;
}

/** Makes the companion of one kind of identity. */
export function definePublicId<Id extends string>(name: string): PublicIdCompanion<Id> {
  return {
    fromBytes: (bytes) => hexOf(copy32Bytes(name, bytes)) as Id,
    fromHex: (hex) => {
      if (typeof hex !== 'string') throw invalidType(name, 'string', hex);
      if (!/^[0-9a-f]{64}$/i.test(hex)) throw invalidHex(name, hex, 'hex digits', /[^0-9a-f]/i);
      return hex.toLowerCase() as Id;
    },
    toBytes: (id) => bytesOf(canonicalId(name, id)),
    filled: (byte) => {
      if (typeof byte !== 'number') throw invalidType(name, 'number', byte);
      if (!Number.isInteger(byte) || byte < 0 || byte > 255) throw outOfRange(name, byte, 0, 255);
      return byte.toString(16).padStart(2, '0').repeat(32) as Id;
    },
  };
}

/** Reads an identity as stores take it: canonical, 64 lower-case hex digits. Throws `InvalidType` or `InvalidHex`. */
export function canonicalId<Id extends string>(field: string, value: unknown): Id {
  if (typeof value !== 'string') throw invalidType(field, '64 lower-case hex digits', value);
  if (!isCanonicalId<Id>(value)) throw invalidHex(field, value, 'lower-case hex digits', /[^0-9a-f]/);
  return value;
}

/** Whether a value is 64 lower-case hex digits. */
export function isCanonicalId<Id extends string>(value: unknown): value is Id {
  return typeof value === 'string' && CANONICAL.test(value);
}

/** Shows an identity in a message: `TenantId(01010101..)`. */
export function shortId(name: string, id: string): string {
  return `${name}(${abbreviate(id)})`;
}

/** The first digits of an identity, for a message that says what it is. */
export function abbreviate(id: string): string {
  return `${id.slice(0, 8)}..`;
}

/** The first and the last digits of an identity, where it is shown. */
export function shortenId(id: string): string {
  return `${id.slice(0, 8)}..${id.slice(-8)}`;
}

/**
 * Lower-case hex of some bytes. Made at once: a string that is put together piece by piece keeps its pieces, which take ten
 * times the memory of the digits.
 */
export function hexOf(bytes: Uint8Array): string {
  const codes: number[] = [];
  for (const byte of bytes) codes.push(codeOf(byte >> 4), codeOf(byte & 15));
  return String.fromCharCode(...codes);
}

/** The 32 bytes of a canonical identity. */
export function bytesOf(id: string): Uint8Array {
  const bytes = new Uint8Array(32);
  for (let index = 0; index < 32; index++)
    bytes[index] = digitOf(id.charCodeAt(index * 2)) * 16 + digitOf(id.charCodeAt(index * 2 + 1));
  return bytes;
}

/** The character code of a lower-case hex digit. */
function codeOf(digit: number): number {
  return digit < 10 ? 0x30 + digit : 0x57 + digit;
}

/** The value of a lower-case hex digit, by its character code. */
function digitOf(code: number): number {
  return code < 0x3a ? code - 0x30 : code - 0x57;
}

function invalidHex(field: string, text: string, digits: string, noDigit: RegExp): PersistenceInputError {
  wellFormed(field, text);
  const expected = `64 ${digits}`;
  const index = text.length === 64 ? text.search(noDigit) : undefined;
  return new PersistenceInputError(
    'InvalidHex',
    { field, expected, min: 64, max: 64, actual: text.length, ...(index !== undefined && { index }) },
    index === undefined
      ? `expected ${expected}, received ${text.length} characters`
      : `expected ${expected}, character ${index} is not one`,
  );
}

const CANONICAL = /^[0-9a-f]{64}$/;
