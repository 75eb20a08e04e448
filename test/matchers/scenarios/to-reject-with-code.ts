import { TenantId, type PolicyHash } from '../../../src/index.js';
import { scenariosOf, text } from './scenario.js';

export default scenariosOf('toRejectWithCode', [
  {
    title: 'a submission that was refused',
    arrange: ({ ledger }) => {
      ledger.failNextSubmissions(1);
      return { received: ledger.batchUpsert([]), args: ['InjectedSubmissionFailure'] };
    },
  },
  {
    title: 'a wait that failed',
    arrange: async ({ ledger }) => {
      ledger.failNextCommits(1);
      return { received: (await ledger.batchUpsert([])).wait(), args: ['InjectedCommitFailure'] };
    },
  },
  {
    title: 'the code of an input error',
    arrange: ({ ledger }) => ({
      received: ledger.batchGet(TenantId.filled(1), 'abc' as PolicyHash, []),
      args: ['InvalidHex'],
    }),
  },
  {
    title: 'another code',
    not: true,
    arrange: ({ ledger }) => {
      ledger.failNextSubmissions(1);
      return { received: ledger.batchUpsert([]), args: ['AckLost'] };
    },
  },
  {
    title: 'a promise that resolves',
    not: true,
    arrange: () => ({ received: Promise.resolve(1), args: ['AckLost'] }),
  },
  {
    title: 'another code',
    arrange: ({ ledger }) => ({ received: ledger.batchUpsert([{}] as never), args: ['InvalidType'] }),
    fails: text`
      expect(received).toRejectWithCode(code)

      The promise rejected. BatchValidation: done-ledger: the batch is refused. records[0].key: expected object, received undefined

      Expected: InvalidType
      Received: BatchValidation
    `,
  },
  {
    title: 'an error that is not ours',
    arrange: () => ({ received: Promise.reject(new RangeError('too far')), args: ['OutOfRange'] }),
    fails: text`
      expect(received).toRejectWithCode(code)

      The promise rejected. RangeError: too far

      Expected: OutOfRange
      Received: an error without a code of ours
    `,
  },
  {
    title: 'a promise that resolves',
    arrange: () => ({ received: Promise.resolve(1), args: ['OutOfRange'] }),
    fails: text`
      expect(received).toRejectWithCode(code)

      The promise resolved.

      Expected: OutOfRange
      Received: no error
    `,
  },
  {
    title: 'this code',
    not: true,
    arrange: ({ ledger }) => {
      ledger.failNextSubmissions(1);
      return { received: ledger.batchUpsert([]), args: ['InjectedSubmissionFailure'] };
    },
    fails: text`
      expect(received).not.toRejectWithCode(code)

      The promise rejected. InjectedSubmissionFailure: done-ledger: the submission failed, as failNextSubmissions() asked. Nothing was stored; submit it again.

      Expected: not InjectedSubmissionFailure
      Received:     InjectedSubmissionFailure
    `,
  },
]);
