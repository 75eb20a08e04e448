import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GossipOracle, InMemoryDoneLedger, InMemoryFindingsSink, type CommitHandle } from '../../src/index.js';
import { ledgerRowOf, observationRowOf } from '../../src/oracle/definition.js';
import { mergeRecords } from '../../src/records/done-ledger-merge.js';
import { contribution, I64_MAX, invalidLedgerRecord, ledgerKey, ledgerRecord } from '../support/arbitraries.js';
import { batchOf, describeError, TENANT, triple } from '../support/rows.js';
import { findingsBatch } from '../support/findings-arbitraries.js';

const NOTHING = { rows: [], outcomes: [] };

const ledgerBatch = fc.oneof(
  { weight: 8, arbitrary: fc.array(ledgerRecord(ledgerKey), { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.tuple(ledgerRecord(ledgerKey), invalidLedgerRecord).map(([a, b]) => [a, b.record]) },
);

const command = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('upsert' as const), batch: ledgerBatch, clone: fc.boolean() }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('write' as const), batch: findingsBatch, clone: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom(
        ...(['failNextSubmissions', 'failNextCommits', 'loseNextAcks', 'delayNextWrites', 'release', 'crash'] as const),
        ...(['releaseAll', 'release', 'setAutoComplete', 'resetFaults', 'delayNextWrites'] as const),
      ),
      on: fc.constantFrom('ledger', 'sink'),
      count: fc.integer({ min: 1, max: 3 }),
    }),
  },
);

test('the oracle agrees with the stores on every row and outcome, whatever happens to them', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 40 }), async (commands) => {
      const stores = { ledger: new InMemoryDoneLedger(), sink: new InMemoryFindingsSink() };
      const { ledger, sink } = stores;
      const oracle = new GossipOracle(stores);
      const handles: CommitHandle<object>[] = [];
      const take = (submitted: Promise<CommitHandle<object>>) =>
        submitted.then(
          (handle) => void handles.push(handle),
          (error: unknown) => void seen.add(describeError(error)),
        );
      for (const step of commands) {
        if (step.do === 'upsert') await take((step.clone ? ledger.clone() : ledger).batchUpsert(step.batch));
        else if (step.do === 'write') await take((step.clone ? sink.clone() : sink).upsertBatch(step.batch));
        else {
          const store = stores[step.on];
          if (step.do === 'release') store.releaseNext(step.count === 1 ? 'NewestFirst' : 'OldestFirst');
          else if (step.do === 'releaseAll') store.releaseAll();
          else if (step.do === 'setAutoComplete') store.setAutoComplete(step.count > 1);
          else if (step.do === 'crash' || step.do === 'resetFaults') store[step.do]();
          else store[step.do](step.count);
        }
        expect(oracle.differences(ledger)).toEqual(NOTHING);
        expect(oracle.differences(sink)).toEqual(NOTHING);
      }
      for (const store of [ledger, sink]) store.releaseAll();
      for (const handle of handles)
        await handle.wait().then(
          () => seen.add('receipt'),
          (error) => seen.add(describeError(error)),
        );
      expect(oracle.expectedRecords()).toEqual(ledger.snapshot());
      expect(oracle.expectedFindings()).toEqual({
        findings: sink.findingsSnapshot(),
        occurrences: sink.occurrencesSnapshot(),
        observations: sink.observationsSnapshot(),
      });
    }),
    { numRuns: 300 },
  );
  // Without these it would have shown little.
  expect(Array.from(seen, (outcome) => outcome.split(' ')[0])).toEqual(
    expect.arrayContaining([
      ...['receipt', 'InjectedSubmissionFailure', 'InjectedCommitFailure', 'AckLost', 'StoreCrashed'],
      ...['MissingFinding', 'MissingOccurrence', 'FindingConflict', 'OccurrenceConflict', 'ObservationConflict'],
      'BatchValidation:',
    ]),
  );
});

describe('the definition of a ledger row', () => {
  test('is what pairwise merging comes to, in any order', () => {
    fc.assert(
      fc.property(fc.array(ledgerRecord(), { minLength: 1, maxLength: 6 }), (records) => {
        const merged = records.reduce(mergeRecords);
        expect(ledgerRowOf(records)).toEqual(merged);
        expect(ledgerRowOf(records.toReversed())).toEqual(merged);
      }),
      { numRuns: 500 },
    );
  });

  test('reads run and shard as signed, as the merge does', () => {
    fc.assert(
      fc.property(ledgerRecord(), fc.constantFrom('runId' as const, 'shardId' as const), (record, field) => {
        const at = (value: bigint) => ({ ...record, provenance: { ...record.provenance, [field]: value } });
        expect(ledgerRowOf([at(I64_MAX + 1n), at(0n)]).provenance[field]).toBe(0n);
      }),
    );
  });
});

describe('order and splits', () => {
  const cut = <T>(items: readonly T[], at: number): T[][] =>
    [items.slice(0, at), items.slice(at)].filter((part) => part.length > 0);

  test('do not matter to what the oracle expects, nor to the ledger', async () => {
    const arbitrary = fc
      .array(ledgerRecord(ledgerKey), { minLength: 1, maxLength: 8 })
      .chain((records) =>
        fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length }), fc.nat(8)),
      );
    await fc.assert(
      fc.asyncProperty(arbitrary, async ([records, shuffled, at]) => {
        const runs = [[records], cut(shuffled, at), shuffled.map((record) => [record])].map(async (batches) => {
          const ledger = new InMemoryDoneLedger();
          const oracle = new GossipOracle({ ledger });
          for (const batch of batches) await ledger.batchUpsert(batch);
          expect(oracle.expectedRecords()).toEqual(ledger.snapshot());
          return oracle.expectedRecords();
        });
        const [first, ...others] = await Promise.all(runs);
        for (const other of others) expect(other).toEqual(first);
      }),
    );
  });

  test('do not matter to what the oracle expects, nor to the sink', async () => {
    const { finding, occurrence } = triple(1);
    const rows = fc.array(contribution(TENANT, occurrence.occurrenceId), { minLength: 1, maxLength: 8 });
    const arbitrary = rows.chain((set) =>
      fc.tuple(fc.constant(set), fc.shuffledSubarray(set, { minLength: set.length }), fc.nat(8)),
    );
    await fc.assert(
      fc.asyncProperty(arbitrary, async ([set, shuffled, at]) => {
        for (const batches of [[set], cut(shuffled, at), shuffled.map((row) => [row])]) {
          const sink = new InMemoryFindingsSink();
          const oracle = new GossipOracle({ sink });
          for (const observations of batches) await sink.upsertBatch(batchOf([finding], [occurrence], observations));
          expect(sink.observationsSnapshot()).toEqual([observationRowOf(set)]);
          expect(oracle.expectedFindings().observations).toEqual([observationRowOf(set)]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
