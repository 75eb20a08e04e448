import fc from 'fast-check';
import { describe } from 'vitest';
import { expect, test } from '../../fixtures/vitest.js';
import {
  InMemoryDoneLedger,
  InMemoryFindingsSink,
  OvidHash,
  RecordBuilders,
  SecretHash,
  StoreDiff,
  aliases,
  defineStore,
  diff,
  type DiffOptions,
  type DoneLedgerRecord,
} from '../../src/index.js';
import { ledgerKey, ledgerRecord } from '../support/arbitraries.js';
import { findingsBatch } from '../support/findings-arbitraries.js';
import {
  clean,
  ending,
  failed,
  finding,
  hostile,
  key,
  logStore,
  outcomeOfCall,
  scanned,
  secretBytes,
  triple,
} from '../support/rows.js';

async function ledgerOf(...records: readonly DoneLedgerRecord[]): Promise<InMemoryDoneLedger> {
  const ledger = new InMemoryDoneLedger();
  await ledger.batchUpsert(records);
  return ledger;
}

const KEY_1 = [key(1).tenantId, key(1).policyHash, key(1).ovidHash].join('/');

describe('the rows', () => {
  test('added: those that only the later has', async () => {
    const found = diff(await ledgerOf(), await ledgerOf(clean(1)));
    expect(found.added).toEqual([{ change: 'added', table: 'records', key: KEY_1, after: clean(1), fields: [] }]);
    expect([found.changed, found.removed, found.isEmpty]).toEqual([[], [], false]);
  });

  test('removed: those that only the earlier has', async () => {
    const found = diff(await ledgerOf(clean(1)), await ledgerOf());
    expect(found.removed).toEqual([{ change: 'removed', table: 'records', key: KEY_1, before: clean(1), fields: [] }]);
    expect([found.added, found.changed, found.isEmpty]).toEqual([[], [], false]);
  });

  test('changed: field by field', async () => {
    const found = diff(await ledgerOf(failed(1)), await ledgerOf(scanned(1, { bytesScanned: 7n })));
    expect(found.changed).toEqual([
      {
        change: 'changed',
        table: 'records',
        key: KEY_1,
        before: failed(1),
        after: scanned(1, { bytesScanned: 7n }),
        fields: [
          { path: 'status', before: 'FailedRetryable', after: 'ScannedWithFindings' },
          { path: 'bytesScanned', before: 100n, after: 7n },
          { path: 'findingsCount', before: 0, after: 1 },
          { path: 'errorCode', before: 'timeout', after: undefined },
        ],
      },
    ]);
    expect([found.added, found.removed]).toEqual([[], []]);
  });

  test('that are equal do not count, whoever made them', async () => {
    const found = diff(await ledgerOf(clean(1), clean(2)), await ledgerOf(clean(2), clean(1)));
    expect(found).toMatchObject({ store: 'done-ledger', changes: [], isEmpty: true });
  });

  test('of all three layers of a sink, in the order of the layers', async () => {
    const sink = new InMemoryFindingsSink();
    const before = sink.checkpoint();
    await sink.upsertBatch(triple(1).batch);
    expect(diff(before, sink).changes.map(({ change, table }) => `${change} ${table}`)).toEqual([
      'added findings',
      'added occurrences',
      'added observations',
    ]);
  });

  test('a secret is compared by what it is, and handed out as itself', async () => {
    const [one, other] = [new InMemoryFindingsSink(), new InMemoryFindingsSink()];
    await one.upsertBatch({ findings: [finding(1)], occurrences: [], observations: [] });
    const secretHash = SecretHash.fromPersisted(secretBytes(2));
    await other.upsertBatch({ findings: [{ ...finding(1), secretHash }], occurrences: [], observations: [] });
    expect(diff(one, other).changed[0]?.fields).toEqual([
      { path: 'secretHash', before: finding(1).secretHash, after: secretHash },
    ]);
    expect(String(diff(one, other))).toBe(
      [
        'findings: 1 changed',
        `~ finding 01010101..01010101/${short(finding(1).findingId)}`,
        '    secretHash: SecretHash([redacted]) -> another',
      ].join('\n'),
    );
    expect(diff(one, other)).toBeRedacted(secretHash);
  });
});

