import type { ErrorOrigin } from './errors.js';

/**
 * What makes a store a store of something: its tables and how a payload changes them. Everything else (acceptance,
 * delays, faults, handles, events) is the core's (specification 1-semantics, section 4). Its methods work at once: one
 * that returns a promise is refused with a `TypeError`, which poisons the store if it was `apply`.
 */
export interface StoreBackend<Payload, Durable, Receipt, Input = Payload> {
  /** Names the store in errors and events. */
  readonly kind: string;
  /** Makes the empty tables. */
  createDurable(): Durable;
  /**
   * Runs at submission, before any counter moves: validates what the caller hands over and copies it, so that what the
   * caller does to it later changes nothing. Throw a `StoreRefusal` or a `PersistenceInputError` to refuse. Without it the
   * input is the payload.
   */
  prepare?(input: Input): Payload;
  /**
   * Changes the tables, all or nothing, and says what was done: nothing is taken back for it, so look at everything before
   * changing anything. Throw a `StoreRefusal` to refuse; anything else that it throws poisons the store.
   */
  apply(durable: Durable, payload: Payload, origin: ErrorOrigin): Receipt;
  /** How many rows a payload has, for events and messages; 1 if left out. */
  countRows?(payload: Payload): number;
  /** Copies the tables, so that neither sees what is written to the other: for `fork()` and `checkpoint()`. */
  fork?(durable: Durable): Durable;
  /** The durable rows by table and key, in the order in which they were first written: for `diff()`. */
  tables?(durable: Durable): BackendTables;
  /**
   * A text that two states share only if no later call can tell them apart: for `everyRelease()`, which merges states of
   * the same digest. Without it the tables are looked at themselves, if they are plain data.
   */
  digest?(durable: Durable): string;
}

/** Rows of any kind, by table and key. */
export type BackendTables = Readonly<Record<string, ReadonlyMap<string, unknown>>>;
