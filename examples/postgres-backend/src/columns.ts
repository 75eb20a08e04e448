// How values travel. A batch goes to the database as one JSON parameter and comes back as text, in forms that PostgreSQL's
// own types read and write.

/** BYTEA, from an id in hex or from bytes. */
export function bytea(value: string | Uint8Array): string {
  return `\\x${typeof value === 'string' ? value : Buffer.from(value).toString('hex')}`;
}

/** BYTEA, from a text's UTF-8. */
export function utf8(text: string): string {
  return bytea(Buffer.from(text));
}

/** BIGINT, from the same 64 bits. */
export function int64(value: bigint): string {
  return BigInt.asIntN(64, value).toString();
}

/** A u64, from a BIGINT of the same 64 bits. */
export function fromInt64(text: string): bigint {
  return BigInt.asUintN(64, BigInt(text));
}

/** A text, from its UTF-8 in hex. */
export function fromUtf8(hex: string): string {
  return Buffer.from(hex, 'hex').toString();
}
