import { describeRun } from './describe-run.js';
import type { SimReport } from './report.js';
import { describeViolation } from './violation.js';

/** Why a script stopped: nothing for a violation, a write that stands otherwise than expected, or what a check threw. */
type Reason =
  { readonly label: string; readonly ending: string; readonly actual: string } | { readonly cause: unknown };

/** A scripted scenario came to a step after which something does not hold. */
export class ScenarioError extends Error {
  /** What came of the script up to there. */
  readonly report: SimReport;

  constructor(report: SimReport, reason?: Reason) {
    const { steps, violations } = report;
    super(
      `${headline(report, reason)}\n\n${describeRun(steps)}${violations.map((one) => `\n\n${describeViolation(one)}`).join('')}`,
      reason !== undefined && 'cause' in reason ? { cause: reason.cause } : undefined,
    );
    this.report = report;
    if (reason !== undefined && 'cause' in reason) takeDiff(this, reason.cause);
  }

  static {
    Object.defineProperty(this.prototype, 'name', { value: 'ScenarioError', configurable: true, writable: true });
  }
}

function headline({ steps, violations }: SimReport, reason: Reason | undefined): string {
  const after = steps.length === 0 ? 'Before the first step' : `After step ${steps.length}`;
  const [violation] = violations;
  if (reason === undefined) return `${after}, ${violation?.invariant} does not hold.`;
  if (!('cause' in reason))
    return `${after}, write ${reason.label} is expected to be ${reason.ending}, and is ${reason.actual}.`;
  const { cause } = reason;
  return `${after}, a check failed: ${cause instanceof Error ? cause.message : String(cause)}`;
}

/** Runners show a diff of what an error has as `actual` and `expected`. */
function takeDiff(error: Error, cause: unknown): void {
  if (typeof cause !== 'object' || cause === null || !('actual' in cause) || !('expected' in cause)) return;
  const { actual, expected } = cause;
  Object.assign(error, { actual, expected, showDiff: true });
}
