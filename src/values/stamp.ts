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
class Returning {
  constructor(value: object) {
    return value;
  }
}

/**
 * Makes a stamp, out of a function that assigns the fields to `this`, in the order in which they will be shown. The mark is a
 * private field on the object itself: it cannot be copied or forged, shows up in no output or comparison, and costs less than
 * a WeakSet. The objects' prototype is Object's own, so nothing tells them from literals, but they have room for the private field,
 * which with a literal would go to a second object.
 */
export function createStamp<T extends object>(
  fill: (this: { -readonly [Field in keyof T]: T[Field] }, fields: Fields<T>) => void,
): Stamp<T> {
  fill.prototype = Object.prototype;
  const Plain = fill as unknown as new (fields: Fields<T>) => T;
  class Sealed extends Returning {
    readonly #sealed = true;
    static has(value: unknown): value is T {
      return typeof value === 'object' && value !== null && #sealed in value;
    }
    static seal(fields: Fields<T>): T {
      return Object.freeze(new Sealed(new Plain(fields)) as object as T);
    }
  }
  return { has: Sealed.has, seal: Sealed.seal };
}
