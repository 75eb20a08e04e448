import { expectGrowth } from './findings-growth.js';
import { expectReceipt, findingsChecks, rows } from './findings-support.js';

/** The findings checks that the kit started from. */
export const findingsSeedChecks = findingsChecks([
  {
    id: 'FINDINGS-UPSERT-01',
    title: 'idempotent upsert with counts',
    reason: 'Workers run at least once, so writing a batch again must add no row and answer the same receipt.',
    needs: ['durableCounts'],
    seed: true,
    run: (context) =>
      expectGrowth(context, [1, 1, 1], async (attempt) => {
        const { batch } = context.chain({ label: attempt });
        expectReceipt(context, 'The receipt of the first write', await context.sink.write(batch), [1, 1, 1]);
        expectReceipt(context, 'The receipt of the same write again', await context.sink.write(batch), [1, 1, 1]);
      }),
  },
  {
    id: 'FINDINGS-ORPHAN-01',
    title: 'orphan occurrence',
    reason:
      'An occurrence whose finding is neither durable nor in the batch must be refused, as nobody could say what occurs there.',
    seed: true,
    async run(context) {
      const { occurrence } = context.chain();
      const outcome = await context.sink.attempt(rows({ occurrences: [occurrence] }));
      context.expectRefused('An occurrence without its finding', outcome, 'MissingFinding', 'commit');
    },
  },
  {
    id: 'FINDINGS-ORPHAN-02',
    title: 'orphan observation',
    reason:
      'An observation whose occurrence is neither durable nor in the batch must be refused, as nobody could say what was seen.',
    seed: true,
    async run(context) {
      const { finding, observation } = context.chain();
      const outcome = await context.sink.attempt(rows({ findings: [finding], observations: [observation] }));
      context.expectRefused('An observation without its occurrence', outcome, 'MissingOccurrence', 'commit');
    },
  },
  {
    id: 'FINDINGS-MERGE-01',
    title: 'observation merge',
    reason:
      'The same occurrence, seen again by a later run, must merge into one observation, as it is one and the same sighting.',
    needs: ['durableCounts'],
    seed: true,
    run: (context) =>
      expectGrowth(context, [1, 1, 1], async (attempt) => {
        const { batch, occurrence } = context.chain({ label: attempt, seenAt: 10 });
        await context.sink.write(batch);
        const again = context.observation(occurrence, { label: attempt, seenAt: 20, runId: 2 });
        const receipt = await context.sink.write(rows({ observations: [again] }));
        expectReceipt(context, 'The receipt of the second sighting', receipt, [0, 0, 1]);
      }),
  },
]);
