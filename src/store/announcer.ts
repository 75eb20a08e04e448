import { kindOf } from '../values/check.js';
import { InMemoryPersistenceError } from './errors.js';
import {
  captureSite,
  EventStream,
  type CapturedStack,
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
  callOf(entry: EntryPoint): CapturedStack | undefined {
    return this.#events.observed ? captureSite(entry) : undefined;
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

  delayed(
    operation: Operation<Payload, unknown>,
    reason: DelayReason,
    cause: StoreEvent | undefined,
    entry: EntryPoint,
  ): void {
    if (!this.#events.observed) return;
    const { operationId, payload } = operation;
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

  armed(fault: FaultName, count: number, remaining: number, entry: EntryPoint): StoreEvent | undefined {
    if (!this.#events.observed) return undefined;
    return this.#events.push({ type: 'fault-armed', fault, count, remaining }, undefined, entry);
  }

  struck(fault: FaultName, remaining: number, operation: Operation<Payload, unknown> | undefined): void {
    if (!this.#events.observed) return;
    const operationId = operation && { operationId: operation.operationId };
    this.#events.push({ type: 'fault-struck', fault, ...operationId, remaining });
  }

  faultsReset(cleared: FaultCounters): void {
    if (this.#events.observed) this.#events.push({ type: 'faults-reset', cleared });
  }

  modeChanged(autoComplete: boolean, entry?: EntryPoint): StoreEvent | undefined {
    if (!this.#events.observed) return undefined;
    return this.#events.push({ type: 'mode-changed', autoComplete }, undefined, entry);
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
