import type { Sweep } from './options.js';
import type { StoredFailure } from './stored-failures.js';
import { NAMED, NO_RUN, shownNothing, type Tally } from './tally.js';
import type { SweepTask } from './task.js';

/** The tasks of a sweep, in the order in which they are handed out: what failed before comes first. */
export class Tasks {
  readonly #sweep: Sweep;
  readonly #stored: readonly StoredFailure[];
  #next = 0;

  constructor(sweep: Sweep, stored: readonly StoredFailure[]) {
    this.#sweep = sweep;
    this.#stored = stored;
  }

  /** How many there are that were not handed out. */
  get left(): number {
    const { begin, end } = this.#sweep;
    return this.#stored.length + end - begin - this.#next;
  }

  next(): SweepTask | undefined {
    return this.left === 0 ? undefined : this.#at(this.#next++);
  }

  /** The tally of those that were not handed out. */
  notRun(why: string): Tally {
    const { end, seeds } = this.#sweep;
    const stored = this.#stored.slice(this.#next).map(({ name }) => name);
    const count = this.left - stored.length;
    const first = Array.from({ length: Math.min(count, NAMED) }, (_, index) => seeds.at(end - count + index));
    return this.left === 0 ? NO_RUN : shownNothing(why, { count, seeds: first, stored });
  }

  #at(number: number): SweepTask {
    const { begin, seeds, plan } = this.#sweep;
    const stored = this.#stored[number];
    if (stored !== undefined) return { type: 'stored', ...stored };
    const index = begin + number - this.#stored.length;
    const recheck = Math.ceil((index + 1) * plan.recheck) > Math.ceil(index * plan.recheck);
    return { type: 'seed', seed: seeds.at(index), recheck };
  }
}
