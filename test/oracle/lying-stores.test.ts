import { describe, expect, test } from 'vitest';
import {
  FindingConflict,
  GossipOracle,
  InMemoryDoneLedger,
  InMemoryFindingsSink,
  InMemoryStoreCore,
  StoreRefusal,
  type DoneLedgerCommitReceipt,
  type DoneLedgerRecord,
  type FindingsCommitReceipt,
  type FindingsUpsertBatch,
} from '../../src/index.js';
import { doneLedgerBackend } from '../../src/done-ledger/done-ledger-backend.js';
import { findingsBackend } from '../../src/findings/findings-backend.js';
import { batchOf, clean, finding, key, OTHER_TENANT, scanned, secretBytes, triple } from '../support/rows.js';
import { SecretHash } from '../../src/index.js';

type Rows<Row> = readonly Row[];
type Lie = <Row>(rows: Rows<Row>) => Rows<Row>;

class LyingLedger extends InMemoryDoneLedger {
  lie: Lie = (rows) => rows;
  override snapshot(): Rows<DoneLedgerRecord> {
    return this.lie(super.snapshot());
  }
}

class LyingSink extends InMemoryFindingsSink {
  lies: { findings?: Lie; occurrences?: Lie; observations?: Lie } = {};
  #told<Row>(table: keyof LyingSink['lies'], rows: Rows<Row>): Rows<Row> {
    return this.lies[table]?.(rows) ?? rows;
  }
  override findingsSnapshot() {
    return this.#told('findings', super.findingsSnapshot());
  }
  override occurrencesSnapshot() {
    return this.#told('occurrences', super.occurrencesSnapshot());
  }
  override observationsSnapshot() {
    return this.#told('observations', super.observationsSnapshot());
  }
}

const without: Lie = (rows) => rows.slice(1);
const change =
  (over: object): Lie =>
  (rows) =>
    rows.map((row, index) => (index === 0 ? { ...row, ...over } : row));
const also =
  (extra: object): Lie =>
  (rows) => [...rows, extra as never];

async function ledgerWith(lie: Lie) {
  const ledger = new LyingLedger();
  const oracle = new GossipOracle({ ledger });
  await ledger.batchUpsert([scanned(1), clean(2)]);
  expect(oracle.differences(ledger).rows).toEqual([]);
  ledger.lie = lie;
  return oracle.differences(ledger);
}

async function sinkWith(lies: LyingSink['lies']) {
  const sink = new LyingSink();
  const oracle = new GossipOracle({ sink });
  await sink.upsertBatch(triple(1).batch);
  expect(oracle.differences(sink).rows).toEqual([]);
  sink.lies = lies;
  return oracle.differences(sink);
}

const rowKey = (n: number) => Object.values(key(n)).join('/');

describe('a ledger that shows', () => {
  const { provenance } = scanned(1);
  test.each([
    ['another count', { findingsCount: 2 }, ['findingsCount']],
    ['another run', { provenance: { ...provenance, runId: 9n } }, ['provenance.runId']],
    ['another status and an error code', { status: 'Skipped', errorCode: 'X' }, ['status', 'errorCode']],
    ['a number in place of a bigint', { bytesScanned: 100 }, ['bytesScanned']],
  ])('%s is caught', async (_, over, fields) => {
    const { rows, outcomes } = await ledgerWith(change(over));
    expect(rows).toEqual([
      { table: 'records', key: rowKey(1), expected: scanned(1), actual: { ...scanned(1), ...over }, fields },
    ]);
    expect(outcomes).toEqual([]);
  });

  test('a row too few is caught', async () => {
    expect((await ledgerWith(without)).rows).toEqual([
      { table: 'records', key: rowKey(1), expected: scanned(1), fields: [] },
    ]);
  });

  test('a row too many is caught', async () => {
    expect((await ledgerWith(also(clean(3)))).rows).toEqual([
      { table: 'records', key: rowKey(3), actual: clean(3), fields: [] },
    ]);
  });

  test('the same rows, made anew and in another order, is believed', async () => {
    const copied: Lie = (rows) => rows.map((row) => ({ ...row })).toReversed();
    expect((await ledgerWith(copied)).rows).toEqual([]);
  });
});

describe('a sink that shows', () => {
  const { finding: parent, occurrence: child, observation: leaf } = triple(1);
  const [other, stranger] = [triple(2), triple(1, OTHER_TENANT)];
  test.each([
    ['findings', parent, { secretHash: SecretHash.fromPersisted(secretBytes(9)) }, 'secretHash.tag', other.finding],
    ['findings', parent, { ruleFingerprint: 'ab'.repeat(32) }, 'ruleFingerprint', stranger.finding],
    ['occurrences', child, { byteOffset: 1n }, 'byteOffset', other.occurrence],
    ['occurrences', child, { objectVersionId: 'ab'.repeat(32) }, 'objectVersionId', stranger.occurrence],
    ['observations', leaf, { seenAt: 21n }, 'seenAt', other.observation],
    ['observations', leaf, { location: { display: 'elsewhere' } }, 'location.display', stranger.observation],
  ] as const)(
    'in %s another row (%#), one too few or one too many is caught',
    async (table, row, over, field, extra) => {
      const [changed, missing, surplus] = [change(over), without, also(extra)].map((lie) => sinkWith({ [table]: lie }));
      const id = `${table.slice(0, -1)}Id`;
      const keyOf = (of: object) => `${(of as typeof row).tenantId}/${(of as Record<string, string>)[id]}`;
      expect((await changed!).rows).toEqual([
        { table, key: keyOf(row), expected: row, actual: { ...row, ...over }, fields: [field] },
      ]);
      expect((await missing!).rows).toEqual([{ table, key: keyOf(row), expected: row, fields: [] }]);
      expect((await surplus!).rows).toEqual([{ table, key: keyOf(extra), actual: extra, fields: [] }]);
    },
  );

  test('several wrong rows, tells of each', async () => {
    const { rows } = await sinkWith({
      findings: without,
      occurrences: change({ byteLength: 9n }),
      observations: without,
    });
    expect(rows.map(({ table, fields }) => [table, ...fields])).toEqual([
      ['findings'],
      ['occurrences', 'byteLength'],
      ['observations'],
    ]);
  });
});

