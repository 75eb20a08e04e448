import { LedgerModel } from '../../oracle/ledger-model.js';
import type { DoneLedgerRecord } from '../../records/done-ledger-record.js';
import type { CheckContext, RecordSketch } from '../context.js';
import type { ConformanceCheck } from '../types.js';
import { expectReceipt, expectRows, ledgerCheck, ordersOf, STATUSES } from './ledger-support.js';

const LARGE = 1000;

/** So many records of object versions of their own, of every status. */
function manyRecords(context: CheckContext, count: number): readonly DoneLedgerRecord[] {
  return Array.from({ length: count }, (_, index) =>
    context.record({
      ovidHash: context.ids.ovid(index + 1),
      status: STATUSES[index % STATUSES.length] as (typeof STATUSES)[0],
      bytesScanned: index,
    }),
  );
}

/**
 * Has all batches in flight at once, and demands that each be committed with its own receipt. A backend may refuse a
 * write that met another one, unless it claims to be strict: then it is written again, as a worker would.
 */
async function writeAtOnce(context: CheckContext, batches: readonly (readonly DoneLedgerRecord[])[]): Promise<void> {
  const outcomes = await Promise.all(batches.map((batch) => context.ledger.attempt(batch)));
  const model = new LedgerModel();
  for (const [index, outcome] of outcomes.entries()) {
    const batch = batches[index] as readonly DoneLedgerRecord[];
    context.expect(
      'receipt' in outcome || context.supports.strict !== true,
      `Batch ${index + 1} was refused for being in flight with the others, by a backend that claims to be strict.`,
    );
    const receipt = 'receipt' in outcome ? outcome.receipt : await context.ledger.write(batch);
    expectReceipt(context, `The receipt of batch ${index + 1}`, receipt, model.judge(batch).receipt);
  }
}

/** Batches as wholes: none, large ones, and several in flight. */
export const ledgerBatchChecks: readonly ConformanceCheck[] = [
  ledgerCheck({
    id: 'LEDGER-BATCH-01',
    title: 'an empty batch changes nothing',
    reason:
      'An empty batch must be accepted and leave every row as it was, as callers do not treat the last, empty batch of a run specially.',
    async run(context) {
      const record = context.record();
      await context.ledger.write([record]);
      await context.ledger.write([]);
      await expectRows(context, [record]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-BATCH-02',
    title: 'a batch of a thousand records',
    reason:
      'A batch of a thousand records must be stored whole, whatever limit the database sets to a statement, as a page of a large bucket is that long.',
    async run(context) {
      const batch = manyRecords(context, LARGE);
      const { receipt } = new LedgerModel().judge(batch);
      expectReceipt(context, 'The receipt', await context.ledger.write(batch), receipt);
      await expectRows(context, batch);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-BATCH-03',
    title: 'a thousand rows merge in one batch',
    reason:
      'A large batch must merge with the rows that are there, each by its own rule, as a later run writes the same object versions again.',
    async run(context) {
      const first = manyRecords(context, LARGE);
      const again = first.map(({ key }, index) =>
        context.record({
          ...key,
          status: STATUSES[(index * 3) % STATUSES.length] as (typeof STATUSES)[0],
          bytesScanned: LARGE - index,
          runId: 2,
        }),
      );
      await context.ledger.write(first);
      await context.ledger.write(again.toReversed());
      await expectRows(context, [...first, ...again]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-BATCH-04',
    title: 'a thousand records of one key',
    reason:
      'However many records of one key a batch holds they must fold to one row, as a database that merges line by line may refuse to touch a row twice.',
    async run(context) {
      const batch = Array.from({ length: LARGE }, (_, index) =>
        context.record({ bytesScanned: (index * 7) % LARGE, runId: (index * 3) % LARGE }),
      );
      expectReceipt(context, 'The receipt', await context.ledger.write(batch), {
        recordCount: 1,
        scannedCount: 1,
        findingsCount: 0,
      });
      await expectRows(context, batch);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-BATCH-05',
    title: 'overlapping batches in flight converge',
    reason:
      'Batches that are in flight together and name the same keys must come to the row that all of them amount to, with no update lost, as workers do not wait for each other.',
    async run(context) {
      const sketches: readonly RecordSketch[] = [
        { status: 'FailedRetryable', bytesScanned: 40, findingsCount: 9 },
        { status: 'ScannedWithFindings', bytesScanned: 10, findingsCount: 2 },
        { status: 'ScannedWithFindings', bytesScanned: 20, findingsCount: 5, finishedAt: 15 },
        { status: 'ScannedClean', bytesScanned: 30, finishedAt: 50 },
      ];
      const orders = ordersOf(sketches);
      const batches = sketches.map((_, step) =>
        orders.map((order, index) => context.record({ ...order[step], ovidHash: context.ids.ovid(index + 1) })),
      );
      await writeAtOnce(context, batches);
      await expectRows(context, batches.flat());
    },
  }),
  ledgerCheck({
    id: 'LEDGER-BATCH-06',
    title: 'batches in flight that name their keys in opposite orders',
    reason:
      'Two batches in flight that name the same keys in opposite orders must both be committed, at the latest when repeated, as rows locked in the order of the batch deadlock.',
    async run(context) {
      const forth = manyRecords(context, 50);
      const back = forth
        .map(({ key }, index) => context.record({ ...key, bytesScanned: 1000 + index, runId: 2 }))
        .toReversed();
      await writeAtOnce(context, [forth, back]);
      await expectRows(context, [...forth, ...back]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-BATCH-07',
    title: 'one batch in flight several times',
    reason:
      'A batch that is in flight several times must answer the same receipt each time and be stored once, as a worker repeats a write that takes too long.',
    async run(context) {
      const batch = manyRecords(context, 10);
      await writeAtOnce(context, [batch, batch, batch, batch]);
      await expectRows(context, batch);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-BATCH-08',
    title: 'different keys in flight',
    reason:
      'Batches in flight that share no key must all be stored, each with its own receipt, as nothing of one write may leak into another.',
    async run(context) {
      const all = manyRecords(context, 40);
      await writeAtOnce(
        context,
        [0, 1, 2, 3].map((part) => all.filter((_, index) => index % 4 === part)),
      );
      await expectRows(context, all);
    },
  }),
];
