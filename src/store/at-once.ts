/**
 * What a backend's method returned, which must be there when it returns: a payload, tables or receipt that were still to
 * come would let time pass inside a write. Throws a `TypeError` for a promise.
 */
export function atOnce<T>(method: 'createDurable' | 'prepare' | 'apply', value: T): T {
  if (!isThenable(value)) return value;
  value.then(undefined, () => undefined); // what it comes to is nobody's business any more
  throw new TypeError(
    `${method}() of the backend returned a promise. It must do all its work before it returns; ` +
      'to make a write wait, hold it back with withDelayedWrites().',
  );
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
