import type { DoneLedgerRecord } from '../../records/done-ledger-record.js';
import type { CheckContext, RecordSketch } from '../context.js';
import type { ConformanceCheck } from '../types.js';
import { expectRows, ledgerCheck, ordersOf } from './ledger-support.js';

// Several records of one key in one batch: the batch is folded to one record per key before it meets the durable rows.

const MIXED: readonly RecordSketch[] = [
  { status: 'FailedRetryable', findingsCount: 9, bytesScanned: 50, errorCode: 'TIMEOUT', finishedAt: 60 },
  { status: 'ScannedWithFindings', findingsCount: 2, bytesScanned: 10, runId: 2 },
  { status: 'ScannedWithFindings', findingsCount: 4, bytesScanned: 20, runId: 3, finishedAt: 15 },
];

/** Writes sketches of one key, all orders of them, group by group: each batch holds one group of every order. */
async function writeGrouped(
  context: CheckContext,
  sketches: readonly RecordSketch[],
  sizes: readonly number[],
  label: string,
) {
  const orders = ordersOf(sketches);
  const written: DoneLedgerRecord[] = [];
  let done = 0;
  for (const size of sizes) {
    const batch = orders.flatMap((order, index) =>
      order
        .slice(done, done + size)
        .map((sketch) => context.record({ ...sketch, ovidHash: context.ids.ovid(`${label}, order ${index + 1}`) })),
    );
    await context.ledger.write(batch);
    written.push(...batch);
    done += size;
  }
  return written;
}

/** Duplicates inside one batch (specification 1-semantics, section 5, "Apply"). */
export const ledgerFoldChecks: readonly ConformanceCheck[] = [
  ledgerCheck({
    id: 'LEDGER-FOLD-01',
    title: 'the same record twice in a batch',
    reason:
      'A batch may name a record twice and must then store it once, as a worker that collects its results can collect one of them again.',
    async run(context) {
      const record = context.record({ status: 'ScannedWithFindings', findingsCount: 3 });
      await context.ledger.write([record, record]);
      await expectRows(context, [record]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-FOLD-02',
    title: 'different records of one key in a batch, in every order',
    reason:
      'Records of one key in one batch must merge as they would in batches of their own, in every order, and not overwrite each other or collide.',
    async run(context) {
      await expectRows(context, await writeGrouped(context, MIXED, [3], 'together'));
    },
  }),
  ledgerCheck({
    id: 'LEDGER-FOLD-03',
    title: 'every way of grouping records into batches',
    reason:
      'However the records of a key are spread over batches the row must come out the same, as callers cut their batches where they like.',
    async run(context) {
      for (const sizes of [[3], [1, 2], [2, 1], [1, 1, 1]]) {
        await expectRows(context, await writeGrouped(context, MIXED, sizes, `in groups of ${sizes.join(' and ')}`));
      }
    },
  }),
  ledgerCheck({
    id: 'LEDGER-FOLD-04',
    title: 'tie-breaks inside a batch',
    reason:
      'Inside a batch the same tie-breaks must decide as between batches, signed ids included, as otherwise the cut of a batch would change the row.',
    async run(context) {
      const ties: readonly RecordSketch[] = [
        { shardId: 2n ** 63n, bytesScanned: 3 },
        { shardId: 1, bytesScanned: 1 },
        { shardId: 0, bytesScanned: 2 },
      ];
      await expectRows(context, await writeGrouped(context, ties, [3], 'tied'));
    },
  }),
  ledgerCheck({
    id: 'LEDGER-FOLD-05',
    title: 'duplicates among other keys',
    reason:
      'Duplicates must fold wherever they stand in a batch, with other keys between them, as nothing says that a batch is sorted.',
    async run(context) {
      const at = (ovid: number, sketch: RecordSketch) =>
        context.record({ ...sketch, ovidHash: context.ids.ovid(ovid) });
      const early = [1, 2, 3].map((ovid) => at(ovid, { status: 'Skipped', bytesScanned: 50 + ovid }));
      const late = [3, 1, 2].map((ovid) => at(ovid, { bytesScanned: 10 - ovid, finishedAt: 30 }));
      await context.ledger.write([...early, ...late]);
      await expectRows(context, [...early, ...late]);
    },
  }),
];
