import { keyedHash } from './canonical.js';

/**
 * The tag of some sensitive bytes of one kind: 16 base64url characters of their BLAKE3 under a random key that lives as long as the
 * process and never leaves this closure. The key is shared by all copies of the package in one realm, so that equal
 * values made by two of them compare equal. It is the library's only global.
 */
export function tagOf(kind: string, bytes: Uint8Array): string {
  const shared = globalThis as { [TAG]?: Tagger };
  if (shared[TAG] === undefined) Object.defineProperty(shared, TAG, { value: createTagger() });
  return (shared[TAG] as Tagger)(kind, bytes);
}

type Tagger = (kind: string, bytes: Uint8Array) => string;

function createTagger(): Tagger {
  const salt = crypto.getRandomValues(new Uint8Array(32));
  return (kind, bytes) => {
    const digest = keyedHash(salt, new TextEncoder().encode(`${kind}:`), bytes).subarray(0, 12);
    return btoa(String.fromCharCode(...digest))
      .replaceAll('+', '-')
      .replaceAll('/', '_');
  };
}

const TAG: unique symbol = Symbol.for('gossip-inmemory.tag@1') as never;
