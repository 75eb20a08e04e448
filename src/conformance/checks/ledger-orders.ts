import type { CheckContext, RecordSketch } from '../context.js';
import type { ConformanceCheck } from '../types.js';
import { expectRows, ledgerCheck, MAX_U64, ordersOf, STATUSES, writeSequences } from './ledger-support.js';

// Small sets of records, each in every order: what two records show of a merge may still be wrong for three or four.

/** Four records, and why every order of them must come to the same row. */
interface Foursome {
  readonly id: string;
  readonly title: string;
  readonly reason: string;
  readonly records: readonly RecordSketch[];
}

/** Gives each record its own counts, so that maxima and winners differ. */
function counted(records: readonly RecordSketch[]): readonly RecordSketch[] {
  return records.map((record, index) => ({
    status: 'Skipped',
    bytesScanned: [40, 10, 30, 20][index] as number,
    findingsCount: [1, 4, 2, 3][index] as number,
    ...record,
  }));
}

/** Two records that are greater by one level and two that are less, the less of them the greater by the next level. */
function contrary(
  high: RecordSketch,
  low: RecordSketch,
  next: (place: 0 | 1 | 2 | 3) => RecordSketch,
): readonly RecordSketch[] {
  return [
    { ...high, ...next(0) },
    { ...high, ...next(1) },
    { ...low, ...next(2) },
    { ...low, ...next(3) },
  ];
}

/** As signed integers: -2^63, -1, 0, 1. */
const RISING = [2n ** 63n, MAX_U64, 0n, 1n];
const WIDE = [0n, 2n ** 53n + 1n, 2n ** 63n, MAX_U64];
const SIGNED_WIDE = [0n, 2n ** 63n - 1n, 2n ** 63n, MAX_U64];

const ONE_LEVEL: readonly Foursome[] = [
  {
    id: 'LEDGER-ORDER-03',
    title: 'every order of four finishing times',
    reason:
      'Four records that differ in finishedAt must come to one row in every order, as no worker can know which write arrives first.',
    records: WIDE.map((finishedAt) => ({ startedAt: 0, finishedAt })),
  },
  {
    id: 'LEDGER-ORDER-04',
    title: 'every order of four starting times',
    reason:
      'Four records that differ in startedAt must come to one row in every order, as no worker can know which write arrives first.',
    records: WIDE.map((startedAt) => ({ startedAt, finishedAt: MAX_U64 })),
  },
  {
    id: 'LEDGER-ORDER-05',
    title: 'every order of four fence epochs',
    reason:
      'Four records that differ in their fence epoch must come to one row in every order, as no worker can know which write arrives first.',
    records: WIDE.map((fenceEpoch) => ({ fenceEpoch })),
  },
  {
    id: 'LEDGER-ORDER-06',
    title: 'every order of four run ids',
    reason:
      'Four records that differ in their run id, compared as signed, must come to one row in every order, as runs write at the same time.',
    records: SIGNED_WIDE.map((runId) => ({ runId })),
  },
  {
    id: 'LEDGER-ORDER-07',
    title: 'every order of four shard ids',
    reason:
      'Four records that differ in their shard id, compared as signed, must come to one row in every order, as shards write at the same time.',
    records: SIGNED_WIDE.map((shardId) => ({ shardId })),
  },
  {
    id: 'LEDGER-ORDER-08',
    title: 'every order of four error codes',
    reason:
      'Four records that differ in their error code only must come to one row in every order, or two replicas of a ledger could disagree for ever.',
    records: ['A', 'AA', 'Z', 'a'].map((errorCode) => ({ errorCode })),
  },
];

