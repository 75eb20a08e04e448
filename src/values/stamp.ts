/** A base class whose constructor returns its argument, so that a subclass can put private fields on it. */
class Returning {
  constructor(value: object) {
    return value;
  }
}

/** An unforgeable mark on plain objects that this package made, checked and froze. */
export interface Stamp<T extends object> {
  /** Marks `value` and freezes it. */
  readonly seal: (value: T) => T;
  /** Whether `value` was sealed by this very stamp. Copies, spreads and proxies of a sealed object were not. */
  readonly has: (value: unknown) => value is T;
}

/**
 * Makes a stamp. The mark is a private field on the object itself: it cannot be copied or forged, shows up in no
 * output or comparison, and costs less than a WeakSet (see decisions/0002-data-shape.md).
 */
export function createStamp<T extends object>(): Stamp<T> {
  class Sealed extends Returning {
    readonly #sealed = true;
    static has(value: unknown): value is T {
      return typeof value === 'object' && value !== null && #sealed in value && value.#sealed;
    }
  }
  return {
    seal(value) {
      new Sealed(value);
      return Object.freeze(value);
    },
    has: Sealed.has,
  };
}
