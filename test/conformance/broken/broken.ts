import type { ConformanceBackend, ConformanceSubject, Supports } from '../../../src/conformance/index.js';
import { plainBackend, PLAIN_SUPPORTS, type PlainParts } from '../plain-backend.js';

/** A backend with one bug, and the checks that must find it. */
export interface Broken extends ConformanceSubject {
  readonly name: string;
  /** What it does wrong, in one sentence. */
  readonly bug: string;
  /** Ids of checks, each of which must fail. */
  readonly killedBy: readonly string[];
}

interface Draft extends PlainParts {
  readonly name: string;
  readonly bug: string;
  readonly killedBy: string | readonly string[];
  /** Changes the backend once it is made. */
  readonly change?: (backend: ConformanceBackend) => unknown;
  /** What it claims beside what every plain backend does. */
  readonly claims?: Supports;
}

/** A plain backend with the parts given, or with a change. */
export function broken({ name, bug, killedBy, change, claims, ...parts }: Draft): Broken {
  const create = (): ConformanceBackend => {
    const backend = plainBackend(parts);
    change?.(backend);
    return backend;
  };
  const supports = { ...PLAIN_SUPPORTS, ...claims };
  return { name, bug, killedBy: [killedBy].flat(), create, supports };
}

/** For bugs that only a backend which claims to be strict can have. */
export const STRICT: Supports = { strict: true };

/** A promise that nobody keeps. */
export const never = <T>(): Promise<T> => new Promise(() => undefined);

/** Calls back once everything that goes on has come to rest. */
export function muchLater(callback: () => void): void {
  setImmediate(() => setImmediate(callback));
}
