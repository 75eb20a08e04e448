import type { FindingsUpsertBatch } from '../../records/findings-batch.js';
import type { InMemoryPersistenceErrorCode } from '../../store/errors.js';
import type { Chain, CheckContext } from '../context.js';
import { expectNothingOf } from './findings-existence.js';
import { findingsChecks, numbered, rows, together, type FindingsCheck } from './findings-support.js';

/** A row for which a whole batch must be refused. */
interface Fault {
  readonly what: string;
  readonly code: InMemoryPersistenceErrorCode;
  readonly at: 'submission' | 'commit';
  /** Writes what the row is at odds with, and gives the row. */
  readonly prepare: (context: CheckContext) => Promise<FindingsUpsertBatch>;
}

const FAULTS: readonly Fault[] = [
  {
    what: 'a finding in conflict',
    code: 'FindingConflict',
    at: 'commit',
    prepare: async (context) => {
      const { finding } = await durable(context);
      return rows({ findings: [{ ...finding, ruleFingerprint: context.ids.rule('other') }] });
    },
  },
  {
    what: 'an orphan occurrence',
    code: 'MissingFinding',
    at: 'commit',
    prepare: async (context) => rows({ occurrences: [context.chain({ label: 'stray' }).occurrence] }),
  },
  {
    what: 'an occurrence in conflict',
    code: 'OccurrenceConflict',
    at: 'commit',
    prepare: async (context) => {
      const { occurrence } = await durable(context);
      return rows({ occurrences: [{ ...occurrence, byteLength: 21n }] });
    },
  },
  {
    what: 'an orphan observation',
    code: 'MissingOccurrence',
    at: 'commit',
    prepare: async (context) => rows({ observations: [context.chain({ label: 'stray' }).observation] }),
  },
  {
    what: 'an observation in conflict',
    code: 'ObservationConflict',
    at: 'commit',
    prepare: async (context) => {
      const { observation } = await durable(context);
      return rows({ observations: [{ ...observation, ovidHash: context.ids.ovid('other') }] });
    },
  },
  {
    what: 'an observation with an id that is not its own',
    code: 'BatchValidation',
    at: 'submission',
    prepare: async (context) => {
      const { observation } = await durable(context);
      const { observationId } = context.chain({ label: 'other' }).observation;
      return rows({ observations: [{ ...observation, observationId }] });
    },
  },
  {
    what: 'a row of another tenant',
    code: 'BatchValidation',
    at: 'submission',
    prepare: async (context) => {
      const { finding } = context.chain({ label: 'foreign', tenantId: context.ids.tenant('B') });
      return rows({ findings: [finding] });
    },
  },
];

type Place = readonly [name: string, before: number];

/** With two good rows in each layer, where the bad one stands. */
const PLACES: readonly Place[] = [
  ['first', 0],
  ['in the middle', 1],
  ['last', 2],
];

/** One bad row anywhere in a batch, and nothing of the batch is durable. */
export const findingsAtomicityChecks = findingsChecks(
  FAULTS.flatMap((fault, row) =>
    PLACES.map((place, column) => refusal(numbered('FINDINGS-ATOMIC', row * PLACES.length + column + 1), fault, place)),
  ),
);

function refusal(id: string, { what, code, at, prepare }: Fault, [name, before]: Place): FindingsCheck {
  return {
    id,
    title: `${what}, ${name} among good rows`,
    reason:
      'A batch must be stored as a whole or not at all, as a worker that is refused must be able to tell what is stored.',
    async run(context) {
      const bad = await prepare(context);
      const good = [context.chain({ label: 'good 1' }), context.chain({ label: 'good 2' })];
      const batch = together(...batches(good.slice(0, before)), bad, ...batches(good.slice(before)));
      context.expectRefused(`A batch with ${what}`, await context.sink.attempt(batch), code, at);
      await expectNothingOf(context, together(...batches(good)));
    },
  };
}

async function durable(context: CheckContext): Promise<Chain> {
  const chain = context.chain({ label: 'durable' });
  await context.sink.write(chain.batch);
  return chain;
}

function batches(chains: readonly Chain[]): readonly FindingsUpsertBatch[] {
  return chains.map(({ batch }) => batch);
}
