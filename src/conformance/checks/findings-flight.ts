import { Location } from '../../records/location.js';
import type { WriteOutcome } from '../traced.js';
import { expectObserved } from './findings-observed.js';
import { expectDurable } from './findings-existence.js';
import { expectAccepted, expectReceipt, findingsChecks, rows, together, writeAtOnce } from './findings-support.js';

/** Batches in flight at the same time. */
export const findingsFlightChecks = findingsChecks([
  {
    id: 'FINDINGS-FLIGHT-01',
    title: 'children after the wait for their parents, others in flight',
    reason:
      'Children may follow as soon as their parents are waited for, whatever else is in flight, as workers share a sink.',
    async run(context) {
      const { finding, occurrence, observation } = context.chain();
      const parents = await context.sink.submit(rows({ findings: [finding] }));
      const other = await context.sink.submit(context.chain({ label: 'other' }).batch);
      await parents.wait();
      const children = await context.sink.submit(rows({ occurrences: [occurrence], observations: [observation] }));
      expectReceipt(context, 'The receipt of the children', await children.wait(), [0, 1, 1]);
      expectReceipt(context, 'The receipt of the other batch', await other.wait(), [1, 1, 1]);
    },
  },
  {
    id: 'FINDINGS-FLIGHT-02',
    title: 'equal batches in flight',
    reason:
      'Batches with the same rows must all succeed, as workers that are restarted meet themselves, and none is in conflict.',
    async run(context) {
      const { batch } = context.chain();
      for (const receipt of await writeAtOnce(context, [batch, batch, batch])) {
        expectReceipt(context, 'A receipt', receipt, [1, 1, 1]);
      }
      await expectDurable(context, batch);
    },
  },
  {
    id: 'FINDINGS-FLIGHT-03',
    title: 'batches that overlap in opposite orders',
    reason:
      'Batches that share rows must all succeed, in whatever order they hold them, as none may wait for the other for ever.',
    async run(context) {
      const chains = ['a', 'b', 'c', 'd'].map((label) => context.chain({ label }).batch);
      const forwards = together(...chains);
      const backwards = together(...[...chains].reverse());
      for (const receipt of await writeAtOnce(context, [forwards, backwards, forwards, backwards])) {
        expectReceipt(context, 'A receipt', receipt, [4, 4, 4]);
      }
      await expectDurable(context, forwards);
    },
  },
  {
    id: 'FINDINGS-FLIGHT-04',
    title: 'contributions in flight',
    reason:
      'Contributions to one observation that are written at the same time must all be merged, as each was acknowledged.',
    needs: ['readObservations'],
    async run(context) {
      const { batch, occurrence, observation } = context.chain({ seenAt: 10 });
      await context.sink.write(batch);
      const contributions = [40, 20, 50, 30].map((seenAt) =>
        context.observation(occurrence, { seenAt, runId: seenAt }),
      );
      contributions.push(
        context.observation(occurrence, { seenAt: 5, location: Location.create({ display: 'a.txt' }) }),
      );
      await writeAtOnce(
        context,
        contributions.map((row) => rows({ observations: [row] })),
      );
      await expectObserved(context, [observation, ...contributions]);
    },
  },
  {
    id: 'FINDINGS-FLIGHT-05',
    title: 'rows in conflict, in flight',
    reason:
      'Of two batches that say otherwise under one id at most one may be acknowledged, and it stands, as both cannot be right.',
    async run(context) {
      const { finding } = context.chain();
      const sides = [finding, { ...finding, ruleFingerprint: context.ids.rule('other') }].map((row) =>
        rows({ findings: [row] }),
      );
      const outcomes = await Promise.all(sides.map((side) => context.sink.attempt(side)));
      const accepted = sides.filter((_, index) => isAccepted(outcomes[index]));
      context.expect(accepted.length < 2, 'Both batches were acknowledged; one of them must be refused.');
      for (const side of accepted) await expectAccepted(context, 'The batch that was acknowledged, again,', side);
      for (const side of sides) {
        if (accepted.length === 0 || accepted.includes(side)) continue;
        context.expectRefused('The other one, again,', await context.sink.attempt(side), 'FindingConflict', 'commit');
      }
    },
  },
  {
    id: 'FINDINGS-FLIGHT-06',
    title: 'children in flight together with their parents',
    reason:
      'Children in flight with their parents may be accepted or refused, but never kept without a receipt, nor lost with one.',
    async run(context) {
      const { finding, occurrence, observation } = context.chain();
      const parents = rows({ findings: [finding] });
      const children = rows({ occurrences: [occurrence], observations: [observation] });
      const [first, second] = await Promise.all([context.sink.attempt(parents), context.sink.attempt(children)]);
      if (!isAccepted(first)) await expectAccepted(context, 'The batch of parents, alone,', parents);
      if (!isAccepted(second))
        await expectAccepted(context, 'The batch of children, once their parents are durable,', children);
      await expectDurable(context, together(parents, children));
    },
  },
]);

function isAccepted(outcome: WriteOutcome<object> | undefined): boolean {
  return outcome !== undefined && 'receipt' in outcome;
}
