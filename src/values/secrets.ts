import { keyedHash } from './canonical.js';
import { hasBrand } from './brand.js';
import { copy32Bytes, invalidType } from './check.js';
import { PersistenceInputError } from './input-error.js';
import { tagOf } from './secret-tag.js';

const KIND: unique symbol = Symbol.for('gossip-inmemory.sensitive') as never;

/**
 * 32 sensitive bytes (specification 1-semantics, section 9). The bytes sit in a private field, which no inspection,
 * serialisation or clone reaches; the only enumerable property is `tag`, a salted fingerprint by which test runners
 * tell two values apart. Everything else shows `SecretHash([redacted])`.
 */
abstract class Sensitive {
  readonly #bytes: Uint8Array;
  /** Equal for equal bytes of one kind within this process, different otherwise; says nothing about them. */
  readonly tag: string;

  protected constructor(kind: string, bytes: Uint8Array) {
    this.#bytes = copy32Bytes(kind, bytes);
    this.tag = tagOf(kind, this.#bytes);
    Object.freeze(this);
  }

  toString(): string {
    return `${kindOfSensitive(this)}([redacted])`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.toPrimitive](): string {
    return this.toString();
  }

  static {
    // Node's inspect, and with it the console, prints what this returns.
    Object.defineProperty(this.prototype, Symbol.for('nodejs.util.inspect.custom'), {
      value(this: Sensitive) {
        return this.toString();
      },
    });
  }

  /** @internal Whether a value was made by this copy of the package. */
  static has(value: unknown): value is Sensitive {
    return typeof value === 'object' && value !== null && #bytes in value;
  }

  /** @internal The bytes themselves, not a copy. */
  static bytes(field: string, value: unknown, expected: string): Uint8Array {
    if (Sensitive.has(value)) return value.#bytes;
    if (!isOfOtherCopy(value)) throw invalidType(field, expected, value);
    const received = `a ${kindOfSensitive(value)} of another copy of the package, CommonJS beside ES modules perhaps`;
    const sentence = `expected ${expected}, received ${received}`;
    throw new PersistenceInputError('InvalidType', { field, expected, received }, sentence);
  }

  /** @internal Names the kind on its prototype: a class's own name is a bundler's to change. */
  protected static named(kind: string): void {
    Object.defineProperty(this.prototype, KIND, { value: kind });
  }
}

/** The 32-byte key under which a tenant's secrets are hashed. */
export class TenantSecretKey extends Sensitive {
  declare private readonly kind: 'TenantSecretKey';

  static {
    this.named('TenantSecretKey');
  }

  /** From 32 bytes, which are copied. Throws `InvalidType` or `OutOfRange`. */
  static fromBytes(bytes: Uint8Array): TenantSecretKey {
    return new TenantSecretKey('TenantSecretKey', bytes);
  }

  /** Compares two keys in constant time. */
  static equals(a: TenantSecretKey, b: TenantSecretKey): boolean {
    const left = sensitiveBytes('TenantSecretKey', a, TenantSecretKey);
    const right = sensitiveBytes('TenantSecretKey', b, TenantSecretKey);
    let difference = 0;
    for (let index = 0; index < 32; index++) difference |= (left[index] as number) ^ (right[index] as number);
    return difference === 0;
  }
}

/** The digest of a normalised secret, before it is keyed. */
export class NormHash extends Sensitive {
  declare private readonly kind: 'NormHash';

  static {
    this.named('NormHash');
  }

  /** From a 32-byte digest, which is copied. Throws `InvalidType` or `OutOfRange`. */
  static fromDigest(digest: Uint8Array): NormHash {
    return new NormHash('NormHash', digest);
  }
}

/** A secret, hashed under its tenant's key. */
export class SecretHash extends Sensitive {
  declare private readonly kind: 'SecretHash';

  static {
    this.named('SecretHash');
  }

  /** Keys a normalised secret's digest with the tenant's key. */
  static derive(key: TenantSecretKey, norm: NormHash): SecretHash {
    const keyBytes = sensitiveBytes('key', key, TenantSecretKey);
    const normBytes = sensitiveBytes('norm', norm, NormHash);
    return new SecretHash('SecretHash', keyedHash(keyBytes, SECRET_HASH_DOMAIN, normBytes));
  }

  /** From the 32 bytes that a database stored, which are copied. Throws `InvalidType` or `OutOfRange`. */
  static fromPersisted(bytes: Uint8Array): SecretHash {
    return new SecretHash('SecretHash', bytes);
  }
}

/** A copy of the bytes of a sensitive value: the one way to get at them. Throws `InvalidType` for anything else. */
export function exposeBytes(value: TenantSecretKey | NormHash | SecretHash): Uint8Array {
  return new Uint8Array(Sensitive.bytes('value', value, 'a sensitive value made by this copy of gossip-inmemory'));
}

/** Whether `value` is a sensitive value of this copy of the package. */
export function isSensitive(value: unknown): value is TenantSecretKey | NormHash | SecretHash {
  return Sensitive.has(value);
}

/** The kind of a sensitive value, whichever copy of the package made it; `undefined` for anything else. */
export function kindOfSensitive(value: unknown): string | undefined {
  try {
    const kind = hasBrand(value, KIND) ? (value as { readonly [KIND]: unknown })[KIND] : undefined;
    return typeof kind === 'string' ? kind : undefined;
  } catch {
    return undefined; // a proxy whose trap throws is no sensitive value
  }
}

/** Whether a value looks like a sensitive one, and is not of a class of ours. What a proxy throws counts as no. */
function isOfOtherCopy(value: unknown): boolean {
  try {
    return kindOfSensitive(value) !== undefined && !(value instanceof Sensitive);
  } catch {
    return false;
  }
}

/** Takes a `SecretHash` as it is; refuses everything else with `InvalidType`. */
export function readSecretHash(field: string, value: unknown): SecretHash {
  sensitiveBytes(field, value, SecretHash);
  return value as SecretHash;
}

/** @internal The bytes of a `SecretHash` that a caller hands over, uncopied, for derivations. */
export function secretHashBytes(field: string, value: unknown): Uint8Array {
  return sensitiveBytes(field, value, SecretHash);
}

function sensitiveBytes(field: string, value: unknown, kind: typeof Sensitive & { readonly name: string }): Uint8Array {
  const bytes = Sensitive.bytes(field, value, kind.name); // first, as it refuses proxies without asking them anything
  if (!(value instanceof kind)) throw invalidType(field, kind.name, value);
  return bytes;
}

const SECRET_HASH_DOMAIN = new TextEncoder().encode('gossip/secret-hash/v1');
