import { describe } from 'vitest';
import { expect, test } from '../../fixtures/vitest.js';
import {
  Checkpoint,
  DoneLedgerCheckpoint,
  FindingsCheckpoint,
  InMemoryDoneLedger,
  InMemoryFindingsSink,
  defineStore,
} from '../../src/index.js';
import { clean, failed, key, outcomeOfCall, triple } from '../support/rows.js';

const createCounter = () =>
  defineStore({
    kind: 'counter',
    createDurable: () => ({ count: 0 }),
    apply: (durable: { count: number }, step: number) => (durable.count += step),
    fork: (durable) => ({ ...durable }),
  });

describe('a checkpoint', () => {
  test('of a ledger keeps the rows of its moment, and shows them as the ledger did', async () => {
    const ledger = new InMemoryDoneLedger();
    await ledger.batchUpsert([failed(1)]);
    const checkpoint = ledger.checkpoint();
    await ledger.batchUpsert([clean(1), clean(2)]);
    expect(checkpoint).toBeInstanceOf(DoneLedgerCheckpoint);
    expect(checkpoint).toBeInstanceOf(Checkpoint);
    expect(checkpoint.snapshot()).toEqual([failed(1)]);
    expect(checkpoint.durableCounts()).toEqual({ records: 1 });
    expect(checkpoint.getRecord(key(1))?.status).toBe('FailedRetryable');
    expect(checkpoint.getRecord(key(2))).toBeUndefined();
    expect(outcomeOfCall(() => checkpoint.getRecord({} as never))).toBe('InvalidType key.tenantId');
  });

  test('of a sink likewise', async () => {
    const sink = new InMemoryFindingsSink();
    const { finding, occurrence, observation, batch } = triple(1);
    await sink.upsertBatch(batch);
    const checkpoint = sink.checkpoint();
    await sink.upsertBatch(triple(2).batch);
    expect(checkpoint).toBeInstanceOf(FindingsCheckpoint);
    expect(checkpoint.findingsSnapshot()).toEqual([finding]);
    expect(checkpoint.occurrencesSnapshot()).toEqual([occurrence]);
    expect(checkpoint.observationsSnapshot()).toEqual([observation]);
    expect(checkpoint.durableCounts()).toEqual({ findings: 1, occurrences: 1, observations: 1 });
    const { tenantId } = finding;
    expect(checkpoint.getFinding(tenantId, finding.findingId)).toEqual(finding);
    expect(checkpoint.getOccurrence(tenantId, occurrence.occurrenceId)).toEqual(occurrence);
    expect(checkpoint.getObservation(tenantId, observation.observationId)).toEqual(observation);
    expect(checkpoint.getFinding(tenantId, triple(2).finding.findingId)).toBeUndefined();
  });

  test('of a store of your own reads its tables', async () => {
    const counter = createCounter();
    await counter.submit(2);
    const checkpoint = counter.checkpoint();
    await counter.submit(3);
    expect(checkpoint.read(({ count }) => count)).toBe(2);
    expect(checkpoint.fork().read(({ count }) => count)).toBe(2);
  });

  test('can be judged by the matchers that judge stores', async ({ records }) => {
    const ledger = new InMemoryDoneLedger();
    const record = records.clean();
    await ledger.batchUpsert([record]);
    const checkpoint = ledger.checkpoint();
    expect(checkpoint).toHaveDurableCounts({ records: 1 });
    expect(checkpoint).toHaveDurableRecord(record.key);
    expect(ledger).toConvergeWith(checkpoint);
    await ledger.batchUpsert([records.clean()]);
    expect(ledger).not.toConvergeWith(checkpoint);
  });
});

describe('a store forked from a checkpoint', () => {
  test('has its rows and nothing else', async () => {
    const ledger = new InMemoryDoneLedger({ autoComplete: false });
    await ledger.batchUpsert([failed(1)]);
    ledger.releaseAll();
    await ledger.batchUpsert([clean(2)]);
    ledger.failNextCommits(1);
    const fork = ledger.checkpoint().fork();
    expect([fork.pendingCount(), fork.faults().failNextCommits]).toEqual([0, 0]);
    expect((await fork.batchUpsert([clean(3)])).operationId).toBe(1n);
    expect(fork.snapshot()).toEqual([failed(1), clean(3)]);
  });

  test('starts as its options say', async () => {
    const fork = new InMemoryFindingsSink().checkpoint().fork({ autoComplete: false });
    await fork.upsertBatch(triple(1).batch);
    expect(fork.pendingCount()).toBe(1);
    expect(outcomeOfCall(() => new InMemoryDoneLedger().checkpoint().fork({ autoComplete: 1 as never }))).toBe(
      'InvalidType options.autoComplete',
    );
  });

  test('can be made again and again: no write reaches the checkpoint', async () => {
    const sink = new InMemoryFindingsSink();
    await sink.upsertBatch(triple(1).batch);
    const checkpoint = sink.checkpoint();
    const forks = [checkpoint.fork(), checkpoint.fork()];
    await forks[0]!.upsertBatch(triple(2).batch);
    expect([...forks, checkpoint].map((store) => store.durableCounts().findings)).toEqual([2, 1, 1]);
  });
});
