const TOP_BIT = 2n ** 63n;

/** The same 64 bits as a signed number, for what the contract compares as one. */
export const signed = (value: bigint): bigint => BigInt.asIntN(64, value);
export const fromSigned = (stored: unknown): bigint => BigInt.asUintN(64, stored as bigint);

/** The signed number that is as great among signed numbers as the value is among unsigned ones. */
export const ordered = (value: bigint): bigint => value - TOP_BIT;
export const fromOrdered = (stored: unknown): bigint => (stored as bigint) + TOP_BIT;

export const utf8 = (text: string): Uint8Array => Buffer.from(text);
export const fromUtf8 = (stored: unknown): string => Buffer.from(stored as Uint8Array).toString();

/** SET clause that keeps the greater of two versions of a row's columns, compared from left to right, NULL last. */
export function keepGreater(columns: readonly string[]): string {
  const of = (row: string): string => columns.map((column) => `${row}.${column}`).join(', ');
  const descending = columns.map((_, index) => `${index + 1} DESC`).join(', ');
  return `(${columns.join(', ')}) = (
    SELECT ${of('durable')} UNION ALL SELECT ${of('excluded')} ORDER BY ${descending} LIMIT 1
  )`;
}

/** `?, ?, ?` for so many columns. */
export const parameters = (columns: readonly string[]): string => columns.map(() => '?').join(', ');