describe('what can be compared', () => {
  test('stores, clones, forks and checkpoints of one kind, in any combination', async () => {
    const ledger = await ledgerOf(clean(1));
    const same = [ledger, ledger.clone(), ledger.fork(), ledger.checkpoint(), ledger.checkpoint().fork()];
    for (const a of same) for (const b of same) expect(diff(a, b).isEmpty).toBe(true);
  });

  test('pending writes do not count', async () => {
    const ledger = await ledgerOf(clean(1));
    const before = ledger.checkpoint();
    ledger.setAutoComplete(false);
    await ledger.batchUpsert([clean(2)]);
    expect(diff(before, ledger).isEmpty).toBe(true);
    ledger.releaseAll();
    expect(diff(before, ledger).added).toHaveLength(1);
  });

  test.each<[string, () => unknown, string]>([
    [
      'nothing',
      () => diff(undefined as never, new InMemoryDoneLedger()),
      'before: expected a store or checkpoint of gossip-inmemory, received undefined',
    ],
    [
      'rows',
      () => diff([] as never, new InMemoryDoneLedger()),
      'before: expected a store or checkpoint of gossip-inmemory, received array',
    ],
    [
      'a ledger with rows',
      () => diff(new InMemoryDoneLedger(), [] as never),
      'after: expected a done-ledger store or checkpoint, as before is, received array',
    ],
    [
      'a ledger with a sink',
      () => diff(new InMemoryDoneLedger(), new InMemoryFindingsSink()),
      'after: expected a done-ledger store or checkpoint, as before is, received object',
    ],
    [
      'a sink with a checkpoint of a ledger',
      () => diff(new InMemoryFindingsSink(), new InMemoryDoneLedger().checkpoint()),
      'after: expected a findings store or checkpoint, as before is, received object',
    ],
    [
      'a store whose backend shows no rows',
      () => diff(logStore(), logStore()),
      'backend.tables: expected a function that shows the durable rows, received undefined',
    ],
    [
      'in a manner that is not known',
      () => diff(new InMemoryDoneLedger(), new InMemoryDoneLedger(), { ids: 'long' as never }),
      "options.ids: expected 'short', 'full', 'alias' or aliases(), received string",
    ],
    [
      'with ids that are null',
      () => diff(new InMemoryDoneLedger(), new InMemoryDoneLedger(), { ids: null as never }),
      "options.ids: expected 'short', 'full', 'alias' or aliases(), received null",
    ],
    [
      'with an option that there is not',
      () => diff(new InMemoryDoneLedger(), new InMemoryDoneLedger(), { alias: true } as DiffOptions),
      'options.alias: expected nothing: there is ids, received object',
    ],
  ])('refuses %s', (_, call, message) => {
    expect(outcomeOfCall(call)).toMatch(/^InvalidType /);
    expect(call).toThrow(new RegExp(`^${message.replace(/[.()]/g, '\\$&')}$`));
  });

  test('a poisoned store refuses', async () => {
    const store = defineStore({
      kind: 'broken',
      createDurable: () => new Map<string, string>(),
      apply: () => {
        throw new TypeError('a bug in apply');
      },
      tables: (rows) => ({ rows }),
    });
    await expect(store.submit('a')).toRejectWithCode('Poisoned');
    expect(outcomeOfCall(() => diff(store, store))).toBe('Poisoned');
  });

  test('anything at all is refused with a typed error', () => {
    fc.assert(
      fc.property(hostile, ({ make }) => {
        expect(outcomeOfCall(() => diff(make() as never, new InMemoryDoneLedger()))).toBe('InvalidType before');
        expect(outcomeOfCall(() => diff(new InMemoryDoneLedger(), make() as never))).toBe('InvalidType after');
      }),
    );
  });
});

describe('a store of your own', () => {
  type Row = { readonly offset: number; readonly tags?: readonly string[] } | number | Map<string, Date>;
  const createStore = () =>
    defineStore({
      kind: 'checkpoints',
      createDurable: () => ({ shards: new Map<string, Row>(), owners: new Map<string, Row>() }),
      apply: (durable, [table, name, row]: readonly ['shards' | 'owners', string, Row]) =>
        void durable[table].set(name, row),
      fork: ({ shards, owners }) => ({ shards: new Map(shards), owners: new Map(owners) }),
      tables: (durable) => durable,
    });

  test('is compared by its tables, whatever its rows are', async () => {
    const store = createStore();
    await store.submit(['shards', 'a/b', { offset: 1, tags: ['x'] }]);
    await store.submit(['shards', 'gone', 1]);
    await store.submit(['owners', ending(1), new Map([['since', new Date(0)]])]);
    const after = createStore();
    await after.submit(['shards', 'a/b', { offset: 1, tags: ['x', 'y'] }]);
    await after.submit(['shards', 'n', 3]);
    await after.submit(['owners', ending(1), new Map([['since', new Date(1)]])]);
    expect(String(diff(store, after))).toMatchInlineSnapshot(`
      "checkpoints: 1 added, 2 changed, 1 removed
      ~ shards a/b
          tags: ["x"] -> ["x", "y"]
      - shards gone
      + shards n
          3
      ~ owners abababab..ababab01
          Map [["since", "1970-01-01T00:00:00.000Z"]] -> Map [["since", "1970-01-01T00:00:00.001Z"]]"
    `);
    expect(diff(store, store.fork()).isEmpty).toBe(true);
  });
});

