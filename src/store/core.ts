import { invalidType, objectLike, reading } from '../values/check.js';
import type { PersistenceInputError } from '../values/input-error.js';
import { atOnce } from './at-once.js';
import type { BackendTables, StoreBackend } from './backend.js';
import type { WaitOptions } from './contracts.js';
import { digestOf } from './digest.js';
import { Announcer } from './announcer.js';
import { StoreHandle } from './handle.js';
import {
  AckLost,
  asOwnError,
  InjectedCommitFailure,
  InjectedSubmissionFailure,
  Poisoned,
  StoreCrashed,
  UnknownOperation,
  type InMemoryPersistenceError,
} from './errors.js';
import type { DelayReason, EntryPoint, FaultCounters, FaultName, StoreEvent, StoreObserver } from './events.js';
import { readBoolean, readCount, readObserver, readOrder, readSignal } from './control-arguments.js';
import { FaultSwitchboard, type ArmedStrikes } from './faults.js';
import { Operation } from './operation.js';
import { Gauge, type OpenWaits } from './gauge.js';
import { readOperationId, type PendingWriteId } from './pending-write-id.js';
import { LinkedQueue, type CompletionOrder } from './linked-queue.js';

/** How a store starts. */
export interface StoreOptions {
  /** Whether writes are applied at once (the default) or held back until they are released. */
  readonly autoComplete?: boolean | undefined;
}

/** How a store treats writes, and the event of the call that decided so, where somebody observed it. */
export interface StoreMode {
  readonly autoComplete: boolean;
  readonly setBy: StoreEvent | undefined;
}

/**
 * The state machine under every store (specification 1-semantics, sections 4 and 8): durable tables behind a backend,
 * writes held back in submission order, faults, poison, events. It never sleeps and never races: every method takes
 * effect before it returns, and each is O(1) per operation, whatever the backlog.
 */
export class InMemoryStoreCore<Payload, Durable, Receipt, Input = Payload> {
  readonly #backend: StoreBackend<Payload, Durable, Receipt, Input>;
  readonly #durable: Durable;
  readonly #pending = new LinkedQueue<number, Operation<Payload, Receipt>>();
  readonly #gauge = new Gauge();
  readonly #faults = new FaultSwitchboard();
  readonly #tell: Announcer<Payload>;
  #nextNumber = 1;
  #autoComplete: boolean;
  #modeSetBy: StoreEvent | undefined;
  #life = 0;
  #poison: { readonly cause: unknown } | undefined;

