import type { ConformanceCheck } from '../types.js';
import { expectNoRows, expectRows, ledgerCheck } from './ledger-support.js';

/** What must be there after a restart, for backends that can be restarted. */
export const ledgerRestartChecks: readonly ConformanceCheck[] = [
  ledgerCheck({
    id: 'LEDGER-RESTART-01',
    title: 'durable rows survive a restart',
    reason:
      'What a receipt was given for must be there after a restart, every field of it, as that is what durable means.',
    needs: ['restart'],
    async run(context) {
      const { ids } = context;
      const records = [
        context.record({
          ovidHash: ids.ovid(1),
          status: 'ScannedWithFindings',
          findingsCount: 3,
          shardId: 2n ** 64n - 1n,
        }),
        context.record({ ovidHash: ids.ovid(2), status: 'FailedRetryable', errorCode: 'TIMEOUT' }),
        context.record({
          ovidHash: ids.ovid(1),
          tenantId: ids.tenant('B'),
          policyHash: ids.policy('B'),
          bytesScanned: 5,
        }),
      ];
      await context.ledger.write(records);
      const restarted = await context.restart();
      await expectRows(restarted, records);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-RESTART-02',
    title: 'merges go on after a restart',
    reason:
      'A record that arrives after a restart must merge with the row of before it, as if there had been none, so nothing that decides merges may live in memory only.',
    needs: ['restart'],
    async run(context) {
      const before = [
        context.record({
          ovidHash: context.ids.ovid(1),
          status: 'FailedRetryable',
          bytesScanned: 50,
          findingsCount: 4,
        }),
        context.record({ ovidHash: context.ids.ovid(2), status: 'ScannedWithFindings', findingsCount: 4, shardId: 1 }),
      ];
      const after = [
        context.record({ ovidHash: context.ids.ovid(1), status: 'Skipped', bytesScanned: 10, findingsCount: 2 }),
        context.record({
          ovidHash: context.ids.ovid(2),
          status: 'ScannedWithFindings',
          findingsCount: 2,
          shardId: 2n ** 63n,
        }),
      ];
      await context.ledger.write(before);
      const restarted = await context.restart();
      await restarted.ledger.write(after);
      await expectRows(restarted, [...before, ...after]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-RESTART-03',
    title: 'a refused batch does not come back',
    reason:
      'Nothing of a refused batch may be there after a restart, as a log that is replayed must not bring back what was rolled back.',
    needs: ['restart'],
    async run(context) {
      const good = context.record({ ovidHash: context.ids.ovid(1) });
      const bad = { ...context.record({ ovidHash: context.ids.ovid(2) }), findingsCount: 1 };
      const outcome = await context.ledger.attempt([good, bad]);
      context.expectRefused('A batch with a clean scan that has a finding', outcome, 'BatchValidation', 'commit');
      const restarted = await context.restart();
      await expectNoRows(restarted, [good, bad]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-RESTART-04',
    title: 'the list survives a restart',
    reason: 'listDoneHashes must list the same after a restart, as a run that continues asks it first.',
    needs: ['restart', 'listDoneHashes'],
    async run(context) {
      const { ids } = context;
      const failed = context.record({ ovidHash: ids.ovid(2), status: 'FailedRetryable' });
      await context.ledger.write([context.record({ ovidHash: ids.ovid(1) }), failed]);
      const restarted = await context.restart();
      restarted.expectEqual('The list', await restarted.ledger.listDone(ids.tenant(), ids.policy()), [ids.ovid(1)]);
    },
  }),
];
