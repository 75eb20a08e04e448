import { OTHER_TENANT, scanned, scenariosOf, text } from './scenario.js';

export default scenariosOf('toHaveDurableRecord', [
  {
    title: 'by key',
    arrange: async ({ ledger, records }) => {
      const record = scanned(records);
      await ledger.batchUpsert([scanned(records), record]);
      return { received: ledger, args: [record.key] };
    },
  },
  {
    title: 'by a part of a key',
    arrange: async ({ ledger, records }) => {
      await ledger.batchUpsert([scanned(records, { key: { tenantId: OTHER_TENANT } })]);
      return { received: ledger, args: [{ tenantId: OTHER_TENANT }] };
    },
  },
  {
    title: 'the whole record',
    arrange: async ({ ledger, records }) => {
      const record = scanned(records);
      await ledger.batchUpsert([record]);
      return { received: ledger, args: [record] };
    },
  },
  {
    title: 'a nested part, an asymmetric matcher, and no error code',
    arrange: async ({ ledger, records, expect }) => {
      const record = scanned(records);
      await ledger.batchUpsert([record]);
      const { ovidHash } = record.key;
      const args = [
        {
          key: { ovidHash },
          bytesScanned: expect.any(BigInt),
          provenance: { runId: 1n, finishedAt: 99n },
          errorCode: undefined,
        },
      ];
      return { received: ledger, args };
    },
  },
  {
    title: 'an asymmetric matcher for a group of fields',
    arrange: async ({ ledger, records, expect }) => {
      await ledger.batchUpsert([scanned(records)]);
      return { received: ledger, args: [{ provenance: expect.objectContaining({ shardId: 1n }) }] };
    },
  },
  {
    title: 'fields that no single row has',
    not: true,
    arrange: async ({ ledger, records }) => {
      await ledger.batchUpsert([scanned(records), records.failed()]);
      return { received: ledger, args: [{ status: 'ScannedWithFindings', errorCode: 'IO_TIMEOUT' }] };
    },
  },
  {
    title: 'no error code where there is one',
    not: true,
    arrange: async ({ ledger, records }) => {
      await ledger.batchUpsert([records.failed()]);
      return { received: ledger, args: [{ errorCode: undefined }] };
    },
  },
  {
    title: 'the row of the key differs',
    arrange: async ({ ledger, records }) => {
      const record = scanned(records);
      await ledger.batchUpsert([scanned(records)]);
      await ledger.batchUpsert([record]);
      const { key } = record;
      const args = [{ key, status: 'ScannedClean', bytesScanned: 7n, provenance: { shardId: 1n } }];
      return { received: ledger, args };
    },
    fails: text`
      expect(received).toHaveDurableRecord(partial record)

      None of 2 durable records is like that; the closest differs in status, bytesScanned.

      Expected: {
        key: { tenantId: 7e4a0001..7e4a0001, policyHash: 90110001..90110001, ovidHash: 071d0001..071d0001 },
        status: "ScannedClean",
        bytesScanned: 7n,
        provenance: { shardId: 1n },
      }
      Received: {
        key: { tenantId: 7e4a0001..7e4a0001, policyHash: 90110001..90110001, ovidHash: 071d0001..071d0001 },
        status: "ScannedWithFindings",
        bytesScanned: 100n,
        provenance: { shardId: 1n },
      }
    `,
    history: text`
      History:
         3. done-ledger #2 accepted, 1 row, at <here>
         4. done-ledger #2 committed
    `,
  },
  {
    title: 'the write of the key is pending, another row is durable',
    arrange: async ({ ledger, records }) => {
      await ledger.batchUpsert([scanned(records)]);
      ledger.setAutoComplete(false);
      const record = scanned(records);
      await ledger.batchUpsert([record]);
      return { received: ledger, args: [record.key] };
    },
    fails: text`
      expect(received).toHaveDurableRecord(partial record)

      The only durable record differs in key.ovidHash.

      Expected: {
        key: { tenantId: 7e4a0001..7e4a0001, policyHash: 90110001..90110001, ovidHash: 071d0002..071d0002 },
      }
      Received: {
        key: { tenantId: 7e4a0001..7e4a0001, policyHash: 90110001..90110001, ovidHash: 071d0001..071d0001 },
      }
    `,
    history: text`
      History:
         4. done-ledger #2 accepted, 1 row, at <here>
         5. done-ledger #2 delayed, 1 row (autoComplete is off), at <here>
    `,
  },
  {
    title: 'nobody wrote the key',
    arrange: async ({ ledger, records }) => {
      await ledger.batchUpsert([scanned(records)]);
      return { received: ledger, args: [scanned(records).key] };
    },
    fails: text`
      expect(received).toHaveDurableRecord(partial record)

      The only durable record differs in key.ovidHash.

      Expected: {
        key: { tenantId: 7e4a0001..7e4a0001, policyHash: 90110001..90110001, ovidHash: 071d0002..071d0002 },
      }
      Received: {
        key: { tenantId: 7e4a0001..7e4a0001, policyHash: 90110001..90110001, ovidHash: 071d0001..071d0001 },
      }
    `,
    history: text`
      History: no write has touched such a row.
    `,
  },
  {
    title: 'an empty ledger',
    arrange: async ({ ledger, records, expect }) => {
      ledger.failNextCommits(1);
      await ledger.batchUpsert([scanned(records)]);
      return { received: ledger, args: [{ errorCode: expect.stringContaining('IO') }] };
    },
    fails: text`
      expect(received).toHaveDurableRecord(partial record)

      There is no durable record at all.

      Expected: { errorCode: StringContaining "IO" }
      Received: no record
    `,
    history: text`
      History:
         1. done-ledger armed: failNextCommits(1), 1 to strike, at <here>
         2. done-ledger #1 accepted, 1 row, at <here>
         3. done-ledger #1 struck by failNextCommits, 0 left
         4. done-ledger #1 failed: InjectedCommitFailure
    `,
  },
  {
    title: 'there is such a row',
    not: true,
    arrange: async ({ ledger, records }) => {
      await ledger.batchUpsert([records.skipped()]);
      await ledger.batchUpsert([scanned(records)]);
      return { received: ledger, args: [{ status: 'Skipped', errorCode: 'TOO_LARGE' }] };
    },
    fails: text`
      expect(received).not.toHaveDurableRecord(partial record)

      There is a durable record like that.

      Expected: not { status: "Skipped", errorCode: "TOO_LARGE" }
      Received:     { status: "Skipped", errorCode: "TOO_LARGE" }
    `,
    history: text`
      History:
         1. done-ledger #1 accepted, 1 row, at <here>
         2. done-ledger #1 committed
    `,
  },
]);