  constructor(
    backend: StoreBackend<Payload, Durable, Receipt, Input>,
    options: StoreOptions = {},
    durable: Durable = atOnce('createDurable', backend.createDurable()),
  ) {
    this.#backend = backend;
    this.#durable = durable;
    this.#autoComplete = reading('options', () => {
      const { autoComplete = true } = objectLike('options', options);
      return readBoolean('options.autoComplete', autoComplete);
    });
    this.#tell = new Announcer(backend.kind, (payload) => backend.countRows?.(payload) ?? 1);
  }

  /** Names the store in errors and events. */
  get kind(): string {
    return this.#backend.kind;
  }

  /** Whether writes are applied at once. */
  get autoComplete(): boolean {
    return this.#autoComplete;
  }

  /** @internal What a scope goes back to when it is left. */
  get mode(): StoreMode {
    return { autoComplete: this.#autoComplete, setBy: this.#modeSetBy };
  }

  /**
   * Accepts a write, or refuses it by rejecting. `entry` is the public method that was called, for the call site in
   * events.
   */
  submit(input: Input, entry: EntryPoint = this.submit): Promise<StoreHandle<Receipt>> {
    try {
      return Promise.resolve(new StoreHandle(this, this.#accept(input, entry)));
    } catch (error) {
      return Promise.reject(error);
    } finally {
      this.#tell.deliver();
    }
  }

  /** Reads the durable tables. What `select` returns must not let its caller change them. */
  read<T>(select: (durable: Durable) => T): T {
    this.#refuseIfPoisoned();
    return select(this.#durable);
  }

  /**
   * An independent store in the same state: durable rows, mode, armed faults, the next id, and what is pending, under the
   * same ids. Handles, outcomes and observers stay with this one. Throws `InvalidType` if the backend cannot fork.
   */
  fork(): InMemoryStoreCore<Payload, Durable, Receipt, Input> {
    const fork = this.forkDurable({ autoComplete: this.#autoComplete });
    fork.#nextNumber = this.#nextNumber;
    for (const [fault, count] of Object.entries(this.faults())) fork.#faults.arm(fault as FaultName, count);
    for (const { key, payload } of this.#pending.toArray('OldestFirst'))
      fork.#pending.push(new Operation(this.kind, key, payload as Payload));
    return fork;
  }

  /** A store with the same durable rows and nothing else. Throws `InvalidType` if the backend cannot fork. */
  forkDurable(options?: StoreOptions): InMemoryStoreCore<Payload, Durable, Receipt, Input> {
    this.#refuseIfPoisoned();
    if (this.#backend.fork === undefined) throw lacks('fork', 'a function that copies the durable tables');
    return new InMemoryStoreCore(this.#backend, options, this.#backend.fork(this.#durable));
  }

  /** The durable rows by table and key. Throws `InvalidType` if the backend does not show them. */
  tables(): BackendTables {
    this.#refuseIfPoisoned();
    if (this.#backend.tables === undefined) throw lacks('tables', 'a function that shows the durable rows');
    return this.#backend.tables(this.#durable);
  }

  /** @internal A text that two states share only if nothing can tell them apart; `undefined` if there is no telling. */
  digest(): string | undefined {
    this.#refuseIfPoisoned();
    return this.#backend.digest === undefined ? digestOf(this.#durable) : this.#backend.digest(this.#durable);
  }

  /** @internal Whether the backend can fork its tables. */
  get canFork(): boolean {
    return this.#backend.fork !== undefined;
  }

  /** @internal Whether somebody waits for a write that is pending, and may go on when it is released. */
  isAwaited(): boolean {
    return this.#pending.toArray('OldestFirst').some(({ waiter }) => waiter !== undefined);
  }

  /** Turns immediate completion on or off. What is pending stays pending; later writes may overtake it. */
  setAutoComplete(on: boolean, entry: EntryPoint = this.setAutoComplete): void {
    readBoolean('on', on);
    this.#control(() => {
      this.#autoComplete = on;
      this.#modeSetBy = this.#tell.modeChanged(on, entry);
    });
  }

  /** Makes a fault strike `count` times more; counts add up and saturate at `Number.MAX_SAFE_INTEGER`. */
  arm(fault: FaultName, count: number, entry: EntryPoint = this.arm): void {
    this.armStrikes(fault, count, entry);
  }

  /** @internal The same, for a scope that takes back what is left of it. */
  armStrikes(fault: FaultName, count: number, entry: EntryPoint): ArmedStrikes {
    readCount('count', count);
    return this.#control(() => {
      const strikes = this.#faults.arm(fault, count);
      strikes.armedBy = this.#tell.armed(fault, count, this.#faults.counters()[fault], entry);
      return strikes;
    });
  }

  /** How many more times each fault will strike. */
  faults(): FaultCounters {
    return this.#faults.counters();
  }

  /** @internal Takes back what is left of what a scope armed. Works on a poisoned store. */
  disarm(fault: FaultName, strikes: ArmedStrikes): void {
    this.#faults.disarm(fault, strikes);
  }

  /** @internal Goes back to the mode from before a scope. Works on a poisoned store. */
  restore({ autoComplete, setBy }: StoreMode): void {
    this.#modeSetBy = setBy;
    if (autoComplete === this.#autoComplete) return;
    this.#autoComplete = autoComplete;
    this.#tell.modeChanged(autoComplete);
    this.#tell.deliver();
  }

  /** Disarms all faults. */
  resetFaults(): void {
    this.#control(() => {
      this.#tell.faultsReset(this.#faults.reset());
    });
  }

  /** Releases the oldest or the newest pending write; its id, or `undefined` if none was pending. */
  releaseNext(order: CompletionOrder = 'OldestFirst'): PendingWriteId | undefined {
    readOrder('order', order);
    return this.#control(() => {
      const operation = this.#pending.next(order);
      if (operation === undefined) return undefined;
      this.#release(operation);
      return operation.operationId;
    });
  }

  /** Releases one pending write; `false` if it is unknown or finished already. */
  releaseSpecific(id: PendingWriteId | bigint | number): boolean {
    const number = Number(readOperationId('id', id));
    return this.#control(() => {
      const operation = this.#pending.get(number);
      if (operation === undefined) return false;
      this.#release(operation);
      return true;
    });
  }

  /** Releases what is pending at the call, and says how many that were. */
  releaseAll(order: CompletionOrder = 'OldestFirst'): number {
    readOrder('order', order);
    return this.#control(() => {
      const operations = this.#pending.toArray(order);
      for (const operation of operations) this.#release(operation);
      return operations.length;
    });
  }

  /** How many writes are held back. */
  pendingCount(): number {
    this.#refuseIfPoisoned();
    return this.#pending.size;
  }

  /** The writes held back, in the order of their submission. */
  pendingIds(): readonly PendingWriteId[] {
    this.#refuseIfPoisoned();
    return this.#pending.toArray('OldestFirst').map(({ operationId }) => operationId);
  }

  /** Resolves once at least `count` writes are pending. */
  whenPending(count: number, options: WaitOptions = {}, entry: EntryPoint = this.whenPending): Promise<void> {
    readCount('count', count);
    const signal = readSignal(options);
    this.#refuseIfPoisoned();
    return this.#gauge.reaches(count, this.#pending.size, signal, () => this.#tell.callOf(entry));
  }

  /** @internal Who waits for something that this store has not done yet. */
  openWaits(): OpenWaits {
    const pending = this.#pending.toArray('OldestFirst');
    return {
      pending: pending.map(({ operationId }) => operationId),
      writes: pending.flatMap(({ operationId, waiter }) =>
        waiter === undefined ? [] : [{ operationId, calledAt: waiter.calledAt }],
      ),
      levels: this.#gauge.waits(),
    };
  }

  /**
   * Ends the store's life as a process crash would: what is pending is dropped, every outcome not yet handed out becomes
   * `StoreCrashed`, durable state stays, and the store goes on accepting.
   */
  crash(): void {
    const dropped = this.#pending.toArray('OldestFirst');
    for (const operation of dropped) {
      this.#pending.remove(operation);
      this.#finish(operation, new StoreCrashed(operation));
    }
    this.#life++;
    this.#tell.crashed(dropped.map(({ operationId }) => operationId));
    this.#tell.deliver();
  }

  /** Takes the store back into service after an unexpected error in the backend. */
  clearPoison(): void {
    if (this.#poison === undefined) return;
    this.#poison = undefined;
    this.#tell.poisonCleared();
    this.#tell.deliver();
  }

  /** Tells `observer` what happens from now on; returns what ends that. */
  subscribe(observer: StoreObserver): () => void {
    return this.#tell.subscribe(readObserver('observer', observer));
  }

  /** Who is being told. */
  observers(): readonly StoreObserver[] {
    return this.#tell.observers();
  }

  /** @internal Hands out an operation's outcome, once; what a handle's `wait()` does. */
  waitFor(
    operation: Operation<unknown, Receipt>,
    options: WaitOptions = {},
    entry: EntryPoint = this.waitFor,
  ): Promise<Receipt> {
    try {
      const signal = readSignal(options);
      this.#refuseIfPoisoned();
      if (operation.state === 'handed-out' || operation.waiter !== undefined) {
        return Promise.reject(new UnknownOperation(operation));
      }
      if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
      if (operation.state === 'pending') return operation.whenFinished(signal, this.#tell.callOf(entry));
      const error = this.#take(operation);
      return error === undefined ? Promise.resolve(operation.receipt as Receipt) : Promise.reject(error);
    } catch (error) {
      return Promise.reject(error);
    } finally {
      this.#tell.deliver();
    }
  }
  #accept(input: Input, entry: EntryPoint): Operation<Payload, Receipt> {
    if (this.#poison !== undefined) {
      throw this.#refused(new Poisoned({ store: this.kind }, this.#poison.cause), input, entry);
    }
    const payload = this.#prepare(input, entry);
    if (this.#strikes('failNextSubmissions')) {
      throw this.#refused(new InjectedSubmissionFailure({ store: this.kind }), payload, entry);
    }
    const operation = new Operation<Payload, Receipt>(this.kind, this.#nextNumber++, payload);
    this.#tell.accepted(operation, entry);
    const strikes = this.#strikes('delayNextWrites', operation); // used up even when autoComplete is off
    if (strikes !== undefined) this.#delay(operation, 'delayNextWrites', strikes.armedBy, entry);
    else if (!this.#autoComplete) this.#delay(operation, 'autoComplete is off', this.#modeSetBy, entry);
    else this.#applyNow(operation);
    return operation;
  }

  #prepare(input: Input, entry: EntryPoint): Payload {
    if (this.#backend.prepare === undefined) return input as unknown as Payload;
    try {
      return atOnce('prepare', this.#backend.prepare(input));
    } catch (error) {
      throw this.#refused(asOwnError(error, { store: this.kind }) ?? error, input, entry);
    }
  }

  #refused<E>(error: E, input: unknown, entry: EntryPoint): E {
    this.#tell.refused(error, input, entry);
    return error;
  }

  #delay(
    operation: Operation<Payload, Receipt>,
    reason: DelayReason,
    cause: StoreEvent | undefined,
    entry: EntryPoint,
  ): void {
    this.#pending.push(operation);
    this.#tell.delayed(operation, reason, cause, entry);
    this.#gauge.update(this.#pending.size);
  }

  #applyNow(operation: Operation<Payload, Receipt>): void {
    this.#apply(operation);
    if (this.#poison === undefined) return;
    this.#take(operation); // the submission itself hands out the error: there will be no handle
    throw operation.error as Poisoned;
  }

  #release(operation: Operation<Payload, Receipt>): void {
    if (operation.state !== 'pending') return;
    this.#pending.remove(operation);
    this.#apply(operation);
    if (this.#poison !== undefined) throw operation.error as Poisoned;
  }

  #apply(operation: Operation<Payload, Receipt>): void {
    try {
      if (this.#strikes('failNextCommits', operation)) throw new InjectedCommitFailure(operation);
      const { store, operationId } = operation; // the rest of it is none of a backend's business
      const receipt = this.#backend.apply(this.#durable, operation.payload as Payload, { store, operationId });
      operation.receipt = atOnce('apply', receipt);
    } catch (cause) {
      const error = asOwnError(cause, operation) ?? this.#poisonedBy(cause, operation);
      this.#tell.failed(operation, error);
      this.#finish(operation, error);
      return;
    }
    const lost = this.#strikes('loseNextAcks', operation) !== undefined;
    this.#tell.committed(operation, !lost);
    this.#finish(operation, lost ? new AckLost(operation) : undefined);
  }

  #finish(operation: Operation<Payload, Receipt>, error: InMemoryPersistenceError | undefined): void {
    const { waiter } = operation;
    operation.payload = undefined;
    operation.waiter = undefined;
    operation.error = error;
    operation.state = 'finished';
    operation.life = this.#life;
    if (waiter === undefined) return;
    this.#take(operation);
    if (error === undefined) waiter.resolve(operation.receipt as Receipt);
    else waiter.reject(error);
  }

  /** Marks an outcome as handed out; its error, if it is one. */
  #take(operation: Operation<unknown, Receipt>): InMemoryPersistenceError | undefined {
    const error = operation.life === this.#life ? operation.error : new StoreCrashed(operation);
    operation.state = 'handed-out';
    this.#tell.waited(operation, error);
    return error;
  }

  #poisonedBy(cause: unknown, operation: Operation<Payload, Receipt>): Poisoned {
    this.#poison = { cause };
    this.#tell.poisoned(operation);
    return new Poisoned(operation, cause);
  }

  #refuseIfPoisoned(): void {
    if (this.#poison !== undefined) throw new Poisoned({ store: this.kind }, this.#poison.cause);
  }

  /** Makes a change that a poisoned store refuses, then tells the observers of it. */
  #control<T>(change: () => T): T {
    this.#refuseIfPoisoned();
    try {
      return change();
    } finally {
      this.#tell.deliver();
    }
  }

  /** Uses up one strike of a fault, if it is armed. */
  #strikes(fault: FaultName, operation?: Operation<Payload, Receipt>): ArmedStrikes | undefined {
    const strikes = this.#faults.strike(fault);
    if (strikes === undefined) return undefined;
    this.#tell.struck(fault, this.#faults.counters()[fault], operation);
    return strikes;
  }
}

/** The error of a backend that lacks an optional method which is wanted now. */
function lacks(method: string, expected: string): PersistenceInputError {
  return invalidType(`backend.${method}`, expected, undefined);
}
