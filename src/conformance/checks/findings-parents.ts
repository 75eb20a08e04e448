import { OccurrenceRecord } from '../../records/occurrence-record.js';
import { expectDurable } from './findings-existence.js';
import { expectAccepted, expectReceipt, findingsChecks, rows } from './findings-support.js';

/** Rows whose parents are there: in the batch itself, or durable from an earlier one. */
export const findingsParentChecks = findingsChecks([
  {
    id: 'FINDINGS-PARENT-01',
    title: 'a closed batch',
    reason: 'A batch that brings each row together with its parent must be accepted, as that is what a worker writes.',
    async run(context) {
      const { batch } = context.chain();
      expectReceipt(context, 'The receipt', await context.sink.write(batch), [1, 1, 1]);
      await expectDurable(context, batch);
    },
  },
  {
    id: 'FINDINGS-PARENT-02',
    title: 'an occurrence of a durable finding',
    reason:
      'An occurrence alone must be accepted if its finding is durable, as the same secret is found in version after version.',
    async run(context) {
      const { finding, occurrence } = context.chain();
      await context.sink.write(rows({ findings: [finding] }));
      await expectAccepted(context, 'An occurrence of a durable finding', rows({ occurrences: [occurrence] }));
      await expectDurable(context, rows({ occurrences: [occurrence] }));
    },
  },
  {
    id: 'FINDINGS-PARENT-03',
    title: 'an observation of a durable occurrence',
    reason:
      'An observation alone must be accepted if its occurrence is durable, as later runs see again what earlier ones found.',
    async run(context) {
      const { finding, occurrence, observation } = context.chain();
      await context.sink.write(rows({ findings: [finding], occurrences: [occurrence] }));
      await expectAccepted(context, 'An observation of a durable occurrence', rows({ observations: [observation] }));
      await expectDurable(context, rows({ observations: [observation] }));
    },
  },
  {
    id: 'FINDINGS-PARENT-04',
    title: 'each layer in a batch of its own',
    reason:
      'Layers written one after the other must be accepted, as a parent counts wherever it was written, not only in the same batch.',
    async run(context) {
      const { finding, occurrence, observation } = context.chain();
      expectReceipt(context, 'The first', await context.sink.write(rows({ findings: [finding] })), [1, 0, 0]);
      expectReceipt(context, 'The second', await context.sink.write(rows({ occurrences: [occurrence] })), [0, 1, 0]);
      expectReceipt(context, 'The third', await context.sink.write(rows({ observations: [observation] })), [0, 0, 1]);
    },
  },
  {
    id: 'FINDINGS-PARENT-05',
    title: 'one parent durable, another in the batch',
    reason:
      'Each row must be given its parent from the batch or from the tables, as one batch often has rows of both kinds.',
    async run(context) {
      const old = context.chain({ label: 'old' });
      const fresh = context.chain({ label: 'fresh' });
      await context.sink.write(rows({ findings: [old.finding] }));
      const occurrences = [fresh.occurrence, old.occurrence];
      const observations = [old.observation, fresh.observation];
      const receipt = await context.sink.write({ findings: [fresh.finding], occurrences, observations });
      expectReceipt(context, 'The receipt', receipt, [1, 2, 2]);
    },
  },
  {
    id: 'FINDINGS-PARENT-06',
    title: 'children listed before their parents',
    reason:
      'All parents of a batch must be known before its children are judged, as the rows of a batch come in no order.',
    async run(context) {
      const [a, b, c] = [context.chain({ label: 'a' }), context.chain({ label: 'b' }), context.chain({ label: 'c' })];
      const receipt = await context.sink.write({
        observations: [c.observation, b.observation, a.observation],
        occurrences: [b.occurrence, c.occurrence, a.occurrence],
        findings: [a.finding, b.finding, c.finding],
      });
      expectReceipt(context, 'The receipt', receipt, [3, 3, 3]);
    },
  },
  {
    id: 'FINDINGS-PARENT-07',
    title: 'many children of one parent',
    reason:
      'A finding may occur in many places, and each may be seen under many policies, so no row may push out its siblings.',
    async run(context) {
      const { ids } = context;
      const { finding, occurrence } = context.chain();
      const { tenantId, findingId } = finding;
      const objectVersionId = ids.version();
      const second = OccurrenceRecord.create({ tenantId, findingId, objectVersionId, byteOffset: 11, byteLength: 20 });
      const third = OccurrenceRecord.create({ tenantId, findingId, objectVersionId, byteOffset: 10, byteLength: 21 });
      const occurrences = [occurrence, second, third];
      const observations = occurrences.flatMap((of) => [
        context.observation(of),
        context.observation(of, { policyHash: ids.policy('B') }),
      ]);
      const batch = { findings: [finding], occurrences, observations };
      expectReceipt(context, 'The receipt', await context.sink.write(batch), [1, 3, 6]);
      await expectDurable(context, batch);
    },
  },
]);
