import type { CheckContext } from '../context.js';
import type { ConformanceCheck } from '../types.js';
import type { OvidHash } from '../../values/identities.js';
import { expectNoRows, ledgerCheck, STATUSES } from './ledger-support.js';

/** Demands that exactly these hashes be listed for tenant A and policy A, each once, in whatever order. */
async function expectListed(
  context: CheckContext,
  ovids: readonly OvidHash[],
  tenant = 'A',
  policy = 'A',
): Promise<void> {
  const listed = await context.ledger.listDone(context.ids.tenant(tenant), context.ids.policy(policy));
  context.expectEqual(`The list of tenant ${tenant}, policy ${policy}, sorted,`, listed.toSorted(), ovids.toSorted());
}

const LISTING: readonly Omit<ConformanceCheck, 'level' | 'contract' | 'needs'>[] = [
  {
    id: 'LEDGER-LIST-02',
    title: 'each row once after several writes',
    reason:
      'A row must be listed once, however many writes and duplicates it comes of, as the list has one entry per row and not per write.',
    async run(context) {
      const at = (n: number, runId: number) => context.record({ ovidHash: context.ids.ovid(n), runId });
      await context.ledger.write([at(1, 1), at(2, 1), at(1, 2)]);
      await context.ledger.write([at(2, 3), at(1, 1)]);
      await expectListed(context, [context.ids.ovid(1), context.ids.ovid(2)]);
    },
  },
  {
    id: 'LEDGER-LIST-03',
    title: 'listed per tenant and per policy',
    reason:
      'The list of one tenant and policy must hold nothing of another, ids that differ only in the last byte included, as it decides what is not scanned.',
    async run(context) {
      const { ids } = context;
      const [tenantId, policyHash] = [ids.neighbour(ids.tenant()), ids.neighbour(ids.policy())];
      await context.ledger.write([
        context.record({ ovidHash: ids.ovid(1) }),
        context.record({ ovidHash: ids.ovid(2), tenantId: ids.tenant('B') }),
        context.record({ ovidHash: ids.ovid(3), policyHash: ids.policy('B') }),
        context.record({ ovidHash: ids.ovid(4), tenantId }),
        context.record({ ovidHash: ids.ovid(5), policyHash }),
      ]);
      await expectListed(context, [ids.ovid(1)]);
      await expectListed(context, [ids.ovid(2)], 'B', 'A');
      await expectListed(context, [ids.ovid(3)], 'A', 'B');
      await expectListed(context, [], 'B', 'B');
    },
  },
  {
    id: 'LEDGER-LIST-04',
    title: 'a retryable failure becomes terminal',
    reason:
      'A row must appear in the list as soon as a merge makes its status terminal, so that it is not tried again.',
    async run(context) {
      const { ids } = context;
      const ovids = STATUSES.map((_, index) => ids.ovid(index));
      await context.ledger.write(ovids.map((ovidHash) => context.record({ ovidHash, status: 'FailedRetryable' })));
      await expectListed(context, []);
      await context.ledger.write(
        ovids.map((ovidHash, index) => context.record({ ovidHash, status: STATUSES[index] as (typeof STATUSES)[0] })),
      );
      await expectListed(context, ovids.slice(1));
    },
  },
  {
    id: 'LEDGER-LIST-05',
    title: 'a terminal row stays listed',
    reason:
      'A retryable failure that arrives late must not take a terminal row off the list, as the row keeps its status.',
    async run(context) {
      const { ids } = context;
      const ovids = STATUSES.slice(1).map((_, index) => ids.ovid(index));
      await context.ledger.write(
        ovids.map((ovidHash, index) =>
          context.record({ ovidHash, status: STATUSES[index + 1] as (typeof STATUSES)[0] }),
        ),
      );
      await context.ledger.write(
        ovids.map((ovidHash) => context.record({ ovidHash, status: 'FailedRetryable', startedAt: 30, finishedAt: 40 })),
      );
      await expectListed(context, ovids);
    },
  },
  {
    id: 'LEDGER-LIST-06',
    title: 'nothing to list',
    reason:
      'Where no row is terminal the list must be empty, also for a tenant never heard of, as that is how a first run begins.',
    async run(context) {
      await context.ledger.write([context.record({ status: 'FailedRetryable' })]);
      await expectListed(context, []);
      await expectListed(context, [], 'B', 'A');
    },
  },
  {
    id: 'LEDGER-LIST-07',
    title: 'a thousand rows',
    reason:
      'All terminal rows must be listed, a thousand of them too, whatever the size of a page in the database, as a row left out is scanned again for ever.',
    async run(context) {
      const { ids } = context;
      const ovids = Array.from({ length: 1000 }, (_, index) => ids.ovid(index));
      const done = (index: number) => index % 4 !== 0;
      await context.ledger.write(
        ovids.map((ovidHash, index) =>
          context.record({ ovidHash, status: done(index) ? 'ScannedClean' : 'FailedRetryable' }),
        ),
      );
      const listed = await context.ledger.listDone(ids.tenant(), ids.policy());
      context.expectEqual('The length of the list', listed.length, 750);
      await expectListed(
        context,
        ovids.filter((_, index) => done(index)),
      );
    },
  },
  {
    id: 'LEDGER-LIST-08',
    title: 'a list does not lead back',
    reason:
      'Changing a list that was handed out must not change the next one, as callers sort and splice what they get.',
    async run(context) {
      const { ids } = context;
      await context.ledger.write([
        context.record({ ovidHash: ids.ovid(1) }),
        context.record({ ovidHash: ids.ovid(2) }),
      ]);
      const listed = await context.ledger.listDone(ids.tenant(), ids.policy());
      Reflect.set(listed, 0, ids.ovid(3));
      Reflect.set(listed, 'length', 1);
      await expectListed(context, [ids.ovid(1), ids.ovid(2)]);
    },
  },
  {
    id: 'LEDGER-LIST-09',
    title: 'nothing of a refused batch is listed',
    reason:
      'A batch that was refused must not show in the list either, which an index written beside the rows could still hold.',
    async run(context) {
      const { ids } = context;
      const good = context.record({ ovidHash: ids.ovid(1) });
      const bad = { ...context.record({ ovidHash: ids.ovid(2) }), findingsCount: 1 };
      const outcome = await context.ledger.attempt([good, bad]);
      context.expectRefused('A batch with a clean scan that has findings', outcome, 'BatchValidation', 'commit');
      await expectNoRows(context, [good]);
      await expectListed(context, []);
    },
  },
];

/** The listing of what is done, for backends that have it (specification 1-semantics, section 3). */
export const ledgerListChecks: readonly ConformanceCheck[] = [
  ...LISTING.map((check) => ledgerCheck({ ...check, needs: ['listDoneHashes'] })),
  ledgerCheck({
    id: 'LEDGER-LIST-10',
    title: 'the list is sorted',
    reason:
      'A strict backend must sort the list by the bytes of the hashes, so that two ledgers with the same rows list the same.',
    needs: ['listDoneHashes', 'strict'],
    async run(context) {
      const { ids } = context;
      const ovids = Array.from({ length: 20 }, (_, index) => ids.ovid(index));
      await context.ledger.write(ovids.map((ovidHash) => context.record({ ovidHash })));
      context.expectEqual('The list', await context.ledger.listDone(ids.tenant(), ids.policy()), ovids.toSorted());
    },
  }),
];
