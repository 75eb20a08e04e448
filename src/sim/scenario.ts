import type { DoneLedgerKey, DoneLedgerRecord } from '../records/done-ledger-record.js';
import type { FindingsUpsertBatch } from '../records/findings-batch.js';
import { readCount, readOrder } from '../store/control-arguments.js';
import type { CompletionOrder } from '../store/linked-queue.js';
import { invalidType, kindOf } from '../values/check.js';
import type { SimOperation, SimStore, WriteOperation } from './operations.js';
import { SimReport } from './report.js';
import { ScenarioError } from './scenario-error.js';
import { checkFresh } from './simulation.js';
import { World, type SimStores } from './world.js';

/** How a scripted write stands: `'pending'`, `'committed'`, or the code of the error with which it has ended. */
export type ExpectedEnding = 'pending' | 'committed' | (string & {});

/** How a scripted write is made. */
export interface ScriptedWrite {
  /** Nobody waits for its outcome until `wait()` does, or the script ends. */
  readonly unattended?: boolean;
  /** The caller changes its own objects once the write was accepted. */
  readonly scribbled?: boolean;
}

type Payload = DoneLedgerRecord | readonly DoneLedgerRecord[] | FindingsUpsertBatch;
type Check<Stores> = (stores: Stores) => unknown;

/** One line of a script. */
type Line<Stores> =
  | { readonly operation: SimOperation }
  | { readonly check: Check<Stores> }
  | { readonly label: string; readonly ending: ExpectedEnding };

/**
 * Operations written by hand, with labels for the writes (specification 4-simulation): they run as those of a simulation do,
 * with every invariant checked after each. Methods add a line and return the scenario; `run()` runs it, once.
 *
 * The stores must be without rows, and nobody else may write to them while the script runs: the model knows of nothing else.
 */
export class Scenario<Stores extends SimStores> {
  readonly #stores: Stores;
  readonly #given: readonly SimStore[];
  readonly #lines: Line<Stores>[] = [];
  readonly #labels = new Map<string, SimStore>();
  #current: SimStore | undefined;
  #started = false;

