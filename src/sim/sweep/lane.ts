import type { SimBackend } from './backend.js';
import type { SweepPlan } from './options.js';
import { runTask, type SweepTask } from './task.js';
import type { Tally } from './tally.js';

/** Where the tasks of a sweep are done, one after the other. */
export interface Lane {
  run(task: SweepTask): Promise<Tally>;
  /** Gives up on the task under way, whose promise may never settle; the next one starts afresh. */
  drop(): void;
  /** Ends the lane, with whatever it holds open. */
  end(): Promise<void>;
}

/** A lane in this very thread. */
export function localLane(plan: SweepPlan, backend: SimBackend): Lane {
  let underWay: AbortController | undefined;
  return {
    run(task) {
      underWay = new AbortController();
      return runTask(plan, backend, task, underWay.signal);
    },
    drop: () => underWay?.abort(),
    end: async () => undefined,
  };
}
