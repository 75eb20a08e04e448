/** An unforgeable mark on plain objects that this package made, checked and froze. */
export interface Stamp<T extends object> {
  /** Makes a plain, frozen, marked object of these fields. An optional one that is `undefined` is left out. */
  readonly seal: (fields: Fields<T>) => T;
  /** Whether `value` was sealed by this very stamp. Copies, spreads and proxies of a sealed object were not. */
  readonly has: (value: unknown) => value is T;
}

/** The fields of a record, of which the optional ones may be `undefined`. */
export type Fields<T> = { readonly [Field in keyof T]: undefined extends T[Field] ? T[Field] | undefined : T[Field] };

/** A base class whose constructor returns its argument, so that a subclass can put private fields on it. */
export class Returning {
  constructor(value: object) {
    return value;
  }
}

/**
 * Makes a constructor of plain objects out of a function that assigns the fields to `this`, in the order in which they will be
 * shown. Their prototype is Object's own, so nothing tells them from literals, but they have room for a private field, which
 * with a literal would go to a second object.
 */
export function plain<T extends object>(
  fill: (this: { -readonly [Field in keyof T]: T[Field] }, fields: Fields<T>) => void,
): new (fields: Fields<T>) => T {
  fill.prototype = Object.prototype;
  return fill as unknown as new (fields: Fields<T>) => T;
}
