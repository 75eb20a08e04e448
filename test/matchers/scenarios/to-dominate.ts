import { scanned, scenariosOf, text } from './scenario.js';

export default scenariosOf('toDominate', [
  { title: 'a lower status', arrange: () => ({ received: 'ScannedClean', args: ['FailedRetryable'] }) },
  { title: 'the same status', arrange: () => ({ received: 'Skipped', args: ['Skipped'] }) },
  {
    title: 'the same record',
    arrange: ({ records }) => {
      const record = scanned(records);
      return { received: record, args: [record] };
    },
  },
  {
    title: 'itself as a literal with more fields',
    arrange: ({ records }) => {
      const record = { ...scanned(records), note: 'mine', errorCode: undefined };
      return { received: record, args: [record] };
    },
  },
  {
    title: 'a record that merges into nothing new',
    arrange: ({ records }) => {
      const { key } = scanned(records);
      return { received: scanned(records, { key }), args: [records.failed({ key, bytesScanned: 99n })] };
    },
  },
  { title: 'a higher status', not: true, arrange: () => ({ received: 'FailedPermanent', args: ['Skipped'] }) },
  {
    title: 'a later record of lower rank, but more bytes',
    not: true,
    arrange: ({ records }) => {
      const { key } = scanned(records);
      return { received: scanned(records, { key }), args: [records.failed({ key, bytesScanned: 101n })] };
    },
  },
  {
    title: 'a higher status',
    arrange: () => ({ received: 'Skipped', args: ['ScannedWithFindings'] }),
    fails: text`
      expect(received).toDominate(status)

      Skipped (rank 3) is below ScannedWithFindings (rank 11).

      Expected: "ScannedWithFindings"
      Received: "Skipped"
    `,
  },
  {
    title: 'a lower status',
    not: true,
    arrange: () => ({ received: 'Skipped', args: ['FailedRetryable'] }),
    fails: text`
      expect(received).not.toDominate(status)

      Skipped (rank 3) absorbs FailedRetryable (rank 1).

      Expected: not "FailedRetryable"
      Received:     "Skipped"
    `,
  },
  {
    title: 'a record of higher rank',
    arrange: ({ records }) => {
      const { key } = scanned(records);
      return {
        received: records.failed({ key, bytesScanned: 5n, provenance: { finishedAt: 20 } }),
        args: [scanned(records, { key })],
      };
    },
    fails: text`
      expect(received).toDominate(record)

      Merging the record in changes status, bytesScanned, findingsCount, provenance.startedAt, provenance.finishedAt, errorCode.

      Expected: {
        status: "ScannedWithFindings",
        bytesScanned: 100n,
        findingsCount: 1,
        provenance: { startedAt: 30n, finishedAt: 99n },
        errorCode: undefined,
      }
      Received: {
        status: "FailedRetryable",
        bytesScanned: 5n,
        findingsCount: 0,
        provenance: { startedAt: 20n, finishedAt: 20n },
        errorCode: "IO_TIMEOUT",
      }
    `,
  },
  {
    title: 'the same record',
    not: true,
    arrange: ({ records }) => {
      const record = scanned(records);
      return { received: record, args: [record] };
    },
    fails: text`
      expect(received).not.toDominate(record)

      Merging the record in changes nothing.
    `,
  },
]);
