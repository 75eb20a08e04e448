import type { ConformanceOptions } from '../src/conformance/run.js';
import type { ConformanceBackend, Supports } from '../src/conformance/types.js';
import { kindOf } from '../src/values/check.js';
import { PersistenceInputError } from '../src/values/input-error.js';
import { checkArguments, describe, hasMethods, wrongArgument, wrongReceiver } from './support/arguments.js';
import { MatcherUsageError, type MatcherContext, type MatcherResult } from './support/context.js';
import { report } from './support/report.js';

const NAME = 'toConform';

/** What the backend supports, and how the run goes. */
export interface ToConformOptions extends Omit<ConformanceOptions, 'onProgress'> {
  /** What the backend declares; if left out, `listDoneHashes` and `durableCounts` if it has them. */
  readonly supports?: Supports | undefined;
}

/** Runs the conformance checks on a backend `{ doneLedger, findings }`; holds when none fails. */
export async function toConform(
  this: MatcherContext,
  received: unknown,
  ...args: readonly unknown[]
): Promise<MatcherResult> {
  checkArguments(NAME, args, 0, 1);
  const options = args.length === 0 ? {} : readOptions(args[0]);
  const backend = readBackend(received);
  const { supports = whatItHas(backend), ...run } = options;
  // eslint-disable-next-line no-restricted-syntax -- hundreds of checks that most test files do without
  const { runConformance } = await import('../src/conformance/run.js');
  const outcome = await runConformance({ create: () => backend, supports }, run).catch((error: unknown) => {
    throw PersistenceInputError.is(error)
      ? new MatcherUsageError(`${NAME}(): ${error.message}.`, { cause: error })
      : error;
  });
  return report(this, NAME, args.length === 0 ? '' : 'options', outcome.ok, () => ({
    sentence: outcome.ok ? 'The backend conforms.' : 'The backend does not conform.',
    evidence: outcome.toString(),
  }));
}

function readOptions(argument: unknown): ToConformOptions {
  if (kindOf(argument) !== 'object') throw wrongArgument(NAME, `the options are an object, not ${describe(argument)}`);
  const unknown = Object.keys(argument as object).find((name) => !OPTIONS.includes(name));
  if (unknown !== undefined) throw wrongArgument(NAME, `there is no option "${unknown}", only ${OPTIONS.join(', ')}`);
  return argument as ToConformOptions;
}

/** The backend, kept from being disposed of after each check: it is the test's, and there is only one. */
function readBackend(received: unknown): ConformanceBackend {
  const { doneLedger, findings } = (kindOf(received) === 'object' ? received : {}) as Record<string, unknown>;
  if (!hasMethods(doneLedger, 'batchGet', 'batchUpsert') || !hasMethods(findings, 'upsertBatch')) {
    throw wrongReceiver(NAME, 'a backend { doneLedger, findings }', received);
  }
  const backend = received as ConformanceBackend;
  const { getObservation, restart, holdWrites, failNextCommit } = backend;
  return {
    doneLedger: backend.doneLedger,
    findings: backend.findings,
    ...(getObservation && { getObservation: getObservation.bind(backend) }),
    ...(restart && { restart: restart.bind(backend) }),
    ...(holdWrites && { holdWrites: holdWrites.bind(backend) }),
    ...(failNextCommit && { failNextCommit: failNextCommit.bind(backend) }),
  };
}

/** What is declared for a backend where nothing is: the optional methods of the contracts. */
function whatItHas({ doneLedger, findings }: ConformanceBackend): Supports {
  return {
    listDoneHashes: hasMethods(doneLedger, 'listDoneHashes'),
    durableCounts: hasMethods(findings, 'durableCounts'),
  };
}

const OPTIONS = ['supports', 'bail', 'checks', 'require', 'budgetMs', 'clock', 'run'];
