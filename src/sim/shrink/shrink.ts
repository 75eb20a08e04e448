import { readCount, readSignal } from '../../store/control-arguments.js';
import { PersistenceInputError } from '../../values/input-error.js';
import { decodeCapsule, encodeOperations, type Capsule } from '../capsule.js';
import { simplifyIdentities } from './identities.js';
import {
  inlineReplays,
  joinWrites,
  leaveOutItems,
  leaveOutOperations,
  leaveOutPairs,
  leaveOutStore,
  simplifyOperations,
} from './operations.js';
import { Shrunk } from './shrunk.js';
import { runCandidate, signatureOf, Trials, type Candidate, type TrialOptions } from './trials.js';
import { simplifyValues } from './values.js';

/** How far a shrinking has come. */
export interface ShrinkProgress {
  readonly runs: number;
  /** How many operations are left. */
  readonly operations: number;
  /** What is left so far. It fails alike; the violations in it are those of the capsule that is being shrunk. */
  capsule(): Capsule;
}

/** What to shrink on, and how. */
export interface ShrinkOptions extends TrialOptions {
  /** Most runs; 2000 if left out. */
  readonly maxRuns?: number | undefined;
  /** Is told after each run. */
  readonly onProgress?: ((progress: ShrinkProgress) => void) | undefined;
}

/** Each leaves something out, or makes it simpler. What comes later does less the less there is left. */
const PASSES = [
  leaveOutStore,
  inlineReplays,
  leaveOutOperations,
  simplifyOperations,
  leaveOutPairs,
  joinWrites,
  leaveOutItems,
  simplifyIdentities,
  simplifyValues,
];

/**
 * Leaves out of a failed run what its failure does not need, and simplifies the rest: operations, faults, records, values.
 * Each attempt is a replay on fresh stores, and counts if it fails with the same signature; it goes on until nothing more can be
 * left out. Rejects with a `PersistenceInputError` for a capsule that is malformed, or that does not fail.
 */
export async function shrink(capsule: object | string, options: ShrinkOptions = {}): Promise<Shrunk> {
  const { maxRuns = 2000, onProgress } = options;
  readCount('options.maxRuns', maxRuns);
  readSignal(options);
  const { capsule: heading, operations } = decodeCapsule(capsule);
  const original = await runCandidate({ ...heading, operations }, options);
  const signature = signatureOf(original);
  if (signature === undefined) throw nothingToShrink();
  const failed = operations.slice(0, original.operations.length);
  const first: Candidate = { simulation: heading.simulation, operations: encodeOperations(failed) };
  const trials = new Trials(first, signature, options, {
    maxRuns,
    afterRun: ({ best, runs }) =>
      onProgress?.({ runs, operations: best.operations.length, capsule: () => ({ ...heading, ...best }) }),
  });
  for (let before: Candidate | undefined; before !== trials.best && !trials.exhausted;) {
    before = trials.best;
    for (const pass of PASSES) await pass(trials);
  }
  const { best, runs, exhausted } = trials;
  const report = await runCandidate({ ...heading, ...best, operations: trials.decode(best) }, options, true);
  return new Shrunk(report, { from: operations.length, runs, complete: !exhausted, options });
}

function nothingToShrink(): PersistenceInputError {
  const [expected, received] = ['a capsule that fails', 'one in which every invariant holds'];
  const detail = { field: 'capsule', expected, received };
  return new PersistenceInputError('InvalidType', detail, `expected ${expected}, received ${received}`);
}
