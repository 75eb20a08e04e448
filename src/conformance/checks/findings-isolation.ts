import type { TenantId } from '../../values/identities.js';
import type { CheckContext } from '../context.js';
import { expectObserved } from './findings-observed.js';
import {
  expectDurable,
  expectNoFinding,
  expectNoObservation,
  expectNoOccurrence,
  expectNothingOf,
  expectObservation,
} from './findings-existence.js';
import { claimedBy, expectReceipt, findingsChecks, rows } from './findings-support.js';

/** Tenants and policies know nothing of each other, however alike they look. */
export const findingsIsolationChecks = findingsChecks([
  {
    id: 'FINDINGS-ISOLATION-01',
    title: 'two tenants with the same find',
    reason: 'What one tenant stores must not be there for another, as tenants share nothing.',
    run: (context) => apart(context, context.ids.tenant('B')),
  },
  {
    id: 'FINDINGS-ISOLATION-02',
    title: 'two tenants that differ in their last byte',
    reason: 'Tenants must be told apart by all of their bytes, as a shortened key would show one the rows of another.',
    run: (context) => apart(context, context.ids.neighbour(context.ids.tenant())),
  },
  {
    id: 'FINDINGS-ISOLATION-03',
    title: 'two policies',
    reason: 'An observation under one policy must not be there for another, as each policy is to see for itself.',
    async run(context) {
      const { batch, occurrence } = context.chain();
      await context.sink.write(batch);
      await expectNoObservation(context, context.observation(occurrence, { policyHash: context.ids.policy('B') }));
    },
  },
  {
    id: 'FINDINGS-ISOLATION-04',
    title: 'two policies that differ in their last byte',
    reason: 'Policies must be told apart by all of their bytes, as a shortened key would merge what they saw.',
    async run(context) {
      const { batch, occurrence } = context.chain();
      const policyHash = context.ids.neighbour(context.ids.policy());
      await context.sink.write(batch);
      await expectNoObservation(context, context.observation(occurrence, { policyHash }));
    },
  },
  {
    id: 'FINDINGS-ISOLATION-05',
    title: 'merges under two policies',
    reason: 'A merge must touch the observation of its own policy only, as each policy has its own last sighting.',
    needs: ['readObservations'],
    async run(context) {
      const { batch, occurrence, observation } = context.chain({ seenAt: 10 });
      const policyHash = context.ids.neighbour(context.ids.policy());
      const others = [20, 30].map((seenAt) => context.observation(occurrence, { policyHash, seenAt, runId: seenAt }));
      await context.sink.write(batch);
      for (const other of others) await context.sink.write(rows({ observations: [other] }));
      await expectObserved(context, [observation]);
      await expectObserved(context, others);
    },
  },
  {
    id: 'FINDINGS-ISOLATION-06',
    title: 'the same ids in two tenants',
    reason: 'Rows must be kept under tenant and id together, as only both say whose row it is.',
    needs: ['strict'],
    async run(context) {
      const { batch, finding, occurrence } = context.chain();
      const tenantId = context.ids.neighbour(context.ids.tenant());
      const other = {
        finding: { ...finding, tenantId, ruleFingerprint: context.ids.rule('other') },
        occurrence: { ...occurrence, tenantId, byteOffset: 11n },
      };
      await context.sink.write(batch);
      await expectNoFinding(context, other.finding);
      const theirs = { findings: [other.finding], occurrences: [other.occurrence], observations: [] };
      expectReceipt(context, 'The receipt of the other tenant', await context.sink.write(theirs), [1, 1, 0]);
      expectReceipt(context, 'The receipt of the first tenant again', await context.sink.write(batch), [1, 1, 1]);
      await expectDurable(context, theirs);
    },
  },
  {
    id: 'FINDINGS-ISOLATION-07',
    title: 'ids that differ in their last byte',
    reason: 'Ids must be compared to their last byte, as a shortened key would take one row for another.',
    needs: ['strict'],
    async run(context) {
      const { finding, occurrence, batch } = context.chain();
      const findingId = context.ids.neighbour(finding.findingId);
      const occurrenceId = context.ids.neighbour(occurrence.occurrenceId);
      await context.sink.write(batch);
      const near = { ...finding, findingId, ruleFingerprint: context.ids.rule('other') };
      const nearby = { ...occurrence, occurrenceId, findingId, byteOffset: 11n };
      await expectNoFinding(context, near);
      await expectNoOccurrence(context, nearby);
      const receipt = await context.sink.write(rows({ findings: [near], occurrences: [nearby] }));
      expectReceipt(context, 'The receipt', receipt, [1, 1, 0]);
    },
  },
  {
    id: 'FINDINGS-ISOLATION-08',
    title: 'a conflict in one tenant',
    reason: 'What is refused to one tenant must not be refused to another, as neither knows what the other has.',
    async run(context) {
      const { finding, batch } = context.chain();
      const theirs = context.chain({ tenantId: context.ids.tenant('B') });
      await context.sink.write(batch);
      const wrong = rows({ findings: [{ ...finding, ruleFingerprint: context.ids.rule('other') }] });
      context.expectRefused('A finding in conflict', await context.sink.attempt(wrong), 'FindingConflict', 'commit');
      expectReceipt(context, 'The receipt of the other tenant', await context.sink.write(theirs.batch), [1, 1, 1]);
      await expectDurable(context, theirs.batch);
    },
  },
]);

/** What tenant A writes is not there for another; what both write is there for both. */
async function apart(context: CheckContext, tenantId: TenantId): Promise<void> {
  const own = context.chain();
  const theirs = context.chain({ tenantId });
  await context.sink.write(own.batch);
  const { occurrences, observations } = claimedBy(tenantId, own);
  const child = await context.sink.attempt(rows({ occurrences }));
  context.expectRefused("An occurrence of another tenant's finding", child, 'MissingFinding', 'commit');
  const seen = await context.sink.attempt(rows({ observations }));
  context.expectRefused("An observation of another tenant's occurrence", seen, 'MissingOccurrence', 'commit');
  await expectNothingOf(context, { ...theirs.batch, observations: [] });
  expectReceipt(context, 'The receipt of the other tenant', await context.sink.write(theirs.batch), [1, 1, 1]);
  await expectObservation(context, own.observation);
  await expectObservation(context, theirs.observation);
}
