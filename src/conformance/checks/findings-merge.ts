import { Location } from '../../records/location.js';
import type { CheckContext } from '../context.js';
import { expectJoinInEveryOrder, expectObserved, type Contribution } from './findings-observed.js';
import { findingsChecks, numbered, rows, type FindingsCheck } from './findings-support.js';

const MAX = 2n ** 64n - 1n;
const SIGN = 2n ** 63n;
const at = (display: string, url?: string): Location => Location.create({ display, url });

interface Join {
  readonly title: string;
  readonly reason: string;
  readonly contributions: readonly Contribution[];
}

/** What any backend must make of contributions, in whatever order they come. */
const JOINS: readonly Join[] = [
  {
    title: 'the latest seenAt wins',
    reason:
      'The contribution that saw last must win with all of its provenance, whatever came last, as writes complete in any order.',
    contributions: [
      { seenAt: 10, fenceEpoch: 3, runId: 3, shardId: 3 },
      { seenAt: 20, fenceEpoch: 2, runId: 2, shardId: 2 },
      { seenAt: 30, fenceEpoch: 1, runId: 1, shardId: 1 },
    ],
  },
  {
    title: 'seenAt is unsigned',
    reason:
      'seenAt must be compared as an unsigned number of 64 bits, as it is a time, and times do not turn negative.',
    contributions: [
      { seenAt: SIGN - 1n, runId: 3 },
      { seenAt: SIGN, runId: 2 },
      { seenAt: MAX, runId: 1 },
    ],
  },
  {
    title: 'seenAt is exact',
    reason:
      'seenAt must be compared to the last of its 64 bits, as a double would take the later of two times for equal.',
    contributions: [
      { seenAt: 5, runId: 3 },
      { seenAt: 2n ** 53n, runId: 2 },
      { seenAt: 2n ** 53n + 1n, runId: 1 },
    ],
  },
  {
    title: 'a location is not lost',
    reason:
      'A contribution that knows no location must leave the one that is known, as people would have nowhere to look.',
    contributions: [
      { seenAt: 10, location: at('a.txt:1', 'https://example.test/a') },
      { seenAt: 20 },
      { seenAt: 30, runId: 2 },
    ],
  },
  {
    title: 'a location that comes late',
    reason: 'A location must be taken over also from a contribution that saw earlier, as the later one knew none.',
    contributions: [{ seenAt: 30 }, { seenAt: 20, runId: 2 }, { seenAt: 10, runId: 3, location: at('late.txt') }],
  },
  {
    title: 'provenance comes from one contribution',
    reason:
      'Run, shard and fence must come together from one contribution, also among equal times, as a mixture names no run that was.',
    contributions: [
      { seenAt: 10, fenceEpoch: 1, runId: 3, shardId: 2 },
      { seenAt: 10, fenceEpoch: 2, runId: 1, shardId: 3 },
      { seenAt: 10, fenceEpoch: 3, runId: 2, shardId: 1 },
    ],
  },
];

/** Merges that every backend owes, as far as it lets its rows be read. The seed has the plainest. */
export const findingsMergeChecks = findingsChecks([
  ...JOINS.map(({ title, reason, contributions }, index): FindingsCheck => {
    return {
      id: numbered('FINDINGS-MERGE', index + 2),
      title: `${title}, in every order`,
      reason,
      needs: ['readObservations'],
      run: (context) => inEverySplit(context, contributions),
    };
  }),
  {
    id: 'FINDINGS-MERGE-08',
    title: 'contributions that are written again',
    reason:
      'Writing contributions again, in whatever order, must change nothing, as all of them are in the row already.',
    needs: ['readObservations'],
    async run(context) {
      const { batch, occurrence } = context.chain();
      const late = context.observation(occurrence, { seenAt: 30, runId: 2 });
      const early = context.observation(occurrence, { seenAt: 20, runId: 3, location: at('early.txt') });
      await context.sink.write(batch);
      for (const row of [late, early, late, early, early]) await context.sink.write(rows({ observations: [row] }));
      await context.sink.write(batch);
      await expectObserved(context, [...batch.observations, late, early]);
    },
  },
  {
    id: 'FINDINGS-MERGE-09',
    title: 'a merge in a batch that is refused',
    reason: 'A refused batch must leave the observations that it would have merged into as they were, seenAt and all.',
    needs: ['readObservations'],
    async run(context) {
      const { batch, occurrence, observation } = context.chain({ seenAt: 10 });
      const stray = context.chain({ label: 'stray' });
      await context.sink.write(batch);
      const later = context.observation(occurrence, { seenAt: 20, runId: 2, location: at('later.txt') });
      const outcome = await context.sink.attempt(rows({ observations: [later, stray.observation] }));
      context.expectRefused('A batch with an orphan', outcome, 'MissingOccurrence', 'commit');
      await expectObserved(context, [observation]);
    },
  },
  {
    id: 'FINDINGS-MERGE-10',
    title: 'a row that was never written',
    reason:
      'Reading an observation that does not exist must answer undefined, as an invented row would be taken for a sighting.',
    needs: ['readObservations'],
    async run(context) {
      const { batch, observation, occurrence } = context.chain();
      context.expectEqual('What is read before the write', await context.controls.observation(observation), undefined);
      await context.sink.write(batch);
      const other = context.observation(occurrence, { policyHash: context.ids.policy('B') });
      context.expectEqual('What is read of another policy', await context.controls.observation(other), undefined);
    },
  },
]);

/** As writes of their own, as one batch, and as a batch that meets durable rows. */
export async function inEverySplit(context: CheckContext, contributions: readonly Contribution[]): Promise<void> {
  const count = contributions.length;
  await expectJoinInEveryOrder(
    context,
    contributions,
    contributions.map(() => 1),
  );
  await expectJoinInEveryOrder(context, contributions, [count]);
  await expectJoinInEveryOrder(context, contributions, [1, count - 1]);
  await expectJoinInEveryOrder(context, contributions, [count - 1, 1]);
}
