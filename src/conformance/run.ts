import { hexOf } from '../values/public-id.js';
import { CHECKS } from './checks/index.js';
import { CheckContext } from './context.js';
import { systemClock, within, type Clock } from './deadline.js';
import { ConformanceFailure } from './failure.js';
import { FreshIds } from './fresh-ids.js';
import { checkOptions } from './options.js';
import { ConformanceReport, type CheckResult } from './report.js';
import type { ConformanceBackend, ConformanceCheck, ConformanceSubject } from './types.js';

/** Milliseconds that a check may take, unless the options say otherwise. */
export const BUDGET_MS = 5_000;

/** How a conformance run goes. */
export interface ConformanceOptions {
  /** Stop at the first check that fails; the rest is reported as not run. */
  readonly bail?: boolean | undefined;
  /** Which checks to run; all if left out. */
  readonly checks?: readonly ConformanceCheck[] | undefined;
  /** `'all-MUST'`: a MUST check that could not run counts as failed. */
  readonly require?: 'all-MUST' | undefined;
  /** Milliseconds that a check may take, the making and disposing of its backend included; 5,000 if left out. */
  readonly budgetMs?: number | undefined;
  /** What measures the budget; the machine's clock if left out. */
  readonly clock?: Clock | undefined;
  /**
   * Makes the identities of this run its own. Drawn if left out, so that a backend which keeps its data can be checked again;
   * the report says what it was.
   */
  readonly run?: string | undefined;
  /** Told of each result as it comes. */
  readonly onProgress?: ((result: CheckResult, done: number, total: number) => void) | undefined;
}

/** Runs the checks on a backend, one after the other, without any test runner (specification 3-conformance). */
export async function runConformance(
  subject: ConformanceSubject,
  options: ConformanceOptions = {},
): Promise<ConformanceReport> {
  const { bail = false, checks = CHECKS, run = drawRun(), onProgress } = options;
  checkOptions(options, subject.supports);
  const results: CheckResult[] = [];
  for (const check of checks) {
    const stopped = bail && results.some(({ outcome }) => outcome === 'fail');
    const result = stopped
      ? notRun(check, 'an earlier check failed, and the run was to stop there')
      : await runCheck(check, subject, { ...options, run });
    results.push(result);
    onProgress?.(result, results.length, checks.length);
  }
  return new ConformanceReport(run, results);
}

/** Runs one check on a backend made for it. Never rejects, and takes no longer than the budget. */
export async function runCheck(
  check: ConformanceCheck,
  subject: ConformanceSubject,
  options: ConformanceOptions = {},
): Promise<CheckResult> {
  const { budgetMs = BUDGET_MS, clock = systemClock, run = drawRun() } = options;
  const missing = check.needs.filter((need) => subject.supports?.[need] !== true);
  if (missing.length > 0) {
    const why = `the backend does not declare that it supports ${missing.join(', ')}`;
    return options.require === 'all-MUST' && check.level === 'MUST'
      ? { check, outcome: 'fail', message: `It did not run, and every MUST was to run: ${why}.`, operations: [] }
      : notRun(check, why);
  }
  const attempt = new Attempt(check, subject, run);
  return within(clock, budgetMs, attempt.result(), () => attempt.late(budgetMs));
}

/** One run of one check; what it has done so far can be told at any time. */
class Attempt {
  readonly #check: ConformanceCheck;
  readonly #subject: ConformanceSubject;
  readonly #run: string;
  #context: CheckContext | undefined;
  #step = 'create()';
  #late = false;
  #end: (() => unknown) | undefined;

  constructor(check: ConformanceCheck, subject: ConformanceSubject, run: string) {
    this.#check = check;
    this.#subject = subject;
    this.#run = run;
  }

  async result(): Promise<CheckResult> {
    let failure: CheckResult | undefined;
    try {
      const backend = await this.#subject.create();
      this.#end = () => (this.#context?.inService ?? backend).dispose?.();
      if (!this.#late) {
        this.#context = this.#contextOf(backend);
        this.#step = 'the check';
        await this.#check.run(this.#context);
      }
    } catch (error) {
      failure = this.#failed(error);
    }
    try {
      this.#step = 'dispose()';
      await this.#dispose();
    } catch (error) {
      failure ??= this.#failed(error);
    }
    return failure ?? { check: this.#check, outcome: 'pass' };
  }

  /** What is reported when the budget is used up. The backend is disposed of, so that nothing of it goes on. */
  late(budgetMs: number): CheckResult {
    const message =
      this.#step === 'the check'
        ? `It took more than ${budgetMs} ms. The last operation says what it was waiting for.`
        : `${this.#step} took more than ${budgetMs} ms.`;
    const operations = this.#operations();
    this.#late = true;
    this.#dispose().catch(() => undefined); // that it is late is reported already
    return { check: this.#check, outcome: 'fail', message, operations };
  }

  #contextOf(backend: ConformanceBackend): CheckContext {
    if (typeof backend !== 'object' || backend === null) {
      throw new ConformanceFailure('create() must give a backend, an object with doneLedger and findings.', {
        expected: '{ doneLedger, findings }',
        received: String(backend),
      });
    }
    return new CheckContext(backend, this.#subject.supports ?? {}, new FreshIds(this.#run, this.#check.id));
  }

  /** Disposes of the backend, once. */
  async #dispose(): Promise<void> {
    const end = this.#end;
    this.#end = undefined;
    await end?.();
  }

  #failed(error: unknown): CheckResult {
    const operations = this.#operations();
    if (!(error instanceof ConformanceFailure)) {
      const told = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      return { check: this.#check, outcome: 'fail', message: `${this.#step} failed with ${told}`, operations };
    }
    const { message, expected, received } = error;
    return {
      check: this.#check,
      outcome: 'fail',
      message,
      operations,
      ...(expected !== undefined && { expected }),
      ...(received !== undefined && { received }),
    };
  }

  #operations(): readonly string[] {
    return this.#context?.trace.lines() ?? [];
  }
}

function notRun(check: ConformanceCheck, why: string): CheckResult {
  return { check, outcome: 'not-run', why };
}

/** A name for a run that no other run has. The one draw of the kit: it goes into identities only. */
function drawRun(): string {
  return hexOf(crypto.getRandomValues(new Uint8Array(8)));
}
