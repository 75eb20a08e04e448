import { Course, stopOf } from './course.js';
import { localLane, type Lane } from './lane.js';
import { loadThreads } from './load-threads.js';
import { readSweep, type Sweep, type SweepOptions } from './options.js';
import { SweepReport } from './report.js';
import { keepFailures, loadFailures } from './stored-failures.js';
import { Tasks } from './tasks.js';

/**
 * Runs a simulation from many seeds (specification 4-simulation), and reports what came of all of them: failures grouped by
 * signature, each with the shortest run as a capsule, and which kinds of event came up. The report is the same for any
 * number of jobs. Rejects with a `PersistenceInputError` for options that make no sense, and for a backend that cannot be
 * loaded; never for what a backend does in a run.
 */
export async function sweep(options: SweepOptions = {}): Promise<SweepReport> {
  const read = readSweep(options);
  return conduct(read, options, read.jobs > 1);
}

/** Conducts a sweep whose options were read, in threads or here. */
export async function conduct(
  sweep: Sweep,
  { signal, failures, onProgress }: Pick<SweepOptions, 'signal' | 'failures' | 'onProgress'>,
  threads: boolean,
): Promise<SweepReport> {
  const stored = await loadFailures(failures);
  const tasks = new Tasks(sweep, stored);
  const lanes = await openLanes(sweep, threads ? Math.max(1, Math.min(sweep.jobs, tasks.left)) : 0);
  const stop = stopOf(sweep, signal);
  const course = new Course(sweep, tasks, stop.signal, onProgress);
  try {
    await Promise.all(lanes.map((lane) => course.follow(lane)));
  } catch (error) {
    stop.now(); // the other lanes must not go on
    throw error;
  } finally {
    stop.forget();
    await Promise.all(lanes.map((lane) => lane.end()));
  }
  const report = course.report();
  if (failures === undefined) return report;
  const kept = await keepFailures(failures, stored, sweep.plan.simulation, report.failures);
  return new SweepReport({ ...report.toJSON(), failures: kept });
}

async function openLanes({ plan, backend }: Sweep, threads: number): Promise<readonly Lane[]> {
  if (threads === 0) {
    const factories =
      typeof backend === 'string' ? await (await loadThreads()).loadBackend(backend, plan.simulation) : backend;
    return [localLane(plan, factories)];
  }
  const { threadLanes } = await loadThreads();
  return threadLanes(plan, typeof backend === 'string' ? backend : undefined, threads);
}
