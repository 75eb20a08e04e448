import { InMemoryDoneLedger } from '../done-ledger/in-memory-done-ledger.js';
import { InMemoryFindingsSink } from '../findings/in-memory-findings-sink.js';
import type { Seed } from '../harness/seed.js';
import { readCount, readSignal } from '../store/control-arguments.js';
import { invalidType, outOfRange } from '../values/check.js';
import { SimContext, type FaultLevel, type SimProfile } from './context.js';
import { OperationGenerator } from './generator.js';
import type { SimulatedLedger } from './ledger-side.js';
import type { SimStore } from './operations.js';
import { SimReport, type SimulationName } from './report.js';
import type { SimulatedSink } from './sink-side.js';
import { swizzleClog } from './swizzle-clog.js';
import { World, type SimPhase, type SimStores } from './world.js';

/** What every simulation takes. */
export interface SimOptions {
  /** Where all draws start. */
  readonly seed: Seed;
  /** How much goes wrong by itself; `'SunnyDay'` if left out. */
  readonly level?: FaultLevel | undefined;
  /** `'seed'`, operations and sizes exactly as the specification has them, if left out; or `'extended'`. */
  readonly profile?: SimProfile | undefined;
  /** Whether every step is kept for a timeline. */
  readonly record?: boolean | undefined;
  /** Whether a backend's refusals are held to the letter, in code and moment. By default those of this package's stores are. */
  readonly strict?: boolean | undefined;
}

/** How long a run is. */
export interface RunOptions {
  /** Operations of the safety phase; 200 if left out. */
  readonly ops?: number | undefined;
  /** Ends the run at the next step; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A seeded run over stores (specification 4-simulation): a safety phase with faults, a liveness phase in which everything
 * heals and drains, then convergence. Each simulation runs once.
 */
abstract class Simulation {
  readonly #name: SimulationName;
  readonly #stores: SimStores;
  readonly #options: SimOptions;
  readonly #context: SimContext;
  #started = false;

  protected constructor(name: SimulationName, stores: SimStores, options: SimOptions) {
    const { profile = 'seed' } = options;
    if (profile !== 'seed' && profile !== 'extended') throw invalidType('profile', "'seed' or 'extended'", profile);
    for (const [part, store] of Object.entries(stores)) checkFresh(part, store as object);
    this.#name = name;
    this.#stores = stores;
    this.#options = { ...options, profile };
    this.#context = new SimContext(options);
  }

