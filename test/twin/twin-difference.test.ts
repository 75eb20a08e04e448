import { describe, expect, test } from 'vitest';
import {
  InMemoryDoneLedger,
  InMemoryFindingsSink,
  ReadyCommitHandle,
  RecordBuilders,
  SecretHash,
  TwinDifference,
  twin,
  type DoneLedger,
  type Twin,
} from '../../src/index.js';
import { foreignBackend } from '../support/foreign-backend.js';
import { clean, ovid, POLICY, secretBytes, TENANT } from '../support/rows.js';
import { withoutPaths } from '../support/without-paths.js';

const inMemory = () => ({ doneLedger: new InMemoryDoneLedger(), findings: new InMemoryFindingsSink() });

async function differenceOf(promise: Promise<unknown>): Promise<TwinDifference> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof TwinDifference) return error;
  throw new Error('no difference was found', { cause: error });
}

const write = async ({ doneLedger }: Twin, ...rows: ReturnType<typeof clean>[]) =>
  (await doneLedger.batchUpsert(rows)).wait();

describe('the message', () => {
  test('shows a row that was merged wrongly, field by field, with the history of that row alone', async () => {
    const records = new RecordBuilders();
    const both = twin(inMemory(), foreignBackend({ bug: 'last write wins' }));
    const first = records.scanned({ bytesScanned: 512 });
    await write(both, first, records.clean());
    await write(both, records.clean());
    await write(both, records.failed({ key: first.key, bytesScanned: 100 }));
    const found = await differenceOf(both.compare());
    expect(withoutPaths(found.message)).toMatchInlineSnapshot(`
      "twin(): call 7 is answered differently: batchGet(7e4a0001..7e4a0001, 90110001..90110001, [071d0001..071d0001, 071d0002..071d0002, 071d0003..071d0003])

      Reference: [a row, a row, a row]
      Backend:   [a row, a row, a row]

      record 7e4a0001..7e4a0001/90110001..90110001/071d0001..071d0001
          status: "ScannedWithFindings" in the reference, "FailedRetryable" in the backend
          bytesScanned: 512 in the reference, 100 in the backend
          findingsCount: 1 in the reference, 0 in the backend
          provenance.startedAt: 10 in the reference, 40 in the backend
          provenance.finishedAt: 16 in the reference, 46 in the backend
          errorCode: nothing in the reference, "IO_TIMEOUT" in the backend

      History of the rows concerned:
         1. batchUpsert(2 records) -> a handle, at twin-difference.test.ts
            record 7e4a0001..7e4a0001/90110001..90110001/071d0001..071d0001
                status: "ScannedWithFindings", bytesScanned: 512, findingsCount: 1, provenance.runId: 1,
                provenance.shardId: 1, provenance.fenceEpoch: 1, provenance.startedAt: 10,
                provenance.finishedAt: 16
         2. wait() of call 1 -> { recordCount: 2, scannedCount: 2, findingsCount: 1 }, at twin-difference.test.ts
         5. batchUpsert(1 record) -> a handle, at twin-difference.test.ts
            record 7e4a0001..7e4a0001/90110001..90110001/071d0001..071d0001
                status: "FailedRetryable", bytesScanned: 100, findingsCount: 0, provenance.runId: 1,
                provenance.shardId: 1, provenance.fenceEpoch: 1, provenance.startedAt: 40,
                provenance.finishedAt: 46, errorCode: "IO_TIMEOUT"
         6. wait() of call 5 -> { recordCount: 1, scannedCount: 0, findingsCount: 0 }, at twin-difference.test.ts
         7. batchGet(7e4a0001..7e4a0001, 90110001..90110001, [071d0001..071d0001, 071d0002..071d0002, 071d0003..071d0003]) -> the answers above, at twin-difference.test.ts"
    `);
  });

  test('shows rows that are missing, and that should not be there', async () => {
    const records = new RecordBuilders();
    const both = twin(inMemory(), foreignBackend({ bug: 'never applies' }));
    await write(both, ...Array.from({ length: 7 }, () => records.clean()));
    const found = await differenceOf(both.compare());
    expect(withoutPaths(found.message)).toMatchInlineSnapshot(`
      "twin(): call 3 is answered differently: batchGet(7e4a0001..7e4a0001, 90110001..90110001, [071d0001..071d0001, 071d0002..071d0002, 071d0003..071d0003, 071d0004..071d0004, and 3 more])

      Reference: [a row, a row, a row, a row, a row, a row, a row]
      Backend:   [nothing, nothing, nothing, nothing, nothing, nothing, nothing]

      record 7e4a0001..7e4a0001/90110001..90110001/071d0001..071d0001 is only in the reference
      record 7e4a0001..7e4a0001/90110001..90110001/071d0002..071d0002 is only in the reference
      record 7e4a0001..7e4a0001/90110001..90110001/071d0003..071d0003 is only in the reference
      record 7e4a0001..7e4a0001/90110001..90110001/071d0004..071d0004 is only in the reference
      record 7e4a0001..7e4a0001/90110001..90110001/071d0005..071d0005 is only in the reference
      ... and 2 more rows

      History of the rows concerned:
         1. batchUpsert(7 records) -> a handle, at twin-difference.test.ts
            record 7e4a0001..7e4a0001/90110001..90110001/071d0001..071d0001
                status: "ScannedClean", bytesScanned: 4092, findingsCount: 0, provenance.runId: 1,
                provenance.shardId: 1, provenance.fenceEpoch: 1, provenance.startedAt: 10,
                provenance.finishedAt: 16
            record 7e4a0001..7e4a0001/90110001..90110001/071d0002..071d0002
                status: "ScannedClean", bytesScanned: 8777, findingsCount: 0, provenance.runId: 1,
                provenance.shardId: 1, provenance.fenceEpoch: 1, provenance.startedAt: 20,
                provenance.finishedAt: 24
            record 7e4a0001..7e4a0001/90110001..90110001/071d0003..071d0003
                status: "ScannedClean", bytesScanned: 9717, findingsCount: 0, provenance.runId: 1,
                provenance.shardId: 1, provenance.fenceEpoch: 1, provenance.startedAt: 30,
                provenance.finishedAt: 34
            ... and 4 more rows
         2. wait() of call 1 -> { recordCount: 7, scannedCount: 7, findingsCount: 0 }, at twin-difference.test.ts
         3. batchGet(7e4a0001..7e4a0001, 90110001..90110001, [071d0001..071d0001, 071d0002..071d0002, 071d0003..071d0003, 071d0004..071d0004, and 3 more]) -> the answers above, at twin-difference.test.ts"
    `);
  });

  test('shows two receipts', async () => {
    const batchUpsert: DoneLedger['batchUpsert'] = async () =>
      ReadyCommitHandle.ok({ recordCount: 2, scannedCount: 1, findingsCount: 0 });
    const both = twin(inMemory(), {
      ...inMemory(),
      doneLedger: { ...inMemory().doneLedger, batchGet: async () => [], batchUpsert },
    });
    const record = new RecordBuilders().clean();
    expect(withoutPaths((await differenceOf(write(both, record))).message)).toMatchInlineSnapshot(`
      "twin(): call 2 is answered differently: wait() of call 1

      Reference: { recordCount: 1, scannedCount: 1, findingsCount: 0 }
      Backend:   { recordCount: 2, scannedCount: 1, findingsCount: 0 }

      History of the rows concerned:
         1. batchUpsert(1 record) -> a handle, at twin-difference.test.ts
            record 7e4a0001..7e4a0001/90110001..90110001/071d0001..071d0001
                status: "ScannedClean", bytesScanned: 4092, findingsCount: 0, provenance.runId: 1,
                provenance.shardId: 1, provenance.fenceEpoch: 1, provenance.startedAt: 10,
                provenance.finishedAt: 16
         2. wait() of call 1 -> the answers above, at twin-difference.test.ts"
    `);
  });

  test('shows a refusal and what the other answered', async () => {
    const both = twin(inMemory(), foreignBackend());
    const records = new RecordBuilders();
    const { finding, occurrence } = records.triple();
    const other = { ...finding, secretHash: SecretHash.fromPersisted(secretBytes(7)) };
    for (const findings of [[finding], [other]]) {
      const handle = await both.findings.upsertBatch({ findings, occurrences: [occurrence], observations: [] });
      const waited = handle.wait();
      if (findings[0] === finding) await waited;
      else
        expect(withoutPaths((await differenceOf(waited)).message)).toMatchInlineSnapshot(`
          "twin(): call 4 is answered differently: wait() of call 3

          Reference: rejects with FindingConflict: findings write #2: FindingId(be3c3eaa..) of TenantId(7e4a0001..) exists with other content, and is immutable. One of the two was derived or copied wrongly; compare them.
          Backend:   { findingCount: 1, occurrenceCount: 1, observationCount: 0 }

          History of the rows concerned:
             1. upsertBatch(1 finding, 1 occurrence) -> a handle, at twin-difference.test.ts
                finding 7e4a0001..7e4a0001/be3c3eaa..845e76ac
                    stableItemId: 17e30001..17e30001, ruleFingerprint: 489778de..be1be277,
                    secretHash: SecretHash([redacted])
                occurrence 7e4a0001..7e4a0001/ed381150..fed45e84
                    findingId: be3c3eaa..845e76ac, objectVersionId: 5e120001..5e120001, byteOffset: 103,
                    byteLength: 25
             2. wait() of call 1 -> { findingCount: 1, occurrenceCount: 1, observationCount: 0 }, at twin-difference.test.ts
             3. upsertBatch(1 finding, 1 occurrence) -> a handle, at twin-difference.test.ts
                finding 7e4a0001..7e4a0001/be3c3eaa..845e76ac
                    stableItemId: 17e30001..17e30001, ruleFingerprint: 489778de..be1be277,
                    secretHash: SecretHash([redacted])
                occurrence 7e4a0001..7e4a0001/ed381150..fed45e84
                    findingId: be3c3eaa..845e76ac, objectVersionId: 5e120001..5e120001, byteOffset: 103,
                    byteLength: 25
             4. wait() of call 3 -> the answers above, at twin-difference.test.ts"
        `);
    }
  });

  test('shows the latest calls, if there are many', async () => {
    const { doneLedger } = inMemory();
    let reads = 0;
    const both = twin(inMemory(), {
      ...inMemory(),
      doneLedger: {
        batchUpsert: (rows) => doneLedger.batchUpsert(rows),
        batchGet: async (_, __, hashes) => hashes.map(() => (++reads > 20 ? clean(1) : undefined)),
      },
    });
    let found: Promise<unknown> = Promise.resolve();
    for (let n = 0; n < 11; n++) found = both.doneLedger.batchGet(TENANT, POLICY, [ovid(1), ovid(2)]);
    const { history } = await differenceOf(found);
    expect(history).toHaveLength(11);
    expect(withoutPaths(history[10]!)).toBe(
      '  11. batchGet(01010101..01010101, 0a0a0a0a..0a0a0a0a, [01010101..01010101, 02020202..02020202]) -> the answers above, at twin-difference.test.ts',
    );
  });
});

