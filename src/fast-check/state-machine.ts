import fc, { type IAsyncProperty } from 'fast-check';
import { InMemoryDoneLedger } from '../done-ledger/in-memory-done-ledger.js';
import { InMemoryFindingsSink } from '../findings/in-memory-findings-sink.js';
import { formatCapsule } from '../sim/capsule.js';
import type { SimulatedLedger } from '../sim/ledger-side.js';
import type { SimOperation, SimStore } from '../sim/operations.js';
import type { SimReport } from '../sim/report.js';
import { scenario } from '../sim/scenario.js';
import { ScenarioError } from '../sim/scenario-error.js';
import type { SimulatedSink } from '../sim/sink-side.js';
import { closedBatch, type BatchOptions } from './findings.js';
import { ledgerBatch, type LedgerOptions } from './ledger.js';
import { ledgerOperations, listed, sinkOperations, type OperationsOptions } from './operations.js';

/**
 * Runs a sequence of operations with every invariant checked after each. Rejects with a `ScenarioError` that shows the steps,
 * and the capsule to keep.
 */
export async function runOperations(
  stores: { readonly ledger?: SimulatedLedger; readonly sink?: SimulatedSink },
  operations: readonly SimOperation[],
): Promise<SimReport> {
  try {
    return await scenario(stores, operations).run();
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    error.message += `\n\nAs a capsule, for replay() and shrink():\n${formatCapsule(error.report.capsule())}`;
    throw error;
  }
}

/**
 * The state machine of a done-ledger, as a property: a delayed write, its failed commit, its retry, and then anything at
 * all. `create` makes a fresh ledger for each run; one of this package if left out.
 */
export function ledgerStateMachine(
  create: () => SimulatedLedger | Promise<SimulatedLedger> = () => new InMemoryDoneLedger(),
  options: OperationsOptions & LedgerOptions = {},
): IAsyncProperty<[readonly SimOperation[]]> {
  const first = ledgerBatch({ ...options, maxLength: 8 });
  const sequence = fc
    .tuple(first, ledgerOperations(options))
    .map(([records, tail]) =>
      withPrefix('ledger', { type: 'BatchUpsert', store: 'ledger', label: 'first', records }, tail),
    );
  return fc.asyncProperty(sequence, async (operations) => {
    await runOperations({ ledger: await create() }, operations);
  });
}

/** The state machine of a findings sink, likewise. */
export function sinkStateMachine(
  create: () => SimulatedSink | Promise<SimulatedSink> = () => new InMemoryFindingsSink(),
  options: OperationsOptions & Pick<BatchOptions, 'pool'> = {},
): IAsyncProperty<[readonly SimOperation[]]> {
  const sequence = fc
    .tuple(closedBatch(options), sinkOperations(options))
    .map(([batch, tail]) => withPrefix('sink', { type: 'BatchUpsert', store: 'sink', label: 'first', batch }, tail));
  return fc.asyncProperty(sequence, async (operations) => {
    await runOperations({ sink: await create() }, operations);
  });
}

/** Every run starts with a delay, a commit that fails, and a retry that succeeds. */
function withPrefix(store: SimStore, write: SimOperation, tail: readonly SimOperation[]): readonly SimOperation[] {
  const prefix: readonly SimOperation[] = [
    { type: 'InjectDelay', store, count: 1 },
    write,
    { type: 'InjectCommitFailure', store, count: 1 },
    { type: 'ReleaseOldest', store },
    { type: 'Replay', store, of: 'first', label: 'retry' },
  ];
  return listed([...prefix, ...tail]);
}
