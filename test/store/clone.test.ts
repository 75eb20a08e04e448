import { describe, expect, test } from 'vitest';
import { InMemoryDoneLedger, InMemoryFindingsSink } from '../../src/index.js';
import { POLICY, TENANT, clean, key, logged, logStore, outcomeOf, ovid, scanned, triple } from '../support/rows.js';

describe('clone', () => {
  test('shares rows, pending writes, the id sequence, mode and counters, in both directions', async () => {
    const store = logStore();
    const clone = store.clone();
    await store.submit('a');
    clone.setAutoComplete(false);
    expect((await clone.submit('b')).operationId).toBe(2n);
    expect((await store.submit('c')).operationId).toBe(3n);
    expect(store.pendingIds()).toEqual([2n, 3n]);
    clone.failNextCommits(1);
    expect(store.faults()).toEqual(clone.faults());
    expect(store.releaseSpecific(2)).toBe(true);
    expect(clone.releaseAll()).toBe(1);
    expect(logged(clone)).toEqual(['a', 'c']);
    expect(logged(store)).toEqual(['a', 'c']);
  });

  test('is a handle of the same kind, also of itself', () => {
    const ledger = new InMemoryDoneLedger();
    expect(ledger.clone()).not.toBe(ledger);
    expect(ledger.clone().clone()).toBeInstanceOf(InMemoryDoneLedger);
    expect(new InMemoryFindingsSink().clone()).toBeInstanceOf(InMemoryFindingsSink);
  });

  test('shares the rows of a ledger and of a sink', async () => {
    const ledger = new InMemoryDoneLedger({ autoComplete: false });
    const handle = await ledger.clone().batchUpsert([clean(1)]);
    ledger.releaseAll();
    expect(await handle.wait()).toEqual({ recordCount: 1, scannedCount: 1, findingsCount: 0 });
    expect(ledger.clone().snapshot()).toEqual([clean(1)]);
    const sink = new InMemoryFindingsSink();
    await sink.upsertBatch(triple(1).batch);
    expect(sink.clone().durableCounts()).toEqual({ findings: 1, occurrences: 1, observations: 1 });
  });

  test('two stores share nothing', async () => {
    const [one, other] = [new InMemoryDoneLedger(), new InMemoryDoneLedger()];
    one.failNextCommits(1);
    await one.batchUpsert([clean(1)]);
    await one.batchUpsert([clean(1)]);
    expect(other.durableCounts()).toEqual({ records: 0 });
    expect(await outcomeOf((await other.batchUpsert([clean(1)])).wait())).toBe('fulfilled');
  });
});

describe('a pending payload is visible to nobody', () => {
  test('of a ledger: reads, snapshots and counts see it when it is released', async () => {
    const ledger = new InMemoryDoneLedger();
    await ledger.batchUpsert([clean(1)]);
    ledger.delayNextWrites(1);
    await ledger.batchUpsert([scanned(1), clean(2)]);
    const seen = async () => [
      await ledger.batchGet(TENANT, POLICY, [ovid(1), ovid(2)]),
      await ledger.listDoneHashes(TENANT, POLICY),
      ledger.getRecord(key(2)),
      ledger.snapshot(),
      ledger.durableCounts(),
    ];
    expect(await seen()).toEqual([[clean(1), undefined], [ovid(1)], undefined, [clean(1)], { records: 1 }]);
    ledger.releaseAll();
    expect(await seen()).toEqual([
      [scanned(1), clean(2)],
      [ovid(1), ovid(2)],
      clean(2),
      [scanned(1), clean(2)],
      { records: 2 },
    ]);
  });

  test('of a sink: neither to reads nor as the parent of another batch', async () => {
    const sink = new InMemoryFindingsSink({ autoComplete: false });
    const { finding, occurrence, observation, batch } = triple(1);
    await sink.upsertBatch(batch);
    const child = await sink.upsertBatch({ findings: [], occurrences: [occurrence], observations: [] });
    const seen = () => [
      sink.findingsSnapshot(),
      sink.occurrencesSnapshot(),
      sink.observationsSnapshot(),
      sink.getFinding(TENANT, finding.findingId),
      sink.getOccurrence(TENANT, occurrence.occurrenceId),
      sink.getObservation(TENANT, observation.observationId),
      sink.durableCounts(),
    ];
    const nothing = [[], [], [], undefined, undefined, undefined, { findings: 0, occurrences: 0, observations: 0 }];
    expect(seen()).toEqual(nothing);
    sink.releaseNext('NewestFirst');
    expect(await outcomeOf(child.wait())).toBe('MissingFinding');
    expect(seen()).toEqual(nothing);
    sink.releaseNext();
    expect(seen()).toEqual([
      [finding],
      [occurrence],
      [observation],
      finding,
      occurrence,
      observation,
      { findings: 1, occurrences: 1, observations: 1 },
    ]);
  });

  test('reads take effect at the moment of the call', async () => {
    const ledger = new InMemoryDoneLedger({ autoComplete: false });
    await ledger.batchUpsert([clean(1)]);
    const before = ledger.batchGet(TENANT, POLICY, [ovid(1)]);
    const hashes = ledger.listDoneHashes(TENANT, POLICY);
    ledger.releaseAll();
    expect([await before, await hashes]).toEqual([[undefined], []]);
  });
});
