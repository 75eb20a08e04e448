import type { RecordSketch } from '../context.js';
import type { ConformanceCheck } from '../types.js';
import { bothOrders, expectRows, ledgerCheck, MAX_U64, pairsOf, writeSequences } from './ledger-support.js';

// Between records of equal rank the winner is the greater (finishedAt, startedAt, fenceEpoch, runId, shardId, error code).

type Pair = readonly [RecordSketch, RecordSketch];

/** One level of the comparison, or a trap in how it compares. */
interface Tie {
  readonly id: string;
  readonly title: string;
  readonly reason: string;
  readonly pairs: readonly Pair[];
}

/** In each pair the second wins by one level, and everything beneath that level speaks for the first. */
function decidedBy(winner: RecordSketch, loser: RecordSketch): readonly Pair[] {
  return [
    [loser, winner],
    [
      { status: 'FailedPermanent', ...loser, errorCode: 'Z' },
      { status: 'FailedPermanent', ...winner, errorCode: 'A' },
    ],
    [
      { status: 'ScannedWithFindings', findingsCount: 9, ...loser },
      { status: 'ScannedWithFindings', findingsCount: 2, ...winner },
    ],
  ];
}

/** Pairs that differ in one field of the provenance only, smaller values first. */
function differingIn(field: keyof RecordSketch, values: readonly bigint[]): readonly Pair[] {
  const beside = field === 'finishedAt' ? { startedAt: 0 } : field === 'startedAt' ? { finishedAt: MAX_U64 } : {};
  return pairsOf(values).map(([a, b]) => [
    { ...beside, [field]: a },
    { ...beside, [field]: b },
  ]);
}

const UNSIGNED = [0n, 1n, 9n, 10n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, MAX_U64];
/** The same as signed integers: -1, -2^63, 1, 9, 10, 2^63 - 1, ... */
const SIGNED = [MAX_U64, 2n ** 63n, 2n ** 63n + 1n, 0n, 1n, 9n, 10n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n];
const CODES = [' X', '-', '.', '/', '0', ':', 'A', 'A ', 'A-', 'AA', 'B', 'Z', '_', 'a', 'b'];

const TIES: readonly Tie[] = [
  {
    id: 'LEDGER-TIE-01',
    title: 'the later finishedAt wins',
    reason:
      'Of two records of one status the one that finished later must win, before any other field is looked at, as it knows the latest state.',
    pairs: decidedBy(
      { startedAt: 1, finishedAt: 21, fenceEpoch: 1, runId: 1, shardId: 1 },
      { startedAt: 20, finishedAt: 20, fenceEpoch: 2, runId: 2, shardId: 2 },
    ),
  },
  {
    id: 'LEDGER-TIE-02',
    title: 'then the later startedAt',
    reason:
      'If two records finished at the same time the one that started later must win, before fence and ids, so that every replica picks the same one.',
    pairs: decidedBy(
      { startedAt: 11, finishedAt: 20, fenceEpoch: 1, runId: 1, shardId: 1 },
      { startedAt: 10, finishedAt: 20, fenceEpoch: 2, runId: 2, shardId: 2 },
    ),
  },
  {
    id: 'LEDGER-TIE-03',
    title: 'then the greater fenceEpoch',
    reason:
      'If both times are equal the greater fence epoch must win, before run and shard, as an older epoch belongs to a worker that had lost its lease.',
    pairs: decidedBy({ fenceEpoch: 2, runId: 1, shardId: 1 }, { fenceEpoch: 1, runId: 2, shardId: 2 }),
  },
  {
    id: 'LEDGER-TIE-04',
    title: 'then the greater runId',
    reason:
      'If times and fence are equal the greater run id must win, before the shard id, so that the outcome does not depend on which write came first.',
    pairs: decidedBy({ runId: 2, shardId: 1 }, { runId: 1, shardId: 2 }),
  },
  {
    id: 'LEDGER-TIE-05',
    title: 'then the greater shardId',
    reason:
      'If even the run id is equal the greater shard id must win, before the error code, so that the outcome does not depend on which write came first.',
    pairs: decidedBy({ shardId: 2 }, { shardId: 1 }),
  },
  {
    id: 'LEDGER-TIE-06',
    title: 'then the greater error code, by its bytes',
    reason:
      'If the whole provenance is equal the greater error code must win, compared byte by byte and not by a collation, so that databases of any locale agree.',
    pairs: pairsOf(CODES).map(([less, more]) => [
      { status: 'FailedRetryable', errorCode: less },
      { status: 'FailedRetryable', errorCode: more },
    ]),
  },
  {
    id: 'LEDGER-TIE-07',
    title: 'runId is compared as a signed integer',
    reason:
      'Run ids must be compared as signed 64-bit integers, so that 2^63 and above lose against 0, as a BIGINT column is signed and all backends have to agree.',
    pairs: differingIn('runId', SIGNED),
  },
  {
    id: 'LEDGER-TIE-08',
    title: 'shardId is compared as a signed integer',
    reason:
      'Shard ids must be compared as signed 64-bit integers, as those of split shards have bit 63 set, a BIGINT column is signed, and all backends have to agree.',
    pairs: differingIn('shardId', SIGNED),
  },
  {
    id: 'LEDGER-TIE-09',
    title: 'finishedAt is compared as an unsigned integer',
    reason:
      'finishedAt must be compared as an unsigned 64-bit number, exactly, as signed integers, floats and decimal text each put some pair of times the wrong way round.',
    pairs: differingIn('finishedAt', UNSIGNED),
  },
  {
    id: 'LEDGER-TIE-10',
    title: 'startedAt is compared as an unsigned integer',
    reason:
      'startedAt must be compared as an unsigned 64-bit number, exactly, as signed integers, floats and decimal text each put some pair of times the wrong way round.',
    pairs: differingIn('startedAt', UNSIGNED),
  },
  {
    id: 'LEDGER-TIE-11',
    title: 'fenceEpoch is compared as an unsigned integer',
    reason:
      'The fence epoch must be compared as an unsigned 64-bit number, exactly, as signed integers, floats and decimal text each put some pair the wrong way round.',
    pairs: differingIn('fenceEpoch', UNSIGNED),
  },
  {
    id: 'LEDGER-TIE-12',
    title: 'a full tie still takes the maxima',
    reason:
      'Two records that agree in everything that is compared must still merge bytesScanned and findingsCount to their maxima, as neither of the two may be dropped.',
    pairs: [
      [{ bytesScanned: 5 }, { bytesScanned: 9 }],
      [
        { status: 'ScannedWithFindings', bytesScanned: 5, findingsCount: 4 },
        { status: 'ScannedWithFindings', bytesScanned: 9, findingsCount: 3 },
      ],
      [
        { status: 'Skipped', bytesScanned: 9, findingsCount: 2 },
        { status: 'Skipped', bytesScanned: 5, findingsCount: 8 },
      ],
    ],
  },
];

/** Who wins among records of equal rank (specification 1-semantics, section 5). */
export const ledgerTieChecks: readonly ConformanceCheck[] = TIES.map(({ id, title, reason, pairs }) =>
  ledgerCheck({
    id,
    title,
    reason,
    async run(context) {
      await expectRows(context, await writeSequences(context, bothOrders(pairs)));
    },
  }),
);
