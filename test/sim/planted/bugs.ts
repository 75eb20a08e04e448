import { fileURLToPath } from 'node:url';
import type { ConformanceBackend } from '../../../src/conformance/index.js';
import type { DoneLedger, DoneLedgerRecord, FindingsUpsertBatch } from '../../../src/index.js';
import { DoneLedgerSim, FindingsSim, shrink, type Shrunk, type SimReport } from '../../../src/sim/index.js';
import { BROKEN, type Broken } from '../../conformance/broken/index.js';

/** A broken backend of the conformance tests, and how to simulate it. */
export interface PlantedBug extends Broken {
  readonly topic: string;
}

/** Every broken backend that there is. */
export const PLANTED: readonly PlantedBug[] = Object.entries(BROKEN).flatMap(([topic, list]) =>
  list.map((bug) => ({ topic, ...bug })),
);

/** What the search has found of a bug. */
export interface Found {
  readonly name: string;
  readonly way: Way;
  readonly seed: number;
  readonly signature: string;
  /** Operations before and after shrinking. */
  readonly from: number;
  readonly to: number;
}

/** The file of what the search has found. */
export const FOUND = fileURLToPath(new URL('found.json', import.meta.url));

/** Seeds that are tried at most. */
export const SEEDS = 200;
/** Operations of the safety phase of a run. */
export const OPS = 300;

/** Ways to simulate a backend: which stores, and whether it is held to the letter. */
export type Way = `${'ledger' | 'sink'}${'' | ', strict'}`;

/** The ways that make sense for a bug, the likeliest first. */
export function waysFor({ topic, supports }: PlantedBug): readonly Way[] {
  const stores: readonly Way[] = topic.startsWith('ledger')
    ? ['ledger']
    : topic.startsWith('findings')
      ? ['sink']
      : ['ledger', 'sink'];
  return supports?.strict === true ? [...stores, ...stores.map((way): Way => `${way as 'ledger'}, strict`)] : stores;
}

/** The stores of a fresh backend, with the one control over failure that it has. */
export function storesOf(backend: ConformanceBackend, way: Way) {
  const controls = way.endsWith('strict')
    ? {} // its failures are its own, and bring no code
    : {
        failNextCommits: async (count: number) => {
          for (let left = count; left > 0; left--) await backend.failNextCommit?.();
        },
      };
  const { doneLedger, findings } = backend;
  return {
    ledger: {
      batchGet: (...asked: Parameters<DoneLedger['batchGet']>) => doneLedger.batchGet(...asked),
      batchUpsert: (records: readonly DoneLedgerRecord[]) => doneLedger.batchUpsert(records),
      ...(doneLedger.listDoneHashes && {
        listDoneHashes: (...asked: Parameters<Required<DoneLedger>['listDoneHashes']>) =>
          (doneLedger as Required<DoneLedger>).listDoneHashes(...asked),
      }),
      ...controls,
    },
    sink: {
      upsertBatch: (batch: FindingsUpsertBatch) => findings.upsertBatch(batch),
      ...(findings?.durableCounts && { durableCounts: () => (findings as Required<typeof findings>).durableCounts() }),
      ...(backend.getObservation && {
        getObservation: (...asked: Parameters<Required<ConformanceBackend>['getObservation']>) =>
          (backend as Required<ConformanceBackend>).getObservation(...asked),
      }),
      ...controls,
    },
  };
}

/** Runs one seed against a fresh backend with the bug. Aborted when the backend keeps a step for too long. */
export async function runPlanted(bug: PlantedBug, way: Way, seed: number, signal?: AbortSignal): Promise<SimReport> {
  const { ledger, sink } = storesOf(await bug.create(), way);
  const strict = way.endsWith('strict');
  const options = { seed, level: 'Stormy', profile: 'extended', strict } as const;
  const simulation = way.startsWith('ledger')
    ? new DoneLedgerSim({ ...options, ledger })
    : new FindingsSim({ ...options, sink });
  return simulation.run({ ops: OPS, signal });
}

/** Shrinks a run that has found the bug. */
export async function shrinkPlanted(bug: PlantedBug, way: Way, report: SimReport): Promise<Shrunk> {
  const fresh = () => storesOf(bug.create() as ConformanceBackend, way);
  const stores = way.startsWith('ledger') ? { ledger: () => fresh().ledger } : { sink: () => fresh().sink };
  return shrink(report.capsule(), { ...stores, strict: way.endsWith('strict'), maxRuns: 1500 });
}
