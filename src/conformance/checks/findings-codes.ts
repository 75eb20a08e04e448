import type { FindingsUpsertBatch } from '../../records/findings-batch.js';
import type { InMemoryPersistenceErrorCode } from '../../store/errors.js';
import type { CheckContext } from '../context.js';
import { expectInvalid, findingsChecks, numbered, rows, together, type FindingsCheck } from './findings-support.js';

/** Which refusal a strict backend gives a batch that deserves several. */
export const findingsCodeChecks = findingsChecks([
  first(1, 'FindingConflict', 'MissingFinding', async (context) =>
    together(await conflictingFinding(context), rows({ occurrences: [context.chain({ label: 'stray' }).occurrence] })),
  ),
  first(2, 'FindingConflict', 'MissingOccurrence', async (context) =>
    together(
      await conflictingFinding(context),
      rows({ observations: [context.chain({ label: 'stray' }).observation] }),
    ),
  ),
  first(3, 'MissingFinding', 'MissingOccurrence', async (context) => {
    const { occurrence } = context.chain();
    const { observation } = context.chain({ label: 'stray' });
    return rows({ occurrences: [occurrence], observations: [observation] });
  }),
  first(4, 'MissingFinding', 'OccurrenceConflict', async (context) => {
    const { batch, occurrence } = context.chain();
    await context.sink.write(batch);
    const { findingId } = context.chain({ label: 'nowhere' }).finding;
    return rows({ occurrences: [{ ...occurrence, findingId }] });
  }),
  first(5, 'OccurrenceConflict', 'MissingOccurrence', async (context) => {
    const { batch, occurrence } = context.chain();
    await context.sink.write(batch);
    const { observation } = context.chain({ label: 'stray' });
    return rows({ occurrences: [{ ...occurrence, byteOffset: 11n }], observations: [observation] });
  }),
  {
    id: 'FINDINGS-CODE-06',
    title: 'a malformed id and two tenants',
    reason:
      'Observation ids must be checked before tenants, both at submission, so that every strict backend gives the same reason.',
    needs: ['strict'],
    async run(context) {
      const { batch, observation } = context.chain();
      const { finding } = context.chain({ tenantId: context.ids.tenant('B') });
      const { observationId } = context.chain({ label: 'other' }).observation;
      const wrong = rows({ findings: [finding], observations: [{ ...observation, observationId }] });
      const outcome = await context.sink.attempt(together(batch, wrong));
      expectInvalid(context, 'A batch with both faults', outcome, 'ObservationIdMismatch');
    },
  },
  {
    id: 'FINDINGS-CODE-07',
    title: 'two tenants and an orphan',
    reason: 'What a batch shows by itself must be refused at submission, before anything is looked up for it.',
    needs: ['strict'],
    async run(context) {
      const { occurrence } = context.chain();
      const { finding } = context.chain({ tenantId: context.ids.tenant('B') });
      const outcome = await context.sink.attempt(rows({ findings: [finding], occurrences: [occurrence] }));
      expectInvalid(context, 'A batch with both faults', outcome, 'InconsistentTenant');
    },
  },
]);

function first(
  number: number,
  code: InMemoryPersistenceErrorCode,
  other: InMemoryPersistenceErrorCode,
  prepare: (context: CheckContext) => Promise<FindingsUpsertBatch>,
): FindingsCheck {
  return {
    id: numbered('FINDINGS-CODE', number),
    title: `${code} goes before ${other}`,
    reason:
      'Layers must be judged in order, parents before content, so that every strict backend gives the same reason for a refusal.',
    needs: ['strict'],
    async run(context) {
      const batch = await prepare(context);
      const what = `A batch that deserves ${code} and ${other}`;
      context.expectRefused(what, await context.sink.attempt(batch), code, 'commit');
    },
  };
}

async function conflictingFinding(context: CheckContext): Promise<FindingsUpsertBatch> {
  const { batch, finding } = context.chain();
  await context.sink.write(batch);
  return rows({ findings: [{ ...finding, ruleFingerprint: context.ids.rule('other') }] });
}
