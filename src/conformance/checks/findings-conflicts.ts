import type { FindingsUpsertBatch } from '../../records/findings-batch.js';
import type { InMemoryPersistenceErrorCode } from '../../store/errors.js';
import { exposeBytes, SecretHash } from '../../values/secrets.js';
import type { CheckContext } from '../context.js';
import type { ConformanceCheck } from '../types.js';
import { expectNothingOf } from './findings-existence.js';
import { expectAccepted, findingsChecks, numbered, rows, together, type FindingsCheck } from './findings-support.js';

/** Two batches with a row of the same id and other content. */
interface Disagreement {
  /** What both rest on, to be written before. */
  readonly ground: FindingsUpsertBatch;
  readonly first: FindingsUpsertBatch;
  readonly second: FindingsUpsertBatch;
}

/** A field in which two rows of the same id can disagree. */
interface Field {
  readonly field: string;
  readonly code: InMemoryPersistenceErrorCode;
  readonly why: string;
  readonly disagree: (context: CheckContext) => Disagreement;
}

const FIELDS: readonly Field[] = [
  findingField('stableItemId', 'a finding is of one item', ({ ids }) => ({ stableItemId: ids.item('other') })),
  findingField('ruleFingerprint', 'a finding is of one rule', ({ ids }) => ({ ruleFingerprint: ids.rule('other') })),
  findingField('secretHash', 'a finding is of one secret', ({ ids }) => ({ secretHash: ids.secret('other') })),
  {
    field: 'occurrence.findingId',
    code: 'OccurrenceConflict',
    why: 'an occurrence is of one finding',
    disagree(context) {
      const { finding, occurrence } = context.chain();
      const { finding: other } = context.chain({ label: 'other' });
      return {
        ground: rows({ findings: [finding, other] }),
        first: rows({ occurrences: [occurrence] }),
        second: rows({ occurrences: [{ ...occurrence, findingId: other.findingId }] }),
      };
    },
  },
  occurrenceField('objectVersionId', ({ ids }) => ({ objectVersionId: ids.version('other') })),
  occurrenceField('byteOffset', () => ({ byteOffset: 11n })),
  occurrenceField('byteLength', () => ({ byteLength: 21n })),
  {
    field: 'observation.ovidHash',
    code: 'ObservationConflict',
    why: 'an observation is of one object version',
    disagree(context) {
      const { finding, occurrence, observation } = context.chain();
      return {
        ground: rows({ findings: [finding], occurrences: [occurrence] }),
        first: rows({ observations: [observation] }),
        second: rows({ observations: [{ ...observation, ovidHash: context.ids.ovid('other') }] }),
      };
    },
  },
  findingField("secretHash's last byte", 'a secret is all of its bytes', (context) => {
    const bytes = exposeBytes(context.ids.secret());
    bytes[31] = (bytes[31] as number) ^ 1;
    return { secretHash: SecretHash.fromPersisted(bytes) };
  }),
];

/** The same id with other content: refused, and what was there first stands. */
export const findingsConflictChecks: readonly ConformanceCheck[] = findingsChecks([
  ...FIELDS.map(againstDurable),
  ...FIELDS.map(withinBatch),
]);

