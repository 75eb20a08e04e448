import type { DoneLedgerRecord } from '../records/done-ledger-record.js';
import type { FindingsUpsertBatch } from '../records/findings-batch.js';
import type { FaultCounters } from '../store/events.js';
import { abbreviate } from '../values/public-id.js';
import { StoreDriver } from './driver.js';
import { LedgerSide, type SimulatedLedger } from './ledger-side.js';
import type { INJECTED_FAULT, SimEventKind, SimOperation, SimStore } from './operations.js';
import { handedOver } from './rows.js';
import type { RowChange } from './side.js';
import { SinkSide, type SimulatedSink } from './sink-side.js';
import { Step } from './step.js';
import type { Breach, InvariantName, Violation } from './violation.js';

/** Part of a run: faults strike, everything heals and drains, what is left is compared; or what a script says. */
export type SimPhase = 'safety' | 'liveness' | 'convergence' | 'script';

/** One step of a run as a timeline shows it. */
export interface RecordedStep {
  /** From 1. */
  readonly number: number;
  readonly phase: SimPhase;
  readonly operation: SimOperation;
  /** What the store answered, in one line. */
  readonly answer: string;
  readonly events: readonly SimEventKind[];
  /** Durable rows that were seen to change. */
  readonly changes: readonly RowChange[];
  /** Writes of this store that are pending after the step: their labels and operation ids, oldest first. */
  readonly pending: readonly { readonly label: string; readonly id: number }[];
  /** Faults of this store still to strike after the step. */
  readonly faults: FaultCounters;
  readonly violations: readonly Violation[];
}

/** The stores of a run. */
export interface SimStores {
  readonly ledger?: SimulatedLedger | undefined;
  readonly sink?: SimulatedSink | undefined;
}

/** The stores of a run with one clock, the step: executes operations one by one, and checks what must hold after each. */
export class World {
  /** Which stores there are. */
  readonly stores: readonly SimStore[];
  readonly #ledger: LedgerSide | undefined;
  readonly #sink: SinkSide | undefined;
  readonly #ledgerDriver: StoreDriver<readonly DoneLedgerRecord[]> | undefined;
  readonly #sinkDriver: StoreDriver<FindingsUpsertBatch> | undefined;
  readonly #batches = new Map<string, readonly DoneLedgerRecord[] | FindingsUpsertBatch>();
  readonly #recorded: boolean;
  readonly #operations: SimOperation[] = [];
  readonly #phases: SimPhase[] = [];
  readonly #steps: RecordedStep[] = [];
  readonly #events = new Map<SimEventKind, number>();
  readonly #violations: Violation[] = [];

  /** @param strict whether answers are held to the letter; by default those of this package's stores are. */
  constructor(
    { ledger, sink }: SimStores,
    { recorded = false, strict }: { recorded?: boolean; strict?: boolean } = {},
  ) {
    this.#recorded = recorded;
    this.stores = [...(ledger ? (['ledger'] as const) : []), ...(sink ? (['sink'] as const) : [])];
    if (ledger !== undefined) {
      this.#ledger = new LedgerSide(ledger, strict);
      this.#ledgerDriver = new StoreDriver(this.#ledger);
    }
    if (sink !== undefined) {
      this.#sink = new SinkSide(sink, strict);
      this.#sinkDriver = new StoreDriver(this.#sink);
    }
  }

  /** The operations executed so far. */
  get operations(): readonly SimOperation[] {
    return this.#operations;
  }

  /** The phase in which each operation was executed. */
  get phases(): readonly SimPhase[] {
    return this.#phases;
  }

  /** The steps so far, if they are recorded. */
  get steps(): readonly RecordedStep[] {
    return this.#steps;
  }

  get violations(): readonly Violation[] {
    return this.#violations;
  }

  /** How often each kind of event came up. */
  get events(): ReadonlyMap<SimEventKind, number> {
    return this.#events;
  }

