import type { DoneLedgerRecord } from '../../records/done-ledger-record.js';
import type { RecordSketch } from '../context.js';
import type { ConformanceCheck } from '../types.js';
import { expectRows, ledgerCheck, MAX_U32, MAX_U64, STATUSES, UNSCANNED, writeSequences } from './ledger-support.js';

/** Where integers of some width or other go wrong. */
const EDGES = [
  0n,
  1n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 53n + 1n,
  2n ** 63n - 1n,
  2n ** 63n,
  MAX_U64 - 1n,
  MAX_U64,
];

/** A field, and records that go to its limits. */
interface Limit {
  readonly id: string;
  readonly title: string;
  readonly reason: string;
  /** The field that is looked at; the whole row if left out. */
  readonly field?: keyof DoneLedgerRecord;
  readonly records: readonly RecordSketch[];
}

const U64 = 'must be kept exactly from 0 to 2^64-1 and come back as a bigint';

const LIMITS: readonly Limit[] = [
  {
    id: 'LEDGER-LIMIT-01',
    title: 'bytesScanned over its whole range',
    reason: `bytesScanned ${U64}, as a signed or floating column silently changes large values.`,
    field: 'bytesScanned',
    records: EDGES.map((bytesScanned) => ({ bytesScanned })),
  },
  {
    id: 'LEDGER-LIMIT-02',
    title: 'runId over its whole range',
    reason: `The run id ${U64}, though it is compared as signed, as it names a run and is not a quantity.`,
    field: 'provenance',
    records: EDGES.map((runId) => ({ runId })),
  },
  {
    id: 'LEDGER-LIMIT-03',
    title: 'shardId over its whole range',
    reason: `The shard id ${U64}, though it is compared as signed, as those of split shards have bit 63 set.`,
    field: 'provenance',
    records: EDGES.map((shardId) => ({ shardId })),
  },
  {
    id: 'LEDGER-LIMIT-04',
    title: 'fenceEpoch over its whole range',
    reason: `The fence epoch ${U64}, as a lease that is mistaken for another lets a stale worker win.`,
    field: 'provenance',
    records: EDGES.map((fenceEpoch) => ({ fenceEpoch })),
  },
  {
    id: 'LEDGER-LIMIT-05',
    title: 'startedAt over its whole range',
    reason: `startedAt ${U64}, as it is a logical time and no date that a database could round or reject.`,
    field: 'provenance',
    records: EDGES.map((startedAt) => ({ startedAt, finishedAt: MAX_U64 })),
  },
  {
    id: 'LEDGER-LIMIT-06',
    title: 'finishedAt over its whole range',
    reason: `finishedAt ${U64}, as it is a logical time and no date that a database could round or reject.`,
    field: 'provenance',
    records: EDGES.map((finishedAt) => ({ startedAt: 0, finishedAt })),
  },
  {
    id: 'LEDGER-LIMIT-07',
    title: 'findingsCount over its whole range',
    reason:
      'findingsCount must be kept exactly from 0 to 2^32-1 and come back as a number, as a signed 32-bit column refuses or wraps the greater half.',
    field: 'findingsCount',
    records: [1, 2 ** 31 - 1, 2 ** 31, MAX_U32 - 1, MAX_U32].flatMap((findingsCount) =>
      (['Skipped', 'ScannedWithFindings'] as const).map((status) => ({ status, findingsCount })),
    ),
  },
  {
    id: 'LEDGER-LIMIT-08',
    title: 'every status, with and without findings',
    reason:
      'Each of the five statuses must come back as the name that was written, failures with any number of findings, as all of them are valid records.',
    records: [...STATUSES.map((status) => ({ status })), ...UNSCANNED.map((status) => ({ status, findingsCount: 5 }))],
  },
  {
    id: 'LEDGER-LIMIT-09',
    title: 'error codes are kept to the letter',
    reason:
      'An error code of 1 to 128 letters, digits, spaces and _ - . : / must come back exactly, case and outer spaces included, as operators search for it.',
    field: 'errorCode',
    records: [
      ...Array.from('AZaz09_-.:/'),
      'ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz 0123456789 _-.:/',
      'x'.repeat(128),
      ' leading and trailing ',
      'two  spaces',
      'null',
      'undefined',
      '0',
      'Mixed-Case',
      'mixed-case',
    ].map((errorCode) => ({ status: 'FailedPermanent', errorCode })),
  },
  {
    id: 'LEDGER-LIMIT-10',
    title: 'a record of zeros',
    reason:
      'A record whose numbers are all 0 must be stored as it is, with startedAt equal to finishedAt, as zero is a value and not a missing one.',
    records: STATUSES.map((status) => ({
      status,
      bytesScanned: 0,
      runId: 0,
      shardId: 0,
      fenceEpoch: 0,
      startedAt: 0,
      finishedAt: 0,
    })),
  },
];

/** The limits of every field (specification 1-semantics, sections 1 and 2). */
export const ledgerLimitChecks: readonly ConformanceCheck[] = [
  ...LIMITS.map(({ id, title, reason, field, records }) =>
    ledgerCheck({
      id,
      title,
      reason,
      async run(context) {
        await expectRows(
          context,
          await writeSequences(
            context,
            records.map((record) => [record]),
          ),
          field,
        );
      },
    }),
  ),
  ledgerCheck({
    id: 'LEDGER-LIMIT-11',
    title: 'everything at its limit at once',
    reason:
      'A record with every field at its limit must come back whole, as a column that is wide enough for each may still share a row that is not.',
    async run(context) {
      const provenance = {
        runId: MAX_U64,
        shardId: MAX_U64,
        fenceEpoch: MAX_U64,
        startedAt: MAX_U64,
        finishedAt: MAX_U64,
      };
      const full = { ...provenance, bytesScanned: MAX_U64, findingsCount: MAX_U32 };
      const sequences = STATUSES.map((status): readonly RecordSketch[] => {
        if (status === 'ScannedClean') return [{ ...full, status, findingsCount: 0 }];
        return [{ ...full, status, ...(status !== 'ScannedWithFindings' && { errorCode: 'x'.repeat(128) }) }];
      });
      await expectRows(context, await writeSequences(context, sequences));
    },
  }),
];
