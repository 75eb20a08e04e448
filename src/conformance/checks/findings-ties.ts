import { Location } from '../../records/location.js';
import { observationRowOf } from '../../oracle/definition.js';
import { expectObserved, type Contribution } from './findings-observed.js';
import { inEverySplit } from './findings-merge.js';
import { findingsChecks, numbered, rows, type FindingsCheck } from './findings-support.js';

const MAX = 2n ** 64n - 1n;
const SIGN = 2n ** 63n;
const at = (display: string, url?: string): Location => Location.create({ display, url });

interface Level {
  readonly title: string;
  readonly why: string;
  /** In ascending order of what wins; the levels below pull the other way. */
  readonly contributions: readonly Contribution[];
}

const LEVELS: readonly Level[] = [
  {
    title: 'a location goes before the fence',
    why: 'of two that saw at one time, the one that can say where is worth more',
    contributions: [
      { fenceEpoch: 9, runId: 9, shardId: 9 },
      { fenceEpoch: 1, runId: 1, shardId: 1, location: at('a') },
      { fenceEpoch: 8, runId: 8, shardId: 8 },
    ],
  },
  {
    title: 'the fence goes before the run',
    why: 'a higher fence says that the lower one had lost its shard',
    contributions: [
      { fenceEpoch: 1, runId: 9, shardId: 9 },
      { fenceEpoch: 2, runId: 8, shardId: 8 },
      { fenceEpoch: 3, runId: 7, shardId: 7 },
    ],
  },
  {
    title: 'the fence is unsigned',
    why: 'fences count upwards through all 64 bits',
    contributions: [
      { fenceEpoch: SIGN - 1n, runId: 9 },
      { fenceEpoch: SIGN, runId: 8 },
      { fenceEpoch: MAX, runId: 7 },
    ],
  },
  {
    title: 'the run goes before the shard',
    why: 'stores fed in other orders must agree',
    contributions: [
      { runId: 1, shardId: 9 },
      { runId: 2, shardId: 8 },
      { runId: 3, shardId: 7 },
    ],
  },
  {
    title: 'runs are compared signed',
    why: 'a SQL BIGINT sorts so, and all stores must agree',
    contributions: [
      { runId: SIGN, shardId: 9 },
      { runId: MAX, shardId: 8 },
      { runId: 0, shardId: 7 },
      { runId: SIGN - 1n, shardId: 6 },
    ],
  },
  {
    title: 'the shard goes before the location',
    why: 'stores fed in other orders must agree',
    contributions: [
      { shardId: 1, location: at('z') },
      { shardId: 2, location: at('y') },
      { shardId: 3, location: at('x') },
    ],
  },
  {
    title: 'shards are compared signed',
    why: 'shards made by a split have their highest bit set, and a SQL BIGINT sorts these below all others',
    contributions: [
      { shardId: SIGN, location: at('z') },
      { shardId: MAX, location: at('y') },
      { shardId: 0, location: at('x') },
      { shardId: SIGN - 1n, location: at('w') },
    ],
  },
  {
    title: 'the display goes before the url',
    why: 'stores fed in other orders must agree',
    contributions: [{ location: at('a', 'https://z') }, { location: at('ab', 'https://y') }, { location: at('b') }],
  },
  {
    title: 'displays are compared by their bytes',
    why: 'a collation that knows languages gives another order in another place',
    contributions: [{ location: at('B') }, { location: at('a') }, { location: at('a-b') }, { location: at('ab') }],
  },
  {
    title: 'displays are compared as UTF-8',
    why: 'JavaScript compares UTF-16, which puts U+1F600 before U+FF5E, and databases do not',
    contributions: [
      { location: at('z') },
      { location: at('\u00e9') },
      { location: at('\uff5e') },
      { location: at('\u{1f600}') },
    ],
  },
  {
    title: 'a url goes before none',
    why: 'an absent url counts as the empty one',
    contributions: [{ location: at('a') }, { location: at('a', '!') }, { location: at('a', '!!') }],
  },
  {
    title: 'urls are compared as UTF-8',
    why: 'JavaScript compares UTF-16, which puts U+1F600 before U+FF5E, and databases do not',
    contributions: [
      { location: at('a', 'Z') },
      { location: at('a', 'a') },
      { location: at('a', '\uff5e') },
      { location: at('a', '\u{1f600}') },
    ],
  },
  {
    title: 'the location of the latest that has one',
    why: 'the row must remember of when its location is, or a third contribution finds another one than in another order',
    contributions: [{ seenAt: 10, location: at('oldest') }, { seenAt: 20, location: at('older') }, { seenAt: 30 }],
  },
  {
    title: 'a newer location replaces an older one',
    why: 'the place where it was seen last is where to look',
    contributions: [
      { seenAt: 10, location: at('z', 'https://z') },
      { seenAt: 20, location: at('y') },
      { seenAt: 30, location: at('x') },
    ],
  },
  {
    title: 'locations of contributions that do not win',
    why: 'the row must remember both its winner and where its location is from, each with all levels',
    contributions: [
      { seenAt: 10, fenceEpoch: 2, location: at('a') },
      { seenAt: 10, fenceEpoch: 1, location: at('b') },
      { seenAt: 20, fenceEpoch: 1 },
      { seenAt: 20, fenceEpoch: 2 },
    ],
  },
  {
    title: 'four levels at once',
    why: 'the result must not depend on the order in which stores are fed',
    contributions: [
      { seenAt: 10, runId: MAX, shardId: 1, location: at('a') },
      { seenAt: 10, runId: MAX, shardId: SIGN, location: at('b', 'https://b') },
      { seenAt: 10, runId: SIGN, fenceEpoch: 2 },
      { seenAt: 9, runId: 5, fenceEpoch: 9, location: at('c') },
    ],
  },
];

/** Who wins among contributions that saw at one time, level by level; a strict backend's affair. */
export const findingsTieChecks = findingsChecks([
  ...LEVELS.map(({ title, why, contributions }, index): FindingsCheck => {
    return {
      id: numbered('FINDINGS-TIE', index + 1),
      title: `${title}, in every order`,
      reason: `Contributions must be compared by seenAt, location, fence, run, shard, display and url, in this order, and here ${why}.`,
      needs: ['readObservations', 'strict'],
      run: (context) => inEverySplit(context, contributions),
    };
  }),
  {
    id: 'FINDINGS-TIE-17',
    title: 'a row that is read and written again',
    reason:
      'A row written back must count as a new contribution of what it shows, as nothing in it says that it was merged.',
    needs: ['readObservations', 'strict'],
    async run(context) {
      const { batch, occurrence, observation } = context.chain({ seenAt: 10, location: at('old') });
      const later = context.observation(occurrence, { seenAt: 20, runId: 2 });
      const between = context.observation(occurrence, { seenAt: 15, runId: 3, location: at('between') });
      await context.sink.write(batch);
      await context.sink.write(rows({ observations: [later] }));
      const merged = observationRowOf([observation, later]);
      await context.sink.write(rows({ observations: [merged] }));
      await context.sink.write(rows({ observations: [between] }));
      await expectObserved(context, [observation, later, merged, between]);
    },
  },
]);
