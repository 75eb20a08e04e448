import { ReadyCommitHandle, StoreRefusal, defineStore } from '../../../src/index.js';
import { scenariosOf, text } from './scenario.js';

export default scenariosOf('toFailCommit', [
  {
    title: 'this code',
    arrange: async ({ ledger }) => {
      ledger.loseNextAcks(1);
      return { received: await ledger.batchUpsert([]), args: ['AckLost'] };
    },
  },
  {
    title: 'a code of a store of the user',
    arrange: async () => {
      const store = defineStore({
        kind: 'quota',
        createDurable: () => undefined,
        apply: () => {
          throw new StoreRefusal('QuotaExceeded', 'there is no room left.');
        },
      });
      return { received: await store.submit(1), args: ['QuotaExceeded'] };
    },
  },
  {
    title: 'another code',
    not: true,
    arrange: async ({ ledger }) => {
      ledger.failNextCommits(1);
      return { received: await ledger.batchUpsert([]), args: ['AckLost'] };
    },
  },
  {
    title: 'a write that was committed',
    not: true,
    arrange: async ({ ledger }) => ({ received: await ledger.batchUpsert([]), args: ['AckLost'] }),
  },
  {
    title: 'another code',
    arrange: async ({ sink, records }) => ({
      received: await sink.upsertBatch({ findings: [], occurrences: [records.occurrence()], observations: [] }),
      args: ['MissingOccurrence'],
    }),
    fails: text`
      expect(received).toFailCommit(code)

      wait() rejected. MissingFinding: findings write #1: OccurrenceId(ed381150..) belongs to FindingId(be3c3eaa..), which TenantId(7e4a0001..) has neither durable nor in this batch. Write the finding first, or with it.

      Expected: MissingOccurrence
      Received: MissingFinding
    `,
  },
  {
    title: 'an error that is not ours',
    arrange: () => ({ received: ReadyCommitHandle.err(new RangeError('disk full')), args: ['AckLost'] }),
    fails: text`
      expect(received).toFailCommit(code)

      wait() rejected. RangeError: disk full

      Expected: AckLost
      Received: an error without a code of ours
    `,
  },
  {
    title: 'a value that is no error',
    arrange: () => ({ received: ReadyCommitHandle.err('disk full'), args: ['AckLost'] }),
    fails: text`
      expect(received).toFailCommit(code)

      wait() rejected. The reason is a string, not an Error.

      Expected: AckLost
      Received: an error without a code of ours
    `,
  },
  {
    title: 'a write that was committed',
    arrange: async ({ ledger }) => ({ received: await ledger.batchUpsert([]), args: ['InjectedCommitFailure'] }),
    fails: text`
      expect(received).toFailCommit(code)

      The write did not fail: it is durable.

      Expected: InjectedCommitFailure
      Received: { recordCount: 0, scannedCount: 0, findingsCount: 0 }
    `,
  },
  {
    title: 'this code',
    not: true,
    arrange: async ({ ledger }) => {
      ledger.failNextCommits(1);
      return { received: await ledger.batchUpsert([]), args: ['InjectedCommitFailure'] };
    },
    fails: text`
      expect(received).not.toFailCommit(code)

      wait() rejected. InjectedCommitFailure: done-ledger write #1: the commit failed, as failNextCommits() asked. Nothing was stored; submit it again.

      Expected: not InjectedCommitFailure
      Received:     InjectedCommitFailure
    `,
  },
]);
