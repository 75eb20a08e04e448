import { CHECKS } from './checks/index.js';
import { checkOptions } from './options.js';
import { describeResult } from './report.js';
import { BUDGET_MS, runCheck, type ConformanceOptions } from './run.js';
import type { ConformanceSubject } from './types.js';

/** What is needed of a runner: Vitest, Jest and `node:test` have it. */
export interface RunnerFunctions {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly test: ((
    name: string,
    body: (...args: readonly unknown[]) => Promise<void>,
    timeoutMs?: number,
  ) => unknown) & {
    readonly skip: (name: string, body: () => void) => unknown;
  };
}

/**
 * Makes one test per check. A check that the backend cannot show, and a SHOULD that it does not keep, is a skipped test that
 * says so (Jest cannot skip a test that runs: there it passes). The runner's functions are the globals unless they are given; throws if there are none.
 */
export function describeConformance(
  name: string,
  subject: ConformanceSubject,
  runner: Partial<RunnerFunctions> = {},
  options: Omit<ConformanceOptions, 'bail' | 'onProgress'> = {},
): void {
  const globals = globalThis as Partial<RunnerFunctions>;
  const { describe = globals.describe, test = globals.test } = runner;
  if (describe === undefined || test === undefined) {
    throw new TypeError(
      'describeConformance() needs describe and test: run it under a runner that has them as globals, or pass { describe, test }.',
    );
  }
  describe(`${name} conforms`, () => testChecks(subject, test, options));
}

/** Makes one test per check, in the describe block that is being collected. */
export function testChecks(
  subject: ConformanceSubject,
  test: RunnerFunctions['test'],
  options: Omit<ConformanceOptions, 'bail' | 'onProgress'> = {},
): void {
  checkOptions(options, subject.supports);
  const timeoutMs = (options.budgetMs ?? BUDGET_MS) + 1_000; // the kit's own failure says more than the runner's
  for (const check of options.checks ?? CHECKS) {
    const title = `${check.id} ${check.title}`;
    const missing = check.needs.filter((need) => subject.supports?.[need] !== true);
    const required = options.require === 'all-MUST' && check.level === 'MUST';
    if (missing.length > 0 && !required) {
      test.skip(`${title} (needs ${missing.join(', ')})`, () => undefined);
    } else {
      // No named parameter: to Jest that would be a callback.
      const body = async (...args: readonly unknown[]): Promise<void> => {
        const result = await runCheck(check, subject, options);
        if (result.outcome !== 'fail') return;
        if (check.level === 'MUST') throw new Error(describeResult(result));
        const [context] = args as readonly [{ skip?: (note: string) => void }?];
        context?.skip?.(describeResult(result));
      };
      test(title, body, timeoutMs);
    }
  }
}
