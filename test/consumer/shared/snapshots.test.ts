// What stores, rows and secrets look like in snapshots.
import { expect, test } from '../suite/runner.js';

test('a ledger', async ({ ledger, records }) => {
  await ledger.batchUpsert([records.skipped()]);
  expect(ledger).toMatchInlineSnapshot(`
    InMemoryDoneLedger {
      records: 1
        DoneLedgerRecord {
          key:
            tenantId: 7e4a0001..7e4a0001
            policyHash: 90110001..90110001
            ovidHash: 071d0001..071d0001
          status: "Skipped"
          bytesScanned: 4092
          findingsCount: 0
          provenance:
            runId: 1
            shardId: 1
            fenceEpoch: 1
            startedAt: 10
            finishedAt: 16
          errorCode: "TOO_LARGE"
        }
    }
  `);
});

test('a sink', async ({ sink, records }) => {
  await sink.upsertBatch(records.triple({ observation: { location: { display: 'src/env.ts:12' } } }));
  expect(sink).toMatchInlineSnapshot(`
InMemoryFindingsSink {
  findings: 1
    FindingRecord {
      findingId: be3c3eaa..845e76ac
      tenantId: 7e4a0001..7e4a0001
      stableItemId: 17e30001..17e30001
      ruleFingerprint: 489778de..be1be277
      secretHash: SecretHash([redacted])
    }
  occurrences: 1
    OccurrenceRecord {
      occurrenceId: ed381150..fed45e84
      tenantId: 7e4a0001..7e4a0001
      findingId: be3c3eaa..845e76ac
      objectVersionId: 5e120001..5e120001
      byteOffset: 103
      byteLength: 25
    }
  observations: 1
    ObservationRecord {
      observationId: 1ee84258..26ffc31b
      tenantId: 7e4a0001..7e4a0001
      occurrenceId: ed381150..fed45e84
      policyHash: 90110001..90110001
      ovidHash: 071d0001..071d0001
      runId: 1
      shardId: 1
      fenceEpoch: 1
      seenAt: 10
      location:
        display: "src/env.ts:12"
    }
}
`);
});

test('rows in other values', ({ ledger, records }) => {
  expect({ rows: [records.finding()], ledger }).toMatchInlineSnapshot(`
{
  "ledger": InMemoryDoneLedger {
    records: none
  },
  "rows": [
    FindingRecord {
      findingId: be3c3eaa..845e76ac
      tenantId: 7e4a0001..7e4a0001
      stableItemId: 17e30001..17e30001
      ruleFingerprint: 489778de..be1be277
      secretHash: SecretHash([redacted])
    },
  ],
}
`);
});

test('secrets', ({ records }) => {
  const { secretHash } = records.finding();
  expect(secretHash).toMatchInlineSnapshot(`"SecretHash([redacted])"`);
  expect({ deep: [secretHash] }).toMatchInlineSnapshot(`
    {
      "deep": [
        "SecretHash([redacted])",
      ],
    }
  `);
});
