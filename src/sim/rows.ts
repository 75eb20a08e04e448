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
