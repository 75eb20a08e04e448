import { blake3 } from '@noble/hashes/blake3.js';
import { lazily } from './lazily.js';
import { bytesOf, hexOf } from './public-id.js';

/** One field of a canonical encoding (specification 1-semantics, section 1). */
type Encoded = Uint8Array;

/** One byte. */
export function u8(value: number): Encoded {
  return Uint8Array.of(value);
}

/** Four bytes, little-endian. */
export function u32le(value: number): Encoded {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

/** Eight bytes, little-endian. */
export function u64le(value: bigint): Encoded {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  return bytes;
}

/** The 32 raw bytes of an identity. */
export function id32(id: string): Encoded {
  return bytesOf(id);
}

/** A length, u32-LE, then the bytes. */
export function lengthPrefixed(bytes: Uint8Array): readonly [Encoded, Encoded] {
  return [u32le(bytes.length), bytes];
}

/** BLAKE3 in derive-key mode under `context`, of the fields in order, as 64 hex digits. */
export function keyDeriver(context: string): (...fields: readonly Encoded[]) => string {
  const keyed = lazily(() => blake3.create({ context: new TextEncoder().encode(context) }));
  return (...fields) => {
    const hash = keyed().clone();
    for (const field of fields) hash.update(field);
    return hexOf(hash.digest());
  };
}

/** BLAKE3 keyed with 32 bytes, of the fields in order: 32 bytes. */
export function keyedHash(key: Uint8Array, ...fields: readonly Encoded[]): Uint8Array {
  const hash = blake3.create({ key });
  for (const field of fields) hash.update(field);
  return hash.digest();
}
