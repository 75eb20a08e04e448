import { describe, expect, test } from 'vitest';
import { InMemoryDoneLedger, OvidHash, PolicyHash, TenantId, type DoneLedgerRecord } from '../../src/index.js';
import {
  OTHER_POLICY,
  OTHER_TENANT,
  POLICY,
  TENANT,
  clean,
  ending,
  failed,
  key,
  outcomeOf,
  outcomeOfCall,
  ovid,
  permanent,
  scanned,
  skipped,
} from '../support/rows.js';

async function ledgerOf(...records: DoneLedgerRecord[]): Promise<InMemoryDoneLedger> {
  const ledger = new InMemoryDoneLedger();
  await (await ledger.batchUpsert(records)).wait();
  return ledger;
}

const MALFORMED: readonly (readonly [unknown, string])[] = [
  ['AB'.repeat(32), 'InvalidHex'],
  ['ab'.repeat(31), 'InvalidHex'],
  [`${'ab'.repeat(32)}\n`, 'InvalidHex'],
  ['', 'InvalidHex'],
  [undefined, 'InvalidType'],
  [null, 'InvalidType'],
  [new Uint8Array(32), 'InvalidType'],
  [Object('ab'.repeat(32)), 'InvalidType'],
];

describe('batchGet', () => {
  test.each<[string, number[], (number | undefined)[]]>([
    ['is positional', [1, 2, 3], [1, 2, 3]],
    ['in the order asked for', [3, 2, 1], [3, 2, 1]],
    ['undefined where there is no row', [9, 1, 8], [undefined, 1, undefined]],
    ['repeats an answer for a repeated hash', [2, 2, 9, 2, 9], [2, 2, undefined, 2, undefined]],
    ['answers an empty query with an empty array', [], []],
  ])('%s', async (_, asked, answers) => {
    const ledger = await ledgerOf(clean(1), scanned(2), failed(3));
    const rows = await ledger.batchGet(TENANT, POLICY, asked.map(ovid));
    expect(rows.map((row) => row?.key.ovidHash)).toEqual(answers.map((n) => (n === undefined ? n : ovid(n))));
    expect(rows).toHaveLength(asked.length);
  });

  test('answers 1000 hashes, each in its place', async () => {
    const hash = (n: number) => OvidHash.fromHex(n.toString(16).padStart(64, '0'));
    const hashes = Array.from({ length: 1000 }, (_, n) => hash(n));
    const even = hashes.filter((_, n) => n % 2 === 0);
    const ledger = await ledgerOf(
      ...even.map((ovidHash, n) => clean(1, { key: key(1, { ovidHash }), bytesScanned: n })),
    );
    const rows = await ledger.batchGet(TENANT, POLICY, hashes);
    expect(rows).toHaveLength(1000);
    rows.forEach((row, n) => expect(row?.bytesScanned).toBe(n % 2 === 0 ? BigInt(n / 2) : undefined));
  });

  test('knows nothing of other tenants and policies, nor before the first write', async () => {
    expect(await new InMemoryDoneLedger().batchGet(TENANT, POLICY, [ovid(1)])).toEqual([undefined]);
    const ledger = await ledgerOf(clean(1));
    expect(await ledger.batchGet(OTHER_TENANT, POLICY, [ovid(1)])).toEqual([undefined]);
    expect(await ledger.batchGet(TENANT, OTHER_POLICY, [ovid(1)])).toEqual([undefined]);
  });

  test.each(MALFORMED)('rejects the malformed id %j with %s', async (id, code) => {
    const ledger = await ledgerOf(clean(1));
    expect(await outcomeOf(ledger.batchGet(id as TenantId, POLICY, []))).toBe(`${code} tenantId`);
    expect(await outcomeOf(ledger.batchGet(TENANT, id as PolicyHash, []))).toBe(`${code} policyHash`);
    expect(await outcomeOf(ledger.batchGet(TENANT, POLICY, [ovid(1), id as OvidHash]))).toBe(`${code} ovidHashes[1]`);
  });

  test.each([undefined, null, ovid(1), new Set([ovid(1)]), { length: 0 }])(
    'rejects hashes that are %j',
    async (hashes) => {
      const asked = new InMemoryDoneLedger().batchGet(TENANT, POLICY, hashes as never);
      expect(await outcomeOf(asked)).toBe('InvalidType ovidHashes');
    },
  );
});

