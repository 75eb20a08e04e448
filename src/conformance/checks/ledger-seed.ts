import type { ConformanceCheck } from '../types.js';
import { expectAnswer, expectReceipt } from './ledger-support.js';

/** The done-ledger checks that the kit started from. */
export const ledgerSeedChecks: readonly ConformanceCheck[] = [
  {
    id: 'LEDGER-UPSERT-01',
    title: 'idempotent upsert',
    level: 'MUST',
    contract: 'done-ledger',
    reason: 'Workers run at least once, so writing a record again must change nothing and answer the same receipt.',
    needs: [],
    seed: true,
    async run(context) {
      const record = context.record({ status: 'ScannedWithFindings', findingsCount: 3 });
      const receipt = { recordCount: 1, scannedCount: 1, findingsCount: 3 };
      expectReceipt(context, 'The receipt of the first write', await context.ledger.write([record]), receipt);
      expectReceipt(context, 'The receipt of the same write again', await context.ledger.write([record]), receipt);
      expectAnswer(context, 'The row', await context.rowOf(record), record);
    },
  },
  {
    id: 'LEDGER-MERGE-01',
    title: 'fail, then scan',
    level: 'MUST',
    contract: 'done-ledger',
    reason:
      'A scan must absorb an earlier failure, error code included, as the object version needs no further attempt.',
    needs: [],
    seed: true,
    async run(context) {
      const failed = context.record({ status: 'FailedRetryable', errorCode: 'TIMEOUT', finishedAt: 20 });
      const scanned = context.record({ status: 'ScannedClean', startedAt: 30, finishedAt: 40, runId: 2 });
      await context.writeEach([failed, scanned]);
      expectAnswer(context, 'The row', await context.rowOf(scanned), scanned);
    },
  },
  {
    id: 'LEDGER-MERGE-02',
    title: 'scan, then fail',
    level: 'MUST',
    contract: 'done-ledger',
    reason: 'A failure that arrives late must not undo a scan, as writes of parallel workers complete in any order.',
    needs: [],
    seed: true,
    async run(context) {
      const scanned = context.record({ status: 'ScannedWithFindings', findingsCount: 2 });
      const failed = context.record({
        status: 'FailedPermanent',
        errorCode: 'CORRUPT',
        startedAt: 30,
        finishedAt: 40,
        runId: 2,
      });
      await context.writeEach([scanned, failed]);
      expectAnswer(context, 'The row', await context.rowOf(scanned), scanned);
    },
  },
  {
    id: 'LEDGER-GET-01',
    title: 'positional get',
    level: 'MUST',
    contract: 'done-ledger',
    reason:
      'batchGet must answer in the order of the hashes asked for, with undefined for a missing row, as callers pair answers by position.',
    needs: [],
    seed: true,
    async run(context) {
      const { ids } = context;
      const first = context.record({ ovidHash: ids.ovid(1), bytesScanned: 1 });
      const third = context.record({ ovidHash: ids.ovid(3), bytesScanned: 3 });
      await context.ledger.write([third, first]);
      const asked = [ids.ovid(1), ids.ovid(2), ids.ovid(3)];
      const rows = await context.ledger.read(ids.tenant(), ids.policy(), asked);
      expectAnswer(context, 'The answer', rows, [first, undefined, third]);
    },
  },
  {
    id: 'LEDGER-LIST-01',
    title: 'terminal listing',
    level: 'MUST',
    contract: 'done-ledger',
    reason:
      'listDoneHashes must list each row with a terminal status once, and no other, as what it lists is never scanned again.',
    needs: ['listDoneHashes'],
    seed: true,
    async run(context) {
      const { ids } = context;
      const statuses = [
        'FailedRetryable',
        'FailedPermanent',
        'Skipped',
        'ScannedClean',
        'ScannedWithFindings',
      ] as const;
      await context.ledger.write(
        statuses.map((status, index) => context.record({ status, ovidHash: ids.ovid(index) })),
      );
      const done = await context.ledger.listDone(ids.tenant(), ids.policy());
      context.expectEqual(
        'The list, sorted',
        [...done].sort(),
        statuses
          .slice(1)
          .map((_, index) => ids.ovid(index + 1))
          .sort(),
      );
    },
  },
];