  /** @internal Scenarios come from {@link scenario}. */
  constructor(stores: Stores, operations: readonly SimOperation[]) {
    this.#stores = stores;
    this.#given = (['ledger', 'sink'] as const).filter((store) => stores[store] !== undefined);
    if (this.#given.length === 1) this.#current = this.#given[0];
    for (const operation of operations) this.#push(operation);
  }

  /** Says to which of two stores the lines that follow go; writes go where their payload belongs. */
  on(store: SimStore): this {
    if (!this.#given.includes(store))
      throw invalidType('store', this.#given.map((name) => `'${name}'`).join(' or '), store);
    this.#current = store;
    return this;
  }

  /** Writes a record, several, or a findings batch, under a label of its own. */
  upsert(label: string, payload: Payload, options: ScriptedWrite = {}): this {
    const isBatch = kindOf(payload) === 'object' && 'findings' in payload;
    if (isBatch) return this.#push({ type: 'BatchUpsert', store: 'sink', label, ...options, batch: payload });
    const records = (kindOf(payload) === 'array' ? payload : [payload]) as readonly DoneLedgerRecord[];
    return this.#push({ type: 'BatchUpsert', store: 'ledger', label, ...options, records });
  }

  /** Writes the payload of an earlier write once more. */
  replay(label: string, { of, ...options }: ScriptedWrite & { readonly of: string }): this {
    return this.#push({ type: 'Replay', store: this.#storeOf(of), label, of, ...options });
  }

  /** Waits for an unattended write. */
  wait(label: string): this {
    return this.#push({ type: 'Wait', store: this.#storeOf(label), write: label });
  }

  /** Reads keys of the ledger, and compares the answers. */
  get(...keys: readonly DoneLedgerKey[]): this {
    return this.#push({ type: 'BatchGet', store: 'ledger', keys });
  }

  /** Reads all that a store shows, and compares it. */
  readAll(): this {
    return this.#push({ type: 'ReadAll', store: this.#store() });
  }

  /** Releases the write of this label. */
  release(label: string): this {
    return this.#push({ type: 'ReleaseSpecific', store: this.#storeOf(label), write: label });
  }

  releaseOldest(): this {
    return this.#push({ type: 'ReleaseOldest', store: this.#store() });
  }

  releaseNewest(): this {
    return this.#push({ type: 'ReleaseNewest', store: this.#store() });
  }

  releaseAll(order: CompletionOrder = 'OldestFirst'): this {
    return this.#push({ type: 'ReleaseAll', store: this.#store(), order: readOrder('order', order) });
  }

  /** Holds back the next write, or the next `count`. */
  delayNext(count = 1): this {
    return this.#inject('InjectDelay', count);
  }

  /** Refuses the next submission, or the next `count`. */
  failNextSubmission(count = 1): this {
    return this.#inject('InjectSubmitFailure', count);
  }

  /** Fails the next commit, or the next `count`. */
  failNextCommit(count = 1): this {
    return this.#inject('InjectCommitFailure', count);
  }

  /** Loses the acknowledgement of the next commit, or of the next `count`. */
  loseNextAck(count = 1): this {
    return this.#inject('InjectAckLoss', count);
  }

  resetFaults(): this {
    return this.#push({ type: 'ResetFaults', store: this.#store() });
  }

  setAutoComplete(on: boolean): this {
    return this.#push({ type: 'SetAutoComplete', store: this.#store(), on });
  }

  crash(): this {
    return this.#push({ type: 'Crash', store: this.#store() });
  }

  /** Says how a write must stand by now; or calls a function with the stores, which throws if it does not like them. */
  expect(label: string, ending: ExpectedEnding): this;
  expect(check: Check<Stores>): this;
  expect(what: string | Check<Stores>, ending: ExpectedEnding = 'committed'): this {
    if (typeof what === 'function') this.#lines.push({ check: what });
    else if (this.#storeOf(what) !== undefined) this.#lines.push({ label: what, ending });
    return this;
  }

  /**
   * Runs the script, every step recorded. Rejects with a {@link ScenarioError} at the first violation, and at the first
   * `expect` that does not hold.
   */
  async run(): Promise<SimReport> {
    if (this.#started) throw invalidType('scenario', 'a scenario that has not run yet', this);
    this.#started = true;
    const world = new World(this.#stores, { recorded: true });
    for (const [part, store] of Object.entries(this.#stores)) checkFresh(part, store as object);
    await world.open();
    for (const line of this.#lines) await this.#execute(world, line);
    for (const store of world.stores)
      for (const write of world.unheard(store))
        await this.#execute(world, { operation: { type: 'Wait', store, write } });
    return this.#report(world);
  }

  async #execute(world: World, line: Line<Stores>): Promise<void> {
    if ('operation' in line) {
      if (!(await world.execute(line.operation, 'script'))) throw new ScenarioError(this.#report(world));
    } else if ('check' in line) {
      try {
        await line.check(this.#stores);
      } catch (cause) {
        throw new ScenarioError(this.#report(world), { cause });
      }
    } else {
      const actual = world.ending(this.#storeOf(line.label), line.label) ?? 'not made yet';
      if (actual !== line.ending) throw new ScenarioError(this.#report(world), { ...line, actual });
    }
  }

  #report(world: World): SimReport {
    const [first, second] = this.#given;
    const simulation = second !== undefined ? 'persistence' : first === 'ledger' ? 'done-ledger' : 'findings';
    return new SimReport({ simulation }, world);
  }

  #inject(type: 'InjectDelay' | 'InjectSubmitFailure' | 'InjectCommitFailure' | 'InjectAckLoss', count: number): this {
    return this.#push({ type, store: this.#store(), count: readCount('count', count) });
  }

  #push(operation: SimOperation): this {
    if (!this.#given.includes(operation.store))
      throw invalidType('operation', `one on the ${this.#given.join(' or ')}`, operation);
    if ('label' in operation) this.#declare(operation);
    this.#lines.push({ operation });
    return this;
  }

  #declare({ label, store, type, ...write }: WriteOperation): void {
    if (typeof label !== 'string' || label === '') throw invalidType('label', 'a string', label);
    if (this.#labels.has(label)) throw invalidType('label', `a label that is not '${label}', which is taken`, label);
    if (type === 'Replay') this.#storeOf((write as { readonly of: string }).of);
    this.#labels.set(label, store);
  }

  #storeOf(label: string): SimStore {
    const store = this.#labels.get(label);
    if (store !== undefined) return store;
    const known = [...this.#labels.keys()].map((name) => `'${name}'`).join(', ');
    throw invalidType(
      'label',
      `the label of an earlier write (${known || 'there is none yet'}), not '${label}'`,
      label,
    );
  }

  #store(): SimStore {
    if (this.#current === undefined) throw invalidType('store', "on('ledger') or on('sink') first", undefined);
    return this.#current;
  }
}

type Ledger = NonNullable<SimStores['ledger']>;
type Sink = NonNullable<SimStores['sink']>;

/**
 * Starts a scenario on a ledger, a sink, or both: `scenario(ledger).delayNext(2).upsert('a', record).upsert('b', record)
 * .release('b').run()`. The operations may also be given as data.
 */
export function scenario<L extends Ledger>(
  ledger: L,
  operations?: readonly SimOperation[],
): Scenario<{ readonly ledger: L }>;
export function scenario<S extends Sink>(sink: S, operations?: readonly SimOperation[]): Scenario<{ readonly sink: S }>;
export function scenario<Stores extends SimStores>(
  stores: Stores,
  operations?: readonly SimOperation[],
): Scenario<Stores>;
export function scenario(stores: unknown, operations: readonly SimOperation[] = []): unknown {
  return new Scenario(readStores(stores), operations);
}

function readStores(stores: unknown): SimStores {
  const expected = 'a ledger, a sink, or { ledger, sink }';
  if (typeof stores !== 'object' || stores === null) throw invalidType('stores', expected, stores);
  if ('batchUpsert' in stores) return { ledger: stores as Ledger };
  if ('upsertBatch' in stores) return { sink: stores as Sink };
  const { ledger, sink } = stores as SimStores;
  if (ledger === undefined && sink === undefined) throw invalidType('stores', expected, stores);
  return { ...(ledger && { ledger }), ...(sink && { sink }) };
}
