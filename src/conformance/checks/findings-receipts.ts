import type { FindingsUpsertBatch } from '../../records/findings-batch.js';
import type { CheckContext } from '../context.js';
import { expectGrowth } from './findings-growth.js';
import { expectReceipt, findingsChecks, numbered, rows, together, type FindingsCheck } from './findings-support.js';

type Counts = readonly [findings: number, occurrences: number, observations: number];

/** Batches, written one after the other, and what the receipt of the last must count. */
interface Receipt {
  readonly title: string;
  readonly why: string;
  readonly batches: (context: CheckContext) => readonly FindingsUpsertBatch[];
  readonly counts: Counts;
}

const RECEIPTS: readonly Receipt[] = [
  {
    title: 'an empty batch',
    why: 'nothing was written, which is no error, as a page may hold no findings',
    batches: () => [rows({})],
    counts: [0, 0, 0],
  },
  {
    title: 'findings alone',
    why: 'a layer may be empty',
    batches: (context) => [rows({ findings: several(context, 3).findings })],
    counts: [3, 0, 0],
  },
  {
    title: 'occurrences alone',
    why: 'parents that are durable already were not written by this batch',
    batches: (context) => {
      const { findings, occurrences } = several(context, 2);
      return [rows({ findings }), rows({ occurrences })];
    },
    counts: [0, 2, 0],
  },
  {
    title: 'observations alone',
    why: 'parents that are durable already were not written by this batch',
    batches: (context) => {
      const batch = several(context, 2);
      return [{ ...batch, observations: [] }, rows({ observations: batch.observations })];
    },
    counts: [0, 0, 2],
  },
  {
    title: 'another number of rows in each layer',
    why: 'each layer is counted by itself',
    batches: (context) => {
      const { findings, occurrences, observations } = several(context, 5);
      return [{ findings, occurrences: occurrences.slice(0, 3), observations: observations.slice(0, 2) }];
    },
    counts: [5, 3, 2],
  },
  {
    title: 'rows that the batch repeats',
    why: 'a row is one row, however often it is brought',
    batches: (context) => {
      const batch = several(context, 2);
      return [together(batch, rows({ findings: batch.findings }), batch, rows({ observations: batch.observations }))];
    },
    counts: [2, 2, 2],
  },
  {
    title: 'a replay',
    why: 'a worker that did not get the first receipt must get the same one when it tries again',
    batches: (context) => {
      const batch = several(context, 3);
      return [batch, batch, batch];
    },
    counts: [3, 3, 3],
  },
  {
    title: 'a batch of which a part is durable',
    why: 'it says what the batch held, not what of that was new',
    batches: (context) => {
      const batch = several(context, 4);
      return [several(context, 2), batch];
    },
    counts: [4, 4, 4],
  },
  {
    title: 'several contributions to one observation',
    why: 'they merge into one row',
    batches: (context) => {
      const { batch, occurrence } = context.chain();
      const observations = [20, 5, 10].map((seenAt) => context.observation(occurrence, { seenAt, runId: seenAt }));
      return [together(batch, rows({ observations }))];
    },
    counts: [1, 1, 1],
  },
  {
    title: 'observations under two policies',
    why: 'each policy sees for itself',
    batches: (context) => {
      const { batch, occurrence } = context.chain();
      const observations = [context.observation(occurrence, { policyHash: context.ids.policy('B') })];
      return [together(batch, rows({ observations }))];
    },
    counts: [1, 1, 2],
  },
  {
    title: 'a contribution that comes late and changes nothing',
    why: 'a row that was written is counted, whatever the merge made of it',
    batches: (context) => {
      const { batch, occurrence } = context.chain({ seenAt: 20 });
      return [batch, rows({ observations: [context.observation(occurrence, { seenAt: 10 })] })];
    },
    counts: [0, 0, 1],
  },
];

