import { Location } from '../../records/location.js';
import type { FindingsCommitReceipt } from '../../store/contracts.js';
import type { Chain, CheckContext } from '../context.js';
import type { TracedHandle } from '../traced.js';
import { expectObserved } from './findings-observed.js';
import { childOf, expectDurable, expectNothingOf } from './findings-existence.js';
import { expectGrowth } from './findings-growth.js';
import { expectReceipt, findingsChecks, rows, writeAtOnce } from './findings-support.js';

/** What only backends can show that hold writes back, fail on demand, or restart. */
export const findingsCapabilityChecks = findingsChecks([
  {
    id: 'FINDINGS-DELAY-01',
    title: 'a write that is held back cannot be read',
    reason:
      'A write that was accepted must not be visible before it is applied, as it may fail yet, and acceptance is not durability.',
    needs: ['delayedWrites', 'readObservations'],
    async run(context) {
      const { batch, observation } = context.chain();
      const release = await context.controls.holdWrites();
      const handle = await context.sink.submit(batch);
      context.expectEqual(
        'What is read while the write is held back',
        await context.controls.observation(observation),
        undefined,
      );
      await release();
      expectReceipt(context, 'The receipt', await handle.wait(), [1, 1, 1]);
      await expectObserved(context, [observation]);
    },
  },
  {
    id: 'FINDINGS-DELAY-02',
    title: 'a write that is held back is not counted',
    reason:
      'A write that was accepted must not be counted before it is applied, as it may fail yet, and acceptance is not durability.',
    needs: ['delayedWrites', 'durableCounts'],
    async run(context) {
      const release = await context.controls.holdWrites();
      const handles: TracedHandle<FindingsCommitReceipt>[] = [];
      await expectGrowth(context, [0, 0, 0], async (attempt) => {
        handles.push(await context.sink.submit(context.chain({ label: attempt }).batch));
      });
      await release();
      for (const handle of handles) expectReceipt(context, 'The receipt', await handle.wait(), [1, 1, 1]);
    },
  },
  {
    id: 'FINDINGS-DELAY-03',
    title: 'a write that is held back is not acknowledged',
    reason:
      'wait() must not resolve before the write is applied, as its caller goes on in the belief that it is durable.',
    needs: ['delayedWrites'],
    async run(context) {
      const { batch } = context.chain();
      const release = await context.controls.holdWrites();
      const handle = await context.sink.submit(batch);
      let acknowledged = false;
      const receipt = handle.wait().then((value) => {
        acknowledged = true;
        return value;
      });
      receipt.catch(() => undefined); // it is awaited below, and may fail before
      for (let turn = 0; turn < 5; turn++) await context.rowOf(context.record()); // time in which it could answer
      const early = acknowledged;
      await release();
      expectReceipt(context, 'The receipt', await receipt, [1, 1, 1]);
      context.expect(!early, 'wait() must not resolve while the write is held back.');
      await expectDurable(context, batch);
    },
  },
  {
    id: 'FINDINGS-DELAY-04',
    title: 'contributions that are held back together',
    reason: 'Writes that are applied one after the other, later than they were made, must merge all the same.',
    needs: ['delayedWrites', 'readObservations'],
    async run(context) {
      const { batch, occurrence, observation } = context.chain({ seenAt: 10 });
      await context.sink.write(batch);
      const location = Location.create({ display: 'a.txt' });
      const contributions = [30, 20].map((seenAt) => context.observation(occurrence, { seenAt, runId: seenAt }));
      contributions.push(context.observation(occurrence, { seenAt: 25, location }));
      const release = await context.controls.holdWrites();
      const batches = contributions.map((row) => rows({ observations: [row] }));
      await writeAtOnce(context, batches, async () => {
        await expectObserved(context, [observation]);
        await release();
      });
      await expectObserved(context, [observation, ...contributions]);
    },
  },
  {
    id: 'FINDINGS-FAULT-01',
    title: 'a commit that fails leaves all or nothing',
    reason:
      'A batch of which the commit failed must be stored as a whole or not at all, as a part of it says what nobody meant.',
    needs: ['faults'],
    async run(context) {
      await expectAllOrNothing(context, await failedWrite(context));
    },
  },
  {
    id: 'FINDINGS-FAULT-02',
    title: 'a commit that fails leaves nothing',
    reason:
      'A batch of which the commit failed must leave nothing behind, so that its caller may take the refusal at its word.',
    needs: ['faults', 'strict'],
    async run(context) {
      const { batch } = await failedWrite(context);
      await expectNothingOf(context, batch);
    },
  },
  {
    id: 'FINDINGS-FAULT-03',
    title: 'a merge of which the commit fails',
    reason:
      'A merge of which the commit failed must have happened as a whole or not at all, as a half of it names no run that was.',
    needs: ['faults', 'readObservations'],
    async run(context) {
      const { batch, occurrence, observation } = context.chain({ seenAt: 10 });
      await context.sink.write(batch);
      const later = context.observation(occurrence, { seenAt: 20, runId: 2, shardId: 2, fenceEpoch: 2 });
      await context.controls.failNextCommit();
      const outcome = await context.sink.attempt(rows({ observations: [later] }));
      context.expect(!('receipt' in outcome), 'The write of which the commit fails must be refused.');
      const row = await context.controls.observation(observation);
      const happened = context.supports.strict !== true && row?.seenAt === later.seenAt;
      await expectObserved(context, happened ? [observation, later] : [observation]);
      await context.sink.write(rows({ observations: [later] }));
      await expectObserved(context, [observation, later]);
    },
  },
  {
    id: 'FINDINGS-FAULT-04',
    title: 'a batch of which the commit failed, written again',
    reason:
      'A batch of which the commit failed must be accepted when it is written again, as that is what its caller will do.',
    needs: ['faults'],
    async run(context) {
      const { batch } = await failedWrite(context);
      expectReceipt(context, 'The receipt of the batch, written again', await context.sink.write(batch), [1, 1, 1]);
      await expectDurable(context, batch);
    },
  },
  {
    id: 'FINDINGS-RESTART-01',
    title: 'what was acknowledged outlives a restart',
    reason:
      'Rows with a receipt must be there after a restart, all three layers of them, as that is what durable means.',
    needs: ['restart'],
    async run(context) {
      const { batch, finding } = context.chain();
      await context.sink.write(batch);
      const next = await context.restart();
      await expectDurable(next, batch);
      const wrong = rows({ findings: [{ ...finding, secretHash: next.ids.secret('other') }] });
      next.expectRefused('Another secret under the id', await next.sink.attempt(wrong), 'FindingConflict', 'commit');
      expectReceipt(next, 'The receipt of the same batch again', await next.sink.write(batch), [1, 1, 1]);
    },
  },
  {
    id: 'FINDINGS-RESTART-02',
    title: 'a merged observation outlives a restart',
    reason: 'After a restart an observation must show what it did before, and merge on as if nothing had happened.',
    needs: ['restart', 'readObservations'],
    async run(context) {
      const { batch, occurrence, observation } = context.chain({
        seenAt: 10,
        location: Location.create({ display: 'old' }),
      });
      const latest = context.observation(occurrence, { seenAt: 30, runId: 2n ** 64n - 1n });
      const between = context.observation(occurrence, {
        seenAt: 20,
        location: Location.create({ display: 'between' }),
      });
      await context.sink.write(batch);
      await context.sink.write(rows({ observations: [latest] }));
      const next = await context.restart();
      await expectObserved(next, [observation, latest]);
      await next.sink.write(rows({ observations: [between] }));
      await expectObserved(next, [observation, latest, between]);
    },
  },
  {
    id: 'FINDINGS-RESTART-03',
    title: 'a write that a restart interrupts',
    reason:
      'A write that was accepted and not applied may be lost in a restart or not, but only as a whole, as nobody had a receipt.',
    needs: ['restart', 'delayedWrites'],
    async run(context) {
      const chain = context.chain();
      await expectAllOrNothing(await interrupted(context, chain), chain);
    },
  },
  {
    id: 'FINDINGS-RESTART-04',
    title: 'a write that a restart interrupts, written again',
    reason:
      'A write that was interrupted must be accepted when it is written again, as that is what its caller will do.',
    needs: ['restart', 'delayedWrites'],
    async run(context) {
      const chain = context.chain();
      const next = await interrupted(context, chain);
      expectReceipt(next, 'The receipt of the batch, written again', await next.sink.write(chain.batch), [1, 1, 1]);
      await expectDurable(next, chain.batch);
    },
  },
]);

async function failedWrite(context: CheckContext): Promise<Chain> {
  const chain = context.chain();
  await context.controls.failNextCommit();
  const outcome = await context.sink.attempt(chain.batch);
  context.expect(!('receipt' in outcome), 'The write of which the commit fails must be refused.');
  return chain;
}

/** The backend after a restart that a write did not live to see the end of. */
async function interrupted(context: CheckContext, { batch }: Chain): Promise<CheckContext> {
  await context.controls.holdWrites();
  await context.sink.submit(batch);
  return context.restart();
}

/** If the finding of a chain's batch is there, all of it must be; otherwise nothing. */
async function expectAllOrNothing(context: CheckContext, { finding, batch }: Chain): Promise<void> {
  const outcome = await context.sink.attempt(childOf(context, finding));
  if ('receipt' in outcome) await expectDurable(context, batch);
  else await expectNothingOf(context, batch);
}
