import { Location } from '../../records/location.js';
import type { FindingsUpsertBatch } from '../../records/findings-batch.js';
import type { Chain, CheckContext } from '../context.js';
import { expectObserved } from './findings-observed.js';
import { expectDurable, expectFinding, expectNoFinding } from './findings-existence.js';
import { expectAccepted, expectReceipt, findingsChecks, rows } from './findings-support.js';

/** Callers who change what they handed over, or what they were handed. */
export const findingsCopyChecks = findingsChecks([
  {
    id: 'FINDINGS-COPY-01',
    title: 'arrays that change after they are submitted',
    reason:
      'A sink must store the rows that it was given, whatever happens to the arrays afterwards, as workers use them again.',
    async run(context) {
      const { stored, other, batch } = changing(context);
      const handle = await context.sink.submit(batch);
      changeArrays(batch, other);
      expectReceipt(context, 'The receipt', await handle.wait(), [1, 1, 1]);
      await expectDurable(context, stored.batch);
      await expectNoFinding(context, other.finding);
    },
  },
  {
    id: 'FINDINGS-COPY-02',
    title: 'rows that change after they are submitted',
    reason:
      'A sink must store the rows as they were, whatever happens to the objects afterwards, as rows may be plain objects.',
    async run(context) {
      const { stored, batch } = changing(context);
      const handle = await context.sink.submit(batch);
      changeRows(context, batch);
      expectReceipt(context, 'The receipt', await handle.wait(), [1, 1, 1]);
      await expectAccepted(context, 'The batch as it was', stored.batch);
      await expectDurable(context, stored.batch);
    },
  },
  {
    id: 'FINDINGS-COPY-03',
    title: 'rows that change while they are submitted',
    reason:
      'A sink must take a batch at the moment of the call, as what happens before its promise settles is after submitting.',
    needs: ['strict'],
    async run(context) {
      const { stored, other, batch } = changing(context);
      const submission = context.sink.submit(batch);
      changeRows(context, batch);
      changeArrays(batch, other);
      expectReceipt(context, 'The receipt', await (await submission).wait(), [1, 1, 1]);
      await expectFinding(context, stored.finding);
      await expectAccepted(context, 'The batch as it was', stored.batch);
      await expectDurable(context, stored.batch);
      await expectNoFinding(context, other.finding);
    },
  },
  {
    id: 'FINDINGS-COPY-04',
    title: 'rows that change after the wait',
    reason: 'A sink must not keep the objects of its callers, as what is durable must not change with them.',
    async run(context) {
      const { stored, batch } = changing(context);
      await context.sink.write(batch);
      changeRows(context, batch);
      await expectAccepted(context, 'The batch as it was', stored.batch);
      await expectDurable(context, stored.batch);
    },
  },
  {
    id: 'FINDINGS-COPY-05',
    title: 'a location that changes after it is submitted',
    reason: 'A sink must store a location as it was, also one that is an object of its own within the row.',
    needs: ['readObservations'],
    async run(context) {
      const { batch, observation } = context.chain({ location: Location.create({ display: 'a', url: 'https://a' }) });
      const location = { display: 'a', url: 'https://a' };
      const handle = await context.sink.submit({ ...batch, observations: [{ ...observation, location }] });
      location.display = 'changed';
      await handle.wait();
      location.url = 'https://changed';
      await expectObserved(context, [observation]);
    },
  },
  {
    id: 'FINDINGS-COPY-06',
    title: 'a row that is changed by its reader',
    reason: 'What a reader does to a row must not change what is stored, as reading is not writing.',
    needs: ['readObservations'],
    async run(context) {
      const { batch, observation } = context.chain({ location: Location.create({ display: 'a' }) });
      await context.sink.write(batch);
      const row = await context.controls.observation(observation);
      if (row === undefined) return expectObserved(context, [observation]);
      Reflect.set(row, 'seenAt', 99n);
      Reflect.set(row, 'runId', 99n);
      if (row.location !== undefined) Reflect.set(row.location, 'display', 'changed');
      await expectObserved(context, [observation]);
    },
  },
  {
    id: 'FINDINGS-COPY-07',
    title: 'a batch that changes while it is held back',
    reason: 'A write that waits to be applied must keep the rows that it was given, as its caller has gone on since.',
    needs: ['delayedWrites'],
    async run(context) {
      const { stored, other, batch } = changing(context);
      const release = await context.controls.holdWrites();
      const handle = await context.sink.submit(batch);
      changeRows(context, batch);
      changeArrays(batch, other);
      await release();
      expectReceipt(context, 'The receipt', await handle.wait(), [1, 1, 1]);
      await expectFinding(context, stored.finding);
      await expectAccepted(context, 'The batch as it was', stored.batch);
      await expectDurable(context, stored.batch);
      await expectNoFinding(context, other.finding);
    },
  },
  {
    id: 'FINDINGS-COPY-08',
    title: 'a batch that is frozen',
    reason: 'A sink must not write to what it is given, as its callers may have frozen it.',
    async run(context) {
      const { batch } = changing(context);
      for (const layer of Object.values(batch)) for (const row of layer) Object.freeze(row);
      for (const layer of Object.values(batch)) Object.freeze(layer);
      expectReceipt(context, 'The receipt', await context.sink.write(Object.freeze(batch)), [1, 1, 1]);
    },
  },
]);

interface MutableBatch extends FindingsUpsertBatch {
  findings: FindingsUpsertBatch['findings'][number][];
  occurrences: FindingsUpsertBatch['occurrences'][number][];
  observations: FindingsUpsertBatch['observations'][number][];
}

/** Rows to be stored, and a batch of plain objects that say the same and can be changed. */
function changing(context: CheckContext): {
  readonly stored: Chain;
  readonly other: Chain;
  readonly batch: MutableBatch;
} {
  const stored = context.chain({ label: 'stored' });
  const { finding, occurrence, observation } = stored;
  const batch = rows({
    findings: [{ ...finding }],
    occurrences: [{ ...occurrence }],
    observations: [{ ...observation }],
  });
  return { stored, other: context.chain({ label: 'other' }), batch: batch as MutableBatch };
}

function changeArrays(batch: MutableBatch, { finding, occurrence, observation }: Chain): void {
  batch.findings[0] = finding;
  batch.occurrences[0] = occurrence;
  batch.observations.length = 0;
  batch.findings.push(finding);
  batch.observations.push(observation, observation);
}

/** Makes every row say something else. */
function changeRows({ ids }: CheckContext, { findings, occurrences, observations }: FindingsUpsertBatch): void {
  for (const row of findings)
    Object.assign(row, { ruleFingerprint: ids.rule('changed'), secretHash: ids.secret('changed') });
  for (const row of occurrences) Object.assign(row, { byteOffset: 999n, objectVersionId: ids.version('changed') });
  for (const row of observations) Object.assign(row, { ovidHash: ids.ovid('changed'), seenAt: 999n });
}
