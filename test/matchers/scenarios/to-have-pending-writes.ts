import { withDelayedWrites, type InMemoryDoneLedger, type RecordBuilders } from '../../../src/index.js';
import { scanned, scenariosOf, text } from './scenario.js';

async function holdBack(ledger: InMemoryDoneLedger, records: RecordBuilders, count: number): Promise<void> {
  ledger.delayNextWrites(count);
  for (let left = count; left > 0; left--) await ledger.batchUpsert([scanned(records)]);
}

export default scenariosOf('toHavePendingWrites', [
  {
    title: 'some',
    arrange: async ({ ledger, records }) => {
      await holdBack(ledger, records, 2);
      return { received: ledger };
    },
  },
  {
    title: 'so many',
    arrange: async ({ ledger, records }) => {
      await holdBack(ledger, records, 2);
      return { received: ledger, args: [2] };
    },
  },
  {
    title: 'these, in order, as bigints and numbers',
    arrange: async ({ ledger, records }) => {
      await holdBack(ledger, records, 2);
      return { received: ledger, args: [[1n, 2]] };
    },
  },
  { title: 'none', arrange: ({ sink }) => ({ received: sink, args: [0] }) },
  { title: 'no ids', arrange: ({ sink }) => ({ received: sink, args: [[]] }) },
  {
    title: 'those of a scope over two stores',
    arrange: async ({ ledger, sink, records }) => {
      const scope = withDelayedWrites([ledger, sink]);
      await sink.upsertBatch(records.triple());
      await ledger.batchUpsert([scanned(records)]);
      return { received: scope, args: [[1n, 1n]] };
    },
  },
  { title: 'some, where there is none', not: true, arrange: ({ ledger }) => ({ received: ledger }) },
  {
    title: 'these, in another order',
    not: true,
    arrange: async ({ ledger, records }) => {
      await holdBack(ledger, records, 2);
      return { received: ledger, args: [[2, 1]] };
    },
  },
  {
    title: 'none is pending any more',
    arrange: async ({ ledger, records }) => {
      await holdBack(ledger, records, 1);
      ledger.releaseAll();
      return { received: ledger };
    },
    fails: text`
      expect(received).toHavePendingWrites()

      No write is pending.

      Expected: at least 1
      Received: 0
    `,
    history: text`
      History:
         1. done-ledger armed: delayNextWrites(1), 1 to strike, at <here>
         2. done-ledger #1 accepted, 1 row, at <here>
         3. done-ledger #1 struck by delayNextWrites, 0 left
         4. done-ledger #1 delayed, 1 row (delayNextWrites), at <here>
         5. done-ledger #1 committed
    `,
  },
  {
    title: 'another number',
    arrange: async ({ ledger, records }) => {
      await holdBack(ledger, records, 1);
      return { received: ledger, args: [2] };
    },
    fails: text`
      expect(received).toHavePendingWrites(count or ids)

      1 write is pending: #1.

      Expected: 2
      Received: 1
    `,
    history: text`
      History:
         1. done-ledger armed: delayNextWrites(1), 1 to strike, at <here>
         2. done-ledger #1 accepted, 1 row, at <here>
         3. done-ledger #1 struck by delayNextWrites, 0 left
         4. done-ledger #1 delayed, 1 row (delayNextWrites), at <here>
    `,
  },
  {
    title: 'other ids in a scope',
    arrange: async ({ ledger, records }) => {
      const scope = withDelayedWrites(ledger);
      for (let count = 12; count > 0; count--) await ledger.batchUpsert([scanned(records)]);
      scope.release(5);
      return { received: scope, args: [[1, 2, 3]] };
    },
    fails: text`
      expect(received).toHavePendingWrites(count or ids)

      11 writes are pending: #1, #2, #3, #4, #6, #7, #8, #9, #10, #11 and 1 more.

      Expected: [1n, 2n, 3n]
      Received: [1n, 2n, 3n, 4n, 6n, 7n, 8n, 9n, 10n, 11n, 12n]
    `,
  },
  {
    title: 'some',
    not: true,
    arrange: async ({ ledger, records }) => {
      await holdBack(ledger, records, 1);
      return { received: ledger };
    },
    fails: text`
      expect(received).not.toHavePendingWrites()

      1 write is pending: #1.

      Expected: not at least 1
      Received:     1
    `,
    history: text`
      History:
         1. done-ledger armed: delayNextWrites(1), 1 to strike, at <here>
         2. done-ledger #1 accepted, 1 row, at <here>
         3. done-ledger #1 struck by delayNextWrites, 0 left
         4. done-ledger #1 delayed, 1 row (delayNextWrites), at <here>
    `,
  },
  {
    title: 'none',
    not: true,
    arrange: ({ ledger }) => ({ received: ledger, args: [0] }),
    fails: text`
      expect(received).not.toHavePendingWrites(count or ids)

      No write is pending.

      Expected: not 0
      Received:     0
    `,
    history: text`
      History: no write has touched this store.
    `,
  },
]);
