import type { DoneLedgerRecord } from '../../records/done-ledger-record.js';
import type { DoneLedgerCommitReceipt } from '../../store/contracts.js';
import type { CheckContext } from '../context.js';
import type { ConformanceCheck } from '../types.js';
import { expectAnswer, expectReceipt, expectRows, ledgerCheck, rejectionOf } from './ledger-support.js';

/** Batches of one, two, three, ... records of object versions of their own: their receipts tell them apart. */
function batchesOf(context: CheckContext, count: number): readonly (readonly DoneLedgerRecord[])[] {
  return Array.from({ length: count }, (_, index) =>
    Array.from({ length: index + 1 }, (_row, place) =>
      context.record({
        ovidHash: context.ids.ovid(`${index + 1}.${place + 1}`),
        status: 'ScannedWithFindings',
        findingsCount: 10 ** index,
      }),
    ),
  );
}

function receiptOf(batch: readonly DoneLedgerRecord[]): DoneLedgerCommitReceipt {
  const findingsCount = batch.reduce((sum, record) => sum + record.findingsCount, 0);
  return { recordCount: batch.length, scannedCount: batch.length, findingsCount };
}

/** Submits batches, then waits in the order that `arrange` makes of the handles; each must answer with its own receipt. */
async function expectOwnReceipts(
  context: CheckContext,
  arrange: <T>(handles: readonly T[]) => readonly T[],
): Promise<void> {
  const submitted = [];
  for (const batch of batchesOf(context, 4)) submitted.push({ batch, handle: await context.ledger.submit(batch) });
  for (const { batch, handle } of arrange(submitted)) {
    expectReceipt(context, `The receipt of the batch of ${batch.length}`, await handle.wait(), receiptOf(batch));
    await expectRows(context, batch);
  }
}

/** Visibility, and what a commit handle does (specification 1-semantics, sections 3 and 4). */
export const ledgerHandleChecks: readonly ConformanceCheck[] = [
  ledgerCheck({
    id: 'LEDGER-HANDLE-01',
    title: 'durable once the wait has resolved',
    reason:
      'A row must be there for every read after wait() has resolved, and before that be absent or whole, as only the receipt promises durability.',
    async run(context) {
      const record = context.record({ status: 'ScannedWithFindings', findingsCount: 2 });
      const handle = await context.ledger.submit([record]);
      const before = await context.rowOf(record);
      if (before !== undefined) expectAnswer(context, 'The row, seen before wait(),', before, record);
      await handle.wait();
      expectAnswer(context, 'The row', await context.rowOf(record), record);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-HANDLE-02',
    title: 'waited for in the order of submission',
    reason:
      'Each handle must answer with the receipt of its own write, as several writes are in flight before the first of them is waited for.',
    run: (context) => expectOwnReceipts(context, (handles) => handles),
  }),
  ledgerCheck({
    id: 'LEDGER-HANDLE-03',
    title: 'waited for in reverse',
    reason: 'Handles may be waited for in any order, the last submission first, as a caller owes the backend no order.',
    run: (context) => expectOwnReceipts(context, (handles) => handles.toReversed()),
  }),
  ledgerCheck({
    id: 'LEDGER-HANDLE-04',
    title: 'waited for all at once',
    reason:
      'Waits on several handles at once must each resolve with their own receipt, as callers collect them with Promise.all.',
    async run(context) {
      const batches = batchesOf(context, 4);
      const handles = [];
      for (const batch of batches) handles.push(await context.ledger.submit(batch));
      const receipts = await Promise.all(handles.map((handle) => handle.wait()));
      for (const [index, batch] of batches.entries()) {
        expectReceipt(context, `The receipt of the batch of ${batch.length}`, receipts[index], receiptOf(batch));
      }
      await expectRows(context, batches.flat());
    },
  }),
  ledgerCheck({
    id: 'LEDGER-HANDLE-05',
    title: 'waited for late',
    reason:
      'A handle must keep its receipt until it is waited for, however much is written and read in between, even to the same row.',
    async run(context) {
      const early = context.record({ status: 'ScannedWithFindings', findingsCount: 3 });
      const late = context.record({ status: 'ScannedWithFindings', findingsCount: 5, finishedAt: 30 });
      const handle = await context.ledger.submit([early]);
      await context.ledger.write([late]);
      await context.rowOf(late);
      expectReceipt(context, 'The receipt', await handle.wait(), receiptOf([early]));
      await expectRows(context, [early, late]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-HANDLE-06',
    title: 'a second wait rejects',
    level: 'SHOULD',
    reason:
      'A handle should give its receipt once and reject a second wait, as a receipt that is counted twice is an error of the caller better found early.',
    async run(context) {
      const record = context.record();
      const handle = await context.ledger.submit([record]);
      await handle.wait();
      await rejectionOf('The second wait() of a handle', handle.wait());
      await expectRows(context, [record]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-HANDLE-07',
    title: 'a second wait rejects with UnknownOperation',
    reason:
      'A strict backend must reject a second wait with UnknownOperation, whether it comes after the first or while that still waits, so that callers can tell it from a failed write.',
    needs: ['strict'],
    async run(context) {
      const after = await context.ledger.submit([context.record()]);
      await after.wait();
      await expectUnknownOperation(context, 'A second wait()', after.wait());
      const meanwhile = await context.ledger.submit([context.record({ ovidHash: context.ids.ovid(2) })]);
      const first = meanwhile.wait();
      first.catch(() => undefined); // told below, unless the check has failed by then
      await expectUnknownOperation(context, 'A second wait() while the first still waits', meanwhile.wait());
      expectReceipt(context, 'The receipt of the first wait()', await first, {
        recordCount: 1,
        scannedCount: 1,
        findingsCount: 0,
      });
    },
  }),
  ledgerCheck({
    id: 'LEDGER-HANDLE-08',
    title: 'an aborted wait leaves the write alone',
    reason:
      'A wait whose signal was aborted must reject with the reason of the signal and neither undo the write nor use up its receipt, as only the waiting was given up.',
    needs: ['strict'],
    async run(context) {
      const record = context.record();
      const handle = await context.ledger.submit([record]);
      const reason = new Error('given up');
      const error = await rejectionOf(
        'wait() with an aborted signal',
        handle.wait({ signal: AbortSignal.abort(reason) }),
      );
      context.expect(error === reason, 'wait() with an aborted signal must reject with the reason of the signal.');
      expectReceipt(context, 'The receipt', await handle.wait(), { recordCount: 1, scannedCount: 1, findingsCount: 0 });
      await expectRows(context, [record]);
    },
  }),
];

async function expectUnknownOperation(context: CheckContext, what: string, wait: Promise<unknown>): Promise<void> {
  const { code } = (await rejectionOf(what, wait)) as { readonly code?: unknown };
  context.expectEqual(`The code with which ${what} rejects`, code, 'UnknownOperation');
}