test('the properties say the same', async () => {
  const both = twin(inMemory(), foreignBackend({ bug: 'never applies' }));
  await write(both, clean(1));
  const found = await differenceOf(both.doneLedger.batchGet(TENANT, POLICY, [ovid(1)]));
  expect(found).toMatchObject({
    name: 'TwinDifference',
    call: 'batchGet(01010101..01010101, 0a0a0a0a..0a0a0a0a, [01010101..01010101])',
    reference: { value: [clean(1)] },
    backend: { value: [undefined] },
    rows: [{ change: 'removed', table: 'records', before: clean(1) }],
  });
  expect(withoutPaths(found.history[0]!)).toBe('   1. batchUpsert(1 record) -> a handle, at twin-difference.test.ts');
  expect(String(found)).toMatch(/^TwinDifference: twin\(\): call 3 is answered differently: batchGet\(/);
});

test.each<[string, (both: Twin) => Promise<unknown>]>([
  ['a read', (both) => both.doneLedger.batchGet(TENANT, POLICY, [ovid(1)])],
  ['compare()', (both) => both.compare()],
])('its stack is that of the call, so that runners show that line: %s', async (_, call) => {
  const both = twin(inMemory(), foreignBackend({ bug: 'never applies' }));
  await write(both, clean(1));
  const { stack } = await differenceOf(call(both));
  expect(stack).toMatch(
    /^TwinDifference: twin\(\): call 3 [^]*answers above, at \S+\n +at \S*twin-difference\.test\.ts:\d+:\d+/,
  );
});

test('no secret shows', async () => {
  const secretHash = SecretHash.fromPersisted(secretBytes(3));
  const both = twin(inMemory(), foreignBackend({ bug: 'never applies' }));
  const { finding } = new RecordBuilders().triple({ finding: { secretHash } });
  await (await both.findings.upsertBatch({ findings: [finding], occurrences: [], observations: [] })).wait();
  const found = await differenceOf(both.compare());
  expect(found.message).toContain('secretHash: SecretHash([redacted])');
  expect(found.message).not.toContain(Buffer.from(secretBytes(3)).toString('hex').slice(0, 8));
});
