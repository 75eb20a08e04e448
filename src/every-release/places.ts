import { failure } from './every-release-error.js';
import type { Release } from './release-step.js';
import { tellsOfInjectedFailure, type Run } from './run.js';
import type { Stage } from './stage.js';

/** Turns of the microtask queue after which a scenario that has not ended, with nothing pending, is stuck. */
const LAST_TURNS = 10_000;

/** Where some releases have led. */
export interface Place<Session, T> {
  readonly path: readonly Release[];
  /** The stores as they are here. */
  readonly stage: Stage;
  /** Whether they are forks, which nothing changes any more; else they are those of a run, which goes on. */
  readonly isForked: boolean;
  /** The run that led here; `undefined` if a fork did. */
  readonly run: Run<Session, T> | undefined;
  /** The path at the end of which no code of the scenario could go on any more; `undefined` while some can. */
  readonly root: readonly Release[] | undefined;
}

/** Gets to places: by a run of the scenario, or, once that is over, by forking its stores. */
export class Places<Session, T> {
  readonly #start: () => Run<Session, T>;
  readonly #maxReleases: number;
  #runs = 0;
  #releases = 0;

  constructor(start: () => Run<Session, T>, maxReleases: number) {
    this.#start = start;
    this.#maxReleases = maxReleases;
  }

  /** How often the scenario was run. */
  get runs(): number {
    return this.#runs;
  }

  /** Where a run is before the first release. */
  async start(): Promise<Place<Session, T>> {
    return this.#arrive(await this.#startRun(), [], undefined);
  }

  /** Where one more release leads. A place whose stores are not forked is used up by that. */
  async release({ stage, isForked, run, root, path }: Place<Session, T>, release: Release): Promise<Place<Session, T>> {
    const longer = [...path, release];
    if (run === undefined || isForked) {
      const fork = stage.fork() as Stage;
      await this.#attempt(longer, fork, () => fork.release(release));
      return { path: longer, stage: fork, isForked, run: undefined, root };
    }
    await this.#attempt(longer, stage, async () => run.release(release));
    return this.#arrive(run, longer, root);
  }

  /** What it takes to come back to a place that may be used up by then. */
  wayBackTo(place: Place<Session, T>): () => Promise<Place<Session, T>> {
    if (place.isForked) {
      const withoutRun = { ...place, run: undefined };
      return async () => withoutRun;
    }
    const { path, root, stage } = place;
    const wanted = stage.names();
    return async () => {
      const run = await this.#runTo(path);
      if (run.stage.names() !== wanted) throw failure('NotRepeatable', { path, stage: run.stage });
      return { path, root, isForked: false, run, stage: run.stage };
    };
  }

  /** A run that leads to a place: the one that did, or a new one. */
  async runTo({ path, run, stage }: Place<Session, T>): Promise<Run<Session, T>> {
    if (run !== undefined) return run;
    const replayed = await this.#runTo(path);
    if (replayed.stage.digest() !== stage.digest()) throw failure('NotRepeatable', { path, stage: replayed.stage });
    return replayed;
  }

  async #runTo(path: readonly Release[]): Promise<Run<Session, T>> {
    const run = await this.#startRun();
    const { stage } = run;
    for (const [index, release] of path.entries()) {
      if (!stage.has(release.write)) throw failure('NotRepeatable', { path: path.slice(0, index), stage });
      await this.#attempt(path.slice(0, index + 1), stage, async () => run.release(release));
    }
    return run;
  }

  async #startRun(): Promise<Run<Session, T>> {
    this.#runs++;
    const run = this.#start();
    await run.settle();
    return run;
  }

  async #arrive(
    run: Run<Session, T>,
    path: readonly Release[],
    earlierRoot: readonly Release[] | undefined,
  ): Promise<Place<Session, T>> {
    const { stage } = run;
    if (run.ending === undefined && stage.pending.length === 0) await run.settle(LAST_TURNS);
    if (run.ending !== undefined && 'error' in run.ending && !tellsOfInjectedFailure(run.ending.error))
      throw failure('ScenarioFailed', { path, stage }, run.ending.error);
    const root = run.isOver ? (earlierRoot ?? path) : undefined;
    const fork = root === undefined ? undefined : stage.fork();
    return { path, stage: fork ?? stage, isForked: fork !== undefined, run, root };
  }

  async #attempt(path: readonly Release[], stage: Stage, release: () => unknown): Promise<void> {
    if (++this.#releases > this.#maxReleases) throw failure('TooManyReleases', { path, stage }, this.#maxReleases);
    try {
      await release();
    } catch (cause) {
      throw failure('StorePoisoned', { path, stage }, cause);
    }
  }
}
