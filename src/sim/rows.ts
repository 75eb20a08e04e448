/** Whether two lists have the very same items in the same order. */
export function sameItems(a: readonly unknown[] | undefined, b: readonly unknown[] | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

/** A copy of a row that its store cannot change behind our back. Instances of classes are taken as they are. */
export function detached<Row extends object>(row: Row): Row {
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row) as [string, unknown][])
    copy[name] = isPlain(value) ? detached(value) : value;
  return copy as Row;
}

/**
 * A payload as a store is handed it: frozen, so that what was executed stays what it was, whatever the store does with it. Rows
 * that a constructor has made are frozen already; what cannot be read is handed over as it is.
 */
export function handedOver<Payload>(payload: Payload): Payload {
  try {
    return frozenCopy(payload) as Payload;
  } catch {
    return payload;
  }
}

function frozenCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy));
  if (!isPlain(value)) return value;
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([name, part]) => [name, frozenCopy(part)])));
}

/** Changes everything in an object that lets itself be changed, as a careless caller might. */
export function scribble(value: unknown): void {
  if (Array.isArray(value)) {
    for (const item of value) scribble(item);
    if (!Object.isFrozen(value)) value.length = 0;
  } else if (isPlain(value)) {
    for (const [name, part] of Object.entries(value)) {
      scribble(part);
      if (!isPlain(part)) Reflect.set(value, name, typeof part === 'bigint' ? part + 1n : undefined);
    }
  }
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
