import type { ConformanceCheck } from './types.js';

/** What came of one check. */
export type CheckResult =
  | { readonly check: ConformanceCheck; readonly outcome: 'pass' }
  | { readonly check: ConformanceCheck; readonly outcome: 'not-run'; readonly why: string }
  | {
      readonly check: ConformanceCheck;
      readonly outcome: 'fail';
      /** What the backend did wrong, in a sentence. */
      readonly message: string;
      readonly expected?: string;
      readonly received?: string;
      /** The operations of the check, numbered, each with its answer. */
      readonly operations: readonly string[];
    };

/** What came of a run: every check passed, failed, or not run for a stated reason. */
export class ConformanceReport {
  /** The name of the run; give it as the option `run` to have the same identities again. */
  readonly run: string;
  readonly results: readonly CheckResult[];

  constructor(run: string, results: readonly CheckResult[]) {
    this.run = run;
    this.results = results;
  }

  /** Whether no MUST failed. A SHOULD that failed is reported, but the backend is correct without it. */
  get ok(): boolean {
    return this.failures().every(({ check }) => check.level !== 'MUST');
  }

  /** The checks that failed. */
  failures(): readonly Extract<CheckResult, { outcome: 'fail' }>[] {
    return this.results.filter((result) => result.outcome === 'fail');
  }

  /** How many checks passed, failed, and did not run. */
  counts(): { readonly pass: number; readonly fail: number; readonly 'not-run': number } {
    const counts = { pass: 0, fail: 0, 'not-run': 0 };
    for (const { outcome } of this.results) counts[outcome]++;
    return counts;
  }

  /** For people: failures in full, checks not run with their reasons, and the counts. */
  toString(): string {
    const { pass, fail, 'not-run': notRun } = this.counts();
    const parts = this.results.filter(({ outcome }) => outcome !== 'pass').map(describeResult);
    return [...parts, `${pass} passed, ${fail} failed, ${notRun} not run (run ${this.run})`].join('\n\n');
  }

  /** For programs. */
  toJSON(): object {
    return {
      run: this.run,
      ...this.counts(),
      results: this.results.map(({ check, ...result }) => {
        const { id, title, level, contract, reason } = check;
        return { id, title, level, contract, reason, ...result };
      }),
    };
  }

  /** For CI systems: JUnit's XML, one test case a check. */
  toJUnit(suite = 'conformance'): string {
    const { fail, 'not-run': notRun } = this.counts();
    const cases = this.results.map((result) => {
      const open = `  <testcase classname="${xml(suite)}" name="${xml(`${result.check.id} ${result.check.title}`)}"`;
      if (result.outcome === 'pass') return `${open}/>`;
      const body =
        result.outcome === 'fail'
          ? `<failure message="${xml(result.message)}">${xml(describeResult(result))}</failure>`
          : `<skipped message="${xml(result.why)}"/>`;
      return `${open}>${body}</testcase>`;
    });
    const head = `<testsuite name="${xml(suite)}" tests="${this.results.length}" failures="${fail}" skipped="${notRun}">`;
    return ['<?xml version="1.0" encoding="UTF-8"?>', head, ...cases, '</testsuite>', ''].join('\n');
  }
}

/** One result for people: what was demanded and why, what came, and the operations that led there. */
export function describeResult(result: CheckResult): string {
  const { id, title, level, reason } = result.check;
  const head = `${result.outcome.toUpperCase()} ${id} (${level}) ${title}`;
  if (result.outcome === 'pass') return head;
  if (result.outcome === 'not-run') return `${head}\n  ${result.why}`;
  const { message, expected, received, operations } = result;
  return [
    head,
    `  ${message}`,
    ...(expected === undefined ? [] : [`  Expected: ${expected}`]),
    ...(received === undefined ? [] : [`  Received: ${received}`]),
    `  Why: ${reason}`,
    ...(operations.length === 0 ? [] : ['  Operations:', ...operations.map((line) => `    ${line}`)]),
  ].join('\n');
}

function xml(text: string): string {
  return Array.from(text.toWellFormed(), (sign) => {
    // Control characters and these two have no place in XML at all.
    if ((sign < ' ' && !'\t\n\r'.includes(sign)) || sign === '\ufffe' || sign === '\uffff') return '\ufffd';
    return ENTITIES[sign] ?? sign;
  }).join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
