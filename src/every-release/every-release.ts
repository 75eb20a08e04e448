import { GossipSession } from '../harness/session.js';
import type { Seed } from '../harness/seed.js';
import { readBoolean, readCount } from '../store/control-arguments.js';
import { coreOf, type Controlled } from '../store/controlled-store.js';
import { invalidType, objectLike, reading } from '../values/check.js';
import { Explorer, type Judge } from './explorer.js';
import { Places } from './places.js';
import { stepOf, type Release, type ReleaseStep } from './release-step.js';
import type { EveryReleaseReport } from './report.js';
import { Run } from './run.js';
import { Stage, type Core } from './stage.js';

/** What a scenario is given: a fresh session for each run, whose stores hold every write back, and stores of your own. */
export type ReleaseSession<Own extends object = object> = GossipSession & Own;

/** How a run came to what is judged. */
export interface ReleaseRun<T = unknown> {
  /** The releases so far. */
  readonly order: readonly ReleaseStep[];
  /** What the scenario resolved with; `undefined` while it has not, or if it rejected. */
  readonly result: T | undefined;
  /** What the scenario rejected with, because it was told of a commit that was made to fail. */
  readonly rejection: unknown;
}

/** What is gone through, and how far. */
export interface EveryReleaseOptions<Own extends object = object, T = unknown> {
  /** Makes stores of your own for each run. They are held back and released like the ledger and the sink. */
  readonly create?: (() => Own & Readonly<Record<keyof Own, Controlled>>) | undefined;
  /** What must hold at every moment: called before the first release and after each. */
  readonly invariant?: ((session: ReleaseSession<Own>, run: ReleaseRun<T>) => unknown) | undefined;
  /** How many commits may be made to fail in one order; 1 if left out. `Infinity` for any combination of them. */
  readonly commitFaults?: number | undefined;
  /** Where the drawn values of `records` start. */
  readonly seed?: Seed | undefined;
  /**
   * Declares that what the scenario does after a release depends on how its writes ended, and neither on their order nor on
   * what it has read before. Then equal states are merged while its code can still go on, too; `false` if left out.
   */
  readonly independent?: boolean | undefined;
  /** After how many releases, over all runs, to give up; 100,000 if left out. */
  readonly maxReleases?: number | undefined;
}

/**
 * Releases what a scenario leaves pending in every order there is, without and with commits that fail, and calls `check`
 * with the stores once all writes have completed. Rejects with an {@link EveryReleaseError} that shows the smallest order
 * in which it fails.
 *
 * `scenario` starts writes, up to eight at once, and may wait for them: what it submits after a release is released in every
 * order, too. Each run has fresh stores. Between two releases it gets as far as it can without a timer or a file.
 *
 * Orders that lead to equal states are merged, so `check` is called once for each distinct state and must not look at the
 * order of events. Two states are equal when rows, pending writes, modes, faults and outcomes are, and none of the
 * scenario's code can go on any more; see `independent` for when it can.
 */
export async function everyRelease<T, Own extends object = object>(
  scenario: (session: ReleaseSession<Own>) => T | Promise<T>,
  check: (session: ReleaseSession<Own>, run: ReleaseRun<T>) => unknown,
  options: EveryReleaseOptions<Own, T> = {},
): Promise<EveryReleaseReport> {
  if (typeof scenario !== 'function') throw invalidType('scenario', 'function', scenario);
  if (typeof check !== 'function') throw invalidType('check', 'function', check);
  const { create, seed, invariant, maxReleases, ...limits } = reading('options', () => readOptions(options));
  const places = new Places(() => startRun(scenario, create, seed), maxReleases);
  return new Explorer({
    places,
    check: judgeBy(check),
    invariant: invariant && judgeBy(invariant),
    ...limits,
  }).explore();
}

function startRun<T, Own extends object>(
  scenario: (session: ReleaseSession<Own>) => T | Promise<T>,
  create: (() => Own) | undefined,
  seed: Seed | undefined,
): Run<ReleaseSession<Own>, T> {
  const session = new GossipSession({ stores: { autoComplete: false }, seed });
  const cores = new Map(
    [session.ledger, session.sink].map((store) => [coreOf(store)?.kind as string, coreOf(store) as Core]),
  );
  for (const [name, store] of Object.entries<unknown>({ ...create?.() })) {
    const core = coreOf(store);
    if (core === undefined) throw invalidType(`options.create().${name}`, 'a store of gossip-inmemory', store);
    if (name in session || cores.has(name))
      throw invalidType(`options.create().${name}`, 'a name that nothing in the session has', store);
    if (core.pendingCount() > 0) throw invalidType(`options.create().${name}`, 'a store with nothing pending', store);
    core.setAutoComplete(false);
    session.timeline.follow(store as Controlled);
    cores.set(name, core);
    Object.assign(session, { [name]: store });
  }
  return new Run(session as ReleaseSession<Own>, new Stage(cores), scenario);
}

function judgeBy<Session, T>(judge: (session: Session, run: ReleaseRun<T>) => unknown): Judge<Session, T> {
  return ({ session, ending }, path) => judge(session, releaseRun(ending, path));
}

function releaseRun<T>(ending: Run<unknown, T>['ending'], path: readonly Release[]): ReleaseRun<T> {
  return {
    get order() {
      return path.map(stepOf);
    },
    result: ending !== undefined && 'value' in ending ? ending.value : undefined,
    rejection: ending !== undefined && 'error' in ending ? ending.error : undefined,
  };
}

function readOptions<Own extends object, T>(options: EveryReleaseOptions<Own, T>) {
  const {
    create,
    invariant,
    commitFaults = 1,
    seed,
    independent = false,
    maxReleases = 100_000,
    ...others
  } = objectLike('options', options) as EveryReleaseOptions<Own, T>;
  const unknown = Object.keys(others)[0];
  if (unknown !== undefined) throw invalidType(`options.${unknown}`, KNOWN, options);
  for (const [name, value] of Object.entries({ create, invariant })) {
    if (value !== undefined && typeof value !== 'function') throw invalidType(`options.${name}`, 'function', value);
  }
  if (commitFaults !== Infinity) readCount('options.commitFaults', commitFaults);
  readCount('options.maxReleases', maxReleases);
  readBoolean('options.independent', independent);
  return { create, invariant, commitFaults, seed, independent, maxReleases };
}

const KNOWN = 'nothing: there are create, invariant, commitFaults, seed, independent and maxReleases';
