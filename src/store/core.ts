import { kindOf, objectLike, reading } from '../values/check.js';
import { PersistenceInputError } from '../values/input-error.js';
import type { StoreBackend } from './backend.js';
import type { WaitOptions } from './contracts.js';
import { listenForAbort } from './abort.js';
import { StoreHandle } from './handle.js';
import {
  AckLost,
  BatchValidation,
  InjectedCommitFailure,
  InjectedSubmissionFailure,
  InMemoryPersistenceError,
  Poisoned,
  StoreCrashed,
  StoreRefusal,
  UnknownOperation,
  type ErrorOrigin,
} from './errors.js';
import {
  EventStream,
  type DelayReason,
  type EntryPoint,
  type FaultCounters,
  type FaultName,
  type StoreObserver,
} from './events.js';
import { readBoolean, readCount, readObserver, readOrder, readSignal } from './control-arguments.js';
import { FaultSwitchboard } from './faults.js';
import { Operation } from './operation.js';
import { Gauge } from './gauge.js';
import { readOperationId, type PendingWriteId } from './pending-write-id.js';
import { LinkedQueue, type CompletionOrder } from './linked-queue.js';

/** How a store starts. */
export interface StoreOptions {
  /** Whether writes are applied at once (the default) or held back until they are released. */
  readonly autoComplete?: boolean | undefined;
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
  readonly #events: EventStream;
  #nextNumber = 1;
  #autoComplete: boolean;
  #life = 0;
  #poison: { readonly cause: unknown } | undefined;

