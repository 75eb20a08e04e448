/** Three-way comparison of values that `<` orders. */
export function compare<T extends bigint | number | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Compares two u64. A function of its own, as one for all types is slow for each of them. */
export function compareU64(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Compares two u64 as the signed 64-bit integers of the same bits, as a SQL BIGINT column does. */
export function compareSigned(a: bigint, b: bigint): number {
  return a === b ? 0 : compareU64(BigInt.asIntN(64, a), BigInt.asIntN(64, b));
}

/**
 * Compares well-formed strings by their UTF-8 bytes. That is code point order, from which code unit order differs
 * only where a surrogate meets a unit above the surrogates.
 */
export function compareUtf8(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return compare(surrogatesLast(left), surrogatesLast(right));
  }
  return compare(a.length, b.length);
}

function surrogatesLast(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x1_0000 : unit;
}

/** The values of a map by their keys, in the engine's own order of strings, which is that of {@link compare}, and fastest. */
export function valuesByKey<Value>(map: ReadonlyMap<string, Value>): Value[] {
  const keys = [...map.keys()].sort();
  return keys.map((key) => map.get(key) as Value);
}
