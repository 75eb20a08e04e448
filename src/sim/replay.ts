import { InMemoryDoneLedger } from '../done-ledger/in-memory-done-ledger.js';
import { InMemoryFindingsSink } from '../findings/in-memory-findings-sink.js';
import { listenForAbort } from '../store/abort.js';
import { readSignal } from '../store/control-arguments.js';
import { decodeCapsule, type PhasedOperation } from './capsule.js';
import type { SimulatedLedger } from './ledger-side.js';
import { SimReport, type SimHeading, type SimulationName } from './report.js';
import { checkFresh } from './simulation.js';
import type { SimulatedSink } from './sink-side.js';
import { World, type SimStores } from './world.js';

/** What to replay on, and how. */
export interface ReplayOptions {
  /** A backend without rows; a fresh ledger of this package if left out. Only runs that write to a ledger have one. */
  readonly ledger?: SimulatedLedger | undefined;
  /** A backend without rows; a fresh sink of this package if left out. Only runs that write to a sink have one. */
  readonly sink?: SimulatedSink | undefined;
  /** Whether every step is kept for a timeline and for `traceText`. */
  readonly record?: boolean | undefined;
  /** As in the options of a simulation. */
  readonly strict?: boolean | undefined;
  /** Ends the replay, a step that does not return included; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Executes the operations of a capsule once more, up to the first violation. `capsule` is the JSON text, or what
 * `JSON.parse` or an import made of that. Rejects with a `PersistenceInputError` for a capsule that is malformed or newer
 * than this package.
 */
export async function replay(capsule: object | string, options: ReplayOptions = {}): Promise<SimReport> {
  const { capsule: heading, operations } = decodeCapsule(capsule);
  return replayOperations(heading, operations, options);
}

/** Executes operations up to the first violation. */
export async function replayOperations(
  { simulation, origin }: SimHeading,
  operations: readonly PhasedOperation[],
  options: ReplayOptions,
): Promise<SimReport> {
  const signal = readSignal(options);
  const { record = false, strict } = options;
  const stores = storesOf(simulation, options);
  const world = new World(stores, { recorded: record, ...(strict !== undefined && { strict }) });
  await orAborted(signal, () => world.open());
  for (const { operation, phase } of operations)
    if (!(await orAborted(signal, () => world.execute(operation, phase)))) break;
  return new SimReport({ simulation, origin, replayed: true }, world);
}

function storesOf(simulation: SimulationName, { ledger, sink }: SimStores): SimStores {
  const stores = {
    ...(simulation !== 'findings' && { ledger: ledger ?? new InMemoryDoneLedger() }),
    ...(simulation !== 'done-ledger' && { sink: sink ?? new InMemoryFindingsSink() }),
  };
  for (const [part, store] of Object.entries(stores)) checkFresh(part, store);
  return stores;
}

/** Waits for a step, or for the signal: a backend may keep a step for ever. */
async function orAborted<T>(signal: AbortSignal | undefined, step: () => Promise<T>): Promise<T> {
  signal?.throwIfAborted();
  if (signal === undefined) return step();
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => (stop = listenForAbort(signal, reject)));
  return Promise.race([step(), aborted]).finally(() => stop());
}
