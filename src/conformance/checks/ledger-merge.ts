import type { DoneLedgerRecord } from '../../records/done-ledger-record.js';
import type { RecordSketch } from '../context.js';
import type { ConformanceCheck } from '../types.js';
import {
  bothOrders,
  expectRows,
  ledgerCheck,
  MAX_U32,
  MAX_U64,
  pairsOf,
  SCANNED,
  STATUSES,
  UNSCANNED,
  writeSequences,
} from './ledger-support.js';

/** One rule of the merge: what one field becomes when two records of a key meet, in either order. */
interface MergeRule {
  readonly id: string;
  readonly title: string;
  readonly field: keyof DoneLedgerRecord;
  readonly reason: string;
  readonly pairs: readonly (readonly [RecordSketch, RecordSketch])[];
}

const LATE = { startedAt: 30, finishedAt: 40 };

const RULES: readonly MergeRule[] = [
  {
    id: 'LEDGER-MERGE-03',
    title: 'the higher status stays',
    field: 'status',
    reason:
      'The merged status must be the one of higher rank, whichever record came or finished last, as what is known of an object version must never be forgotten.',
    pairs: pairsOf(STATUSES).map(([low, high]) => [{ status: low, ...LATE }, { status: high }]),
  },
  {
    id: 'LEDGER-MERGE-04',
    title: 'bytesScanned is the maximum',
    field: 'bytesScanned',
    reason:
      'bytesScanned must be the maximum of both records, even if the record that wins has less, as it says how far any attempt ever came.',
    pairs: [
      ...pairsOf(STATUSES).flatMap(([low, high]): MergeRule['pairs'] => [
        [
          { status: low, bytesScanned: 500 },
          { status: high, bytesScanned: 100 },
        ],
        [
          { status: low, bytesScanned: 100 },
          { status: high, bytesScanned: 500 },
        ],
      ]),
      ...STATUSES.map((status): MergeRule['pairs'][0] => [
        { status, bytesScanned: 7, ...LATE },
        { status, bytesScanned: 1000 },
      ]),
      [{ bytesScanned: 0 }, { bytesScanned: 1, runId: 2 }],
    ],
  },
  {
    id: 'LEDGER-MERGE-05',
    title: 'a clean scan has no findings, whatever it absorbs',
    field: 'findingsCount',
    reason:
      'A row that becomes ScannedClean must have findingsCount 0, as findings that a failed attempt counted were not confirmed by the scan that finished.',
    pairs: UNSCANNED.map((status) => [{ status, findingsCount: 7, ...LATE }, { status: 'ScannedClean' }]),
  },
  {
    id: 'LEDGER-MERGE-06',
    title: 'two scans with findings keep the greater count',
    field: 'findingsCount',
    reason:
      'Of two records that are ScannedWithFindings the greater findingsCount must stay, even from the record that loses, so that the order of arrival does not matter.',
    pairs: [
      [
        { status: 'ScannedWithFindings', findingsCount: 5 },
        { status: 'ScannedWithFindings', findingsCount: 2, ...LATE },
      ],
      [
        { status: 'ScannedWithFindings', findingsCount: 2 },
        { status: 'ScannedWithFindings', findingsCount: 5, ...LATE },
      ],
    ],
  },
  {
    id: 'LEDGER-MERGE-07',
    title: 'a scan with findings ignores the count of failures and skips',
    field: 'findingsCount',
    reason:
      'Only records that are themselves ScannedWithFindings may count in a row of that status, as a failed attempt can have counted what a whole scan rejects.',
    pairs: UNSCANNED.flatMap((status) => [
      [
        { status, findingsCount: 9, ...LATE },
        { status: 'ScannedWithFindings', findingsCount: 2 },
      ],
      [
        { status, findingsCount: 1, ...LATE },
        { status: 'ScannedWithFindings', findingsCount: 2 },
      ],
    ]),
  },
  {
    id: 'LEDGER-MERGE-08',
    title: 'a scan with findings keeps its count against a clean scan',
    field: 'findingsCount',
    reason:
      'ScannedWithFindings must keep its findingsCount when a ScannedClean record meets it, before or after, as a clean scan has no count to add.',
    pairs: [
      [
        { status: 'ScannedClean', ...LATE },
        { status: 'ScannedWithFindings', findingsCount: 3 },
      ],
      [{ status: 'ScannedClean' }, { status: 'ScannedWithFindings', findingsCount: 1, ...LATE }],
    ],
  },
  {
    id: 'LEDGER-MERGE-09',
    title: 'failures and skips keep the greater count',
    field: 'findingsCount',
    reason:
      'As long as a row is not scanned its findingsCount must be the maximum of both records, loser included, so that all orders of arrival agree.',
    pairs: UNSCANNED.flatMap((low, rank) =>
      UNSCANNED.slice(rank).flatMap((high): MergeRule['pairs'] => [
        [
          { status: low, findingsCount: 6, ...LATE },
          { status: high, findingsCount: 4 },
        ],
        [
          { status: low, findingsCount: 4 },
          { status: high, findingsCount: 6, ...LATE },
        ],
        [
          { status: low, findingsCount: 6 },
          { status: high, findingsCount: 0, ...LATE },
        ],
      ]),
    ),
  },
  {
    id: 'LEDGER-MERGE-10',
    title: 'provenance comes whole from the winner',
    field: 'provenance',
    reason:
      'All five fields of the provenance must be those of the winning record, never a mixture or maxima, as together they name one attempt that really happened.',
    pairs: STATUSES.map((status) => [
      { status, startedAt: 30, finishedAt: 40, fenceEpoch: 9, runId: 8, shardId: 7 },
      { status, startedAt: 5, finishedAt: 50, fenceEpoch: 1, runId: 3, shardId: 2 },
    ]),
  },
  {
    id: 'LEDGER-MERGE-11',
    title: 'rank goes before time',
    field: 'provenance',
    reason:
      'The record of higher rank must win the provenance even if it finished earlier and everything else is smaller, so that a row names the attempt that its status comes from.',
    pairs: pairsOf(STATUSES).map(([low, high]) => [
      { status: low, startedAt: 30, finishedAt: 40, fenceEpoch: 9, runId: 8, shardId: 7 },
      { status: high, startedAt: 5, finishedAt: 6, fenceEpoch: 1, runId: 2, shardId: 3 },
    ]),
  },
  {
    id: 'LEDGER-MERGE-12',
    title: 'a scan absorbs the error code',
    field: 'errorCode',
    reason:
      'A scanned row must have no error code, whether the failure came before or after, as a reader takes an error code to mean that the scan did not succeed.',
    pairs: SCANNED.flatMap((scan) =>
      UNSCANNED.map((status) => [{ status, errorCode: 'LOST', ...LATE }, { status: scan }]),
    ),
  },
  {
    id: 'LEDGER-MERGE-13',
    title: 'the error code is that of the winner',
    field: 'errorCode',
    reason:
      'Among failures and skips the error code must be that of the winning record, by rank first and then by time, as it explains the status that is shown.',
    pairs: [
      ...UNSCANNED.map((status): MergeRule['pairs'][0] => [
        { status, errorCode: 'Z-EARLY' },
        { status, errorCode: 'A-LATE', ...LATE },
      ]),
      ...pairsOf(UNSCANNED).map(([low, high]): MergeRule['pairs'][0] => [
        { status: low, errorCode: 'Z-LOW', ...LATE },
        { status: high, errorCode: 'A-HIGH' },
      ]),
    ],
  },
  {
    id: 'LEDGER-MERGE-14',
    title: 'maxima are taken over the whole range',
    field: 'bytesScanned',
    reason:
      'Maxima of bytesScanned must be taken over unsigned 64-bit integers, exactly, as a signed column or a float would rank the greatest values wrongly.',
    pairs: pairsOf([1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, 2n ** 63n, MAX_U64]).map(([less, more]) => [
      { bytesScanned: less, ...LATE },
      { bytesScanned: more },
    ]),
  },
  {
    id: 'LEDGER-MERGE-15',
    title: 'maxima of findingsCount are taken over the whole range',
    field: 'findingsCount',
    reason:
      'Maxima of findingsCount must be taken over unsigned 32-bit integers, as a signed column would rank the greater half below zero.',
    pairs: pairsOf([1, 2 ** 31 - 1, 2 ** 31, MAX_U32]).flatMap(([less, more]) =>
      (['Skipped', 'ScannedWithFindings'] as const).map((status): MergeRule['pairs'][0] => [
        { status, findingsCount: less, ...LATE },
        { status, findingsCount: more },
      ]),
    ),
  },
];

/** What each field of a row becomes when two records of its key meet (specification 1-semantics, section 5). */
export const ledgerMergeChecks: readonly ConformanceCheck[] = RULES.map(({ id, title, reason, field, pairs }) =>
  ledgerCheck({
    id,
    title,
    reason,
    async run(context) {
      await expectRows(context, await writeSequences(context, bothOrders(pairs)), field);
    },
  }),
);