  /** Runs, until the first violation at most. Rejects only for a backend that fails to answer a read. */
  async run({ ops = 200, signal }: RunOptions = {}): Promise<SimReport> {
    readCount('ops', ops);
    return this.#run(signal, async (world, generator, execute) => {
      for (let left = ops; left > 0; left--) if (!(await execute(generator.next(), 'safety'))) return;
      for (const store of world.stores) {
        for (const type of ['SetAutoComplete', 'ResetFaults'] as const) {
          const heals = type === 'ResetFaults' ? { type, store } : { type, store, on: true };
          if (world.supports(heals) && !(await execute(heals, 'liveness'))) return;
        }
        if (!(await drain(world, store, execute))) return;
      }
      for (let left = Math.max(5, Math.floor(ops / 10)); left > 0; left--)
        if (!(await execute(generator.calm(), 'liveness'))) return;
      for (const store of world.stores) if (!(await drain(world, store, execute))) return;
      await converge(world, generator, execute);
    });
  }

  /**
   * Swizzle-clog: `batches` delayed batches of 3 records on 5 keys that overlap in flight, released in a shuffled order, a
   * quarter of their commits failing (at least one, not all), then convergence. Needs a store that can delay.
   */
  async swizzleClog({
    batches = 10,
    signal,
  }: { readonly batches?: number; readonly signal?: AbortSignal } = {}): Promise<SimReport> {
    readCount('batches', batches);
    if (batches < 2) throw outOfRange('batches', batches, 2, Number.MAX_SAFE_INTEGER);
    return this.#run(signal, async (world, generator, execute) => {
      for (const store of world.stores.toReversed()) {
        // findings first: ledger records refer to them
        if (!(await swizzleClog(this.#context, world, store, batches, execute))) return;
        if (!(await drain(world, store, execute))) return;
      }
      await converge(world, generator, execute);
    });
  }

  async #run(
    signal: AbortSignal | undefined,
    phases: (world: World, generator: OperationGenerator, execute: World['execute']) => Promise<void>,
  ): Promise<SimReport> {
    readSignal({ signal });
    if (this.#started) throw invalidType('simulation', 'a simulation that has not run yet', this);
    this.#started = true;
    const { record = false, strict, profile = 'seed' } = this.#options;
    const world = new World(this.#stores, { recorded: record, ...(strict !== undefined && { strict }) });
    const generator = new OperationGenerator(this.#context, profile, world);
    await world.open();
    await phases(world, generator, (operation, phase) => {
      signal?.throwIfAborted();
      return world.execute(operation, phase);
    });
    const { seed, level } = this.#context;
    const simulation = this.#name;
    return new SimReport({ simulation, origin: { simulation, seed, level, profile } }, world);
  }
}

/** Lets everything that is pending go, one by one, and hears how it ended. */
async function drain(world: World, store: SimStore, execute: World['execute']): Promise<boolean> {
  for (let left = world.model(store).pendingCount; left > 0; left--)
    if (!(await execute({ type: 'ReleaseOldest', store }, 'liveness'))) return false;
  for (const write of world.unheard(store))
    if (!(await execute({ type: 'Wait', store, write }, 'liveness'))) return false;
  return true;
}

/** Compares all that there is; writes the last write again, which must not change anything; compares once more. */
async function converge(world: World, generator: OperationGenerator, execute: World['execute']): Promise<void> {
  const phase: SimPhase = 'convergence';
  for (const store of world.stores) {
    if (!(await execute({ type: 'ReadAll', store }, phase))) return;
    const last = world.lastApplied(store);
    if (last === undefined) continue;
    if (!(await execute(generator.replay(store, last), phase))) return;
    if (!(await execute({ type: 'ReadAll', store }, phase))) return;
  }
}

/** A run starts from nothing: the model knows of nothing else. Throws `InvalidType` for a store that has rows. */
export function checkFresh(part: string, store: object): void {
  if (typeof store !== 'object' || store === null) throw invalidType(part, 'a store', store);
  const { durableCounts } = store as { durableCounts?: () => unknown };
  const counts = typeof durableCounts === 'function' ? durableCounts.call(store) : {};
  if (Object.values(counts as object).some((count) => typeof count === 'number' && count > 0))
    throw invalidType(part, 'a store without rows, to be simulated from the start', store);
}

/** Simulates a done-ledger: a fresh one of this package, or `ledger`, any backend of the contract without rows. */
export class DoneLedgerSim extends Simulation {
  constructor({ ledger = new InMemoryDoneLedger(), ...options }: SimOptions & { readonly ledger?: SimulatedLedger }) {
    super('done-ledger', { ledger }, options);
  }
}

/** Simulates a findings sink: a fresh one of this package, or `sink`, any backend of the contract without rows. */
export class FindingsSim extends Simulation {
  constructor({ sink = new InMemoryFindingsSink(), ...options }: SimOptions & { readonly sink?: SimulatedSink }) {
    super('findings', { sink }, options);
  }
}

/** Simulates both stores under one clock; ledger records say that there are findings only once these are durable (X1). */
export class PersistenceSim extends Simulation {
  constructor({
    ledger = new InMemoryDoneLedger(),
    sink = new InMemoryFindingsSink(),
    ...options
  }: SimOptions & { readonly ledger?: SimulatedLedger; readonly sink?: SimulatedSink }) {
    super('persistence', { ledger, sink }, options);
  }
}
