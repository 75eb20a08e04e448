import type { Clock } from '../../conformance/deadline.js';
import { readCount, readSignal } from '../../store/control-arguments.js';
import { invalidType, outOfRange } from '../../values/check.js';
import type { CapsuleFolder } from '../capsule-files.js';
import { SimContext, type FaultLevel, type SimProfile } from '../context.js';
import type { SimulationName } from '../report.js';
import { labelOf, readBackend, type SimBackend } from './backend.js';
import { sweepClock } from './clock.js';
import { readSeeds, readShard, sliceOf, type SeedList, type Seeds } from './seeds.js';

/** What a sweep runs, and how. */
export interface SweepOptions {
  /** Which stores; `'persistence'`, both under one clock, if left out. */
  readonly simulation?: SimulationName | undefined;
  /** `'random'` operations if left out, or overlapping batches released in a shuffled order. */
  readonly run?: 'random' | 'swizzle-clog' | undefined;
  /** 100, which is 0 .. 99, if left out. */
  readonly seeds?: Seeds | undefined;
  /** Operations of the safety phase of a random run; 500 if left out. */
  readonly ops?: number | undefined;
  /** Batches of a swizzle-clog run; 10 if left out. */
  readonly batches?: number | undefined;
  /** `'Stormy'` if left out. */
  readonly level?: FaultLevel | undefined;
  /** `'extended'` if left out: a sweep looks everywhere unless it is told not to. */
  readonly profile?: SimProfile | undefined;
  /** How many worker threads run seeds side by side; with 1, which it is if left out, they run here. The result is the same. */
  readonly jobs?: number | undefined;
  /** Milliseconds for the whole. What was not run to its end by then counts as inconclusive. No limit if left out. */
  readonly budgetMs?: number | undefined;
  /** Milliseconds for one seed; 60,000 if left out. One that takes longer counts as inconclusive: it hangs, most likely. */
  readonly seedBudgetMs?: number | undefined;
  /** The part of the seeds to run, for example `'2/8'`. {@link mergeReports} puts the reports together. */
  readonly shard?: string | undefined;
  /** Share of the seeds that are run twice, their traces compared to the letter; 0.02 if left out. */
  readonly recheck?: number | undefined;
  /**
   * The stores under test; those of this package if left out. For threads the path of a module, relative to the working
   * directory perhaps, or a `file:` URL: functions do not cross to other threads.
   */
  readonly backend?: SimBackend | string | { readonly href: string } | undefined;
  /** Whether a backend's refusals are held to the letter, in code and moment. By default those of this package's stores are. */
  readonly strict?: boolean | undefined;
  /**
   * Where failures are kept: those of earlier sweeps are replayed first, and those of this one added, the shortest run of each
   * signature. One folder for each simulation and backend.
   */
  readonly failures?: CapsuleFolder | undefined;
  /** What measures the budgets; the machine's clock if left out. */
  readonly clock?: Clock | undefined;
  /** Ends the sweep; it resolves with what is known by then. */
  readonly signal?: AbortSignal | undefined;
  /** Told of the sum after each run. */
  readonly onProgress?: ((progress: SweepProgress) => void) | undefined;
}

/** How far a sweep has got. */
export interface SweepProgress {
  /** Seeds that have been run, of those to run. */
  readonly seeds: number;
  readonly total: number;
  readonly operations: number;
  /** Kinds of event reached, and how many there are to reach. */
  readonly events: number;
  readonly reachable: number;
  /** Signatures of failures, each counted once. */
  readonly failures: number;
}

/** What all runs of a sweep have in common. Reports of equal plans can be merged. */
export interface SweepPlan {
  readonly simulation: SimulationName;
  readonly run: 'random' | 'swizzle-clog';
  /** Operations of a random run's safety phase, or batches of a swizzle-clog run. */
  readonly length: number;
  readonly level: FaultLevel;
  readonly profile: SimProfile;
  readonly recheck: number;
  /** All seeds, those of other shards included, for example `0..99`; and how many. */
  readonly seeds: string;
  readonly total: number;
  /** Name of the file of the backend, or `'given'`; absent for the stores of this package. */
  readonly backend?: string;
  readonly strict?: boolean;
}

/** The options, read. */
export interface Sweep {
  readonly plan: SweepPlan;
  readonly shard: string;
  readonly seeds: SeedList;
  /** Index of the first seed of the shard, and of the first that is not of it any more. */
  readonly begin: number;
  readonly end: number;
  readonly jobs: number;
  readonly seedBudgetMs: number;
  readonly budgetMs: number | undefined;
  readonly backend: SimBackend | string;
  readonly clock: Clock;
}

/** Milliseconds that a timer takes at most. */
const LONGEST = 0x7fff_ffff;

/** Reads the options of a sweep. Throws a `PersistenceInputError` that names what is wrong. */
export function readSweep(options: SweepOptions): Sweep {
  readSignal(options);
  const { simulation = 'persistence', run = 'random', level = 'Stormy', profile = 'extended' } = options;
  const { strict, recheck = 0.02, jobs = 1, seedBudgetMs = 60_000, budgetMs, clock = sweepClock } = options;
  const list = readSeeds(options.seeds ?? 100);
  const shard = readShard(options.shard);
  const [begin, end] = sliceOf(shard, list.size);
  oneWord('simulation', simulation, ['done-ledger', 'findings', 'persistence']);
  oneWord('run', run, ['random', 'swizzle-clog']);
  oneWord('profile', profile, ['seed', 'extended']);
  new SimContext({ seed: 0, level });
  between('jobs', readCount('jobs', jobs), 1, 1024);
  between('recheck', recheck, 0, 1);
  between('seedBudgetMs', seedBudgetMs, 1, LONGEST);
  if (budgetMs !== undefined) between('budgetMs', budgetMs, 1, LONGEST);
  const backend = readBackend(options.backend, simulation, jobs);
  const label = labelOf(options.backend);
  return {
    plan: {
      simulation,
      run,
      length: lengthOf(run, options),
      level,
      profile,
      recheck,
      seeds: list.text,
      total: list.size,
      ...(label !== undefined && { backend: label }),
      ...(strict !== undefined && { strict }),
    },
    shard: `${shard.index}/${shard.count}`,
    seeds: list,
    ...{ begin, end, jobs, seedBudgetMs, budgetMs, backend, clock },
  };
}

function lengthOf(run: SweepPlan['run'], { ops, batches }: SweepOptions): number {
  const [mine, other] = run === 'random' ? (['ops', 'batches'] as const) : (['batches', 'ops'] as const);
  const given = { ops, batches };
  if (given[other] !== undefined) throw invalidType(other, `${mine} instead, for ${run} runs`, given[other]);
  if (run === 'random') return readCount(mine, ops ?? 500);
  return between(mine, readCount(mine, batches ?? 10), 2, Number.MAX_SAFE_INTEGER);
}

function oneWord(field: string, value: unknown, words: readonly string[]): void {
  if (!words.includes(value as string)) throw invalidType(field, words.map((word) => `'${word}'`).join(' or '), value);
}

function between(field: string, value: unknown, min: number, max: number): number {
  if (typeof value !== 'number') throw invalidType(field, 'number', value);
  if (!(value >= min && value <= max)) throw outOfRange(field, value, min, max);
  return value;
}
