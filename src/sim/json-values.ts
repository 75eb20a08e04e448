import { invalidType, kindOf, objectLike } from '../values/check.js';
import { isSensitive, kindOfSensitive, NormHash, SecretHash } from '../values/secrets.js';
import { labelOfSecret, syntheticSecret } from './synthetic-secret.js';

/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [field: string]: Json };

/** The fields that hold a u64: a decimal string in JSON. */
const U64_FIELDS: ReadonlySet<string> = new Set([
  'bytesScanned',
  'runId',
  'shardId',
  'fenceEpoch',
  'startedAt',
  'finishedAt',
  'byteOffset',
  'byteLength',
  'seenAt',
]);

/** The field that holds a secret: in JSON its label. */
const SECRET_FIELD = 'secretHash';

/** Deeper than anything that a store reads: what lies below is left out, so that a value may contain itself. */
const DEEPEST = 12;

/** Names secrets in JSON. One that is not synthetic, and so has no label, gets `secret#1` and so on, as they appear. */
export class SecretLabels {
  readonly #numbered = new Map<string, string>();

  of(secret: SecretHash): string {
    const label = labelOfSecret(secret);
    if (label !== undefined && !NUMBERED.test(label)) return label;
    const numbered = this.#numbered.get(secret.tag) ?? `secret#${this.#numbered.size + 1}`;
    this.#numbered.set(secret.tag, numbered);
    return numbered;
  }
}

const NUMBERED = /^secret#\d+$/;

/**
 * A value of a record as JSON: a u64 as a decimal string, a secret as its label, everything else as it is. What is not of
 * its field's type, or not of JSON, is marked: `{ "$bigint": "7" }`. Of bytes, and of what stands where a secret should, only
 * the kind is kept.
 */
export function encodeValue(value: unknown, secrets: SecretLabels, field = '', depth = 0): Json {
  switch (typeof value) {
    case 'bigint':
      return U64_FIELDS.has(field) ? `${value}` : { $bigint: `${value}` };
    case 'string':
      if (field === SECRET_FIELD) return { $string: '' };
      return U64_FIELDS.has(field) ? { $string: value } : value;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { $number: numeral(value) };
    case 'boolean':
      return value;
    case 'object':
      return value === null ? null : encodeObject(value, secrets, field, depth);
    default:
      return { [`$${typeof value}`]: true }; // undefined, function, symbol
  }
}

function encodeObject(value: object, secrets: SecretLabels, field: string, depth: number): Json {
  try {
    const sensitive = kindOfSensitive(value);
    if (isSensitive(value) && value instanceof SecretHash) {
      const label = secrets.of(value);
      return field === SECRET_FIELD ? label : { $secret: label };
    }
    if (sensitive !== undefined) return { $sensitive: sensitive };
    if (ArrayBuffer.isView(value)) return { $bytes: value.byteLength };
    if (Array.isArray(value))
      return depth < DEEPEST ? Array.from(value, (item) => encodeValue(item, secrets, '', depth + 1)) : [];
    const entries = depth < DEEPEST ? Object.entries(value) : [];
    const fields = Object.fromEntries(
      entries.map(([name, part]) => [name, encodeValue(part, secrets, name, depth + 1)]),
    );
    return entries.some(([name]) => name.startsWith('$')) ? { $object: fields } : fields;
  } catch {
    return { $unreadable: true };
  }
}

/**
 * The value that {@link encodeValue} has encoded; `strict` if it must be of its field's type. Throws `InvalidType` with the
 * path of what it cannot read.
 */
export function decodeValue(path: string, json: unknown, { strict = false, field = '' } = {}): unknown {
  if (field === SECRET_FIELD && typeof json === 'string') return syntheticSecret(json);
  if (U64_FIELDS.has(field) && (typeof json === 'string' || strict)) return decodeU64(path, json);
  if (Array.isArray(json)) return json.map((item, index) => decodeValue(`${path}[${index}]`, item, { strict }));
  if (typeof json !== 'object' || json === null) return json;
  const marked = Object.entries(json).find(([name]) => name.startsWith('$'));
  if (marked !== undefined) return decodeMarked(path, marked[0].slice(1), marked[1]);
  return decodeFields(path, json as Record<string, unknown>, strict);
}

/** The fields of an object. */
export function decodeFields(path: string, json: Readonly<Record<string, unknown>>, strict: boolean): object {
  return Object.fromEntries(
    Object.entries(json).map(([name, part]) => [name, decodeValue(`${path}.${name}`, part, { strict, field: name })]),
  );
}

function decodeU64(path: string, json: unknown): bigint {
  if (typeof json !== 'string' || !/^-?\d+$/.test(json)) throw invalidType(path, 'a decimal string', json);
  return BigInt(json);
}

function decodeMarked(path: string, mark: string, json: unknown): unknown {
  const at = `${path}.$${mark}`;
  switch (mark) {
    case 'bigint':
      return decodeU64(at, json);
    case 'string':
      return text(at, json);
    case 'number':
      return Number(text(at, json));
    case 'undefined':
      return undefined;
    case 'function':
      return () => undefined;
    case 'symbol':
      return Symbol('of a capsule');
    case 'secret':
      return syntheticSecret(text(at, json));
    case 'sensitive': // neither a secret nor of this copy of the package: whichever it was, it is refused
      return NormHash.fromDigest(new Uint8Array(32));
    case 'bytes':
      if (typeof json !== 'number' || !(json >= 0 && json <= MOST_BYTES)) throw invalidType(at, 'a small number', json);
      return new Uint8Array(json);
    case 'object':
      return decodeFields(at, objectLike(at, json), false);
    case 'unreadable':
      return new Proxy({}, { get: unreadable, ownKeys: unreadable });
    default:
      throw invalidType(at, 'a known mark', json);
  }
}

const MOST_BYTES = 1_000_000;

function unreadable(): never {
  throw new TypeError('unreadable, as it was when it was written');
}

function text(path: string, json: unknown): string {
  if (typeof json !== 'string') throw invalidType(path, 'string', json);
  return json;
}

function numeral(value: number): string {
  return Object.is(value, -0) ? '-0' : `${value}`;
}

/** Reads an object of which every key is known. Throws `InvalidType` with the path of one that is not. */
export function knownObject(path: string, json: unknown, known: readonly string[]): Readonly<Record<string, unknown>> {
  const object = objectLike(path, json);
  const expected = known.length === 0 ? 'no field' : `one of ${known.join(', ')}`;
  for (const name of Object.keys(object))
    if (!known.includes(name)) throw invalidType(`${path}.${name}`, expected, object[name]);
  return object;
}

/** Reads one of several words. Throws `InvalidType`. */
export function oneWord<Word extends string>(path: string, json: unknown, words: readonly Word[]): Word {
  if (words.includes(json as Word)) return json as Word;
  throw invalidType(path, words.join(' or '), json);
}

/** Reads an array. Throws `InvalidType`. */
export function arrayLike(path: string, json: unknown): readonly unknown[] {
  if (kindOf(json) !== 'array') throw invalidType(path, 'array', json);
  return json as readonly unknown[];
}

/** Reads a string. Throws `InvalidType`. */
export { text as stringLike };
