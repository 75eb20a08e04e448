import { describeRun } from '../src/sim/describe-run.js';
import { checkArguments } from './support/arguments.js';
import type { MatcherContext, MatcherResult } from './support/context.js';
import { report } from './support/report.js';
import { readRunReport, type RunReport } from './support/run-report.js';

const NAME = 'toHoldInvariants';

/** Most steps that are shown before a violation. */
const STEPS = 10;

/** Holds for the report of a simulation, a scenario, a replay or a sweep in which nothing was violated. */
export function toHoldInvariants(this: MatcherContext, received: unknown, ...args: readonly unknown[]): MatcherResult {
  checkArguments(NAME, args, 0, 0);
  const run = readRunReport(NAME, received);
  return report(this, NAME, '', run.ok, () => ({
    sentence: run.ok ? 'Every invariant held.' : 'Not every invariant held.',
    evidence: run.ok ? String(run) : evidenceOf(run),
  }));
}

/** What the report says; of a single run also its last steps, and how to keep it. */
function evidenceOf(run: RunReport): string {
  if (run.capsule === undefined) return String(run);
  const steps = run.steps ?? [];
  const last = steps.length === 0 ? '' : `\n\nThe last steps:\n${describeRun(steps, STEPS)}`;
  return `${String(run)}${last}\n\nKeep it as JSON: report.capsule(). See it again: await replay(capsule, { record: true }). Make it smaller: await shrink(capsule).`;
}
