import { ReadyCommitHandle } from '../../../src/index.js';
import { scanned, scenariosOf, text } from './scenario.js';

export default scenariosOf('toBeDurable', [
  {
    title: 'a write that was committed',
    arrange: async ({ ledger, records }) => ({ received: await ledger.batchUpsert([scanned(records)]) }),
  },
  {
    title: 'this receipt',
    arrange: async ({ sink, records, expect }) => ({
      received: await sink.upsertBatch(records.triple()),
      args: [{ findingCount: 1, occurrenceCount: 1, observationCount: expect.any(Number) }],
    }),
  },
  {
    title: 'a write that is released only then',
    arrange: async ({ ledger, records }) => {
      ledger.delayNextWrites(1);
      const received = await ledger.batchUpsert([scanned(records)]);
      setImmediate(() => ledger.releaseAll());
      return { received };
    },
  },
  {
    title: 'a write that failed',
    not: true,
    arrange: async ({ ledger }) => {
      ledger.failNextCommits(1);
      return { received: await ledger.batchUpsert([]) };
    },
  },
  {
    title: 'another receipt',
    not: true,
    arrange: async ({ ledger }) => ({
      received: await ledger.batchUpsert([]),
      args: [{ recordCount: 1, scannedCount: 0, findingsCount: 0 }],
    }),
  },
  {
    title: 'a write that failed',
    arrange: async ({ ledger }) => {
      ledger.failNextCommits(1);
      return { received: await ledger.batchUpsert([]) };
    },
    fails: text`
      expect(received).toBeDurable()

      wait() rejected. InjectedCommitFailure: done-ledger write #1: the commit failed, as failNextCommits() asked. Nothing was stored; submit it again.

      Expected: a receipt
      Received: InjectedCommitFailure
    `,
  },
  {
    title: 'a receipt of a write that failed',
    arrange: async ({ ledger }) => {
      ledger.loseNextAcks(1);
      return {
        received: await ledger.batchUpsert([]),
        args: [{ recordCount: 0, scannedCount: 0, findingsCount: 0 }],
      };
    },
    fails: text`
      expect(received).toBeDurable(receipt)

      wait() rejected. AckLost: done-ledger write #1: the acknowledgement was lost, as loseNextAcks() asked. It may be durable; submit it again, which is safe.

      Expected: { recordCount: 0, scannedCount: 0, findingsCount: 0 }
      Received: AckLost
    `,
  },
  {
    title: 'an error that is not ours',
    arrange: () => ({ received: ReadyCommitHandle.err(new RangeError('disk full')) }),
    fails: text`
      expect(received).toBeDurable()

      wait() rejected. RangeError: disk full

      Expected: a receipt
      Received: an error without a code of ours
    `,
  },
  {
    title: 'another receipt',
    arrange: async ({ ledger, records }) => ({
      received: await ledger.batchUpsert([scanned(records)]),
      args: [{ recordCount: 1, scannedCount: 1, findingsCount: 2 }],
    }),
    fails: text`
      expect(received).toBeDurable(receipt)

      The write is durable, but its receipt is another.

      Expected: { recordCount: 1, scannedCount: 1, findingsCount: 2 }
      Received: { recordCount: 1, scannedCount: 1, findingsCount: 1 }
    `,
  },
  {
    title: 'a write that was committed',
    not: true,
    arrange: async ({ ledger }) => ({ received: await ledger.batchUpsert([]) }),
    fails: text`
      expect(received).not.toBeDurable()

      The write is durable.

      Expected: not a receipt
      Received:     { recordCount: 0, scannedCount: 0, findingsCount: 0 }
    `,
  },
  {
    title: 'this receipt',
    not: true,
    arrange: async ({ ledger }) => ({
      received: await ledger.batchUpsert([]),
      args: [{ recordCount: 0, scannedCount: 0, findingsCount: 0 }],
    }),
    fails: text`
      expect(received).not.toBeDurable(receipt)

      The write is durable.

      Expected: not { recordCount: 0, scannedCount: 0, findingsCount: 0 }
      Received:     { recordCount: 0, scannedCount: 0, findingsCount: 0 }
    `,
  },
]);
