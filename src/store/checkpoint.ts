import { hasBrand } from '../values/brand.js';
import type { InMemoryStoreCore, StoreOptions } from './core.js';

const CHECKPOINT_CORE: unique symbol = Symbol.for('gossip-inmemory.checkpoint') as never;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever the core is a core of
type AnyCore = InMemoryStoreCore<any, any, any, any>;

/** Anything with the durable rows of one moment: a checkpoint. */
export interface Checkpointed {
  readonly [CHECKPOINT_CORE]: AnyCore;
}

/**
 * The durable rows of a store as they were at one moment. Nothing changes them any more: they can be read, compared with
 * `diff()`, and a new store can start with them. It shares what it can with the store, and costs little.
 */
export abstract class Checkpoint<Payload, Durable, Receipt, Input = Payload> implements Checkpointed {
  declare readonly [CHECKPOINT_CORE]: InMemoryStoreCore<Payload, Durable, Receipt, Input>;

  /** @internal Checkpoints come from a store's `checkpoint()`. `core` must not be anybody else's. */
  protected constructor(core: InMemoryStoreCore<Payload, Durable, Receipt, Input>) {
    Object.defineProperty(this, CHECKPOINT_CORE, { value: core });
  }

  protected get core(): InMemoryStoreCore<Payload, Durable, Receipt, Input> {
    return this[CHECKPOINT_CORE];
  }

  /** A new store that starts with these rows: nothing pending, no faults, ids from 1. */
  abstract fork(options?: StoreOptions): unknown;
}

/** @internal What holds the rows of a checkpoint; `undefined` for anything else. Nobody may write to it. */
export function checkpointCoreOf(value: unknown): AnyCore | undefined {
  return hasBrand(value, CHECKPOINT_CORE) ? (value as Checkpointed)[CHECKPOINT_CORE] : undefined;
}
