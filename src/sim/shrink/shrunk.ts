import { plural } from '../../harness/describe-event.js';
import { capsuleFileName } from '../capsule-files.js';
import { STORES_OF, type Capsule } from '../capsule.js';
import { describeRun } from '../describe-run.js';
import type { SimReport } from '../report.js';
import { describeViolation } from '../violation.js';
import { mattersOf } from './matters.js';
import type { TrialOptions } from './trials.js';

/** How a shrinking went. */
interface Course {
  readonly from: number;
  readonly runs: number;
  readonly complete: boolean;
  readonly options: Pick<TrialOptions, 'ledger' | 'sink' | 'strict'>;
}

/** What is left of a capsule. */
export class Shrunk {
  /** Fails with the same signature as the one that was shrunk. */
  readonly capsule: Capsule;
  /** The run of it, with its steps. */
  readonly report: SimReport;
  /** How many operations there were. */
  readonly from: number;
  /** How many runs it took. */
  readonly runs: number;
  /** Whether nothing is left that could be left out or simplified; `false` if the runs did not suffice to find out. */
  readonly complete: boolean;
  /** The values that could not be simplified, with their paths: `w1.records[0].bytesScanned = 2`. */
  readonly matters: readonly string[];
  readonly #options: Course['options'];

  /** @internal */
  constructor(report: SimReport, { from, runs, complete, options }: Course) {
    this.capsule = report.capsule();
    this.report = report;
    this.from = from;
    this.runs = runs;
    this.complete = complete;
    this.matters = mattersOf(this.capsule.operations);
    this.#options = options;
  }

  /** What is left, what matters, and how to keep it as a test. */
  toString(): string {
    const { operations, violations } = this.capsule;
    const more = this.complete ? '' : '; more runs may shrink it further';
    const matters =
      this.matters.length === 0 ? ['No value matters.'] : ['What matters:', ...this.matters.map(indented)];
    return [
      `${plural(this.from, 'operation')} -> ${operations.length}, in ${plural(this.runs, 'run')}${more}`,
      describeRun(this.report.steps, operations.length),
      ...(this.report.ok
        ? ['It did not fail when it was run once more: this backend answers otherwise from run to run.']
        : this.report.violations.map(describeViolation)),
      '',
      ...matters,
      '',
      'To keep it as a test:',
      ...this.#regression(violations[0]?.signature ?? 'a run').map(indented),
    ].join('\n');
  }

  #regression(signature: string): readonly string[] {
    const { strict } = this.#options;
    const stores = STORES_OF[this.capsule.simulation].filter((store) => this.#options[store] !== undefined);
    const options = [
      ...stores.map((store) => `${store}: yours()`),
      ...(strict === undefined ? [] : [`strict: ${strict}`]),
    ];
    const run = options.length === 0 ? 'replay(capsule)' : `replay(capsule, { ${options.join(', ')} })`;
    return [
      `import capsule from './failures/${capsuleFileName(this.capsule)}' with { type: 'json' };`,
      `test('${signature}', async () => expect(await ${run}).toHoldInvariants());`,
    ];
  }
}

function indented(line: string): string {
  return `  ${line}`;
}
