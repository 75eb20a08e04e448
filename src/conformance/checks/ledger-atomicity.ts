import type { DoneLedgerRecord } from '../../records/done-ledger-record.js';
import type { CheckContext } from '../context.js';
import type { ConformanceCheck } from '../types.js';
import { asRecord, expectNoRows, expectReceipt, expectRows, handMade, ledgerCheck } from './ledger-support.js';

// A batch is stored whole or not at all: one bad record refuses it.

/** So many good records. */
function goodRecords(context: CheckContext, count: number): readonly DoneLedgerRecord[] {
  return Array.from({ length: count }, (_, index) => context.record({ ovidHash: context.ids.ovid(index + 1) }));
}

/** The same record, turned into one that must be refused: a clean scan with a finding. */
function spoilt(record: DoneLedgerRecord): DoneLedgerRecord {
  return asRecord({ ...handMade(record), findingsCount: 1 });
}

async function expectRefusal(context: CheckContext, batch: readonly DoneLedgerRecord[]): Promise<void> {
  const outcome = await context.ledger.attempt(batch);
  context.expectRefused('A batch with a clean scan that has a finding', outcome, 'BatchValidation', 'commit');
}

const PLACES = [
  {
    id: 'LEDGER-ATOMIC-01',
    place: 'first',
    index: 0,
    why: 'as rows that were checked later than others were stored would survive',
  },
  {
    id: 'LEDGER-ATOMIC-02',
    place: 'in the middle',
    index: 1,
    why: 'as a backend that stores row by row has stored the first by then',
  },
  {
    id: 'LEDGER-ATOMIC-03',
    place: 'last',
    index: 2,
    why: 'as a backend that stores row by row has stored all others by then',
  },
] as const;

/** All or nothing (specification 1-semantics, section 5, "Apply"). */
export const ledgerAtomicityChecks: readonly ConformanceCheck[] = [
  ...PLACES.map(({ id, place, index, why }) =>
    ledgerCheck({
      id,
      title: `one bad record, ${place}`,
      reason: `A batch whose bad record stands ${place} must leave nothing behind, ${why}.`,
      async run(context) {
        const good = goodRecords(context, 3);
        await expectRefusal(
          context,
          good.map((record, place) => (place === index ? spoilt(record) : record)),
        );
        await expectNoRows(context, good);
      },
    }),
  ),
  ledgerCheck({
    id: 'LEDGER-ATOMIC-04',
    title: 'one bad record among five hundred',
    reason:
      'A large batch must be all or nothing too, even where the backend cuts it into several statements, as its writer retries it whole.',
    async run(context) {
      const good = goodRecords(context, 500);
      await expectRefusal(
        context,
        good.map((record, index) => (index === 450 ? spoilt(record) : record)),
      );
      await expectNoRows(context, good);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-ATOMIC-05',
    title: 'durable rows stay as they were',
    reason:
      'A refused batch must not have merged into rows that were there before, as its good records were refused with the bad one.',
    async run(context) {
      const before = goodRecords(context, 3).map(({ key }) =>
        context.record({ ...key, status: 'FailedRetryable', bytesScanned: 1 }),
      );
      await context.ledger.write(before);
      const better = before.map(({ key }) => context.record({ ...key, bytesScanned: 9 }));
      await expectRefusal(
        context,
        better.map((record, index) => (index === 2 ? spoilt(record) : record)),
      );
      await expectRows(context, before);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-ATOMIC-06',
    title: 'the good records can be written after all',
    reason:
      'After a refusal the same records without the bad one must be accepted, as the ledger must not be left in a failed transaction.',
    async run(context) {
      const good = goodRecords(context, 3);
      const [first, second] = good as [DoneLedgerRecord, DoneLedgerRecord];
      await expectRefusal(context, [first, spoilt(second)]);
      expectReceipt(context, 'The receipt', await context.ledger.write(good), {
        recordCount: 3,
        scannedCount: 3,
        findingsCount: 0,
      });
      await expectRows(context, good);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-ATOMIC-07',
    title: 'a bad record of another tenant',
    reason:
      'A bad record must refuse the records of all tenants in its batch, as the batch is one write even where tenants are stored apart.',
    async run(context) {
      const good = context.record();
      const other = context.record({ tenantId: context.ids.tenant('B'), policyHash: context.ids.policy('B') });
      await expectRefusal(context, [good, spoilt(other)]);
      await expectNoRows(context, [good]);
      await expectNoRows(context, [other]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-ATOMIC-08',
    title: 'a bad record that would lose against a good one',
    reason:
      'Every record must be checked before the batch is folded, as a bad one of the same key would otherwise vanish in the fold unnoticed.',
    async run(context) {
      const good = context.record({ status: 'ScannedWithFindings', findingsCount: 2, startedAt: 30, finishedAt: 40 });
      const bad = spoilt(context.record());
      await expectRefusal(context, [good, bad]);
      await expectRefusal(context, [bad, good]);
      await expectNoRows(context, [good]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-ATOMIC-09',
    title: 'a bad record that the durable row would absorb',
    reason:
      'Records must be checked before they are merged with durable rows, as a scan would otherwise absorb a failure that has no error code.',
    async run(context) {
      const durable = context.record({ status: 'ScannedWithFindings', findingsCount: 2 });
      await context.ledger.write([durable]);
      const bad = asRecord({ ...handMade(context.record()), status: 'FailedRetryable', bytesScanned: 999n });
      const outcome = await context.ledger.attempt([bad]);
      context.expectRefused('A batch with a failure that has no error code', outcome, 'BatchValidation', 'commit');
      await expectRows(context, [durable]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-ATOMIC-10',
    title: 'several bad records',
    reason: 'A batch with several bad records must be refused like one with a single one, and leave nothing behind.',
    async run(context) {
      const good = goodRecords(context, 5);
      await expectRefusal(
        context,
        good.map((record, index) => (index % 2 === 1 ? spoilt(record) : record)),
      );
      await expectRefusal(context, good.map(spoilt));
      await expectNoRows(context, good);
    },
  }),
];
