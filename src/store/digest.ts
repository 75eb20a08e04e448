import { kindOfSensitive } from '../values/secrets.js';

/**
 * One text for all plain data of the same content: what has the same digest cannot be told apart by looking. The order of
 * entries in a Map, a Set or an object counts, as it can be seen. `undefined` for data with something in it that cannot be
 * seen through, such as an instance of a class or a function.
 */
export function digestOf(data: unknown): string | undefined {
  try {
    return digest(data, new Map());
  } catch (error) {
    if (error === OPAQUE) return undefined;
    throw error;
  }
}

/** The digest of something frozen all the way down, made once: rows are shared by many states. */
export function digestOfRow(row: object): string | undefined {
  const known = ROW_DIGESTS.get(row);
  if (known !== undefined) return known;
  const made = digestOf(row);
  if (made !== undefined) ROW_DIGESTS.set(row, made);
  return made;
}

const ROW_DIGESTS = new WeakMap<object, string>();

function digest(value: unknown, seen: Map<object, number>): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'symbol' || typeof value === 'function') throw OPAQUE;
  if (typeof value !== 'object' || value === null) return String(value);
  const earlier = seen.get(value);
  if (earlier !== undefined) return `^${earlier}`; // the same object once more, which an equal one is not
  seen.set(value, seen.size);
  return digestOfObject(value, (part) => digest(part, seen));
}

function digestOfObject(value: object, of: (part: unknown) => string): string {
  const sensitive = kindOfSensitive(value);
  if (sensitive !== undefined) return `${sensitive}(${(value as { readonly tag: string }).tag})`;
  switch (Object.getPrototypeOf(value)) {
    case Array.prototype:
      if (Object.keys(value).length !== (value as unknown[]).length) throw OPAQUE; // holes, or more than its elements
      return `[${(value as unknown[]).map(of).join()}]`;
    case Map.prototype:
      return `Map(${Array.from(value as Map<unknown, unknown>, ([key, item]) => `${of(key)}:${of(item)}`).join()})`;
    case Set.prototype:
      return `Set(${Array.from(value as Set<unknown>, of).join()})`;
    case Date.prototype:
      return `Date(${(value as Date).getTime()})`;
    case Uint8Array.prototype:
      return `Uint8Array(${(value as Uint8Array).join()})`;
    case null:
      return `null ${fields(value, of)}`;
    case Object.prototype:
      return fields(value, of);
  }
  throw OPAQUE;
}

function fields(value: object, of: (part: unknown) => string): string {
  if (Object.getOwnPropertySymbols(value).length > 0) throw OPAQUE;
  const entries = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}:${of(item)}`);
  return `{${entries.join()}}`;
}

const OPAQUE = new Error('something that cannot be seen through');