  constructor(backend: StoreBackend<Payload, Durable, Receipt, Input>, options: StoreOptions = {}) {
    this.#backend = backend;
    this.#durable = backend.createDurable();
    this.#autoComplete = reading('options', () => {
      const { autoComplete = true } = objectLike('options', options);
      return readBoolean('options.autoComplete', autoComplete);
    });
    this.#events = new EventStream(backend.kind);
  }

  /** Names the store in errors and events. */
  get kind(): string {
    return this.#backend.kind;
  }

  /** Whether writes are applied at once. */
  get autoComplete(): boolean {
    return this.#autoComplete;
  }

  /**
   * Accepts a write, or refuses it by rejecting. `entry` is the public method that was called, for the call site in
   * events.
   */
  submit(input: Input, entry: EntryPoint = this.submit): Promise<StoreHandle<Receipt>> {
    try {
      return Promise.resolve(new StoreHandle(this, this.#accept(input, entry)));
    } catch (error) {
      return Promise.reject(error as Error);
    } finally {
      this.#events.deliver();
    }
  }

  /** Reads the durable tables. What `select` returns must not let its caller change them. */
  read<T>(select: (durable: Durable) => T): T {
    this.#refuseIfPoisoned();
    return select(this.#durable);
  }

  /** Turns immediate completion on or off. What is pending stays pending; later writes may overtake it. */
  setAutoComplete(on: boolean, entry: EntryPoint = this.setAutoComplete): void {
    readBoolean('on', on);
    this.#control(() => {
      this.#autoComplete = on;
      if (this.#events.observed) this.#events.push({ type: 'mode-changed', autoComplete: on }, undefined, entry);
    });
  }

  /** Makes a fault strike `count` times more; counts add up and saturate at `Number.MAX_SAFE_INTEGER`. */
  arm(fault: FaultName, count: number, entry: EntryPoint = this.arm): void {
    readCount('count', count);
    this.#control(() => {
      const remaining = this.#faults.arm(fault, count);
      if (this.#events.observed) this.#events.push({ type: 'fault-armed', fault, count, remaining }, undefined, entry);
    });
  }

  /** How many more times each fault will strike. */
  faults(): FaultCounters {
    return this.#faults.counters();
  }

  /** @internal Takes back what a scope set: its mode, and up to `count` strikes of a fault. Works on a poisoned store. */
  restore({
    autoComplete,
    delayNextWrites,
  }: {
    readonly autoComplete?: boolean;
    readonly delayNextWrites?: number;
  }): void {
    if (delayNextWrites !== undefined) this.#faults.disarm('delayNextWrites', delayNextWrites);
    if (autoComplete !== undefined && autoComplete !== this.#autoComplete) {
      this.#autoComplete = autoComplete;
      if (this.#events.observed) this.#events.push({ type: 'mode-changed', autoComplete });
      this.#events.deliver();
    }
  }

  /** Disarms all faults. */
  resetFaults(): void {
    this.#control(() => {
      const cleared = this.#faults.reset();
      if (this.#events.observed) this.#events.push({ type: 'faults-reset', cleared });
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
  whenPending(count: number, options: WaitOptions = {}): Promise<void> {
    readCount('count', count);
    const signal = readSignal(options);
    this.#refuseIfPoisoned();
    return this.#gauge.reaches(count, this.#pending.size, signal);
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
    if (this.#events.observed)
      this.#events.push({ type: 'crashed', dropped: dropped.map(({ operationId }) => operationId) });
    this.#events.deliver();
  }

  /** Takes the store back into service after an unexpected error in the backend. */
  clearPoison(): void {
    if (this.#poison === undefined) return;
    this.#poison = undefined;
    if (this.#events.observed) this.#events.push({ type: 'poison-cleared' });
    this.#events.deliver();
  }

  /** Tells `observer` what happens from now on; returns what ends that. */
  subscribe(observer: StoreObserver): () => void {
    return this.#events.subscribe(readObserver('observer', observer));
  }

  /** Who is being told. */
  observers(): readonly StoreObserver[] {
    return this.#events.observers();
  }

  /** @internal Hands out an operation's outcome, once; what a handle's `wait()` does. */
  waitFor(operation: Operation<unknown, Receipt>, options: WaitOptions = {}): Promise<Receipt> {
    try {
      const signal = readSignal(options);
      this.#refuseIfPoisoned();
      if (operation.state === 'handed-out' || operation.waiter !== undefined) {
        return Promise.reject(new UnknownOperation(operation));
      }
      if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
      if (operation.state === 'pending') return this.#waitForPending(operation, signal);
      const error = this.#take(operation);
      return error === undefined ? Promise.resolve(operation.receipt as Receipt) : Promise.reject(error);
    } catch (error) {
      return Promise.reject(error as Error);
    } finally {
      this.#events.deliver();
    }
  }
  #accept(input: Input, entry: EntryPoint): Operation<Payload, Receipt> {
    this.#refuseIfPoisoned();
    const payload = this.#prepare(input, entry);
    if (this.#strikes('failNextSubmissions')) {
      throw this.#observeRefusal(new InjectedSubmissionFailure({ store: this.kind }), payload, entry);
    }
    const operation = new Operation<Payload, Receipt>(this.kind, this.#nextNumber++, payload);
    if (this.#events.observed) {
      const { operationId } = operation;
      this.#events.push({ type: 'accepted', operationId, rows: this.#countRows(payload) }, payload, entry);
    }
    const delayed = this.#strikes('delayNextWrites', operation); // used up even when autoComplete is off
    if (delayed || !this.#autoComplete)
      this.#delay(operation, delayed ? 'delayNextWrites' : 'autoComplete is off', entry);
    else this.#applyNow(operation);
    return operation;
  }

  #prepare(input: Input, entry: EntryPoint): Payload {
    if (this.#backend.prepare === undefined) return input as unknown as Payload;
    try {
      return this.#backend.prepare(input);
    } catch (error) {
      throw this.#observeRefusal(this.#asOwnError(error, { store: this.kind }) ?? error, input, entry);
    }
  }

  #delay(operation: Operation<Payload, Receipt>, reason: DelayReason, entry: EntryPoint): void {
    this.#pending.push(operation);
    if (this.#events.observed) {
      const payload = operation.payload as Payload;
      const { operationId } = operation;
      this.#events.push({ type: 'delayed', operationId, rows: this.#countRows(payload), reason }, payload, entry);
    }
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
    const payload = operation.payload as Payload;
    try {
      if (this.#strikes('failNextCommits', operation)) throw new InjectedCommitFailure(operation);
      operation.receipt = this.#backend.apply(this.#durable, payload, operation);
    } catch (cause) {
      const error = this.#asOwnError(cause, operation) ?? this.#poisonedBy(cause, operation);
      if (this.#events.observed) {
        const { operationId } = operation;
        const { code, message } = error;
        this.#events.push({ type: 'failed', operationId, code, message }, payload);
      }
      this.#finish(operation, error);
      return;
    }
    const lost = this.#strikes('loseNextAcks', operation);
    if (this.#events.observed) {
      const { operationId, receipt } = operation;
      this.#events.push({ type: 'committed', operationId, receipt, acknowledged: !lost }, payload);
    }
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
    if (this.#events.observed) {
      this.#events.push({ type: 'waited', operationId: operation.operationId, outcome: error?.code ?? 'receipt' });
    }
    return error;
  }

  #waitForPending(operation: Operation<unknown, Receipt>, signal: AbortSignal | undefined): Promise<Receipt> {
    return new Promise((resolve, reject) => {
      const stopListening = listenForAbort(signal, (reason) => {
        operation.waiter = undefined;
        reject(reason as Error);
      });
      operation.waiter = {
        resolve: (receipt) => {
          stopListening();
          resolve(receipt);
        },
        reject: (error) => {
          stopListening();
          reject(error as Error);
        },
      };
    });
  }

  /** The form in which a backend's error reaches the caller; `undefined` if it is none of ours. */
  #asOwnError(error: unknown, origin: ErrorOrigin): InMemoryPersistenceError | undefined {
    if (PersistenceInputError.is(error)) return new BatchValidation(origin, error);
    if (!InMemoryPersistenceError.is(error)) return undefined;
    if (error instanceof StoreRefusal) StoreRefusal.locate(error, origin);
    return error;
  }

  #poisonedBy(cause: unknown, operation: Operation<Payload, Receipt>): Poisoned {
    this.#poison = { cause };
    if (this.#events.observed) this.#events.push({ type: 'poisoned', operationId: operation.operationId });
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
      this.#events.deliver();
    }
  }

  /** Uses up one strike of a fault, if it is armed. */
  #strikes(fault: FaultName, operation?: Operation<Payload, Receipt>): boolean {
    if (!this.#faults.strike(fault)) return false;
    if (this.#events.observed) {
      const operationId = operation && { operationId: operation.operationId };
      this.#events.push({ type: 'fault-struck', fault, ...operationId, remaining: this.#faults.counters()[fault] });
    }
    return true;
  }

  #observeRefusal<E>(error: E, payload: unknown, entry: EntryPoint): E {
    if (this.#events.observed) {
      const { code, message } = InMemoryPersistenceError.is(error) ? error : { code: 'Error', message: textOf(error) };
      this.#events.push({ type: 'refused', code, message }, payload, entry);
    }
    return error;
  }

  #countRows(payload: Payload): number {
    return this.#backend.countRows?.(payload) ?? 1;
  }
}

/** The text of an error that is none of ours, which may be anything. */
function textOf(error: unknown): string {
  try {
    return String(error);
  } catch {
    return kindOf(error);
  }
}
