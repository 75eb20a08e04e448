import type { ConformanceCheck } from '../types.js';
import {
  asRecord,
  expectAnswer,
  expectNoRows,
  expectReceipt,
  expectRows,
  type HandMade,
  handMade,
  ledgerCheck,
  MAX_U64,
} from './ledger-support.js';

/** Changes everything about a hand-made record, its key included. */
function deface(record: HandMade, otherOvid: string): void {
  record.key['ovidHash'] = otherOvid;
  Object.assign(record.provenance, { runId: 99n, shardId: 99n, fenceEpoch: 99n, startedAt: 98n, finishedAt: MAX_U64 });
  Object.assign(record, { status: 'FailedPermanent', bytesScanned: 99n, findingsCount: 99, errorCode: 'DEFACED' });
}

/** Tries to change everything in a value that a backend handed out; frozen ones refuse, which is as good. */
function defaceAnswer(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, field] of Object.entries(value)) {
    defaceAnswer(field);
    if (typeof field !== 'object')
      Reflect.set(value, name, typeof field === 'bigint' ? 77n : typeof field === 'number' ? 77 : 'DEFACED');
  }
}

/** Records are immutable, whoever holds them (specification 1-semantics, section 2). */
export const ledgerCallerChecks: readonly ConformanceCheck[] = [
  ledgerCheck({
    id: 'LEDGER-CALLER-01',
    title: "the array is the caller's again once the write is accepted",
    reason:
      'Emptying or refilling the array after submitting must change nothing of the write, as callers reuse their buffers.',
    async run(context) {
      const kept = [1, 2].map((n) => context.record({ ovidHash: context.ids.ovid(n) }));
      const other = context.record({ ovidHash: context.ids.ovid(3) });
      const batch = [...kept];
      const handle = await context.ledger.submit(batch);
      batch.splice(0, 2, other, other, other);
      expectReceipt(context, 'The receipt', await handle.wait(), { recordCount: 2, scannedCount: 2, findingsCount: 0 });
      await expectRows(context, kept);
      await expectNoRows(context, [other]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-CALLER-02',
    title: "the records are the caller's again once the write is accepted",
    reason:
      'Changing a record after submitting it, its key and provenance included, must change nothing that is or will be stored, before the commit or after.',
    async run(context) {
      const record = context.record({ status: 'ScannedWithFindings', findingsCount: 2 });
      const literal = handMade(record);
      const handle = await context.ledger.submit([asRecord(literal)]);
      deface(literal, context.ids.ovid(2));
      expectReceipt(context, 'The receipt', await handle.wait(), { recordCount: 1, scannedCount: 1, findingsCount: 2 });
      await expectRows(context, [record]);
      await expectNoRows(context, [context.record({ ovidHash: context.ids.ovid(2) })]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-CALLER-03',
    title: 'changes while the write is being accepted',
    reason:
      "A strict backend must take what it needs within the call, so that array and records are the caller's again when batchUpsert() has returned its promise.",
    needs: ['strict'],
    async run(context) {
      const record = context.record({ status: 'ScannedWithFindings', findingsCount: 2 });
      const literal = handMade(record);
      const batch = [asRecord(literal)];
      const accepted = context.ledger.submit(batch);
      deface(literal, context.ids.ovid(2));
      batch.length = 0;
      const handle = await accepted;
      expectReceipt(context, 'The receipt', await handle.wait(), { recordCount: 1, scannedCount: 1, findingsCount: 2 });
      await expectRows(context, [record]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-CALLER-04',
    title: 'rows that were read do not lead back',
    reason:
      'Nothing that a caller does to a row or an array it was handed may change what the next read answers, as both would be looking at one object.',
    async run(context) {
      const { ids } = context;
      const record = context.record({ status: 'FailedRetryable', findingsCount: 2 });
      await context.ledger.write([record]);
      const asked = [ids.ovid(1), ids.ovid(1), ids.ovid(2)];
      const rows = await context.ledger.read(ids.tenant(), ids.policy(), asked);
      for (const row of rows) defaceAnswer(row);
      Reflect.set(rows, 'length', 0);
      const again = await context.ledger.read(ids.tenant(), ids.policy(), asked);
      expectAnswer(context, 'The answer', again, [record, record, undefined]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-CALLER-05',
    title: 'receipts do not lead back',
    reason:
      'Changing a receipt must not change the receipt of another write, as callers add up in whatever object is at hand.',
    async run(context) {
      const batch = [context.record({ status: 'ScannedWithFindings', findingsCount: 2 })];
      const [receipt, none] = [
        { recordCount: 1, scannedCount: 1, findingsCount: 2 },
        { recordCount: 0, scannedCount: 0, findingsCount: 0 },
      ];
      defaceAnswer(await context.ledger.write(batch));
      defaceAnswer(await context.ledger.write([]));
      expectReceipt(context, 'The receipt of the replay', await context.ledger.write(batch), receipt);
      expectReceipt(context, 'The receipt of an empty batch', await context.ledger.write([]), none);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-CALLER-06',
    title: 'what the caller wrote is left as it was',
    reason:
      "A backend must not change the array and the records that it was handed, and a strict one not freeze them either, as they are the caller's.",
    async run(context) {
      const literals = [2, 1].map((n) => handMade(context.record({ ovidHash: context.ids.ovid(n), bytesScanned: n })));
      const batch = [...literals, ...literals].map(asRecord);
      const before = batch.map((record) => handMade(record));
      await context.ledger.write(batch);
      context.expectEqual('The array, after it was written,', batch, before);
      const parts = [batch, ...literals.flatMap((literal) => [literal, literal.key, literal.provenance])];
      const frozen = parts.some((part) => Object.isFrozen(part));
      context.expect(
        context.supports.strict !== true || !frozen,
        'A strict backend must not freeze what it is handed.',
      );
    },
  }),
  ledgerCheck({
    id: 'LEDGER-CALLER-07',
    title: 'records written by hand',
    reason:
      'A plain object with the fields of a record must be taken like one that a constructor made, as records come out of databases and queues too.',
    async run(context) {
      const records = [
        context.record({ ovidHash: context.ids.ovid(1), status: 'ScannedWithFindings', findingsCount: 2 }),
        context.record({ ovidHash: context.ids.ovid(2), status: 'Skipped' }),
      ];
      await context.ledger.write(records.map((record) => asRecord(handMade(record))));
      await expectRows(context, records);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-CALLER-08',
    title: 'an error code that is undefined',
    level: 'SHOULD',
    reason:
      'A scanned record with errorCode: undefined should be taken as one without an error code, as that is what copying fields one by one makes of it.',
    async run(context) {
      const record = context.record();
      await context.ledger.write([asRecord({ ...handMade(record), errorCode: undefined })]);
      await expectRows(context, [record]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-CALLER-09',
    title: 'fields that a record does not have',
    reason:
      'A strict backend must drop fields that a record does not have, at every level, as a ledger row is no place for other data to be carried along.',
    needs: ['strict'],
    async run(context) {
      const record = context.record();
      const { key, provenance, ...rest } = handMade(record);
      const extra = { note: 'not a field of a record' };
      await context.ledger.write([
        asRecord({ ...rest, ...extra, key: { ...key, ...extra }, provenance: { ...provenance, ...extra } }),
      ]);
      context.expectEqual('The row', await context.rowOf(record), record);
    },
  }),
];