describe('identities', () => {
  test('are short if nothing else is asked for, and shown whole as full', async () => {
    const [before, after] = [
      await ledgerOf(),
      await ledgerOf(clean(1, { key: key(1, { ovidHash: ending(1) as never }) })),
    ];
    expect(headOf(diff(before, after))).toBe('+ record 01010101..01010101/0a0a0a0a..0a0a0a0a/abababab..ababab01');
    expect(headOf(diff(before, after, { ids: 'short' }))).toBe(headOf(diff(before, after)));
    expect(headOf(diff(before, after, { ids: 'full' }))).toBe(
      `+ record ${'01'.repeat(32)}/${'0a'.repeat(32)}/${ending(1)}`,
    );
  });

  test('as aliases do not depend on their digits, nor does the order of the rows', async () => {
    const shown = async (ovids: readonly number[]) => {
      const ledger = new InMemoryDoneLedger();
      const before = ledger.checkpoint();
      for (const [index, n] of ovids.entries()) await ledger.batchUpsert([clean(n, { bytesScanned: index })]);
      return String(diff(before, ledger, { ids: 'alias' }));
    };
    expect(await shown([1, 2, 3])).toBe(await shown([9, 7, 8]));
    expect(await shown([3, 2, 1])).toMatch(/ovid#1\n.*bytesScanned: 0,[^]*ovid#2\n.*bytesScanned: 1,/);
  });

  test('share one numbering over several diffs, by who was compared first', async () => {
    const ids = aliases();
    const [first, second] = [
      diff(await ledgerOf(), await ledgerOf(clean(8)), { ids }),
      diff(await ledgerOf(), await ledgerOf(clean(2), clean(8)), { ids }),
    ];
    expect([second, first].map((found) => String(found).match(/ovid#\d/g))).toEqual([['ovid#2', 'ovid#1'], ['ovid#1']]);
    expect(ids.of('ovid', OvidHash.filled(8))).toBe('ovid#1');
  });

  test('that differ, but look the same in short, are said to be others', async () => {
    const sink = new InMemoryFindingsSink();
    const other = new InMemoryFindingsSink();
    const [one, two] = [`${'ab'.repeat(16)}00${'ab'.repeat(15)}`, `${'ab'.repeat(16)}01${'ab'.repeat(15)}`];
    const row = (stableItemId: string) => ({ ...finding(1), stableItemId: stableItemId as never });
    await sink.upsertBatch({ findings: [row(one)], occurrences: [], observations: [] });
    await other.upsertBatch({ findings: [row(two)], occurrences: [], observations: [] });
    expect(String(diff(sink, other)).split('\n')[2]).toBe('    stableItemId: abababab..abababab -> another');
  });
});

describe('a snapshot', () => {
  test('of a diff of ledgers', async () => {
    const records = new RecordBuilders();
    const ledger = new InMemoryDoneLedger();
    const retried = records.failed();
    await ledger.batchUpsert([retried]);
    const before = ledger.checkpoint();
    await ledger.batchUpsert([records.clean({ key: retried.key }), records.skipped()]);
    expect(diff(before, ledger)).toMatchInlineSnapshot(`
      done-ledger: 1 added, 1 changed
      ~ record 7e4a0001..7e4a0001/90110001..90110001/071d0001..071d0001
          status: "FailedRetryable" -> "ScannedClean"
          bytesScanned: 4092 -> 8777
          provenance.startedAt: 10 -> 20
          provenance.finishedAt: 16 -> 24
          errorCode: "IO_TIMEOUT" -> nothing
      + record 7e4a0001..7e4a0001/90110001..90110001/071d0003..071d0003
          status: "Skipped", bytesScanned: 9717, findingsCount: 0, provenance.runId: 1,
          provenance.shardId: 1, provenance.fenceEpoch: 1, provenance.startedAt: 30,
          provenance.finishedAt: 34, errorCode: "TOO_LARGE"
    `);
    expect({ nested: [diff(ledger, before)] }).toMatchInlineSnapshot(`
      {
        "nested": [
          done-ledger: 1 changed, 1 removed
          ~ record 7e4a0001..7e4a0001/90110001..90110001/071d0001..071d0001
              status: "ScannedClean" -> "FailedRetryable"
              bytesScanned: 8777 -> 4092
              provenance.startedAt: 20 -> 10
              provenance.finishedAt: 24 -> 16
              errorCode: nothing -> "IO_TIMEOUT"
          - record 7e4a0001..7e4a0001/90110001..90110001/071d0003..071d0003,
        ],
      }
    `);
    expect(diff(ledger, ledger)).toMatchInlineSnapshot(`done-ledger: no row differs`);
  });

  test('of a diff of sinks, with aliases', async () => {
    const sink = new InMemoryFindingsSink();
    const before = sink.checkpoint();
    await sink.upsertBatch(new RecordBuilders().triple());
    expect(diff(before, sink, { ids: 'alias' })).toMatchInlineSnapshot(`
      findings: 3 added
      + finding tenant#1/finding#1
          stableItemId: item#1, ruleFingerprint: rule#1, secretHash: SecretHash([redacted])
      + occurrence tenant#1/occurrence#1
          findingId: finding#1, objectVersionId: version#1, byteOffset: 103, byteLength: 25
      + observation tenant#1/observation#1
          occurrenceId: occurrence#1, policyHash: policy#1, ovidHash: ovid#1, runId: 1, shardId: 1,
          fenceEpoch: 1, seenAt: 10, location.display: "item-1.txt:80"
    `);
  });

  test('of a checkpoint', async () => {
    expect((await ledgerOf()).checkpoint()).toMatchInlineSnapshot(`
      DoneLedgerCheckpoint {
        records: none
      }
    `);
    expect(new InMemoryFindingsSink().checkpoint()).toMatchInlineSnapshot(`
      FindingsCheckpoint {
        findings: none
        occurrences: none
        observations: none
      }
    `);
  });
});

test('a diff is known as one, by any copy of the package', async () => {
  const ledger = await ledgerOf();
  expect(StoreDiff.is(diff(ledger, ledger))).toBe(true);
  expect([undefined, {}, ledger, 'done-ledger: no row differs'].filter((value) => StoreDiff.is(value))).toEqual([]);
});

describe('laws', () => {
  const ledgers = fc
    .array(ledgerRecord(ledgerKey), { maxLength: 8 })
    .map((records) => async () => ledgerOf(...records));
  const sinks = fc.array(findingsBatch, { maxLength: 4 }).map((batches) => async () => {
    const sink = new InMemoryFindingsSink();
    for (const batch of batches) await sink.upsertBatch(batch).catch(() => undefined);
    return sink;
  });

  test('nothing differs from a fork', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(ledgers, sinks), async (make) => {
        const store = await make();
        expect(diff(store, store.fork()).changes).toEqual([]);
        expect(diff(store.checkpoint(), store).changes).toEqual([]);
      }),
    );
  });

  test('a diff names exactly the rows that differ, and says what is in them', async () => {
    await fc.assert(
      fc.asyncProperty(ledgers, ledgers, async (makeBefore, makeAfter) => {
        const [before, after] = [await makeBefore(), await makeAfter()];
        const found = diff(before, after);
        const told = (row: DoneLedgerRecord) => Object.values(row.key).join('/');
        const rows = new Map(before.snapshot().map((row) => [told(row), row]));
        for (const { key: rowKey, before: old } of found.changes) expect(rows.get(rowKey)).toEqual(old);
        for (const { key: rowKey, after: row } of found.changes) {
          if (row === undefined) rows.delete(rowKey);
          else rows.set(rowKey, row);
        }
        expect([...rows.keys()].sort().map((rowKey) => rows.get(rowKey))).toEqual(after.snapshot());
        for (const { before: old, after: row } of found.changed) expect(row).not.toEqual(old);
      }),
    );
  });

  test('the other way round it is the same with the sides exchanged', async () => {
    await fc.assert(
      fc.asyncProperty(sinks, sinks, async (makeBefore, makeAfter) => {
        const [before, after] = [await makeBefore(), await makeAfter()];
        const [there, back] = [diff(before, after), diff(after, before)];
        expect(back.added.map(({ key: rowKey }) => rowKey)).toEqual(there.removed.map(({ key: rowKey }) => rowKey));
        expect(back.changed).toEqual(
          there.changed.map((row) => ({
            ...row,
            before: row.after,
            after: row.before,
            fields: row.fields.map((field) => ({ ...field, before: field.after, after: field.before })),
          })),
        );
      }),
    );
  });
});

const short = (id: string): string => `${id.slice(0, 8)}..${id.slice(-8)}`;
const headOf = (found: StoreDiff): string | undefined => String(found).split('\n')[1];
