import type { FindingsCommitReceipt } from '../../store/contracts.js';
import type { CheckContext } from '../context.js';
import { ConformanceFailure } from '../failure.js';
import type { TracedHandle } from '../traced.js';
import { expectDurable } from './findings-existence.js';
import { expectReceipt, findingsChecks, rows, together } from './findings-support.js';

type Handle = TracedHandle<FindingsCommitReceipt>;

/** Commit handles of the sink: waited for late, in any order, all at once, twice. */
export const findingsHandleChecks = findingsChecks([
  {
    id: 'FINDINGS-HANDLE-01',
    title: 'visible once waited for',
    reason: 'What a receipt was given for must be there for every later write, as that is what the receipt says.',
    async run(context) {
      const { batch } = context.chain();
      const handle = await context.sink.submit(batch);
      expectReceipt(context, 'The receipt', await handle.wait(), [1, 1, 1]);
      await expectDurable(context, batch);
    },
  },
  {
    id: 'FINDINGS-HANDLE-02',
    title: 'waited for late',
    reason: 'A handle must keep its receipt while other writes are made and waited for, as nobody has to wait at once.',
    async run(context) {
      const early = await context.sink.submit(series(context, 'early', 2));
      for (const label of ['b', 'c', 'd']) await context.sink.write(series(context, label, 1));
      expectReceipt(context, 'The receipt of the first write, waited for last', await early.wait(), [2, 2, 2]);
      await expectDurable(context, series(context, 'early', 2));
    },
  },
  {
    id: 'FINDINGS-HANDLE-03',
    title: 'waited for in reverse',
    reason: 'Each handle must answer for its own write, in whatever order they are waited for.',
    async run(context) {
      const handles = await submitted(context);
      for (const [index, handle] of [...handles.entries()].reverse()) {
        const count = index + 1;
        expectReceipt(context, `The receipt of write ${count}`, await handle.wait(), [count, count, count]);
      }
    },
  },
  {
    id: 'FINDINGS-HANDLE-04',
    title: 'waited for all at once',
    reason: 'Each handle must answer for its own write, also when all are waited for together.',
    async run(context) {
      const handles = await submitted(context);
      const receipts = await Promise.all(handles.map((handle) => handle.wait()));
      receipts.forEach((receipt, index) => {
        const count = index + 1;
        expectReceipt(context, `The receipt of write ${count}`, receipt, [count, count, count]);
      });
    },
  },
  {
    id: 'FINDINGS-HANDLE-05',
    title: 'a refused write among others',
    reason: 'A write that is refused must be refused alone, as the others in flight have nothing to do with it.',
    async run(context) {
      const before = series(context, 'before', 1);
      const after = series(context, 'after', 1);
      const stray = rows({ occurrences: [context.chain({ label: 'stray' }).occurrence] });
      const [first, refused, last] = await Promise.all(
        [before, stray, after].map((batch) => context.sink.attempt(batch)),
      );
      context.expectRefused('The write of an orphan', refused ?? { receipt: {} }, 'MissingFinding', 'commit');
      context.expect(first !== undefined && 'receipt' in first, 'The write before it must be accepted.');
      context.expect(last !== undefined && 'receipt' in last, 'The write after it must be accepted.');
      await expectDurable(context, together(before, after));
    },
  },
  {
    id: 'FINDINGS-HANDLE-06',
    title: 'waited for twice',
    level: 'SHOULD',
    reason:
      'A second wait() should be refused, or answer as the first did, as a caller who is left waiting can do nothing.',
    async run(context) {
      const { batch } = context.chain();
      const handle = await context.sink.submit(batch);
      expectReceipt(context, 'The receipt', await handle.wait(), [1, 1, 1]);
      const again = await settled(handle);
      if ('receipt' in again) expectReceipt(context, 'The receipt of the second wait()', again.receipt, [1, 1, 1]);
      await expectDurable(context, batch);
    },
  },
  {
    id: 'FINDINGS-HANDLE-07',
    title: 'a second wait() is refused',
    reason:
      'A handle is for a single use, so the outcome must be handed out once, and a second wait() say UnknownOperation.',
    needs: ['strict'],
    async run(context) {
      const handle = await context.sink.submit(context.chain().batch);
      await handle.wait();
      expectUnknown(context, 'A second wait()', await settled(handle));
      const refused = await context.sink.submit(rows({ occurrences: [context.chain({ label: 'stray' }).occurrence] }));
      const first = await settled(refused);
      context.expectEqual('The code of the refusal', codeOf(first), 'MissingFinding');
      expectUnknown(context, 'A second wait() for a refusal', await settled(refused));
    },
  },
  {
    id: 'FINDINGS-HANDLE-08',
    title: 'two waits at once',
    reason:
      'Of two waits at once the first must have the outcome, and the second UnknownOperation, as the outcome is handed out once.',
    needs: ['strict'],
    async run(context) {
      const handle = await context.sink.submit(context.chain().batch);
      const [first, second] = await Promise.all([settled(handle), settled(handle)]);
      context.expect('receipt' in first, 'The first wait() must have the receipt.');
      expectUnknown(context, 'The second wait()', second);
    },
  },
  {
    id: 'FINDINGS-HANDLE-09',
    title: 'a wait() that is aborted',
    reason:
      'Aborting a wait() must reject with the reason given and leave the write alone, so that it can be waited for later.',
    needs: ['strict'],
    async run(context) {
      const { batch } = context.chain();
      const handle = await context.sink.submit(batch);
      const reason = new Error('enough waited');
      const aborted = await settled(handle, AbortSignal.abort(reason));
      context.expect(
        'refusal' in aborted && aborted.refusal === reason,
        'The aborted wait() must reject with the reason given.',
      );
      expectReceipt(context, 'The receipt, waited for again', await handle.wait(), [1, 1, 1]);
      await expectDurable(context, batch);
    },
  },
]);

/** Four writes in flight, of which the n-th is of n rows a layer. */
async function submitted(context: CheckContext): Promise<Handle[]> {
  const handles: Handle[] = [];
  for (const count of [1, 2, 3, 4]) handles.push(await context.sink.submit(series(context, `write ${count}`, count)));
  return handles;
}

function series(context: CheckContext, name: string, count: number): ReturnType<typeof together> {
  return together(
    ...Array.from({ length: count }, (_, index) => context.chain({ label: `${name}.${index + 1}` }).batch),
  );
}

type Settled = { readonly receipt: FindingsCommitReceipt } | { readonly refusal: unknown };

async function settled(handle: Handle, signal?: AbortSignal): Promise<Settled> {
  try {
    return { receipt: await (signal === undefined ? handle.wait() : handle.wait({ signal })) };
  } catch (refusal) {
    if (refusal instanceof ConformanceFailure) throw refusal;
    return { refusal };
  }
}

function expectUnknown(context: CheckContext, what: string, outcome: Settled): void {
  context.expectEqual(`The code of the refusal of ${what}`, codeOf(outcome), 'UnknownOperation');
}

function codeOf(outcome: Settled): unknown {
  return 'refusal' in outcome ? (outcome.refusal as { readonly code?: unknown } | undefined)?.code : undefined;
}
