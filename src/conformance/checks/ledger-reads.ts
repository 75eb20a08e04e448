import type { ConformanceCheck } from '../types.js';
import { expectAnswer, ledgerCheck, rejectionOf } from './ledger-support.js';

/** What `batchGet` answers (specification 1-semantics, section 5). */
export const ledgerReadChecks: readonly ConformanceCheck[] = [
  ledgerCheck({
    id: 'LEDGER-GET-02',
    title: 'answers come in the order of the question',
    reason:
      'batchGet must answer in the order of the hashes and not in that of its storage or of the writes, as callers pair answers with questions by position.',
    async run(context) {
      const records = [1, 2, 3, 4, 5].map((n) => context.record({ ovidHash: context.ids.ovid(n), bytesScanned: n }));
      await context.ledger.write(records);
      const ovids = records.map(({ key }) => key.ovidHash);
      for (const asked of [ovids, ovids.toReversed(), ovids.toSorted(), ovids.toSorted().toReversed()]) {
        const rows = await context.ledger.read(context.ids.tenant(), context.ids.policy(), asked);
        expectAnswer(
          context,
          'The answer',
          rows,
          asked.map((ovid) => records[ovids.indexOf(ovid)]),
        );
      }
    },
  }),
  ledgerCheck({
    id: 'LEDGER-GET-03',
    title: 'a repeated question gets a repeated answer',
    reason:
      'A hash that is asked for several times must be answered each time, at each of its places, as an answer that is left out shifts all those after it.',
    async run(context) {
      const { ids } = context;
      const record = context.record({ ovidHash: ids.ovid(1) });
      await context.ledger.write([record]);
      const asked = [ids.ovid(1), ids.ovid(2), ids.ovid(1), ids.ovid(1), ids.ovid(2)];
      const rows = await context.ledger.read(ids.tenant(), ids.policy(), asked);
      expectAnswer(context, 'The answer', rows, [record, undefined, record, record, undefined]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-GET-04',
    title: 'nothing asked',
    reason:
      'An empty question must be answered with an empty array, neither refused nor taken for a question for every row.',
    async run(context) {
      await context.ledger.write([context.record()]);
      const rows = await context.ledger.read(context.ids.tenant(), context.ids.policy(), []);
      expectAnswer(context, 'The answer', rows, []);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-GET-05',
    title: 'nothing there',
    reason:
      'Where there is no row the answer must be undefined, also for a tenant or a policy never heard of, as that is how a first run begins.',
    async run(context) {
      const { ids } = context;
      await context.ledger.write([context.record()]);
      const asked = [ids.ovid(1), ids.ovid(2)];
      const none = [undefined, undefined];
      expectAnswer(
        context,
        'The answer for another tenant',
        await context.ledger.read(ids.tenant('B'), ids.policy(), asked),
        none,
      );
      expectAnswer(
        context,
        'The answer for another policy',
        await context.ledger.read(ids.tenant(), ids.policy('B'), asked),
        none,
      );
    },
  }),
  ledgerCheck({
    id: 'LEDGER-GET-06',
    title: 'a thousand keys in one question',
    reason:
      'A thousand hashes must be answered in one call, each at its place and no row left out, whatever limit the database sets to a query or a page.',
    async run(context) {
      const { ids } = context;
      const asked = Array.from({ length: 1000 }, (_, index) => ids.ovid(index));
      const written = asked.map((ovidHash, index) =>
        index % 2 === 0 ? context.record({ ovidHash, bytesScanned: index }) : undefined,
      );
      await context.ledger.write(written.filter((record) => record !== undefined));
      const rows = await context.ledger.read(ids.tenant(), ids.policy(), asked);
      for (const [index, row] of rows.entries()) expectAnswer(context, `Answer ${index + 1}`, row, written[index]);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-GET-07',
    title: 'reading changes nothing',
    reason: 'A row must read the same every time until it is written again, as a read is a question and not an event.',
    async run(context) {
      const record = context.record({ status: 'FailedRetryable', findingsCount: 2 });
      await context.ledger.write([record]);
      for (const time of ['first', 'second', 'third'])
        expectAnswer(context, `The row, read the ${time} time,`, await context.rowOf(record), record);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-GET-08',
    title: 'a row that is read and written again',
    reason:
      'Writing back what was read must change nothing, as a row is itself a record of its key, and the merge of a record with itself.',
    async run(context) {
      const first = context.record({ status: 'ScannedWithFindings', findingsCount: 2, bytesScanned: 9 });
      const second = context.record({
        status: 'ScannedWithFindings',
        findingsCount: 1,
        bytesScanned: 5,
        finishedAt: 30,
      });
      await context.writeEach([first, second]);
      const merged = { ...second, findingsCount: 2, bytesScanned: 9n };
      const row = await context.rowOf(first);
      expectAnswer(context, 'The row', row, merged);
      await context.ledger.write([merged]);
      expectAnswer(context, 'The row, written again as it was read,', await context.rowOf(first), merged);
    },
  }),
  ledgerCheck({
    id: 'LEDGER-GET-09',
    title: 'malformed identities are refused',
    reason:
      'A read with an identity that is not 64 lower-case hex digits must be refused, as the answer "no row" would be taken to mean that nothing was scanned.',
    needs: ['strict'],
    async run(context) {
      const { ids } = context;
      const good = [ids.tenant(), ids.policy(), ids.ovid()] as const;
      for (const wrong of ['', 'ab', 'g'.repeat(64), 'AB'.repeat(32), `${ids.ovid()} `, undefined, 7]) {
        for (const place of [0, 1, 2]) {
          const [tenant, policy, ovid] = good.map((id, index) =>
            index === place ? wrong : id,
          ) as never as typeof good;
          const what = `batchGet with ${context.words.value(wrong)} as its ${['tenant', 'policy', 'ovid'][place] as string}`;
          const error = await rejectionOf(what, context.ledger.read(tenant, policy, [ids.ovid(2), ovid]));
          const { code } = error as { readonly code?: unknown };
          context.expectEqual(
            `The code of the refusal of ${what}`,
            code,
            typeof wrong === 'string' ? 'InvalidHex' : 'InvalidType',
          );
        }
      }
    },
  }),
];