const TWO_LEVELS: readonly Foursome[] = [
  {
    id: 'LEDGER-ORDER-09',
    title: 'every order over status and finishedAt',
    reason:
      'Status must be compared before finishedAt in every order of arrival, or a late failure could displace a scan once a third record has come.',
    records: contrary({ status: 'Skipped' }, { status: 'FailedPermanent' }, (place) => ({ finishedAt: 20 + place })),
  },
  {
    id: 'LEDGER-ORDER-10',
    title: 'every order over finishedAt and startedAt',
    reason:
      'finishedAt must be compared before startedAt in every order of arrival, as all replicas have to come to the same row.',
    records: contrary({ finishedAt: 21 }, { finishedAt: 20 }, (place) => ({ startedAt: 10 + place })),
  },
  {
    id: 'LEDGER-ORDER-11',
    title: 'every order over startedAt and fenceEpoch',
    reason:
      'startedAt must be compared before the fence epoch in every order of arrival, as all replicas have to come to the same row.',
    records: contrary({ startedAt: 11 }, { startedAt: 10 }, (place) => ({ fenceEpoch: place })),
  },
  {
    id: 'LEDGER-ORDER-12',
    title: 'every order over fenceEpoch and runId',
    reason:
      'The fence epoch must be compared before the run id in every order of arrival, as all replicas have to come to the same row.',
    records: contrary({ fenceEpoch: 2 }, { fenceEpoch: 1 }, (place) => ({ runId: RISING[place] as bigint })),
  },
  {
    id: 'LEDGER-ORDER-13',
    title: 'every order over runId and shardId',
    reason:
      'The run id must be compared before the shard id, both as signed, in every order of arrival, as all replicas have to come to the same row.',
    records: contrary({ runId: 1 }, { runId: MAX_U64 }, (place) => ({ shardId: RISING[place] as bigint })),
  },
  {
    id: 'LEDGER-ORDER-14',
    title: 'every order over shardId and error code',
    reason:
      'The shard id must be compared before the error code in every order of arrival, as all replicas have to come to the same row.',
    records: contrary({ shardId: 2 }, { shardId: 1 }, (place) => ({ errorCode: 'ABCD'.charAt(place) })),
  },
];

/** A record of this status whose counts say at which place of a sequence it stood. */
function placed(rank: number, place: number): RecordSketch {
  const status = STATUSES[rank] as (typeof STATUSES)[0];
  const time = 100 - rank * 10 + place; // higher statuses are older: the last to finish must not win
  return {
    status,
    runId: rank * 10 + place,
    startedAt: time,
    finishedAt: time,
    bytesScanned: (rank * 7 + place * 3) % 11,
    findingsCount: status === 'ScannedClean' ? 0 : 1 + ((rank * 5 + place * 4) % 9),
  };
}

/** Every order of small sets of records (specification 1-semantics, section 5: the merge is a join). */
export const ledgerOrderChecks: readonly ConformanceCheck[] = [
  ledgerCheck({
    id: 'LEDGER-ORDER-01',
    title: 'every sequence of three statuses',
    reason:
      'Whatever three statuses arrive, in whatever order, repeated or not, the row must be what the three amount to, as counts can go wrong only once a merged row is merged again.',
    async run(context) {
      const ranks = [0, 1, 2, 3, 4];
      const sequences = ranks.flatMap((a) =>
        ranks.flatMap((b) => ranks.map((c) => [placed(a, 0), placed(b, 1), placed(c, 2)])),
      );
      await expectRows(context, await writeSequences(context, sequences));
    },
  }),
  ledgerCheck({
    id: 'LEDGER-ORDER-02',
    title: 'every order of four statuses',
    reason:
      'Any four statuses must come to the same row in all of their orders, as parallel workers finish in any order.',
    async run(context) {
      const sets = STATUSES.map((_, left) =>
        [0, 1, 2, 3, 4].filter((rank) => rank !== left).map((rank) => placed(rank, 0)),
      );
      await expectRows(context, await writeSequences(context, sets.flatMap(ordersOf)));
    },
  }),
  ...[...ONE_LEVEL, ...TWO_LEVELS].map(({ id, title, reason, records }) =>
    ledgerCheck({
      id,
      title,
      reason,
      run: (context) => writeInEveryOrder(context, counted(records)),
    }),
  ),
  ledgerCheck({
    id: 'LEDGER-ORDER-15',
    title: 'a late replay of every record',
    reason:
      'Records that were merged long ago must change nothing when they are written again, as workers repeat whatever they got no answer for.',
    async run(context) {
      const records = [placed(0, 0), placed(4, 1), placed(3, 2), placed(4, 3)];
      await expectRows(
        context,
        await writeSequences(
          context,
          ordersOf(records).map((order) => [...order, ...records]),
        ),
      );
    },
  }),
];

async function writeInEveryOrder(context: CheckContext, records: readonly RecordSketch[]): Promise<void> {
  await expectRows(context, await writeSequences(context, ordersOf(records)));
}
