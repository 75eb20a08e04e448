import type { Capsule } from '../capsule.js';
import type { EventHistogram, SimEventKind } from '../operations.js';
import { compareSeeds } from './seeds.js';

/** A kind of failure that a sweep has found, with the shortest run that shows it. */
export interface SweepFailure {
  /** What all of its runs have in common: the signature of their first violation, or `'determinism'`. */
  readonly signature: string;
  /** What was wrong in the shortest run, in one line. */
  readonly message: string;
  /** How many seeds failed so, and the first of them. */
  readonly count: number;
  readonly seeds: readonly string[];
  /** Names of stored failures that still fail so. */
  readonly stored: readonly string[];
  /** The seed of the shortest run (fewest operations, then the smallest seed); absent of one that was written by hand. */
  readonly seed?: string;
  /** Operations of the shortest run. */
  readonly operations: number;
  /** The shortest run, to be replayed; absent of `'determinism'`, which no single run can show. */
  readonly capsule?: Capsule;
  /** The file in which the capsule is kept, if failures are. */
  readonly file?: string;
}

/** Why some seeds, or stored failures, have shown nothing. */
export interface SweepDoubt {
  readonly why: string;
  /** How many seeds, and the first of them. */
  readonly count: number;
  readonly seeds: readonly string[];
  /** Names of stored failures. */
  readonly stored: readonly string[];
}

/** What came of some runs. The tallies of two sets of runs add up, in whichever order. */
export interface Tally {
  /** Seeds by what came of them: every invariant held, one did not, or nobody knows. */
  readonly held: number;
  readonly violated: number;
  readonly inconclusive: number;
  /** How many of these were run twice. */
  readonly rechecked: number;
  /** Operations that were executed, of second runs and stored failures not counted. */
  readonly operations: number;
  /** How often each kind of event came up. */
  readonly events: EventHistogram;
  /** Failures by their signature. */
  readonly failures: readonly SweepFailure[];
  readonly doubts: readonly SweepDoubt[];
  /** Names of stored failures that do not fail any more. */
  readonly mended: readonly string[];
}

/** The tally of no run. */
export const NO_RUN: Tally = Object.freeze({
  held: 0,
  violated: 0,
  inconclusive: 0,
  rechecked: 0,
  operations: 0,
  events: Object.freeze({}),
  failures: [],
  doubts: [],
  mended: [],
});

/** Most seeds that are named, and most reasons to doubt that are told apart. */
export const NAMED = 20;
const OTHER_REASONS = 'other reasons';

/** The tally of seeds, and of stored failures, that have shown nothing. */
export function shownNothing(why: string, about: Subjects): Tally {
  return { ...NO_RUN, inconclusive: about.count, doubts: [{ why, ...about }] };
}

/** The tally of the runs of both. */
export function sumOf(a: Tally, b: Tally): Tally {
  return {
    held: a.held + b.held,
    violated: a.violated + b.violated,
    inconclusive: a.inconclusive + b.inconclusive,
    rechecked: a.rechecked + b.rechecked,
    operations: a.operations + b.operations,
    events: sumOfEvents(a.events, b.events),
    failures: joined([...a.failures, ...b.failures], 'signature', joinFailures),
    doubts: inShort(joined([...a.doubts, ...b.doubts], 'why', joinDoubts)),
    mended: names(a.mended, b.mended),
  };
}

function sumOfEvents(a: EventHistogram, b: EventHistogram): EventHistogram {
  const sum: Partial<Record<SimEventKind, number>> = {};
  const kinds = [...new Set([...Object.keys(a), ...Object.keys(b)])] as SimEventKind[];
  for (const kind of kinds.sort()) sum[kind] = (a[kind] ?? 0) + (b[kind] ?? 0);
  return sum;
}

/** One of each key, in the order of the keys. */
function joined<Key extends string, Item extends Readonly<Record<Key, string>>>(
  items: readonly Item[],
  key: Key,
  join: (a: Item, b: Item) => Item,
): readonly Item[] {
  const known = new Map<string, Item>();
  for (const item of items) {
    const other = known.get(item[key]);
    known.set(item[key], other === undefined ? item : join(other, item));
  }
  return [...known.values()].sort((a, b) => (a[key] < b[key] ? -1 : 1));
}

function joinFailures(a: SweepFailure, b: SweepFailure): SweepFailure {
  return { ...(isShorter(b, a) ? b : a), ...subjectsOf(a, b) };
}

function joinDoubts(a: SweepDoubt, b: SweepDoubt): SweepDoubt {
  return { why: a.why, ...subjectsOf(a, b) };
}

/** Seeds, and stored failures, of which a tally tells something. */
export type Subjects = Pick<SweepDoubt, 'count' | 'seeds' | 'stored'>;

function subjectsOf(a: Subjects, b: Subjects): Subjects {
  const seeds = [...a.seeds, ...b.seeds].sort(compareSeeds).slice(0, NAMED);
  return { count: a.count + b.count, seeds, stored: names(a.stored, b.stored) };
}

function isShorter(a: SweepFailure, b: SweepFailure): boolean {
  if (a.operations !== b.operations) return a.operations < b.operations;
  if (a.seed !== b.seed) return a.seed !== undefined && (b.seed === undefined || compareSeeds(a.seed, b.seed) < 0);
  return a.message < b.message;
}

/** Errors may have something in them that differs from run to run. */
function inShort(doubts: readonly SweepDoubt[]): readonly SweepDoubt[] {
  const told = doubts.filter(({ why }) => why !== OTHER_REASONS);
  if (told.length <= NAMED) return doubts;
  const rest = [...told.slice(NAMED), ...doubts.filter(({ why }) => why === OTHER_REASONS)];
  return [...told.slice(0, NAMED), { ...rest.reduce(joinDoubts), why: OTHER_REASONS }];
}

function names(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])].sort();
}
