import { listenForAbort } from '../../store/abort.js';
import { otherTurns } from './clock.js';
import { expectedEvents } from './expected-events.js';
import type { Lane } from './lane.js';
import type { Sweep, SweepOptions, SweepProgress } from './options.js';
import { SweepReport } from './report.js';
import { NO_RUN, shownNothing, sumOf, type Tally } from './tally.js';
import { subjectOf, type SweepTask } from './task.js';
import type { Tasks } from './tasks.js';

/** A sweep under way: hands out tasks, and adds up what comes of them. */
export class Course {
  readonly #sweep: Sweep;
  readonly #tasks: Tasks;
  readonly #stop: AbortSignal;
  readonly #onProgress: SweepOptions['onProgress'];
  #tally: Tally = NO_RUN;
  #gaveUp = false;

  constructor(sweep: Sweep, tasks: Tasks, stop: AbortSignal, onProgress: SweepOptions['onProgress']) {
    this.#sweep = sweep;
    this.#tasks = tasks;
    this.#stop = stop;
    this.#onProgress = onProgress;
  }

  /** Does one task after the other in a lane, until there is none any more, or the sweep is to stop. */
  async follow(lane: Lane): Promise<void> {
    while (!this.#stop.aborted) {
      const task = this.#tasks.next();
      if (task === undefined) return;
      const part = await this.#bounded(lane, task);
      this.#tally = sumOf(this.#tally, part);
      this.#onProgress?.(progressOf(this.#sweep, this.#tally));
      await otherTurns(this.#sweep.clock);
    }
  }

  /** What is known by now. */
  report(): SweepReport {
    const { plan, shard, begin, end } = this.#sweep;
    const why = this.#stop.reason as string;
    const interrupted = why === INTERRUPTED && (this.#gaveUp || this.#tasks.left > 0);
    const tally = sumOf(this.#tally, this.#tasks.notRun(`not run: ${why}`));
    const about = { plan, shards: [shard], missing: [], seeds: end - begin, interrupted };
    return new SweepReport({ version: 1, ...about, ...tally });
  }

  /** Does a task, for as long as it may take. */
  #bounded(lane: Lane, task: SweepTask): Promise<Tally> {
    const { clock, seedBudgetMs } = this.#sweep;
    return new Promise((resolve, reject) => {
      const ended = (): void => {
        cancel();
        unlisten();
      };
      const giveUp = (why: string): void => {
        ended();
        lane.drop();
        resolve(shownNothing(why, subjectOf(task)));
      };
      const cancel = clock.after(seedBudgetMs, () => giveUp(`no end within ${seedBudgetMs} ms`));
      const unlisten = listenForAbort(this.#stop, (why) => {
        this.#gaveUp = true;
        giveUp(`under way when ${why as string}`);
      });
      lane.run(task).finally(ended).then(resolve, reject);
    });
  }
}

function progressOf({ plan, begin, end }: Sweep, tally: Tally): SweepProgress {
  const { held, violated, inconclusive, operations, events, failures } = tally;
  const kinds = expectedEvents(plan);
  return {
    seeds: held + violated + inconclusive,
    total: end - begin,
    operations,
    events: kinds.filter((kind) => events[kind] !== undefined).length,
    reachable: kinds.length,
    failures: failures.length,
  };
}

/** What ends a sweep before all is done; the reason of its signal says why. */
export interface Stop {
  readonly signal: AbortSignal;
  /** Ends it now. */
  now(): void;
  /** Does not end it any more. */
  forget(): void;
}

/** Ends a sweep when its signal aborts, and when its budget is used up. */
export function stopOf({ budgetMs, clock }: Sweep, signal: AbortSignal | undefined): Stop {
  const stop = new AbortController();
  const now = (): void => stop.abort(INTERRUPTED);
  if (signal?.aborted) now();
  const unlisten = listenForAbort(signal, now);
  const used = `the budget of ${budgetMs} ms was used up`;
  const cancel = budgetMs === undefined ? () => undefined : clock.after(budgetMs, () => stop.abort(used));
  return {
    signal: stop.signal,
    now,
    forget() {
      unlisten();
      cancel();
    },
  };
}

const INTERRUPTED = 'the sweep was interrupted';
