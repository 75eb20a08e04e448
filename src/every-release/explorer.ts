import { CostQueue } from './cost-queue.js';
import { failure, LONGEST_ORDER, MOST_PENDING } from './every-release-error.js';
import type { Place, Places } from './places.js';
import type { Release } from './release-step.js';
import { EveryReleaseReport, type StateNode } from './report.js';
import type { Run } from './run.js';
import { labelOf, type HeldWrite } from './stage.js';

/** What things cost in an order, a release costing 1: each more than all that there can be of the one before. */
const OVERTAKEN = 2 * LONGEST_ORDER;
const OVERTAKES = OVERTAKEN * LONGEST_ORDER * MOST_PENDING;
const FAILS = OVERTAKES * OVERTAKEN;

/** Throws if a run is not as it must be. */
export type Judge<Session, T> = (run: Run<Session, T>, path: readonly Release[]) => unknown;

/** What is to be explored, and how. */
export interface Exploration<Session, T> {
  readonly places: Places<Session, T>;
  /** Judges a run whose writes have all completed. */
  readonly check: Judge<Session, T>;
  /** Judges a run at any moment. */
  readonly invariant: Judge<Session, T> | undefined;
  /** How many commits may be made to fail in one order. */
  readonly commitFaults: number;
  /** Whether equal states may be merged while code of the scenario can still go on. */
  readonly independent: boolean;
}

/**
 * Goes through all orders of releases, the cheapest first: a commit that is made to fail costs most, then a write that
 * overtakes others, then each that it overtakes, then every release. So the first failure is the smallest. Equal states are gone on from once.
 */
export class Explorer<Session, T> {
  readonly #exploration: Exploration<Session, T>;
  readonly #states = new Map<string, StateNode>();
  readonly #departures = new CostQueue<{ readonly from: StateNode; readonly go: () => Promise<Place<Session, T>> }>();

  constructor(exploration: Exploration<Session, T>) {
    this.#exploration = exploration;
  }

  async explore(): Promise<EveryReleaseReport> {
    const { places } = this.#exploration;
    const start = await places.start();
    if (start.stage.pending.length === 0 && start.run?.ending !== undefined) throw failure('NothingPending', start);
    await this.#walk(start, undefined);
    for (let next = this.#departures.take(); next !== undefined; next = this.#departures.take())
      await this.#walk(await next.go(), next.from);
    return new EveryReleaseReport([...this.#states.values()], places.runs);
  }

  /** Goes on from a place, the oldest write first, for as long as that leads to new states; leaves other ways for later. */
  async #walk(start: Place<Session, T>, cameFrom: StateNode | undefined): Promise<void> {
    let [place, from] = [start, cameFrom];
    for (;;) {
      const key = this.#keyOf(place);
      const known = this.#states.get(key);
      if (known !== undefined) return void from?.next.push(known);
      const { pending } = place.stage;
      const state: StateNode = { faults: faultsOf(place.path), isFinal: pending.length === 0, next: [] };
      this.#states.set(key, state);
      from?.next.push(state);
      await this.#judge(place, pending);
      const [oldest] = pending;
      if (oldest === undefined) return;
      this.#leaveForLater(place, state, pending);
      place = await this.#exploration.places.release(place, { write: oldest, commitFails: false, older: [] });
      from = state;
    }
  }

  #leaveForLater(place: Place<Session, T>, from: StateNode, pending: readonly HeldWrite[]): void {
    const { places, commitFaults } = this.#exploration;
    const comeBack = places.wayBackTo(place);
    for (const [index, write] of pending.entries()) {
      for (const commitFails of from.faults < commitFaults ? [true, false] : [false]) {
        if (index === 0 && !commitFails) continue; // the walk itself goes there
        const release: Release = { write, commitFails, older: pending.slice(0, index) };
        this.#departures.add(costOf([...place.path, release]), {
          from,
          go: async () => places.release(await comeBack(), release),
        });
      }
    }
  }

  async #judge(place: Place<Session, T>, pending: readonly HeldWrite[]): Promise<void> {
    const { places, check, invariant } = this.#exploration;
    if (pending.length > MOST_PENDING) throw failure('TooManyWrites', place, pending.length);
    if (pending.length > 0 && place.path.length >= LONGEST_ORDER) throw failure('EndlessOrder', place);
    if (pending.length > 0 && invariant === undefined) return;
    const run = await places.runTo(place);
    if (pending.length === 0 && run.ending === undefined) throw failure('ScenarioStuck', place);
    if (invariant !== undefined) await attempt('InvariantFailed', place, () => invariant(run, place.path));
    if (pending.length === 0) await attempt('CheckFailed', place, () => check(run, place.path));
  }

  /** Places of one key are one state. */
  #keyOf({ path, stage, root }: Place<Session, T>): string {
    const mergedWithin = this.#exploration.independent ? [] : root;
    const digest = mergedWithin && stage.digest();
    if (mergedWithin === undefined || digest === undefined) return nameOf(path);
    return `${nameOf(mergedWithin)}, ${faultsOf(path)} faults, ${digest}`;
  }
}

async function attempt<Session, T>(
  code: 'CheckFailed' | 'InvariantFailed',
  place: Place<Session, T>,
  judge: () => unknown,
): Promise<void> {
  try {
    await judge();
  } catch (cause) {
    throw failure(code, place, cause);
  }
}

function faultsOf(path: readonly Release[]): number {
  return path.filter(({ commitFails }) => commitFails).length;
}

function costOf(path: readonly Release[]): number {
  const overtaking = path.filter(({ older }) => older.length > 0);
  const overtaken = overtaking.reduce((sum, { older }) => sum + older.length, 0);
  return faultsOf(path) * FAILS + overtaking.length * OVERTAKES + overtaken * OVERTAKEN + path.length;
}

function nameOf(path: readonly Release[]): string {
  return path.map(({ write, commitFails }) => `${labelOf(write)}${commitFails ? '!' : ''}`).join(' ');
}
