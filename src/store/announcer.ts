import { kindOf } from '../values/check.js';
import { DelayCauses, type StoreMode } from './delay-causes.js';
import { InMemoryPersistenceError } from './errors.js';
import {
  captureSite,
  EventStream,
  type DelayReason,
  type EntryPoint,
  type FaultCounters,
  type FaultName,
  type StoreEvent,
  type StoreObserver,
} from './events.js';
import type { Operation } from './operation.js';
import type { PendingWriteId } from './pending-write-id.js';

/** Tells the observers of a store what its core does. With none attached it does nothing, at no cost. */
export class Announcer<Payload> {
  readonly #events: EventStream;
  readonly #causes = new DelayCauses();
  readonly #countRows: (payload: Payload) => number;

  constructor(store: string, countRows: (payload: Payload) => number) {
    this.#events = new EventStream(store);
    this.#countRows = countRows;
  }

  subscribe(observer: StoreObserver): () => void {
    return this.#events.subscribe(observer);
  }

  observers(): readonly StoreObserver[] {
    return this.#events.observers();
  }

  /** Who called a method, if somebody wants to know. */
  callOf(entry: EntryPoint): Error | undefined {
    return this.#events.observed ? captureSite(entry) : undefined;
  }

  /** The event of the call that set the mode, where that was observed. */
  get modeSetBy(): StoreEvent | undefined {
    return this.#causes.mode;
  }

  /** Delivers what was announced. Comes last in each call, so that observers see the store at rest. */
  deliver(): void {
    this.#events.deliver();
  }

  accepted(operation: Operation<Payload, unknown>, entry: EntryPoint): void {
    if (!this.#events.observed) return;
    const { operationId, payload } = operation;
    this.#events.push({ type: 'accepted', operationId, rows: this.#rowsOf(payload as Payload) }, payload, entry);
  }

  refused(error: unknown, input: unknown, entry: EntryPoint): void {
    if (!this.#events.observed) return;
    const { code, message } = InMemoryPersistenceError.is(error) ? error : { code: 'Error', message: textOf(error) };
    this.#events.push({ type: 'refused', code, message }, input, entry);
  }

  delayed(operation: Operation<Payload, unknown>, reason: DelayReason, entry: EntryPoint): void {
    if (!this.#events.observed) return;
    const { operationId, payload } = operation;
    const cause = reason === 'delayNextWrites' ? this.#causes.struck : this.#causes.mode;
    const rows = this.#rowsOf(payload as Payload);
    this.#events.push({ type: 'delayed', operationId, rows, reason }, payload, entry, cause);
  }

  committed(operation: Operation<Payload, unknown>, acknowledged: boolean): void {
    if (!this.#events.observed) return;
    const { operationId, receipt, payload } = operation;
    this.#events.push({ type: 'committed', operationId, receipt, acknowledged }, payload);
  }

  failed(operation: Operation<Payload, unknown>, { code, message }: InMemoryPersistenceError): void {
    if (!this.#events.observed) return;
    const { operationId, payload } = operation;
    this.#events.push({ type: 'failed', operationId, code, message }, payload);
  }

  waited({ operationId }: Operation<unknown, unknown>, error: InMemoryPersistenceError | undefined): void {
    if (this.#events.observed) this.#events.push({ type: 'waited', operationId, outcome: error?.code ?? 'receipt' });
  }

  armed(fault: FaultName, count: number, remaining: number, entry: EntryPoint): void {
    if (!this.#events.observed) return;
    const armed = this.#events.push({ type: 'fault-armed', fault, count, remaining }, undefined, entry);
    if (fault === 'delayNextWrites') this.#causes.arm(armed);
  }

  struck(fault: FaultName, remaining: number, operation: Operation<Payload, unknown> | undefined): void {
    if (!this.#events.observed) return;
    const operationId = operation && { operationId: operation.operationId };
    this.#events.push({ type: 'fault-struck', fault, ...operationId, remaining });
    if (fault === 'delayNextWrites') this.#causes.strike(remaining);
  }

  faultsReset(cleared: FaultCounters): void {
    this.#causes.reset();
    if (this.#events.observed) this.#events.push({ type: 'faults-reset', cleared });
  }

  modeChanged(autoComplete: boolean, entry: EntryPoint): void {
    this.#causes.mode = undefined;
    if (!this.#events.observed) return;
    this.#causes.mode = this.#events.push({ type: 'mode-changed', autoComplete }, undefined, entry);
  }

  /** A scope went back to the mode of before, which may be the present one. */
  modeRestored({ autoComplete, setBy }: StoreMode, changes: boolean): void {
    this.#causes.mode = setBy;
    if (changes && this.#events.observed) this.#events.push({ type: 'mode-changed', autoComplete });
  }

  crashed(dropped: readonly PendingWriteId[]): void {
    if (this.#events.observed) this.#events.push({ type: 'crashed', dropped });
  }

  poisoned({ operationId }: Operation<Payload, unknown>): void {
    if (this.#events.observed) this.#events.push({ type: 'poisoned', operationId });
  }

  poisonCleared(): void {
    if (this.#events.observed) this.#events.push({ type: 'poison-cleared' });
  }

  /** A backend whose `countRows` throws must not make a difference between being observed and not. */
  #rowsOf(payload: Payload): number {
    try {
      return this.#countRows(payload);
    } catch {
      return 1;
    }
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
