/// <reference lib="esnext.disposable" />
import { readCount, readOrder, readSignal } from '../store/control-arguments.js';
import { coreOf, type Controlled } from '../store/controlled-store.js';
import type { WaitOptions } from '../store/contracts.js';
import type { StoreMode } from '../store/core.js';
import type { StoreEvent } from '../store/events.js';
import { LinkedQueue, type CompletionOrder } from '../store/linked-queue.js';
import { readOperationId, type PendingWriteId } from '../store/pending-write-id.js';
import { invalidType, objectLike } from '../values/check.js';
import { PersistenceInputError } from '../values/input-error.js';
import { userLocation } from './call-site.js';
import { plural } from './describe-event.js';
import { ScopeState } from './scope-state.js';
import { drawsOf, type Seed } from './seed.js';

/** How long writes are delayed, and what becomes of those still pending when the scope is left. */
export interface DelayedWritesOptions {
  /** Delay only the next so many writes of each store; all of them if left out. */
  readonly count?: number | undefined;
  /**
   * `'release'` (the default): release them, oldest first. `'keep'`: leave them pending. `'throw'`: release nothing and
   * throw a {@link PendingWritesError}.
   */
  readonly onExit?: 'release' | 'keep' | 'throw' | undefined;
}

/** A write that waits for the test. */
export interface DelayedWrite {
  /** Kind of the store that holds it back. */
  readonly store: string;
  readonly id: PendingWriteId;
  /** Rows in its payload. */
  readonly rows: number;
  /** `file:line:column` of the call that submitted it. */
  readonly submittedAt: string | undefined;
}

/** A scope in which writes wait for the test. */
export interface DelayedWrites extends Disposable {
  /** The writes submitted since the scope opened that still wait, in order of arrival over all stores. */
  pending(): readonly DelayedWrite[];
  /** Resolves once `count` writes in total have been submitted since the scope opened. */
  submitted(count: number, options?: WaitOptions): Promise<void>;
  /** Releases one write, by default the oldest; `undefined` if none waits. */
  releaseNext(order?: CompletionOrder): DelayedWrite | undefined;
  /**
   * Releases one write by its id, or by its entry of `pending()`; `false` if it does not wait in this scope. Throws
   * `InvalidType` for a bare id that writes of two stores have.
   */
  release(write: DelayedWrite | PendingWriteId | bigint | number): boolean;
  /** Releases what waits, by default oldest first; how many that were. */
  releaseAll(order?: CompletionOrder): number;
  /** Releases what waits, in an order drawn from `seed`; how many that were. */
  releaseShuffled(seed: Seed): number;
}

/** Leaving a scope of delayed writes with `onExit: 'throw'` while some still wait. `cause` is the body's own error. */
export class PendingWritesError extends Error {
  /** What was pending. */
  readonly pending: readonly DelayedWrite[];

  constructor(pending: readonly DelayedWrite[], options?: ErrorOptions) {
    const list = pending.map(({ store, id, rows, submittedAt }) => {
      return `  ${store} write #${id}, ${plural(rows, 'row')}, submitted at ${submittedAt ?? 'an unknown place'}`;
    });
    super(
      `${plural(pending.length, 'write')} still pending when the withDelayedWrites scope was left:\n${list.join('\n')}\n` +
        "Release what you hold back before the scope ends, or open it with onExit: 'release' or 'keep'.",
      options,
    );
    this.pending = pending;
  }

  static {
    Object.defineProperty(this.prototype, 'name', { value: 'PendingWritesError', configurable: true, writable: true });
  }
}

type OneOrMore<T> = T | readonly T[];

// The callback forms come first: TypeScript gives a body's parameter its type from the first that it tries.
/**
 * From now on writes to these stores wait for the test (specification 2-api, "Stores"), until the scope is left: by
 * `using`, by the end of the callback form's body, or by `[Symbol.dispose]()`. Leaving restores the mode of before.
 */
export function withDelayedWrites<T>(
  stores: OneOrMore<Controlled>,
  body: (delayed: DelayedWrites) => T | Promise<T>,
): Promise<T>;
export function withDelayedWrites<T>(
  stores: OneOrMore<Controlled>,
  options: DelayedWritesOptions,
  body: (delayed: DelayedWrites) => T | Promise<T>,
): Promise<T>;
export function withDelayedWrites(stores: OneOrMore<Controlled>, options?: DelayedWritesOptions): DelayedWrites;
export function withDelayedWrites<T>(
  stores: OneOrMore<Controlled>,
  optionsOrBody: DelayedWritesOptions | ((delayed: DelayedWrites) => T | Promise<T>) = {},
  body?: (delayed: DelayedWrites) => T | Promise<T>,
): DelayedWrites | Promise<T> {
  if (typeof optionsOrBody === 'function') return runScope(new DelayedWritesScope(stores, {}), optionsOrBody);
  const scope = new DelayedWritesScope(stores, optionsOrBody);
  if (body === undefined) return scope;
  return runScope(scope, body);
}

