import { type DoneLedgerRecord, type OvidHash } from 'gossip-inmemory';
import { describe, expect, test } from 'gossip-inmemory/vitest';
import type { PostgresDoneLedger } from '../src/postgres-done-ledger.ts';
import { EDGES, ovid, policy, record, tenant, times, U64_MAX, type RecordFields } from './rows.ts';
import { emptyBackend, PLACE } from './support.ts';

const open = async (): Promise<PostgresDoneLedger> => (await emptyBackend()).doneLedger;
const on = (n: number, fields: RecordFields = {}): DoneLedgerRecord =>
  record({ ...fields, key: { ovidHash: ovid(n) } });
const get = (ledger: PostgresDoneLedger, ...numbers: number[]) =>
  ledger.batchGet(tenant(1), policy(1), numbers.map(ovid));

describe(`the done-ledger, on ${PLACE}`, () => {
  test('answers by position, repeats included', async () => {
    const ledger = await open();
    await expect(await ledger.batchUpsert([on(1), on(2)])).toBeDurable();

    expect(await get(ledger, 2, 3, 1, 2)).toEqual([on(2), undefined, on(1), on(2)]);
    expect(await get(ledger)).toEqual([]);
  });

  test('keeps tenants and policies apart', async () => {
    const ledger = await open();
    const other = record({ key: { tenantId: tenant(2) }, bytesScanned: 1 });
    const another = record({ key: { policyHash: policy(2) }, bytesScanned: 2 });
    await expect(await ledger.batchUpsert([other, another, record()])).toBeDurable({
      recordCount: 3,
      scannedCount: 3,
      findingsCount: 0,
    });

    expect(await ledger.batchGet(tenant(2), policy(1), [ovid(1)])).toEqual([other]);
    expect(await ledger.batchGet(tenant(1), policy(2), [ovid(1)])).toEqual([another]);
    expect(await ledger.batchGet(tenant(2), policy(2), [ovid(1)])).toEqual([undefined]);
  });

  test('lists what is done, sorted', async () => {
    const ledger = await open();
    await expect(
      await ledger.batchUpsert([
        on(5, { status: 'Skipped' }),
        on(4, { status: 'FailedRetryable' }),
        on(3, { status: 'FailedPermanent' }),
        on(2, { status: 'ScannedWithFindings' }),
        on(1),
      ]),
    ).toBeDurable();

    expect(await ledger.listDoneHashes(tenant(1), policy(1))).toEqual([1, 2, 3, 5].map(ovid));
    expect(await ledger.listDoneHashes(tenant(1), policy(2))).toEqual([]);
  });

  test('counts the folded batch in its receipt, whatever is durable', async () => {
    const ledger = await open();
    const batch = [
      on(1, { status: 'ScannedWithFindings', findingsCount: 3 }),
      on(1, { status: 'Skipped', findingsCount: 9 }),
      on(2, { status: 'Skipped', findingsCount: 5 }),
      on(3, { status: 'Skipped', findingsCount: 2 }),
      on(3, { status: 'ScannedClean' }),
    ];
    const receipt = { recordCount: 3, scannedCount: 2, findingsCount: 8 };

    await expect(await ledger.batchUpsert(batch)).toBeDurable(receipt);
    await expect(await ledger.batchUpsert(batch)).toBeDurable(receipt);
    const late = [on(1, { status: 'FailedRetryable', findingsCount: 4 })];
    await expect(await ledger.batchUpsert(late)).toBeDurable({ recordCount: 1, scannedCount: 0, findingsCount: 4 });
    await expect(await ledger.batchUpsert([])).toBeDurable({ recordCount: 0, scannedCount: 0, findingsCount: 0 });
    expect(await get(ledger, 1)).toEqual([batch[0]]);
  });

  test('keeps every u64 exactly, up to its limits', async () => {
    const ledger = await open();
    const rows = EDGES.map((edge, n) =>
      on(n, {
        status: 'FailedPermanent',
        bytesScanned: edge,
        findingsCount: 2 ** 32 - 1,
        runId: edge,
        shardId: U64_MAX - edge,
        fenceEpoch: edge,
        startedAt: edge,
        finishedAt: U64_MAX,
      }),
    );
    await expect(await ledger.batchUpsert(rows)).toBeDurable({
      recordCount: EDGES.length,
      scannedCount: 0,
      findingsCount: EDGES.length * (2 ** 32 - 1),
    });

    expect(await get(ledger, ...EDGES.keys())).toEqual(rows);
  });

  test('takes runs and shards for signed numbers, epochs and times for unsigned ones', async () => {
    const ledger = await open();
    const top = 2n ** 63n;
    for (const [n, field] of ['runId', 'shardId', 'fenceEpoch', 'startedAt', 'finishedAt', 'bytesScanned'].entries()) {
      const low = on(n, {
        startedAt: 1,
        finishedAt: top,
        [field]: 1n,
        ...(field === 'finishedAt' && { finishedAt: 1 }),
      });
      const high = on(n, { startedAt: 1, finishedAt: top, [field]: top });
      const signed = field === 'runId' || field === 'shardId';
      await expect(await ledger.batchUpsert([high])).toBeDurable();
      await expect(await ledger.batchUpsert([low])).toBeDurable();
      expect(await get(ledger, n)).toEqual([signed ? low : high]);
    }
  });

  test.each([0, 1, 2])('stores nothing of a batch whose record %i breaks a rule', async (place) => {
    const ledger = await open();
    const broken = { ...on(9), findingsCount: 1 };
    const batch = [on(1), on(2)].toSpliced(place, 0, broken);

    const handle = await ledger.batchUpsert(batch);
    await expect(handle).toFailCommit('BatchValidation');
    expect(await ledger.snapshot()).toEqual([]);
    const error = await (await ledger.batchUpsert(batch)).wait().catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      store: 'postgres-done-ledger',
      cause: { code: 'InconsistentFindingsCount', field: `records[${place}].findingsCount`, actual: 1 },
    });
  });

  test('refuses at submission what is not shaped like records', async () => {
    const ledger = await open();
    const refusals: readonly (readonly [unknown, object])[] = [
      ['records', { code: 'InvalidType', field: 'records', expected: 'array', received: 'string' }],
      [[on(1), undefined], { code: 'InvalidType', field: 'records[1]' }],
      // eslint-disable-next-line no-sparse-arrays
      [[on(1), , on(2)], { code: 'InvalidType', field: 'records[1]' }],
      [[{ ...on(1), bytesScanned: 1 }], { code: 'InvalidType', field: 'records[0].bytesScanned', received: 'number' }],
      [[{ ...on(1), bytesScanned: 2n ** 64n }], { code: 'OutOfRange', field: 'records[0].bytesScanned', max: U64_MAX }],
      [[{ ...on(1), key: { ...on(1).key, ovidHash: 'AB' } }], { code: 'InvalidHex', field: 'records[0].key.ovidHash' }],
      // A malformed record comes before one that breaks a rule, wherever they are.
      [[{ ...on(1), findingsCount: 1 }, {}], { code: 'InvalidType', field: 'records[1].key' }],
      [
        [
          Object.defineProperty({}, 'key', {
            get: () => {
              throw new Error('no');
            },
          }),
        ],
        { code: 'InvalidType', field: 'records[0]' },
      ],
    ];
    for (const [records, cause] of refusals) {
      await expect(ledger.batchUpsert(records as never)).rejects.toMatchObject({ code: 'BatchValidation', cause });
    }
  });

  test('refuses malformed ids in queries', async () => {
    const ledger = await open();
    const upper = 'AB'.repeat(32) as OvidHash;
    await expect(ledger.batchGet(tenant(1), policy(1), [upper])).toRejectWithCode('InvalidHex');
    await expect(ledger.batchGet(tenant(1), 'x' as never, [])).toRejectWithCode('InvalidHex');
    await expect(ledger.batchGet(tenant(1), policy(1), null as never)).toRejectWithCode('InvalidType');
    await expect(ledger.listDoneHashes(7 as never, policy(1))).toRejectWithCode('InvalidType');
  });

  test('is not changed by what its caller does to what it handed over, or was handed', async () => {
    const ledger = await open();
    const record = { ...on(1), provenance: { ...on(1).provenance } };
    const records = [record];
    const hashes = [ovid(1)];

    const writing = ledger.batchUpsert(records);
    record.provenance.runId = 99n as never;
    records.pop();
    await expect(await writing).toBeDurable({ recordCount: 1, scannedCount: 1, findingsCount: 0 });
    const reading = ledger.batchGet(tenant(1), policy(1), hashes);
    hashes.pop();
    expect(await reading).toEqual([on(1)]);
    expect(Object.isFrozen((await get(ledger, 1))[0])).toBe(true);
  });

  test('hands an outcome out once', async () => {
    const ledger = await open();
    const handle = await ledger.batchUpsert([on(1)]);
    await handle.wait();
    await expect(handle.wait()).toRejectWithCode('UnknownOperation');
  });

  test('answers a thousand keys', async () => {
    const ledger = await open();
    const rows = times(1000, (n) => on(n, { bytesScanned: n }));
    await expect(await ledger.batchUpsert(rows)).toBeDurable();
    expect(await get(ledger, ...rows.keys())).toEqual(rows);
  });
});