/** What receipts count: distinct rows of the batch, per layer. */
export const findingsReceiptChecks = findingsChecks([
  ...RECEIPTS.map(({ title, why, batches, counts }, index): FindingsCheck => {
    return {
      id: numbered('FINDINGS-RECEIPT', index + 1),
      title: `the receipt of ${title}`,
      reason: `A receipt must count the distinct rows of its batch, layer by layer, and here ${why}.`,
      async run(context) {
        const all = batches(context);
        for (const batch of all.slice(0, -1)) await context.sink.write(batch);
        expectReceipt(context, 'The last receipt', await context.sink.write(all.at(-1) ?? rows({})), counts);
      },
    };
  }),
  {
    id: 'FINDINGS-RECEIPT-12',
    title: 'a receipt that its caller changes',
    reason: 'What a caller does to a receipt must not show in later ones, as it was handed out for good.',
    async run(context) {
      const { batch } = context.chain();
      const receipt = await context.sink.write(batch);
      Reflect.set(receipt, 'findingCount', 99);
      expectReceipt(context, 'The receipt of the same write again', await context.sink.write(batch), [1, 1, 1]);
    },
  },
]);

/** What the tables grow by, for backends that count their rows. */
export const findingsCountChecks = findingsChecks([
  growth(1, 'a batch with repeated rows', 'a row that is repeated is one row', [2, 2, 2], (context, attempt) => {
    const batch = several(context, 2, attempt);
    return [together(batch, batch)];
  }),
  {
    id: 'FINDINGS-COUNT-02',
    title: 'a batch that is written again adds nothing to the tables',
    reason: 'A replay must add no row, as its rows are there already.',
    needs: ['durableCounts'],
    async run(context) {
      const batch = several(context, 2);
      await context.sink.write(batch);
      await expectGrowth(context, [0, 0, 0], async () => {
        await context.sink.write(batch);
      });
    },
  },
  growth(3, 'a batch of which a part is durable', 'only what is new is added', [3, 3, 3], (context, attempt) => [
    several(context, 2, attempt),
    several(context, 3, attempt),
  ]),
  growth(
    4,
    'a batch of several contributions to one observation',
    'they merge into one row',
    [1, 1, 1],
    (context, attempt) => {
      const { batch, occurrence } = context.chain({ label: attempt });
      const observations = [30, 20].map((seenAt) => context.observation(occurrence, { label: attempt, seenAt }));
      return [together(batch, rows({ observations })), rows({ observations })];
    },
  ),
  growth(5, 'a pair of observations under two policies', 'each policy has its own', [1, 1, 2], (context, attempt) => {
    const { batch, occurrence } = context.chain({ label: attempt });
    const policyHash = context.ids.policy('B');
    return [batch, rows({ observations: [context.observation(occurrence, { label: attempt, policyHash })] })];
  }),
  {
    id: 'FINDINGS-COUNT-06',
    title: 'a refused batch adds nothing to the tables',
    reason:
      'A refused batch must leave the tables as they were, as a part of it without the rest says what nobody meant.',
    needs: ['durableCounts'],
    run: (context) =>
      expectGrowth(context, [0, 0, 0], async (attempt) => {
        const { occurrence } = context.chain({ label: `stray ${attempt}` });
        const batch = together(several(context, 2, attempt), rows({ occurrences: [occurrence] }));
        context.expectRefused('A batch with an orphan', await context.sink.attempt(batch), 'MissingFinding', 'commit');
      }),
  },
]);

function growth(
  number: number,
  what: string,
  why: string,
  counts: Counts,
  batches: (context: CheckContext, attempt: number) => readonly FindingsUpsertBatch[],
): FindingsCheck {
  return {
    id: numbered('FINDINGS-COUNT', number),
    title: `the rows that ${what} adds`,
    reason: `The tables must grow by the rows that are new and by no others, as ${why}.`,
    needs: ['durableCounts'],
    run: (context) =>
      expectGrowth(context, counts, async (attempt) => {
        for (const batch of batches(context, attempt)) await context.sink.write(batch);
      }),
  };
}

/** The first `count` findings of a series, each with its occurrence and the observation of that. */
function several(context: CheckContext, count: number, series = 1): FindingsUpsertBatch {
  const chains = Array.from({ length: count }, (_, index) => context.chain({ label: `${series}.${index + 1}` }));
  return together(...chains.map(({ batch }) => batch));
}