async function runScope<T>(scope: DelayedWritesScope, body: (delayed: DelayedWrites) => T | Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await body(scope);
  } catch (error) {
    scope.leaveAfter(error);
    throw error;
  }
  scope.leave();
  return result;
}

type Core = NonNullable<ReturnType<typeof coreOf>>;

/** A write that waits, in the queue of its scope. */
interface Waiting {
  readonly key: string;
  readonly core: Core;
  readonly entry: DelayedWrite;
  older: Waiting | undefined;
  newer: Waiting | undefined;
}

/** In Node 20 only its own realm has the symbol, and Jest 29 runs tests in another: there what lowers `using` goes by this name. */
const DISPOSE: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');

class DelayedWritesScope implements DelayedWrites {
  readonly #cores: readonly Core[];
  readonly #state: ScopeState;
  readonly #onExit: 'release' | 'keep' | 'throw';
  readonly #waiting = new LinkedQueue<string, Waiting>();
  readonly #keys = new WeakMap<DelayedWrite, string>();
  readonly #closers: (() => void)[] = [];

  constructor(stores: OneOrMore<Controlled>, options: DelayedWritesOptions) {
    this.#cores = [...new Set((Array.isArray(stores) ? stores : [stores]).map(readCore))];
    if (this.#cores.length === 0) throw invalidType('stores', 'at least one store', stores);
    const unknown = Object.keys(objectLike('options', options)).find((name) => name !== 'count' && name !== 'onExit');
    if (unknown !== undefined) throw invalidType(`options.${unknown}`, 'nothing: there are count and onExit', options);
    const { count, onExit = 'release' } = objectLike('options', options) as DelayedWritesOptions;
    if (!['release', 'keep', 'throw'].includes(onExit))
      throw invalidType('options.onExit', "'release', 'keep' or 'throw'", onExit);
    if (count !== undefined) readCount('options.count', count);
    this.#onExit = onExit;
    this.#state = new ScopeState(this.#cores, withDelayedWrites, () => this.#waiting.toArray('OldestFirst'));
    try {
      for (const core of this.#cores) this.#open(core, count);
    } catch (error) {
      this.#close(); // a poisoned store refuses; the others must not stay delayed
      throw error;
    }
  }

  pending(): readonly DelayedWrite[] {
    return this.#waiting.toArray('OldestFirst').map(({ entry }) => entry);
  }

  submitted(count: number, options: WaitOptions = {}): Promise<void> {
    readCount('count', count);
    return this.#state.reaches(count, readSignal(options), this.submitted);
  }

  releaseNext(order: CompletionOrder = 'OldestFirst'): DelayedWrite | undefined {
    readOrder('order', order);
    const next = this.#waiting.next(order);
    if (next !== undefined) release(next);
    return next?.entry;
  }

  release(write: DelayedWrite | PendingWriteId | bigint | number): boolean {
    const waiting = typeof write === 'object' ? this.#byEntry(write) : this.#byId(readOperationId('id', write));
    return waiting !== undefined && release(waiting);
  }

  releaseAll(order: CompletionOrder = 'OldestFirst'): number {
    readOrder('order', order);
    return releaseEach(this.#waiting.toArray(order));
  }

  releaseShuffled(seed: Seed): number {
    return releaseEach(drawsOf(seed, 'release order').shuffle(this.#waiting.toArray('OldestFirst')));
  }

  /** Leaves the scope. Doing so again does nothing. */
  leave(options?: ErrorOptions): void {
    if (this.#closers.length === 0) return;
    this.#close();
    const left = this.#waiting.toArray('OldestFirst');
    for (const waiting of left) this.#waiting.remove(waiting);
    if (left.length === 0 || this.#onExit === 'keep') return;
    if (this.#onExit === 'throw')
      throw new PendingWritesError(
        left.map(({ entry }) => entry),
        options,
      );
    releaseWhatCanBe(left);
  }

  /** Leaves the scope because its body failed: that error matters more than any but the one that was asked for. */
  leaveAfter(cause: unknown): void {
    try {
      this.leave({ cause });
    } catch (error) {
      if (error instanceof PendingWritesError) throw error;
    }
  }

  [DISPOSE](): void {
    this.leave();
  }

  #open(core: Core, count: number | undefined): void {
    const restore = count === undefined ? holdMode(core) : armDelays(core, count);
    const unsubscribe = core.subscribe(this.#state.observer((event) => this.#follow(core, event)));
    this.#closers.push(() => {
      unsubscribe();
      restore();
    });
  }

  #close(): void {
    for (const close of this.#closers.splice(0)) close();
    this.#state.close();
  }

  #follow(core: Core, event: StoreEvent): void {
    switch (event.type) {
      case 'accepted':
        this.#state.accepted();
        break;
      case 'refused':
        this.#state.refused(event.code);
        break;
      case 'delayed': {
        const { store, operationId: id, rows } = event;
        const entry: DelayedWrite = Object.freeze({
          store,
          id,
          rows,
          get submittedAt() {
            return userLocation(event.callSite); // formatting a stack costs: only when somebody looks
          },
        });
        const key = this.#keyOf(core, id);
        this.#keys.set(entry, key);
        this.#waiting.push({ key, core, entry, older: undefined, newer: undefined });
        break;
      }
      case 'committed':
      case 'failed':
        this.#forget(core, event.operationId);
        break;
      case 'crashed':
        for (const id of event.dropped) this.#forget(core, id);
        break;
    }
  }

  #forget(core: Core, id: PendingWriteId): void {
    const waiting = this.#waiting.get(this.#keyOf(core, id));
    if (waiting !== undefined) this.#waiting.remove(waiting);
  }

  #keyOf(core: Core, id: PendingWriteId): string {
    return `${this.#cores.indexOf(core)}#${id}`;
  }

  #byEntry(entry: DelayedWrite): Waiting | undefined {
    const key = this.#keys.get(entry);
    if (key === undefined) throw invalidType('write', 'an entry of pending(), or an id', entry);
    return this.#waiting.get(key);
  }

  #byId(id: PendingWriteId): Waiting | undefined {
    const found = this.#cores.flatMap((core) => this.#waiting.get(this.#keyOf(core, id)) ?? []);
    if (found.length > 1) throw ambiguousId(id, found);
    return found[0];
  }
}

/** Modes to go back to, of the scopes that hold a store's mode, the oldest first. */
const heldModes = new WeakMap<Core, { mode: StoreMode }[]>();

/** Turns a store's immediate completion off; returns what takes that back, in whichever order overlapping scopes end. */
function holdMode(core: Core): () => void {
  const before = { mode: core.mode };
  core.setAutoComplete(false, withDelayedWrites);
  const held = heldModes.get(core) ?? [];
  heldModes.set(core, held);
  held.push(before);
  return () => {
    const index = held.indexOf(before);
    const newer = held[index + 1];
    held.splice(index, 1);
    if (newer === undefined) core.restore(before.mode);
    else newer.mode = before.mode;
  };
}

/** Delays the next `count` writes; returns what takes back what is left of that. */
function armDelays(core: Core, count: number): () => void {
  const strikes = core.armStrikes('delayNextWrites', count, withDelayedWrites);
  return () => core.disarm('delayNextWrites', strikes);
}

function release({ core, entry }: Waiting): boolean {
  return core.releaseSpecific(entry.id);
}

function releaseEach(writes: readonly Waiting[]): number {
  return writes.filter(release).length;
}

/** Releases all but those of poisoned stores, and throws the refusal only then. */
function releaseWhatCanBe(writes: readonly Waiting[]): void {
  const refusals: unknown[] = [];
  for (const waiting of writes) {
    try {
      release(waiting);
    } catch (error) {
      refusals.push(error);
    }
  }
  if (refusals.length > 0) throw refusals[0];
}

function readCore(store: Controlled): Core {
  const core = coreOf(store);
  if (core === undefined) throw invalidType('store', 'a store of gossip-inmemory', store);
  return core;
}

function ambiguousId(id: PendingWriteId, found: readonly Waiting[]): PersistenceInputError {
  const stores = found.map(({ entry }) => entry.store).join(' and ');
  return new PersistenceInputError(
    'InvalidType',
    { field: 'write', expected: 'an entry of pending()', received: `#${id} of ${stores}` },
    `#${id} is a write of ${stores}; pass the entry of pending() instead of the id`,
  );
}
