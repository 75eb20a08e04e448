import type { OvidHash } from 'gossip-inmemory';
import { describe, expect, test } from 'gossip-inmemory/vitest';
import { openBackend } from '../src/sqlite-backend.ts';
import {
  batchOf,
  EDGES,
  finding,
  observation,
  occurrence,
  ovid,
  policy,
  record,
  secret,
  tenant,
  U64_MAX,
} from './rows.ts';

describe('the done-ledger, on SQLite', () => {
  const on = (n: number, fields: Parameters<typeof record>[0] = {}) =>
    record({ ...fields, key: { ovidHash: ovid(n) } });

  test('answers by position, and lists what is done', async () => {
    const { doneLedger } = openBackend();
    await expect(await doneLedger.batchUpsert([on(2), on(1), on(3, { status: 'FailedRetryable' })])).toBeDurable({
      recordCount: 3,
      scannedCount: 2,
      findingsCount: 0,
    });

    expect(await doneLedger.batchGet(tenant(1), policy(1), [2, 9, 1, 2].map(ovid))).toEqual([
      on(2),
      undefined,
      on(1),
      on(2),
    ]);
    expect(await doneLedger.listDoneHashes(tenant(1), policy(1))).toEqual([ovid(1), ovid(2)]);
  });

  test('keeps every u64 exactly, up to its limits', async () => {
    const { doneLedger } = openBackend();
    const rows = EDGES.map((edge, n) =>
      on(n, {
        bytesScanned: edge,
        runId: edge,
        shardId: U64_MAX - edge,
        fenceEpoch: edge,
        startedAt: edge,
        finishedAt: U64_MAX,
      }),
    );
    await expect(await doneLedger.batchUpsert(rows)).toBeDurable();
    expect(doneLedger.snapshot()).toEqual(rows);
  });

  test.each([0, 1, 2])('stores nothing of a batch whose record %i breaks a rule', async (place) => {
    const { doneLedger } = openBackend();
    const batch = [on(1), on(2)].toSpliced(place, 0, { ...on(9), findingsCount: 1 });
    await expect(await doneLedger.batchUpsert(batch)).toFailCommit('BatchValidation');
    expect(doneLedger.snapshot()).toEqual([]);
  });

  test('refuses at submission what is not shaped like records, and malformed ids in queries', async () => {
    const { doneLedger } = openBackend();
    await expect(doneLedger.batchUpsert([{ ...on(1), bytesScanned: 1 as never }])).toRejectWithCode('BatchValidation');
    await expect(doneLedger.batchGet(tenant(1), policy(1), ['AB'.repeat(32) as OvidHash])).toRejectWithCode(
      'InvalidHex',
    );
    await expect(doneLedger.listDoneHashes('x' as never, policy(1))).toRejectWithCode('InvalidHex');
  });
});

describe('the findings sink, on SQLite', () => {
  const parent = occurrence(finding(1));
  const triple = batchOf({ findings: [finding(1)], occurrences: [parent], observations: [observation(parent)] });

  test('counts distinct rows, the same on a replay', async () => {
    const { findings } = openBackend();
    const receipt = { findingCount: 1, occurrenceCount: 1, observationCount: 1 };
    await expect(await findings.upsertBatch(triple)).toBeDurable(receipt);
    await expect(await findings.upsertBatch(triple)).toBeDurable(receipt);
    expect(findings).toHaveDurableCounts({ findings: 1, occurrences: 1, observations: 1 });
  });

  test('stores nothing of a batch with an orphan or a conflict', async () => {
    const { findings } = openBackend();
    const other = { ...finding(1), secretHash: secret(2) };
    await expect(await findings.upsertBatch(batchOf({ findings: [finding(2)], occurrences: [parent] }))).toFailCommit(
      'MissingFinding',
    );
    await expect(await findings.upsertBatch({ ...triple, occurrences: [] })).toFailCommit('MissingOccurrence');
    await expect(await findings.upsertBatch(batchOf({ findings: [finding(1), other] }))).toFailCommit(
      'FindingConflict',
    );
    expect(findings).toHaveDurableCounts({ findings: 0, occurrences: 0, observations: 0 });
  });

  test('keeps a location as it is, NUL and all, and never loses it', async () => {
    const { findings } = openBackend();
    const location = { display: 'a\0b \u{1f600}', url: 'gossip:\0' };
    await expect(
      await findings.upsertBatch({ ...triple, observations: [observation(parent, { location })] }),
    ).toBeDurable();
    await expect(
      await findings.upsertBatch(batchOf({ observations: [observation(parent, { seenAt: 99 })] })),
    ).toBeDurable();
    expect(findings.observationsSnapshot()).toEqual([observation(parent, { seenAt: 99, location })]);
  });

  test('shows no secret', async () => {
    const { findings } = openBackend();
    await expect(await findings.upsertBatch(triple)).toBeDurable();
    expect(findings.findingsSnapshot()).toEqual([finding(1)]);
    expect(findings.findingsSnapshot()).toBeRedacted(secret(1));
  });
});
