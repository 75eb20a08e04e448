import { InMemoryDoneLedger, InMemoryFindingsSink } from '../../../src/index.js';
import { scanned, scenariosOf, text } from './scenario.js';

export default scenariosOf('toConvergeWith', [
  {
    title: 'two ledgers that took the same writes in different orders',
    arrange: async ({ ledger, records }) => {
      const first = records.failed();
      const second = scanned(records, { key: first.key });
      const other = new InMemoryDoneLedger();
      await ledger.batchUpsert([first]);
      await ledger.batchUpsert([second]);
      await other.batchUpsert([second, first]);
      return { received: ledger, args: [other] };
    },
  },
  {
    title: 'two sinks',
    arrange: async ({ sink, records }) => {
      const other = new InMemoryFindingsSink();
      const batch = records.triple();
      await sink.upsertBatch(batch);
      await other.upsertBatch(batch);
      return { received: sink, args: [other] };
    },
  },
  {
    title: 'a clone, and itself',
    arrange: ({ ledger }) => ({ received: ledger, args: [ledger.clone()] }),
  },
  {
    title: 'a foreign ledger that shows its rows in another order',
    arrange: async ({ ledger, records }) => {
      const rows = [scanned(records), scanned(records)];
      await ledger.batchUpsert(rows);
      return { received: { snapshot: () => [...rows].reverse() }, args: [ledger] };
    },
  },
  {
    title: 'a row more',
    not: true,
    arrange: async ({ ledger, records }) => {
      await ledger.batchUpsert([scanned(records)]);
      return { received: ledger, args: [new InMemoryDoneLedger()] };
    },
  },
  {
    title: 'a row that is missing, one too many, and one that differs',
    arrange: async ({ ledger, records }) => {
      const other = new InMemoryDoneLedger();
      const [missing, surplus, old] = [scanned(records), scanned(records), records.failed()];
      const young = scanned(records, { key: old.key, bytesScanned: 9999n, provenance: { shardId: 2n ** 63n } });
      await ledger.batchUpsert([surplus]);
      await ledger.batchUpsert([old]);
      await other.batchUpsert([missing, old]);
      await other.batchUpsert([young]);
      return { received: ledger, args: [other] };
    },
    fails: text`
      expect(received).toConvergeWith(otherStore)

      The two stores differ in 3 durable rows (expected is the other store's):
        record 7e4a0001..7e4a0001/90110001..90110001/071d0001..071d0001 is missing
        record 7e4a0001..7e4a0001/90110001..90110001/071d0002..071d0002 should not be there
        record 7e4a0001..7e4a0001/90110001..90110001/071d0003..071d0003
          status: expected "ScannedWithFindings", received "FailedRetryable"
          bytesScanned: expected 9999n, received 9717n
          findingsCount: expected 1, received 0
          provenance.shardId: expected 9223372036854775808n, received 1n
          provenance.startedAt: expected 40n, received 30n
          provenance.finishedAt: expected 99n, received 34n
          errorCode: expected nothing, received "IO_TIMEOUT"
    `,
    history: text`
      History:
         1. done-ledger #1 accepted, 1 row, at <here>
         2. done-ledger #1 committed
         3. done-ledger #2 accepted, 1 row, at <here>
         4. done-ledger #2 committed
    `,
  },
  {
    title: 'three layers of a sink, many rows, a foreign receiver',
    arrange: async ({ sink, records }) => {
      const page = records.page(3);
      for (const { triple } of page) await sink.upsertBatch(triple);
      const foreign = {
        findingsSnapshot: () => [],
        occurrencesSnapshot: () => [],
        observationsSnapshot: () => [],
      };
      return { received: foreign, args: [sink] };
    },
    fails: text`
      expect(received).toConvergeWith(otherStore)

      The two stores differ in 9 durable rows (expected is the other store's):
        finding 7e4a0001..7e4a0001/232cf24a..6fced1bd is missing
        finding 7e4a0001..7e4a0001/3b318afd..29a46409 is missing
        finding 7e4a0001..7e4a0001/be3c3eaa..845e76ac is missing
        occurrence 7e4a0001..7e4a0001/a9603b89..02d7d3d7 is missing
        occurrence 7e4a0001..7e4a0001/c10acde6..101be35c is missing
      ... and 4 more rows

      History: unknown, as no timeline follows this store. The fixtures have one; so has new Timeline(store).
    `,
  },
  {
    title: 'the same rows',
    not: true,
    arrange: async ({ ledger, records }) => {
      await ledger.batchUpsert([scanned(records)]);
      return { received: ledger, args: [ledger.clone()] };
    },
    fails: text`
      expect(received).not.toConvergeWith(otherStore)

      The two stores have the same durable rows.
    `,
    history: text`
      History:
         1. done-ledger #1 accepted, 1 row, at <here>
         2. done-ledger #1 committed
    `,
  },
]);
