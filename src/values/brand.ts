/** Marks an object of ours with a registered symbol, so that two copies of the package recognise each other's. */
export function brand(object: object, symbol: symbol): void {
  Object.defineProperty(object, symbol, { value: true });
}

/** Whether `value` carries the brand. Never throws, whatever the value is. */
export function hasBrand(value: unknown, symbol: symbol): boolean {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false;
  try {
    return symbol in value;
  } catch {
    return false; // a proxy whose trap throws is none of ours
  }
}
