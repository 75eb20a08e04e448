import { scanned, scenariosOf, text } from './scenario.js';

export default scenariosOf('toHaveDurableCounts', [
  {
    title: 'a ledger with these rows',
    arrange: async ({ ledger, records }) => {
      await ledger.batchUpsert([scanned(records), scanned(records)]);
      return { received: ledger, args: [{ records: 2 }] };
    },
  },
  {
    title: 'an asymmetric matcher for a count, and a sink of which only some counts are named',
    arrange: async ({ sink, records, expect }) => {
      await sink.upsertBatch(records.triple());
      return { received: sink, args: [{ findings: 1, observations: expect.any(Number) }] };
    },
  },
  {
    title: 'a probe that is no store of ours',
    arrange: () => ({ received: { durableCounts: () => ({ findings: 3, extra: 1 }) }, args: [{ findings: 3 }] }),
  },
  {
    title: 'other counts',
    not: true,
    arrange: ({ sink }) => ({ received: sink, args: [{ findings: 0, occurrences: 1 }] }),
  },
  {
    title: 'a write that is pending',
    arrange: async ({ ledger, records }) => {
      await ledger.batchUpsert([scanned(records)]);
      ledger.delayNextWrites(1);
      await ledger.batchUpsert([scanned(records), scanned(records)]);
      return { received: ledger, args: [{ records: 3 }] };
    },
    fails: text`
      expect(received).toHaveDurableCounts(counts)

      The durable rows differ in records. What is pending does not count.

      Expected: { records: 3 }
      Received: { records: 1 }
    `,
    history: text`
      History:
         1. done-ledger #1 accepted, 1 row, at <here>
         2. done-ledger #1 committed
         3. done-ledger armed: delayNextWrites(1), 1 to strike, at <here>
         4. done-ledger #2 accepted, 2 rows, at <here>
         5. done-ledger #2 struck by delayNextWrites, 0 left
         6. done-ledger #2 delayed, 2 rows (delayNextWrites), at <here>
    `,
  },
  {
    title: 'two of three counts',
    arrange: async ({ sink, records, expect }) => {
      await sink.upsertBatch(records.triple());
      return { received: sink, args: [{ findings: 2, occurrences: 1, observations: expect.any(String) }] };
    },
    fails: text`
      expect(received).toHaveDurableCounts(counts)

      The durable rows differ in findings, observations. What is pending does not count.

      Expected: { findings: 2, occurrences: 1, observations: Any<String> }
      Received: { findings: 1, occurrences: 1, observations: 1 }
    `,
    history: text`
      History:
         1. findings #1 accepted, 3 rows, at <here>
         2. findings #1 committed
    `,
  },
  {
    title: 'these rows',
    not: true,
    arrange: async ({ sink, records }) => {
      await sink.upsertBatch(records.triple());
      return { received: sink, args: [{ findings: 1, occurrences: 1 }] };
    },
    fails: text`
      expect(received).not.toHaveDurableCounts(counts)

      The store has exactly these durable rows.

      Expected: not { findings: 1, occurrences: 1 }
      Received:     { findings: 1, occurrences: 1 }
    `,
    history: text`
      History:
         1. findings #1 accepted, 3 rows, at <here>
         2. findings #1 committed
    `,
  },
  {
    title: 'a store that nobody wrote to',
    arrange: ({ ledger }) => ({ received: ledger, args: [{ records: 1 }] }),
    fails: text`
      expect(received).toHaveDurableCounts(counts)

      The durable rows differ in records. What is pending does not count.

      Expected: { records: 1 }
      Received: { records: 0 }
    `,
    history: text`
      History: no write has touched this store.
    `,
  },
]);