/** The same id with the same content: no conflict at all. */
export const findingsDuplicateChecks: readonly ConformanceCheck[] = findingsChecks([
  {
    id: 'FINDINGS-DUPLICATE-01',
    title: 'equal rows, again',
    reason: 'Rows with the content that is durable must be accepted, as workers run at least once.',
    async run(context) {
      const { finding, occurrence, observation, batch } = context.chain();
      await context.sink.write(batch);
      await expectAccepted(context, 'The same finding', rows({ findings: [finding] }));
      await expectAccepted(context, 'The same occurrence', rows({ occurrences: [occurrence] }));
      await expectAccepted(context, 'The same observation', rows({ observations: [observation] }));
      await expectAccepted(context, 'The same batch', batch);
    },
  },
  {
    id: 'FINDINGS-DUPLICATE-02',
    title: 'equal rows within a batch',
    reason:
      'A batch may bring a row more than once, as a worker collects what it finds without looking for repetitions.',
    async run(context) {
      const { batch } = context.chain();
      await expectAccepted(context, 'A batch with each row three times', together(batch, batch, batch));
    },
  },
  {
    id: 'FINDINGS-DUPLICATE-03',
    title: 'equal rows that are other objects',
    reason:
      'Rows must be compared by content, secrets by their bytes, as the next process has other objects that say the same.',
    async run(context) {
      const { batch } = context.chain();
      const copy: FindingsUpsertBatch = {
        findings: batch.findings.map((row) => ({
          ...row,
          secretHash: SecretHash.fromPersisted(exposeBytes(row.secretHash)),
        })),
        occurrences: batch.occurrences.map((row) => ({ ...row })),
        observations: batch.observations.map((row) => ({ ...row })),
      };
      await expectAccepted(context, 'A batch with each row and its copy', together(batch, copy));
      await expectAccepted(context, 'The copy', copy);
    },
  },
  {
    id: 'FINDINGS-DUPLICATE-04',
    title: 'equal rows beside new ones',
    reason:
      'A batch of which a part is durable must be accepted, as a worker that was interrupted begins its page again.',
    async run(context) {
      const [old, fresh] = [context.chain({ label: 'old' }), context.chain({ label: 'fresh' })];
      await context.sink.write(old.batch);
      await expectAccepted(context, 'Old and new rows together', together(fresh.batch, old.batch));
      await expectAccepted(context, 'All of them again', together(old.batch, fresh.batch));
    },
  },
]);

function againstDurable({ field, code, why, disagree }: Field, index: number): FindingsCheck {
  return {
    id: numbered('FINDINGS-CONFLICT', index + 1),
    title: `another ${field} under a durable id`,
    reason: `A row that says otherwise under an id that is durable must be refused, and the first must stand, as ${why}.`,
    async run(context) {
      const { ground, first, second } = disagree(context);
      await context.sink.write(together(ground, first));
      context.expectRefused(`Another ${field}`, await context.sink.attempt(second), code, 'commit');
      await expectAccepted(context, 'The first row, again', first);
      context.expectRefused(`Another ${field}, again`, await context.sink.attempt(second), code, 'commit');
    },
  };
}

function withinBatch({ field, code, why, disagree }: Field, index: number): FindingsCheck {
  return {
    id: numbered('FINDINGS-CONFLICT', FIELDS.length + index + 1),
    title: `another ${field} under an id of the same batch`,
    reason: `A batch that says two things under one id must be refused as a whole, as ${why}, and nobody could say which is right.`,
    async run(context) {
      const { ground, first, second } = disagree(context);
      const outcome = await context.sink.attempt(together(ground, first, second));
      context.expectRefused(`A batch with another ${field} for one of its rows`, outcome, code, 'commit');
      await expectNothingOf(context, ground);
      await expectAccepted(context, 'The first of the two, alone', together(ground, first));
    },
  };
}

function findingField(field: string, why: string, other: (context: CheckContext) => object): Field {
  return {
    field: `finding.${field}`,
    code: 'FindingConflict',
    why,
    disagree(context) {
      const { finding } = context.chain();
      return {
        ground: rows({}),
        first: rows({ findings: [finding] }),
        second: rows({ findings: [{ ...finding, ...other(context) }] }),
      };
    },
  };
}

function occurrenceField(field: string, other: (context: CheckContext) => object): Field {
  return {
    field: `occurrence.${field}`,
    code: 'OccurrenceConflict',
    why: 'an occurrence is one place in one object version',
    disagree(context) {
      const { finding, occurrence } = context.chain();
      return {
        ground: rows({ findings: [finding] }),
        first: rows({ occurrences: [occurrence] }),
        second: rows({ occurrences: [{ ...occurrence, ...other(context) }] }),
      };
    },
  };
}