  /** Which invariants cannot be checked, for lack of reads. */
  get unchecked(): readonly InvariantName[] {
    return [...(this.#sink?.unchecked() ?? []), ...(this.#ledger && this.#sink ? [] : (['X1'] as const))];
  }

  /** What the model of a store says, for whoever draws the next operation. */
  model(store: SimStore): Pick<StoreDriver<unknown>['model'], 'pending' | 'pendingCount'> {
    return this.#driver(store).model;
  }

  /** The label of the write that was applied last. */
  lastApplied(store: SimStore): string | undefined {
    return this.#driver(store).lastApplied;
  }

  /** How a write stands: `'pending'`, `'committed'`, the code of its error; `undefined` if it was not made. */
  ending(store: SimStore, label: string): string | undefined {
    const { model, endings } = this.#driver(store);
    return model.isPending(label) ? 'pending' : endings.get(label);
  }

  /** The labels of writes that have ended, and that nobody has waited for. */
  unheard(store: SimStore): readonly string[] {
    return this.#driver(store).unheard();
  }

  /** Whether the sink has shown an observation under a ledger key. */
  isSighted(key: DoneLedgerRecord['key']): boolean {
    return this.#sink?.isSighted(key) ?? true;
  }

  /** Whether a store of the run can do an operation. */
  supports(operation: Pick<SimOperation, 'type' | 'store'>): boolean {
    if (operation.type === 'ListDone' && this.#ledger?.lists !== true) return false;
    return this.stores.includes(operation.store) && this.#driver(operation.store).supports(operation);
  }

  /** Puts the stores into the state in which every run starts. */
  async open(): Promise<void> {
    await this.#ledgerDriver?.open();
    await this.#sinkDriver?.open();
  }

  /** Executes an operation; whether everything still holds. */
  async execute(operation: SimOperation, phase: SimPhase): Promise<boolean> {
    this.#operations.push(operation);
    this.#phases.push(phase);
    const step = new Step(this.#operations.length, operation, this.#recorded);
    if (this.supports(operation)) await this.#perform(step, operation, phase);
    else step.say(() => 'not supported by this backend');
    for (const kind of step.events) this.#events.set(kind, (this.#events.get(kind) ?? 0) + 1);
    const changes = this.#side(operation.store)?.takeChanges() ?? [];
    if (operation.store === 'ledger') this.#checkSighted(step, changes);
    this.#violations.push(...step.violations);
    if (this.#recorded) this.#record(step, phase, changes);
    return step.violations.length === 0;
  }

  #perform(step: Step, operation: SimOperation, phase: SimPhase): Promise<void> | undefined {
    const driver = this.#driver(operation.store);
    switch (operation.type) {
      case 'BatchUpsert':
        return this.#write(step, operation, 'records' in operation ? operation.records : operation.batch, false);
      case 'Replay': {
        const payload = this.#batches.get(operation.of);
        if (payload === undefined) step.say(() => `there was no write ${operation.of}`);
        return payload && this.#write(step, operation, payload, true);
      }
      case 'BatchGet':
        return this.#read(step, 'GetOk', this.#ledger?.checkGet(operation.keys));
      case 'ListDone':
        return this.#read(step, 'ListOk', this.#ledger?.checkList(operation.tenantId, operation.policyHash));
      case 'ReadAll':
        return driver.readAll(step, phase === 'convergence' ? 'I6' : 'I7');
      case 'Wait':
        return driver.wait(step, operation.write);
      case 'ReleaseOldest':
        return driver.releaseNext(step, 'OldestFirst');
      case 'ReleaseNewest':
        return driver.releaseNext(step, 'NewestFirst');
      case 'ReleaseSpecific':
        return driver.releaseSpecific(step, operation.write);
      case 'ReleaseAll':
        return driver.releaseAll(step, operation.order);
      case 'ResetFaults':
        return driver.resetFaults(step);
      case 'SetAutoComplete':
        return driver.setAutoComplete(step, operation.on);
      case 'Crash':
        return driver.crash(step);
      default:
        return driver.inject(step, operation.type satisfies keyof typeof INJECTED_FAULT, operation.count);
    }
  }

  async #read(step: Step, event: SimEventKind, checked: Promise<readonly Breach[]> | undefined): Promise<void> {
    step.breaches((await checked) ?? []);
    step.event(event);
  }

  #write(
    step: Step,
    operation: Extract<SimOperation, { readonly label: string }>,
    payload: readonly DoneLedgerRecord[] | FindingsUpsertBatch,
    again: boolean,
  ): Promise<void> {
    const { label, faults, unattended, scribbled, store } = operation;
    this.#batches.set(label, payload);
    if (again) step.event('Replayed');
    return (this.#driver(store) as StoreDriver<unknown>).write(step, {
      label,
      payload: handedOver(payload),
      faults,
      unattended,
      scribbled,
      again,
    });
  }

  /** X1, on the rows that a step has changed. */
  #checkSighted(step: Step, changes: readonly RowChange[]): void {
    if (this.#sink === undefined) return;
    for (const { key, after } of changes) {
      const row = after as DoneLedgerRecord;
      if (row.status !== 'ScannedWithFindings' || this.#sink.isSighted(row.key)) continue;
      step.breach({
        invariant: 'X1',
        message: `The ledger says ScannedWithFindings, and no observation is durable: row ${key.split('/').map(abbreviate).join('/')}`,
        key,
        fields: ['status'],
      });
    }
  }

  #record(step: Step, phase: SimPhase, changes: readonly RowChange[]): void {
    const { number, operation, answer, events, violations } = step;
    const { store } = operation;
    if (!this.stores.includes(store)) return;
    const model = this.#driver(store).model;
    const [pending, faults] = [model.pending(), model.counters];
    this.#steps.push({ number, phase, operation, answer, events, changes, pending, faults, violations });
  }

  #side(store: SimStore): LedgerSide | SinkSide | undefined {
    return store === 'ledger' ? this.#ledger : this.#sink;
  }

  #driver(store: SimStore): StoreDriver<never> {
    return (store === 'ledger' ? this.#ledgerDriver : this.#sinkDriver) as unknown as StoreDriver<never>;
  }
}