describe('an answer', () => {
  type LedgerApply = (receipt: DoneLedgerCommitReceipt) => DoneLedgerCommitReceipt;
  const ledgerAnswering = (lie: LedgerApply) =>
    new InMemoryDoneLedger(
      undefined,
      new InMemoryStoreCore({
        ...doneLedgerBackend,
        apply: (table, records: Rows<DoneLedgerRecord>, origin) => lie(doneLedgerBackend.apply(table, records, origin)),
      }),
    );
  const sinkAnswering = (lie: (receipt: FindingsCommitReceipt) => FindingsCommitReceipt) =>
    new InMemoryFindingsSink(
      undefined,
      new InMemoryStoreCore({
        ...findingsBackend,
        apply: (tables, batch: FindingsUpsertBatch, origin) => lie(findingsBackend.apply(tables, batch, origin)),
      }),
    );

  test.each(['recordCount', 'scannedCount', 'findingsCount'] as const)('with a wrong %s is caught', async (count) => {
    const ledger = ledgerAnswering((receipt) => ({ ...receipt, [count]: 7 }));
    const oracle = new GossipOracle({ ledger });
    await ledger.batchUpsert([clean(1), scanned(2, { findingsCount: 3 })]);
    const right = { findingsCount: 3, recordCount: 2, scannedCount: 2 };
    const text = (counts: typeof right) =>
      JSON.stringify(counts)
        .replace(/[{,:}]/g, (c) => ({ '{': '{ ', ',': ', ', ':': ': ', '}': ' }' })[c]!)
        .replaceAll('"', '');
    expect(oracle.differences(ledger)).toEqual({
      rows: [],
      outcomes: [
        { store: 'done-ledger', operationId: 1n, expected: text(right), actual: text({ ...right, [count]: 7 }) },
      ],
    });
  });

  test.each(['findingCount', 'occurrenceCount', 'observationCount'] as const)(
    'with a wrong %s is caught',
    async (count) => {
      const sink = sinkAnswering((receipt) => ({ ...receipt, [count]: 0 }));
      const oracle = new GossipOracle({ sink });
      await sink.upsertBatch(triple(1).batch);
      const { rows, outcomes } = oracle.differences(sink);
      expect(rows).toEqual([]);
      expect(outcomes).toEqual([
        {
          store: 'findings',
          operationId: 1n,
          expected: '{ findingCount: 1, observationCount: 1, occurrenceCount: 1 }',
          actual: expect.stringContaining(`${count}: 0`),
        },
      ]);
    },
  );

  test('that is a receipt where it should be an error is caught, and the other way round', async () => {
    const believing = new InMemoryFindingsSink(
      undefined,
      new InMemoryStoreCore({
        ...findingsBackend,
        apply: () => ({ findingCount: 0, occurrenceCount: 1, observationCount: 0 }),
      }),
    );
    const refusing = sinkAnswering(() => {
      throw new StoreRefusal('Full', 'is full.');
    });
    const mistaken = sinkAnswering(() => {
      const { tenantId, findingId } = finding(1);
      throw new FindingConflict({ store: 'findings', tenantId, findingId });
    });
    for (const [sink, batch, expected, actual] of [
      [
        believing,
        batchOf([], [triple(1).occurrence]),
        'MissingFinding',
        '{ findingCount: 0, observationCount: 0, occurrenceCount: 1 }',
      ],
      [refusing, batchOf(), '{ findingCount: 0, observationCount: 0, occurrenceCount: 0 }', 'Full'],
      [mistaken, batchOf(), '{ findingCount: 0, observationCount: 0, occurrenceCount: 0 }', 'FindingConflict'],
    ] as const) {
      const oracle = new GossipOracle({ sink });
      await sink.upsertBatch(batch);
      expect(oracle.differences(sink).outcomes).toEqual([{ store: 'findings', operationId: 1n, expected, actual }]);
    }
  });

  test('with another error than it should be is caught', async () => {
    const sink = new InMemoryFindingsSink(
      undefined,
      new InMemoryStoreCore({
        ...findingsBackend,
        apply: () => {
          throw new StoreRefusal('MissingOccurrence', 'has no occurrence.');
        },
      }),
    );
    const oracle = new GossipOracle({ sink });
    await sink.upsertBatch(batchOf([], [triple(1).occurrence]));
    expect(oracle.differences(sink).outcomes).toEqual([
      { store: 'findings', operationId: 1n, expected: 'MissingFinding', actual: 'MissingOccurrence' },
    ]);
  });

  test('is held against the store through every handle, and every time', async () => {
    const ledger = ledgerAnswering((receipt) => ({ ...receipt, recordCount: 7 }));
    const oracle = new GossipOracle({ ledger });
    await ledger.clone().batchUpsert([clean(1)]);
    expect(oracle.differences(ledger.clone()).outcomes).toHaveLength(1);
    await ledger.batchUpsert([clean(1)]);
    expect(oracle.differences(ledger).outcomes.map(({ operationId }) => operationId)).toEqual([1n, 2n]);
  });
});
