import { keyedHash } from './canonical.js';

/**
 * The tag of some sensitive bytes: 16 base64url characters of their BLAKE3 under a random key that lives as long as the
 * process and never leaves this closure. The key is shared by all copies of the package in one realm, so that equal
 * values made by two of them compare equal. It is the library's only randomness and its only global.
 */
export function tagOf(bytes: Uint8Array): string {
  const shared = globalThis as { [TAG]?: (bytes: Uint8Array) => string };
  if (shared[TAG] === undefined) Object.defineProperty(shared, TAG, { value: createTagger() });
  return (shared[TAG] as (bytes: Uint8Array) => string)(bytes);
}

function createTagger(): (bytes: Uint8Array) => string {
  const salt = crypto.getRandomValues(new Uint8Array(32));
  return (bytes) => {
    const digest = keyedHash(salt, bytes).subarray(0, 12);
    return btoa(String.fromCharCode(...digest))
      .replaceAll('+', '-')
      .replaceAll('/', '_');
  };
}

const TAG: unique symbol = Symbol.for('gossip-inmemory.tag@1') as never;
