import { claimedBy, expectAccepted, findingsChecks, rows } from './findings-support.js';

/** Rows whose parents are not there. The seed has the two plainest of them. */
export const findingsOrphanChecks = findingsChecks([
  {
    id: 'FINDINGS-ORPHAN-03',
    title: "an occurrence of another tenant's finding",
    reason:
      'An occurrence must be refused if its finding is durable under another tenant only, as tenants share nothing.',
    async run(context) {
      const other = context.chain();
      await context.sink.write(other.batch);
      const { occurrences } = claimedBy(context.ids.tenant('B'), other);
      const outcome = await context.sink.attempt(rows({ occurrences }));
      context.expectRefused("An occurrence of another tenant's finding", outcome, 'MissingFinding', 'commit');
    },
  },
  {
    id: 'FINDINGS-ORPHAN-04',
    title: "an observation of another tenant's occurrence",
    reason:
      'An observation must be refused if its occurrence is durable under another tenant only, as tenants share nothing.',
    async run(context) {
      const other = context.chain();
      await context.sink.write(other.batch);
      const { observations } = claimedBy(context.ids.tenant('B'), other);
      const outcome = await context.sink.attempt(rows({ observations }));
      context.expectRefused("An observation of another tenant's occurrence", outcome, 'MissingOccurrence', 'commit');
    },
  },
  {
    id: 'FINDINGS-ORPHAN-05',
    title: 'an observation of which only the finding is durable',
    reason: 'An observation hangs on its occurrence, so the finding above that must not do in its place.',
    async run(context) {
      const { finding, observation } = context.chain();
      await context.sink.write(rows({ findings: [finding] }));
      const outcome = await context.sink.attempt(rows({ observations: [observation] }));
      context.expectRefused('An observation without its occurrence', outcome, 'MissingOccurrence', 'commit');
    },
  },
  {
    id: 'FINDINGS-ORPHAN-06',
    title: 'an occurrence of a finding that was refused',
    reason: 'A finding of a refused batch must not count as a parent, as a refused batch has stored nothing.',
    async run(context) {
      const { finding, occurrence } = context.chain();
      const stray = context.chain({ label: 'stray' });
      const refused = await context.sink.attempt(rows({ findings: [finding], occurrences: [stray.occurrence] }));
      context.expectRefused('A batch with an orphan', refused, 'MissingFinding', 'commit');
      const outcome = await context.sink.attempt(rows({ occurrences: [occurrence] }));
      context.expectRefused('An occurrence of a refused finding', outcome, 'MissingFinding', 'commit');
    },
  },
  {
    id: 'FINDINGS-ORPHAN-07',
    title: 'an observation of an occurrence that was refused',
    reason: 'An occurrence of a refused batch must not count as a parent, as a refused batch has stored nothing.',
    async run(context) {
      const { finding, occurrence, observation } = context.chain();
      const stray = context.chain({ label: 'stray' });
      await context.sink.write(rows({ findings: [finding] }));
      const batch = rows({ occurrences: [occurrence], observations: [stray.observation] });
      context.expectRefused('A batch with an orphan', await context.sink.attempt(batch), 'MissingOccurrence', 'commit');
      const outcome = await context.sink.attempt(rows({ observations: [observation] }));
      context.expectRefused('An observation of a refused occurrence', outcome, 'MissingOccurrence', 'commit');
    },
  },
  {
    id: 'FINDINGS-ORPHAN-08',
    title: 'an orphan occurrence beside others that have their finding',
    reason: 'Each occurrence must be held against its own finding, as the findings of its neighbours are not its own.',
    async run(context) {
      const durable = context.chain({ label: 'durable' });
      const staged = context.chain({ label: 'staged' });
      const stray = context.chain({ label: 'stray' });
      await context.sink.write(durable.batch);
      const occurrences = [staged.occurrence, stray.occurrence, durable.occurrence];
      const outcome = await context.sink.attempt(rows({ findings: [staged.finding], occurrences }));
      context.expectRefused('A batch with an orphan', outcome, 'MissingFinding', 'commit');
    },
  },
  {
    id: 'FINDINGS-ORPHAN-09',
    title: 'an orphan observation beside others that have their occurrence',
    reason:
      'Each observation must be held against its own occurrence, as the occurrences of its neighbours are not its own.',
    async run(context) {
      const durable = context.chain({ label: 'durable' });
      const staged = context.chain({ label: 'staged' });
      const stray = context.chain({ label: 'stray' });
      await context.sink.write(durable.batch);
      const outcome = await context.sink.attempt({
        findings: [staged.finding, stray.finding],
        occurrences: [staged.occurrence],
        observations: [staged.observation, stray.observation, durable.observation],
      });
      context.expectRefused('A batch with an orphan', outcome, 'MissingOccurrence', 'commit');
    },
  },
  {
    id: 'FINDINGS-ORPHAN-10',
    title: 'a refused orphan, once its parent is there',
    reason: 'A refusal must leave no trace, so the same row must be accepted as soon as its parent is durable.',
    async run(context) {
      const { finding, occurrence, observation } = context.chain();
      const early = await context.sink.attempt(rows({ occurrences: [occurrence] }));
      context.expectRefused('An occurrence without its finding', early, 'MissingFinding', 'commit');
      await context.sink.write(rows({ findings: [finding] }));
      const still = await context.sink.attempt(rows({ observations: [observation] }));
      context.expectRefused('An observation without its occurrence', still, 'MissingOccurrence', 'commit');
      await expectAccepted(context, 'The occurrence, now', rows({ occurrences: [occurrence] }));
      await expectAccepted(context, 'The observation, now', rows({ observations: [observation] }));
    },
  },
  {
    id: 'FINDINGS-ORPHAN-11',
    title: 'an orphan that is written twice',
    reason: 'A refused row must be refused again the same way, as being seen before does not make it stored.',
    async run(context) {
      const { occurrence, observation } = context.chain();
      const batch = rows({ occurrences: [occurrence] });
      context.expectRefused('The orphan', await context.sink.attempt(batch), 'MissingFinding', 'commit');
      context.expectRefused('The orphan, again', await context.sink.attempt(batch), 'MissingFinding', 'commit');
      const outcome = await context.sink.attempt(rows({ observations: [observation] }));
      context.expectRefused('An observation of it', outcome, 'MissingOccurrence', 'commit');
    },
  },
  {
    id: 'FINDINGS-ORPHAN-12',
    title: "children of another tenant's rows, beside rows of one's own",
    reason:
      'A parent must be looked up under the tenant and the id together, also in a tenant that has rows of its own.',
    async run(context) {
      const other = context.chain();
      const tenantId = context.ids.tenant('B');
      const own = context.chain({ tenantId, label: 'own' });
      await context.sink.write(other.batch);
      await context.sink.write(own.batch);
      const { occurrences, observations } = claimedBy(tenantId, other);
      const child = await context.sink.attempt(rows({ findings: [own.finding], occurrences }));
      context.expectRefused("An occurrence of another tenant's finding", child, 'MissingFinding', 'commit');
      const seen = await context.sink.attempt(rows({ occurrences: [own.occurrence], observations }));
      context.expectRefused("An observation of another tenant's occurrence", seen, 'MissingOccurrence', 'commit');
    },
  },
]);
