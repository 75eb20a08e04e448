import { FindingRecord } from '../../records/finding-record.js';
import type { FindingsUpsertBatch } from '../../records/findings-batch.js';
import { OccurrenceRecord } from '../../records/occurrence-record.js';
import { RuleFingerprint } from '../../values/identities.js';
import type { Chain, CheckContext } from '../context.js';
import { expectObserved } from './findings-observed.js';
import { expectDurable, expectNoFinding } from './findings-existence.js';
import { expectAccepted, expectReceipt, findingsChecks, rows, together } from './findings-support.js';

const MANY = 1_000;

/** Batches of a thousand rows. */
export const findingsLargeChecks = findingsChecks([
  {
    id: 'FINDINGS-LARGE-01',
    title: 'a thousand occurrences, and as many observations',
    reason: 'A batch of a thousand rows must be taken as one, all or none, as files with that many finds exist.',
    async run(context) {
      const { batch, first, last } = many(context);
      expectReceipt(context, 'The receipt', await context.sink.write(batch), [1, MANY, MANY]);
      await expectDurable(context, rows({ occurrences: [first, last] }));
      expectReceipt(context, 'The receipt of the same again', await context.sink.write(batch), [1, MANY, MANY]);
    },
  },
  {
    id: 'FINDINGS-LARGE-02',
    title: 'a thousand findings',
    reason: 'A batch of a thousand rows must be taken as one, all or none, as pages with that many finds exist.',
    async run(context) {
      const { finding } = context.chain();
      const { tenantId, stableItemId, secretHash } = finding;
      const findings = Array.from({ length: MANY }, (_, index) =>
        FindingRecord.create({
          tenantId,
          stableItemId,
          ruleFingerprint: RuleFingerprint.fromRuleName(`rule ${index}`),
          secretHash,
        }),
      );
      expectReceipt(context, 'The receipt', await context.sink.write(rows({ findings: [finding, ...findings] })), [
        MANY + 1,
        0,
        0,
      ]);
      await expectDurable(context, rows({ findings: [finding, ...findings.slice(-1)] }));
    },
  },
  {
    id: 'FINDINGS-LARGE-03',
    title: 'one bad row among a thousand',
    reason:
      'A batch must be refused as a whole however large it is, so it may not be stored in pieces that are kept when one fails.',
    async run(context) {
      const { batch, chain } = many(context);
      const { occurrence } = context.chain({ label: 'stray' });
      const outcome = await context.sink.attempt(together(batch, rows({ occurrences: [occurrence] })));
      context.expectRefused('A large batch with an orphan', outcome, 'MissingFinding', 'commit');
      await expectNoFinding(context, chain.finding);
      await expectAccepted(context, 'The batch without the orphan', batch);
    },
  },
  {
    id: 'FINDINGS-LARGE-04',
    title: 'a thousand contributions to one observation',
    reason:
      'Contributions of one batch must be merged with each other first, as one statement cannot change one row twice.',
    async run(context) {
      const { batch, occurrence } = context.chain({ seenAt: 1 });
      const observations = Array.from({ length: MANY }, (_, index) => {
        return context.observation(occurrence, { seenAt: 2 + ((index * 7) % MANY), runId: index });
      });
      expectReceipt(
        context,
        'The receipt',
        await context.sink.write(together(batch, rows({ observations }))),
        [1, 1, 1],
      );
      if (context.supports.readObservations === true)
        await expectObserved(context, [...observations].sort(bySeenAt).slice(-2));
    },
  },
]);

function bySeenAt(a: { readonly seenAt: bigint }, b: { readonly seenAt: bigint }): number {
  return Number(a.seenAt - b.seenAt);
}

/** One finding with a thousand occurrences, each with its observation. */
function many(context: CheckContext): {
  readonly batch: FindingsUpsertBatch;
  readonly chain: Chain;
  readonly first: OccurrenceRecord;
  readonly last: OccurrenceRecord;
} {
  const chain = context.chain();
  const { tenantId, findingId, objectVersionId } = chain.occurrence;
  const occurrences = Array.from({ length: MANY }, (_, byteOffset) =>
    OccurrenceRecord.create({ tenantId, findingId, objectVersionId, byteOffset, byteLength: 1 }),
  );
  const observations = occurrences.map((occurrence) => context.observation(occurrence));
  const [first = chain.occurrence, last = chain.occurrence] = [occurrences.at(0), occurrences.at(-1)];
  return { batch: { findings: [chain.finding], occurrences, observations }, chain, first, last };
}