describe('listDoneHashes', () => {
  test('lists rows with a terminal status, each once, sorted', async () => {
    const ledger = await ledgerOf(scanned(5), failed(4), skipped(3), permanent(2), clean(1), clean(1), clean(0xff));
    expect(await ledger.listDoneHashes(TENANT, POLICY)).toEqual([1, 2, 3, 5, 0xff].map(ovid));
  });

  test('is empty for others, and when all is to be retried', async () => {
    const ledger = await ledgerOf(failed(1), clean(2, { key: key(2, { tenantId: OTHER_TENANT }) }));
    expect(await ledger.listDoneHashes(TENANT, POLICY)).toEqual([]);
    expect(await ledger.listDoneHashes(OTHER_TENANT, OTHER_POLICY)).toEqual([]);
    expect(await ledger.listDoneHashes(OTHER_TENANT, POLICY)).toEqual([ovid(2)]);
  });

  test.each(MALFORMED)('rejects the malformed id %j with %s', async (id, code) => {
    const ledger = new InMemoryDoneLedger();
    expect(await outcomeOf(ledger.listDoneHashes(id as TenantId, POLICY))).toBe(`${code} tenantId`);
    expect(await outcomeOf(ledger.listDoneHashes(TENANT, id as PolicyHash))).toBe(`${code} policyHash`);
  });
});

describe('getRecord', () => {
  test('gives the durable row of a key, or undefined', async () => {
    const ledger = await ledgerOf(clean(1));
    expect(ledger.getRecord(key(1))).toEqual(clean(1));
    for (const other of [key(2), key(1, { tenantId: OTHER_TENANT }), key(1, { policyHash: OTHER_POLICY })]) {
      expect(ledger.getRecord(other)).toBeUndefined();
    }
  });

  test.each(MALFORMED)('throws for the malformed id %j: %s', (id, code) => {
    for (const part of ['tenantId', 'policyHash', 'ovidHash'] as const) {
      const wanted = { ...key(1), [part]: id as never };
      expect(outcomeOfCall(() => new InMemoryDoneLedger().getRecord(wanted))).toBe(`${code} key.${part}`);
    }
  });

  test.each([undefined, null, 'key', []])('throws for the key %j', (wanted) => {
    expect(outcomeOfCall(() => new InMemoryDoneLedger().getRecord(wanted as never))).toBe('InvalidType key');
  });
});

describe('snapshot', () => {
  test('is sorted by (tenantId, policyHash, ovidHash), whatever the order of writes', async () => {
    const keys = [1, 0x10, 0xa0, 0xff].flatMap((tenant) =>
      [2, 0x20].flatMap((policy) =>
        [0xee, 3].map((n) => ({
          tenantId: TenantId.filled(tenant),
          policyHash: PolicyHash.filled(policy),
          ovidHash: ovid(n),
        })),
      ),
    );
    const scrambled = keys.map((_, n) => keys[(n * 7) % keys.length] as (typeof keys)[0]);
    const ledger = await ledgerOf(...scrambled.map((key) => clean(1, { key })));
    const joined = ledger.snapshot().map(({ key }) => key.tenantId + key.policyHash + key.ovidHash);
    expect(joined).toEqual(keys.map((key) => key.tenantId + key.policyHash + key.ovidHash).sort());
    expect(ledger.durableCounts()).toEqual({ records: 16 });
  });

  test('keeps apart tenants, policies and object versions that differ in the last byte', async () => {
    const [a, b] = [ending(0x0f), ending(0xf0)] as never[] as [never, never];
    const keys = [a, b].flatMap((tenantId) =>
      [a, b].flatMap((policyHash) => [a, b].map((ovidHash) => ({ tenantId, policyHash, ovidHash }))),
    );
    const ledger = await ledgerOf(...keys.map((key, n) => clean(1, { key, bytesScanned: n })));
    expect(ledger.durableCounts()).toEqual({ records: 8 });
    keys.forEach((key, n) => expect(ledger.getRecord(key)?.bytesScanned).toBe(BigInt(n)));
    expect(await ledger.listDoneHashes(a, b)).toEqual([a, b]);
    expect((await ledger.batchGet(b, a, [b, a])).map((row) => row?.bytesScanned)).toEqual([5n, 4n]);
  });
});

describe('what a ledger hands out', () => {
  test('is frozen all the way down', async () => {
    const ledger = await ledgerOf(failed(1), failed(1, { bytesScanned: 999, findingsCount: 3 }));
    const handedOut = [
      ledger.snapshot()[0],
      ledger.getRecord(key(1)),
      (await ledger.batchGet(TENANT, POLICY, [ovid(1)]))[0],
    ] as DoneLedgerRecord[];
    for (const row of handedOut) {
      expect([row, row.key, row.provenance].map((part) => Object.isFrozen(part))).toEqual([true, true, true]);
    }
  });

  test('is fresh: changing an array changes nothing that is stored', async () => {
    const ledger = await ledgerOf(clean(1), clean(2));
    const arrays = async () => [
      ledger.snapshot(),
      await ledger.batchGet(TENANT, POLICY, [ovid(1), ovid(2)]),
      await ledger.listDoneHashes(TENANT, POLICY),
    ];
    const before = (await arrays()).map((array) => [...array]);
    for (const array of await arrays()) (array as unknown[]).length = 0;
    Object.assign(ledger.durableCounts(), { records: 99 });
    expect(await arrays()).toEqual(before);
    expect(ledger.durableCounts()).toEqual({ records: 2 });
  });
});
