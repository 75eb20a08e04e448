import { LedgerModel } from '../../oracle/ledger-model.js';
import type { CheckContext } from '../context.js';
import type { ConformanceCheck } from '../types.js';
import {
  asRecord,
  expectAllOrNothing,
  expectNoRows,
  expectReceipt,
  expectRows,
  handMade,
  ledgerCheck,
} from './ledger-support.js';

// What only backends with a lever for it can show: writes that are held back, commits that fail, restarts.

/** Three records of object versions of their own. */
function threeRecords(context: CheckContext, sketch: Parameters<CheckContext['record']>[0] = {}) {
  return [1, 2, 3].map((n) => context.record({ ovidHash: context.ids.ovid(n), ...sketch }));
}

export const ledgerDelayChecks: readonly ConformanceCheck[] = [
  ledgerCheck({
    id: 'LEDGER-DELAY-01',
    title: 'a held write is invisible, then durable',
    reason:
      'A write that is accepted but not applied must be visible to no read and not be acknowledged, as acceptance is not durability.',
    needs: ['delayedWrites'],
    async run(context) {
      const records = threeRecords(context);
      const release = await context.controls.holdWrites();
      const handle = await context.ledger.submit(records);
      let settled = false;
      const settle = () => (settled = true);
      const waiting = handle.wait();
      waiting.then(settle, settle);
      await expectNoRows(context, records);
      context.expect(!settled, 'wait() must not settle while the write is held back.');
      await release();
      expectReceipt(context, 'The receipt', await waiting, { recordCount: 3, scannedCount: 3, findingsCount: 0 });
      await expectRows(context, records);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-DELAY-02',
    title: 'a held merge leaves the row as it was',
    reason:
      'As long as a write is held back reads must answer the row of before, whole, as half a merge is a row that nobody wrote.',
    needs: ['delayedWrites'],
    async run(context) {
      const failed = context.record({ status: 'FailedRetryable', bytesScanned: 50, findingsCount: 2 });
      const scanned = context.record({ bytesScanned: 9, runId: 2 });
      await context.ledger.write([failed]);
      const release = await context.controls.holdWrites();
      const handle = await context.ledger.submit([scanned]);
      await expectRows(context, [failed]);
      await release();
      await handle.wait();
      await expectRows(context, [failed, scanned]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-DELAY-03',
    title: 'held writes of one row converge, waited for newest first',
    reason:
      'Several held writes to the same rows must come to what all of them amount to, each with its own receipt, in whatever order they are applied.',
    needs: ['delayedWrites'],
    async run(context) {
      const batches = [
        threeRecords(context, { status: 'ScannedWithFindings', findingsCount: 4, bytesScanned: 1, finishedAt: 40 }),
        threeRecords(context, { status: 'FailedRetryable', findingsCount: 9, bytesScanned: 3, finishedAt: 60 }),
        threeRecords(context, { status: 'ScannedWithFindings', findingsCount: 5, bytesScanned: 2, finishedAt: 20 }),
      ];
      const release = await context.controls.holdWrites();
      const handles = [];
      for (const batch of batches) handles.push(await context.ledger.submit(batch));
      await expectNoRows(context, threeRecords(context));
      await release();
      for (const index of [2, 1, 0]) {
        const { receipt } = new LedgerModel().judge(batches[index] as (typeof batches)[0]);
        expectReceipt(context, `The receipt of write ${index + 1}`, await handles[index]?.wait(), receipt);
      }
      await expectRows(context, batches.flat());
    },
  }),
  ledgerCheck({
    id: 'LEDGER-DELAY-04',
    title: 'a held write is not listed',
    reason:
      'listDoneHashes must list nothing of a write that is held back, as what it lists is not scanned again even if the write is lost.',
    needs: ['delayedWrites', 'listDoneHashes'],
    async run(context) {
      const { ids } = context;
      const release = await context.controls.holdWrites();
      const handle = await context.ledger.submit([context.record()]);
      context.expectEqual('The list', await context.ledger.listDone(ids.tenant(), ids.policy()), []);
      await release();
      await handle.wait();
      context.expectEqual('The list', await context.ledger.listDone(ids.tenant(), ids.policy()), [ids.ovid()]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-DELAY-05',
    title: "a held array is the caller's again",
    reason:
      'A write that is held back must keep its own copy of what it was handed, as the caller goes on while the write is still to come.',
    needs: ['delayedWrites'],
    async run(context) {
      const record = context.record({ status: 'ScannedWithFindings', findingsCount: 2 });
      const literal = handMade(record);
      const batch = [asRecord(literal)];
      const release = await context.controls.holdWrites();
      const handle = await context.ledger.submit(batch);
      Object.assign(literal, { bytesScanned: 99n, findingsCount: 99 });
      Object.assign(literal.provenance, { runId: 99n, finishedAt: 99n });
      batch.length = 0;
      await release();
      expectReceipt(context, 'The receipt', await handle.wait(), { recordCount: 1, scannedCount: 1, findingsCount: 2 });
      await expectRows(context, [record]);
    },
  }),
];

export const ledgerFaultChecks: readonly ConformanceCheck[] = [
  ledgerCheck({
    id: 'LEDGER-FAULT-01',
    title: 'a commit that fails is reported',
    reason:
      'A failed commit must reject and leave the batch absent, or whole where the backend cannot know, but never in part, as its writer repeats it whole.',
    needs: ['faults'],
    async run(context) {
      const records = threeRecords(context);
      await failOnce(context, records);
      if (context.supports.strict === true) await expectNoRows(context, records);
      else await expectAllOrNothing(context, [], records);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-FAULT-02',
    title: 'a commit that fails leaves durable rows alone',
    reason:
      'A failed commit must leave every durable row as it was, or every one merged where the backend cannot know, never some of them.',
    needs: ['faults'],
    async run(context) {
      const before = threeRecords(context, { status: 'FailedRetryable', findingsCount: 3, bytesScanned: 7 });
      const batch = threeRecords(context, {
        status: 'ScannedWithFindings',
        findingsCount: 2,
        bytesScanned: 5,
        runId: 2,
      });
      await context.ledger.write(before);
      await failOnce(context, batch);
      if (context.supports.strict === true) await expectRows(context, before);
      else await expectAllOrNothing(context, before, batch);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-FAULT-03',
    title: 'a failed write can be repeated',
    reason:
      'A write that failed must succeed when it is repeated, with the receipt of a first write, whether or not it had been applied, as that is what workers do.',
    needs: ['faults'],
    async run(context) {
      const records = threeRecords(context, { status: 'ScannedWithFindings', findingsCount: 2 });
      await failOnce(context, records);
      expectReceipt(context, 'The receipt', await context.ledger.write(records), {
        recordCount: 3,
        scannedCount: 3,
        findingsCount: 6,
      });
      await expectRows(context, records);
    },
  }),
];

async function failOnce(
  context: CheckContext,
  records: Parameters<CheckContext['ledger']['attempt']>[0],
): Promise<void> {
  await context.controls.failNextCommit();
  const outcome = await context.ledger.attempt(records);
  context.expect('refusal' in outcome, 'The write after failNextCommit() must fail.');
}
