import { describe, expect, test } from 'vitest';
import { GossipOracle, InMemoryDoneLedger, InMemoryFindingsSink } from '../../src/index.js';
import { oracleOf } from '../../src/oracle/oracle.js';
import { coreOf } from '../../src/store/controlled-store.js';
import { batchOf, clean, failed, logStore, outcomeOfCall, scanned, triple } from '../support/rows.js';

const NOTHING = { rows: [], outcomes: [] };

describe('attaching', () => {
  test('to a store that has rows throws', async () => {
    const ledger = new InMemoryDoneLedger();
    const sink = new InMemoryFindingsSink();
    await ledger.batchUpsert([clean(1)]);
    await sink.upsertBatch(batchOf([triple(1).finding]));
    expect(() => new GossipOracle({ ledger })).toThrow(
      'ledger: expected a store without rows, to be followed from the start, received object',
    );
    expect(outcomeOfCall(() => new GossipOracle({ sink }))).toBe('InvalidType sink');
  });

  test.each([
    ['InvalidType ledger', { ledger: {} }],
    ['InvalidType ledger', { ledger: new InMemoryFindingsSink() }],
    ['InvalidType ledger', { ledger: logStore() }],
    ['InvalidType sink', { sink: new InMemoryDoneLedger() }],
    ['InvalidType sink', { sink: null }],
  ])('throws %s', (outcome, stores) => {
    expect(outcomeOfCall(() => new GossipOracle(stores as never))).toBe(outcome);
  });

  test('follows neither store if it cannot follow both', async () => {
    const ledger = new InMemoryDoneLedger();
    expect(outcomeOfCall(() => new GossipOracle({ ledger, sink: {} as never }))).toBe('InvalidType sink');
    expect(coreOf(ledger)?.observers()).toEqual([]);
  });

  test('works while writes are pending, and after rows were refused', async () => {
    const ledger = new InMemoryDoneLedger({ autoComplete: false });
    await ledger.batchUpsert([clean(1)]);
    const oracle = new GossipOracle({ ledger });
    expect(oracle.expectedRecords()).toEqual([]);
    ledger.releaseAll();
    expect(oracle.expectedRecords()).toEqual([clean(1)]);
    expect(oracle.differences(ledger)).toEqual(NOTHING);
  });

  test('is found through any handle of its stores', () => {
    const [ledger, sink] = [new InMemoryDoneLedger(), new InMemoryFindingsSink()];
    expect(oracleOf(ledger)).toBeUndefined();
    const oracle = new GossipOracle({ ledger, sink });
    expect([ledger, sink, ledger.clone(), sink.clone()].map(oracleOf)).toEqual([oracle, oracle, oracle, oracle]);
    expect([oracleOf({}), oracleOf(null)]).toEqual([undefined, undefined]);
  });
});

describe('what it follows', () => {
  test('are all handles of its stores', async () => {
    const ledger = new InMemoryDoneLedger();
    const sink = new InMemoryFindingsSink();
    const [ledgerClone, sinkClone] = [ledger.clone(), sink.clone()];
    const oracle = new GossipOracle({ ledger, sink: sinkClone });
    await ledgerClone.batchUpsert([scanned(1)]);
    await ledger.clone().batchUpsert([clean(2)]);
    await sink.upsertBatch(triple(1).batch);
    expect(oracle.expectedRecords()).toEqual([scanned(1), clean(2)]);
    for (const store of [ledger, ledgerClone, sink, sinkClone]) expect(oracle.differences(store)).toEqual(NOTHING);
  });

  test('are only the stores that it was given', () => {
    const [ledger, sink] = [new InMemoryDoneLedger(), new InMemoryFindingsSink()];
    const ledgerOnly = new GossipOracle({ ledger });
    expect(outcomeOfCall(() => ledgerOnly.differences(sink))).toBe('InvalidType store');
    expect(outcomeOfCall(() => ledgerOnly.differences(new InMemoryDoneLedger()))).toBe('InvalidType store');
    expect(outcomeOfCall(() => ledgerOnly.differences({} as never))).toBe('InvalidType store');
    expect(outcomeOfCall(() => ledgerOnly.expectedFindings())).toBe('InvalidType oracle');
    expect(outcomeOfCall(() => new GossipOracle({ sink }).expectedRecords())).toBe('InvalidType oracle');
  });

  test('is not what is pending, refused, failed or dropped, but what lost its acknowledgement', async () => {
    const ledger = new InMemoryDoneLedger();
    const oracle = new GossipOracle({ ledger });
    const write = (n: number) => ledger.batchUpsert([clean(n)]).catch(() => undefined);
    ledger.delayNextWrites(1);
    await write(1);
    ledger.failNextSubmissions(1);
    await write(2);
    ledger.failNextCommits(1);
    await write(3);
    ledger.loseNextAcks(1);
    await write(4);
    expect(oracle.expectedRecords()).toEqual([clean(4)]);
    ledger.crash();
    await write(5);
    expect(oracle.expectedRecords()).toEqual([clean(4), clean(5)]);
    expect(oracle.differences(ledger)).toEqual(NOTHING);
  });
});

describe('what it expects', () => {
  test('records: merged, sorted by key', async () => {
    const ledger = new InMemoryDoneLedger();
    const oracle = new GossipOracle({ ledger });
    await ledger.batchUpsert([clean(3), failed(1, { bytesScanned: 500 })]);
    await ledger.batchUpsert([scanned(1, { bytesScanned: 100, findingsCount: 2 })]);
    expect(oracle.expectedRecords()).toEqual([scanned(1, { bytesScanned: 500, findingsCount: 2 }), clean(3)]);
  });

  test('findings: each layer, sorted by (tenant, id)', async () => {
    const sink = new InMemoryFindingsSink();
    const oracle = new GossipOracle({ sink });
    const triples = [3, 1, 2].map((n) => triple(n));
    for (const { batch } of triples) await sink.upsertBatch(batch);
    const { findings, occurrences, observations } = oracle.expectedFindings();
    expect(findings).toEqual(triples.map((t) => t.finding).toSorted((a, b) => (a.findingId < b.findingId ? -1 : 1)));
    expect(occurrences.map((row) => row.occurrenceId)).toEqual(
      triples.map((t) => t.occurrence.occurrenceId).toSorted(),
    );
    expect(observations.map((row) => row.observationId)).toEqual(
      triples.map((t) => t.observation.observationId).toSorted(),
    );
  });

  test('asking changes nothing', async () => {
    const ledger = new InMemoryDoneLedger();
    const oracle = new GossipOracle({ ledger });
    for (const n of [1, 2]) {
      await ledger.batchUpsert([clean(n), clean(1)]);
      expect(oracle.expectedRecords()).toHaveLength(n);
      expect(oracle.expectedRecords()).toHaveLength(n);
      (oracle.expectedRecords() as unknown[]).length = 0;
    }
    expect(oracle.differences(ledger)).toEqual(NOTHING);
  });
});
