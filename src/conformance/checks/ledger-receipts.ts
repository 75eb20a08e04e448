import { LedgerModel } from '../../oracle/ledger-model.js';
import type { DoneLedgerRecord } from '../../records/done-ledger-record.js';
import type { CheckContext, RecordSketch } from '../context.js';
import type { ConformanceCheck } from '../types.js';
import { expectReceipt, ledgerCheck, MAX_U32, ordersOf, STATUSES } from './ledger-support.js';

// A receipt counts the batch, folded to one record per key, before it meets the durable rows.

/** Writes batches one after the other; each must answer with what it holds, whatever was there before. */
async function expectReceipts(context: CheckContext, batches: readonly (readonly DoneLedgerRecord[])[]): Promise<void> {
  const model = new LedgerModel();
  for (const [index, batch] of batches.entries()) {
    const { receipt } = model.judge(batch);
    expectReceipt(context, `The receipt of write ${index + 1}`, await context.ledger.write(batch), receipt);
  }
}

/** Records of the object versions 1, 2, ... */
function records(context: CheckContext, sketches: readonly RecordSketch[]): readonly DoneLedgerRecord[] {
  return sketches.map((sketch, index) => context.record({ ovidHash: context.ids.ovid(index + 1), ...sketch }));
}

const EVERY_STATUS: readonly RecordSketch[] = STATUSES.map((status, rank) => ({
  status,
  findingsCount: status === 'ScannedClean' ? 0 : 10 ** rank,
}));

/** What a write answers (specification 1-semantics, section 5, "Receipt"). */
export const ledgerReceiptChecks: readonly ConformanceCheck[] = [
  ledgerCheck({
    id: 'LEDGER-RECEIPT-01',
    title: 'a first write of every status',
    reason:
      'A receipt must count distinct keys, scanned records, and the findings of all records, failed and skipped included, as callers add receipts up.',
    run: (context) => expectReceipts(context, [records(context, EVERY_STATUS)]),
  }),
  ledgerCheck({
    id: 'LEDGER-RECEIPT-02',
    title: 'a replay answers the same',
    reason:
      'The receipt of a replayed batch must equal that of the first write, as a worker that lost the first answer has to get the same one.',
    run: (context) => {
      const batch = records(context, EVERY_STATUS);
      return expectReceipts(context, [batch, batch, batch.toReversed()]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-RECEIPT-03',
    title: 'a lower rank that arrives late counts as what it is',
    reason:
      'A receipt must count the batch and not the rows that come of it: a failure that loses against a durable scan still counts as not scanned.',
    run: (context) =>
      expectReceipts(context, [
        records(context, [{ status: 'ScannedWithFindings', findingsCount: 3 }]),
        records(context, [{ status: 'FailedRetryable', findingsCount: 5, finishedAt: 30 }]),
        records(context, [{ status: 'ScannedClean', finishedAt: 40 }]),
      ]),
  }),
  ledgerCheck({
    id: 'LEDGER-RECEIPT-04',
    title: 'a higher rank counts its own findings',
    reason:
      'The findings of a receipt must be those of the batch, not the maximum with what was durable, as the receipt says what this write brought.',
    run: (context) =>
      expectReceipts(context, [
        records(context, [{ status: 'Skipped', findingsCount: 9 }]),
        records(context, [{ status: 'Skipped', findingsCount: 2, finishedAt: 30 }]),
        records(context, [{ status: 'ScannedWithFindings', findingsCount: 1, finishedAt: 40 }]),
        records(context, [{ status: 'ScannedWithFindings', findingsCount: 7, finishedAt: 50 }]),
        records(context, [{ status: 'ScannedWithFindings', findingsCount: 4, finishedAt: 60 }]),
      ]),
  }),
  ledgerCheck({
    id: 'LEDGER-RECEIPT-05',
    title: 'duplicates count once',
    reason: 'Records of one key must count as one, as the receipt counts rows and not lines.',
    run: (context) => {
      const [first, second] = records(context, [{ status: 'ScannedWithFindings', findingsCount: 3 }, {}]);
      return expectReceipts(context, [[first, second, first, first, second] as DoneLedgerRecord[]]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-RECEIPT-06',
    title: 'different records of one key count as what they fold to',
    reason:
      'A key whose records differ must count with the status and the findings that they fold to, in every order, neither added up nor taken from the last.',
    run: (context) => {
      const mixed: readonly RecordSketch[] = [
        { status: 'FailedRetryable', findingsCount: 9, finishedAt: 60 },
        { status: 'ScannedWithFindings', findingsCount: 2 },
        { status: 'ScannedWithFindings', findingsCount: 4, finishedAt: 15 },
      ];
      const failed: readonly RecordSketch[] = [
        { status: 'FailedRetryable', findingsCount: 6, finishedAt: 60 },
        { status: 'FailedPermanent', findingsCount: 5 },
        { status: 'Skipped', findingsCount: 1 },
      ];
      const clean: readonly RecordSketch[] = [
        { status: 'Skipped', findingsCount: 8 },
        {},
        { status: 'FailedRetryable', findingsCount: 3 },
      ];
      const orders = [mixed, failed, clean].flatMap(ordersOf);
      return expectReceipts(
        context,
        orders.map((order, index) =>
          order.map((sketch) => context.record({ ...sketch, ovidHash: context.ids.ovid(index) })),
        ),
      );
    },
  }),
  ledgerCheck({
    id: 'LEDGER-RECEIPT-07',
    title: 'one object version under several tenants and policies',
    reason:
      'A batch may hold several tenants and policies, and each of their keys must count for itself, as a worker serves many tenants at once.',
    run: (context) => {
      const { ids } = context;
      const places = ['A', 'B'].flatMap((tenant) =>
        ['A', 'B'].map((policy) => ({ tenantId: ids.tenant(tenant), policyHash: ids.policy(policy) })),
      );
      const batch = places.map((place, index) =>
        context.record({ ...place, status: 'ScannedWithFindings', findingsCount: index + 1 }),
      );
      return expectReceipts(context, [batch, batch]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-RECEIPT-08',
    title: 'an empty batch answers zeros',
    reason:
      'An empty batch must succeed with a receipt of zeros, as a worker that found nothing to do is not in error.',
    run: (context) => expectReceipts(context, [[], records(context, [{}]), []]),
  }),
  ledgerCheck({
    id: 'LEDGER-RECEIPT-09',
    title: 'findings add up beyond 32 bits',
    reason:
      'The findings of a receipt must be summed exactly even where the sum of 32-bit counts needs more than 32 bits, as a sum that wraps looks like a small one.',
    run: (context) =>
      expectReceipts(context, [
        records(context, [
          { status: 'ScannedWithFindings', findingsCount: MAX_U32 },
          { status: 'Skipped', findingsCount: MAX_U32 },
          { status: 'ScannedWithFindings', findingsCount: MAX_U32 },
        ]),
      ]),
  }),
];
