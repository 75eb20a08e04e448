import { parseCapsule, STORES_OF } from '../capsule.js';
import { replay } from '../replay.js';
import type { SimReport } from '../report.js';
import { DoneLedgerSim, FindingsSim, PersistenceSim } from '../simulation.js';
import { traceText } from '../trace.js';
import { describeViolation } from '../violation.js';
import { withBackend, type SimBackend } from './backend.js';
import type { SweepPlan } from './options.js';
import { NO_RUN, shownNothing, type Subjects, type SweepFailure, type Tally } from './tally.js';

/** One thing that a sweep does: it runs a seed, once or twice, or replays a stored failure. */
export type SweepTask =
  | { readonly type: 'seed'; readonly seed: string; readonly recheck: boolean }
  | { readonly type: 'stored'; readonly name: string; readonly text: string };

/** Does it; what came of it. It never rejects: a backend that fails to answer has shown nothing. */
export async function runTask(
  plan: SweepPlan,
  backend: SimBackend,
  task: SweepTask,
  signal?: AbortSignal,
): Promise<Tally> {
  try {
    return task.type === 'seed'
      ? await runSeed(plan, backend, task, signal)
      : await runStored(plan, backend, task, signal);
  } catch (error) {
    return shownNothing(describeError(error), subjectOf(task));
  }
}

/** What a task is about. */
export function subjectOf(task: SweepTask): Subjects {
  return task.type === 'seed'
    ? { count: 1, seeds: [task.seed], stored: [] }
    : { count: 0, seeds: [], stored: [task.name] };
}

/** An error in one line. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return 'something was thrown that is no error';
  return `${error.name}: ${error.message}`.split('\n', 1)[0] as string;
}

async function runSeed(
  plan: SweepPlan,
  backend: SimBackend,
  { seed, recheck }: Extract<SweepTask, { type: 'seed' }>,
  signal: AbortSignal | undefined,
): Promise<Tally> {
  const run = (): Promise<SimReport> =>
    withBackend(backend, plan.simulation, async ({ ledger, sink }) => {
      const { level, profile, strict, length } = plan;
      const options = { seed, level, profile, record: recheck, ...(strict !== undefined && { strict }) };
      const stores = { ...(ledger && { ledger }), ...(sink && { sink }) };
      const simulation = new SIMULATIONS[plan.simulation]({ ...options, ...stores });
      return plan.run === 'random'
        ? simulation.run({ ops: length, ...(signal && { signal }) })
        : simulation.swizzleClog({ batches: length, ...(signal && { signal }) });
    });
  const report = await run();
  const failures = failuresOf(report, { seed });
  if (recheck) failures.push(...compareTraces(seed, report, await run()));
  const [held, violated] = failures.length === 0 ? [1, 0] : [0, 1];
  const { operations, events } = report;
  return { ...NO_RUN, held, violated, failures, events, rechecked: recheck ? 1 : 0, operations: operations.length };
}

async function runStored(
  plan: SweepPlan,
  backend: SimBackend,
  task: Extract<SweepTask, { type: 'stored' }>,
  signal: AbortSignal | undefined,
): Promise<Tally> {
  const { name, text } = task;
  const capsule = parseCapsule(text);
  const missing = STORES_OF[capsule.simulation].some((store) => !STORES_OF[plan.simulation].includes(store));
  if (missing) return shownNothing(`it is of the ${capsule.simulation} simulation`, subjectOf(task));
  const report = await withBackend(backend, plan.simulation, (stores) =>
    replay(capsule, { ...stores, strict: plan.strict, signal }),
  );
  if (report.ok) return { ...NO_RUN, mended: [name] };
  return { ...NO_RUN, failures: failuresOf(report, { stored: name }) };
}

const SIMULATIONS = { 'done-ledger': DoneLedgerSim, findings: FindingsSim, persistence: PersistenceSim };

function failuresOf(report: SimReport, { seed, stored }: { seed?: string; stored?: string }): SweepFailure[] {
  const [violation] = report.violations;
  if (violation === undefined) return [];
  const origin = seed ?? report.origin?.seed;
  return [
    {
      signature: violation.signature,
      message: describeViolation(violation),
      count: seed === undefined ? 0 : 1,
      seeds: seed === undefined ? [] : [seed],
      stored: stored === undefined ? [] : [stored],
      ...(origin !== undefined && { seed: origin }),
      operations: report.operations.length,
      capsule: report.capsule(),
    },
  ];
}

/** A second run of the same seed must do the same, to the letter. */
function compareTraces(seed: string, first: SimReport, second: SimReport): SweepFailure[] {
  const [once, twice] = [first, second].map((report) => traceText(report).split('\n'));
  const line = once?.findIndex((text, index) => text !== twice?.[index]) ?? -1;
  if (line === -1 && once?.length === twice?.length) return [];
  const step = line === -1 ? (once?.length ?? 0) : line + 1;
  return [
    {
      signature: DETERMINISM,
      message: `A second run of seed '${seed}' took another course at step ${step}.`,
      count: 1,
      seeds: [seed],
      stored: [],
      seed,
      operations: step,
    },
  ];
}

/** The signature of a run that cannot be repeated. */
export const DETERMINISM = 'determinism';
