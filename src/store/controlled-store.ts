import { hasBrand } from '../values/brand.js';
import { InMemoryStoreCore, type StoreOptions } from './core.js';
import type { StoreBackend } from './backend.js';
import type { Checkpoint } from './checkpoint.js';
import type { WaitOptions } from './contracts.js';
import type { FaultCounters, StoreObserver } from './events.js';
import type { CompletionOrder } from './linked-queue.js';
import type { PendingWriteId } from './pending-write-id.js';

const STORE_CORE: unique symbol = Symbol.for('gossip-inmemory.core') as never;

/** Anything that our harness can control: a store with a core. */
export interface Controlled {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever the core is a core of
  readonly [STORE_CORE]: InMemoryStoreCore<any, any, any, any>;
}

/** The core of a store of ours, which clones share; `undefined` for anything else. */
export function coreOf(store: unknown): Controlled[typeof STORE_CORE] | undefined {
  if (!hasBrand(store, STORE_CORE)) return undefined;
  return (store as Controlled)[STORE_CORE];
}

/**
 * A handle on a store, with the controls over time and failure (specification 1-semantics, sections 4 and 8). Counts and
 * ids are checked: a bad argument throws a `PersistenceInputError` at once.
 */
export abstract class ControlledStore<Payload, Durable, Receipt, Input = Payload> implements Controlled {
  declare readonly [STORE_CORE]: InMemoryStoreCore<Payload, Durable, Receipt, Input>;

  protected constructor(
    source: StoreBackend<Payload, Durable, Receipt, Input> | InMemoryStoreCore<Payload, Durable, Receipt, Input>,
    options?: StoreOptions,
  ) {
    const core = source instanceof InMemoryStoreCore ? source : new InMemoryStoreCore(source, options);
    Object.defineProperty(this, STORE_CORE, { value: core });
  }

  protected get core(): InMemoryStoreCore<Payload, Durable, Receipt, Input> {
    return this[STORE_CORE];
  }

  /** A handle of this one's class and with its properties, on whichever store. */
  protected handleOn(core: InMemoryStoreCore<Payload, Durable, Receipt, Input>): this {
    const properties = { ...Object.getOwnPropertyDescriptors(this), [STORE_CORE]: { value: core } };
    return Object.create(Object.getPrototypeOf(this) as object, properties) as this;
  }

  /** Another handle on the same store. */
  abstract clone(): ControlledStore<Payload, Durable, Receipt, Input>;

  /**
   * An independent store in the same state: durable rows, mode, armed faults, the next id, and what is pending, under the
   * same ids. Handles, outcomes not yet waited for and observers stay with this store. Rows are shared until one of the two
   * writes to their table.
   */
  abstract fork(): ControlledStore<Payload, Durable, Receipt, Input>;

  /** The durable rows as they are now, to be read, compared by `diff()`, or forked into a new store. */
  abstract checkpoint(): Checkpoint<Payload, Durable, Receipt, Input>;

  /** Whether writes are applied at once, or held back until they are released. Leaves what is pending pending. */
  setAutoComplete(on: boolean): void {
    this.core.setAutoComplete(on, this.setAutoComplete);
  }

  /** Holds back the next `count` writes more, whatever the mode. */
  delayNextWrites(count: number): void {
    this.core.arm('delayNextWrites', count, this.delayNextWrites);
  }

  /** Refuses the next `count` submissions more with `InjectedSubmissionFailure`. */
  failNextSubmissions(count: number): void {
    this.core.arm('failNextSubmissions', count, this.failNextSubmissions);
  }

  /** Fails the next `count` commits more with `InjectedCommitFailure`, in the order in which writes are applied. */
  failNextCommits(count: number): void {
    this.core.arm('failNextCommits', count, this.failNextCommits);
  }

  /** Commits the next `count` successful writes more, but answers `AckLost`. */
  loseNextAcks(count: number): void {
    this.core.arm('loseNextAcks', count, this.loseNextAcks);
  }

  /** Drops what is pending and turns every outcome not yet waited for into `StoreCrashed`; durable state stays. */
  crash(): void {
    this.core.crash();
  }

  /** How many more times each fault will strike. */
  faults(): FaultCounters {
    return this.core.faults();
  }

  /** Disarms all faults. */
  resetFaults(): void {
    this.core.resetFaults();
  }

  /** Takes the store back into service after an unexpected error in its backend. */
  clearPoison(): void {
    this.core.clearPoison();
  }

  /** Releases one pending write, by default the oldest; its id, or `undefined` if none was pending. */
  releaseNext(order?: CompletionOrder): PendingWriteId | undefined {
    return this.core.releaseNext(order);
  }

  /** Releases the write of this id; `false` if it is unknown or finished already. */
  releaseSpecific(id: PendingWriteId | bigint | number): boolean {
    return this.core.releaseSpecific(id);
  }

  /** Releases what is pending at the call, by default oldest first; how many that were. */
  releaseAll(order?: CompletionOrder): number {
    return this.core.releaseAll(order);
  }

  /** How many writes are held back. */
  pendingCount(): number {
    return this.core.pendingCount();
  }

  /** The ids of the writes held back, in the order of their submission. */
  pendingIds(): readonly PendingWriteId[] {
    return this.core.pendingIds();
  }

  /** Resolves once at least `count` writes are pending; rejects with the signal's reason when it aborts. */
  whenPending(count: number, options?: WaitOptions): Promise<void> {
    return this.core.whenPending(count, options, this.whenPending);
  }

  /** Tells `observer` of every event from now on; returns what ends that. */
  subscribe(observer: StoreObserver): () => void {
    return this.core.subscribe(observer);
  }
}
