import { plural } from '../harness/describe-event.js';
import { stepOf, type Release, type ReleaseStep } from './release-step.js';
import type { Stage } from './stage.js';

/** The most writes that may be pending at once. */
export const MOST_PENDING = 8;
/** The most releases in one order: a scenario that submits a write for each that fails would never end. */
export const LONGEST_ORDER = 64;

/** What `everyRelease()` found, or why it cannot go on. */
export type EveryReleaseErrorCode =
  /** `check` fails once all writes have completed in this order. */
  | 'CheckFailed'
  /** `invariant` fails after these releases. */
  | 'InvariantFailed'
  /** The scenario rejects, and not because it was told of a commit that was made to fail. */
  | 'ScenarioFailed'
  /** A store broke: its backend threw something unexpected. */
  | 'StorePoisoned'
  /** All writes have completed, and the scenario has not: it waits for something else. */
  | 'ScenarioStuck'
  /** The scenario does not do the same on every run. */
  | 'NotRepeatable'
  /** The scenario left no write pending. */
  | 'NothingPending'
  /** More writes are pending at once than may be. */
  | 'TooManyWrites'
  /** One order does not end. */
  | 'EndlessOrder'
  /** There are more orders than may be run. */
  | 'TooManyReleases';

/** What an {@link EveryReleaseError} is made of. */
interface EveryReleaseFailure {
  readonly code: EveryReleaseErrorCode;
  readonly message: string;
  readonly order: readonly ReleaseStep[];
  readonly pending: readonly ReleaseStep[];
  readonly cause?: unknown;
}

/**
 * An order of releases in which something fails, the smallest there is: the fewest commits made to fail, then the fewest
 * writes that overtake others. `cause` is the error of the check, the scenario or the store. The other codes say why the
 * orders cannot be gone through.
 */
export class EveryReleaseError extends Error {
  readonly code: EveryReleaseErrorCode;
  /** The releases, in order. */
  readonly order: readonly ReleaseStep[];
  /** The writes that were still pending then, the oldest first. */
  readonly pending: readonly ReleaseStep[];

  /** @internal */
  constructor({ code, message, order, pending, cause }: EveryReleaseFailure) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.order = order;
    this.pending = pending;
  }

  static {
    Object.defineProperty(this.prototype, 'name', { value: 'EveryReleaseError', configurable: true, writable: true });
  }
}

/** The error for what went wrong at a place. `detail` is the cause of a failure, or the number that a limit is about. */
export function failure(
  code: EveryReleaseErrorCode,
  { path, stage }: { readonly path: readonly Release[]; readonly stage: Stage },
  detail?: unknown,
): EveryReleaseError {
  const order = path.map(stepOf);
  const pending = stage.pending.map((write) => stepOf({ write, commitFails: false, older: [] }));
  const what = FAILURES.get(code);
  const message =
    what === undefined ? limit(code, detail) : describeFailure(what, order, pending, reason(code, detail));
  return new EveryReleaseError({ code, message: `everyRelease(): ${message}`, order, pending, cause: what && detail });
}

function describeFailure(
  what: string,
  order: readonly ReleaseStep[],
  pending: readonly ReleaseStep[],
  why: string,
): string {
  const lines = [...order.map(numbered), ...pending.map((step) => `   -. ${describeStep(step)}, still pending`)];
  const list = lines.length === 0 ? [] : [lines.join('\n')];
  if (order.length === 0) return [`${what} before any write is released.`, ...list, why].join('\n\n');
  return [`${what} when writes complete in this order.`, ...list, why, SMALLEST].join('\n\n');
}

function numbered(step: ReleaseStep, index: number): string {
  return `${String(index + 1).padStart(4)}. ${describeStep(step)}`;
}

function describeStep({ store, id, rows, submittedAt, commitFails, overtakes }: ReleaseStep): string {
  return [
    `${store} #${id}, ${plural(rows, 'row')}, submitted at ${submittedAt ?? 'an unknown place'}`,
    ...(commitFails ? ['its commit fails'] : []),
    ...(overtakes.length > 0 ? [`overtakes ${overtakes.join(', ')}`] : []),
  ].join(', ');
}

/** The first two paragraphs of an error: the rest shows where the runner shows causes. */
function reason(code: EveryReleaseErrorCode, cause: unknown): string {
  if (code === 'ScenarioStuck') return STUCK;
  if (cause instanceof Error) return `${cause.name}: ${cause.message.split('\n\n').slice(0, 2).join('\n\n')}`;
  return `It threw ${typeof cause === 'string' ? JSON.stringify(cause) : `a value of type ${typeof cause}`}.`;
}

/** What fails, by the code that says so. */
const FAILURES: ReadonlyMap<EveryReleaseErrorCode, string> = new Map([
  ['CheckFailed', 'the check fails'],
  ['InvariantFailed', 'the invariant fails'],
  ['ScenarioFailed', 'the scenario fails'],
  ['ScenarioStuck', 'the scenario does not end'],
  ['StorePoisoned', 'a store breaks'],
]);

const STUCK =
  'Nothing is pending any more. It waits for something other than its writes, such as a timer or a file, which cannot be ' +
  'waited for in every order: give it what it needs at once.';

const SMALLEST =
  'It is the smallest such order: no other has fewer failing commits, or as many and fewer writes that overtake others.';

function limit(code: EveryReleaseErrorCode, number: unknown): string {
  switch (code) {
    case 'NothingPending':
      return (
        'the scenario left no write pending, so there is no order to try. All stores that it is given hold their writes ' +
        'back: it must write to these, and must not release what it writes.'
      );
    case 'TooManyWrites':
      return (
        `${String(number)} writes are pending at once, and ${MOST_PENDING} are the most whose orders can be tried. ` +
        'Write larger batches, or release what does not matter in the scenario itself.'
      );
    case 'EndlessOrder':
      return (
        `after ${LONGEST_ORDER} releases in one order there is still a write pending. The scenario submits another one ` +
        'for each that ends; let it give up.'
      );
    case 'TooManyReleases':
      return (
        `there are more orders than ${String(number)} releases get through. Leave fewer writes pending, or fewer that ` +
        'somebody waits for; or set commitFaults to 0, independent to true, or maxReleases to more.'
      );
    default:
      return (
        'the scenario does not do the same on every run, so its orders cannot be gone through one by one. It must take ' +
        'its rows from the records that it is given, keep nothing from one run to the next, and draw nothing at random.'
      );
  }
}
