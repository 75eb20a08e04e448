import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  closedBatch,
  finding,
  invalidLedgerRecord,
  ledgerBatch,
  ledgerKey,
  ledgerOperations,
  ledgerRecord,
  ledgerStateMachine,
  location,
  orphanBatch,
  publicId,
  runOperations,
  secretHash,
  sinkOperations,
  sinkStateMachine,
  u32,
  u64,
} from 'gossip-inmemory/fast-check';
import {
  DoneLedgerRecord,
  FindingsUpsertBatch,
  InMemoryDoneLedger,
  InMemoryFindingsSink,
  Location,
  TenantId,
} from '../../src/index.js';
import { replay } from '../../src/sim/index.js';
import { ScenarioError } from '../../src/sim/scenario-error.js';

describe('arbitraries make what their names say', () => {
  test('records that every store accepts', () => {
    fc.assert(
      fc.property(ledgerRecord(), (record) => {
        expect(DoneLedgerRecord.validate(record)).toEqual(record);
      }),
    );
  });

  test('records that every store refuses', async () => {
    await fc.assert(
      fc.asyncProperty(invalidLedgerRecord(), async (record) => {
        const ledger = new InMemoryDoneLedger();
        const write = ledger.batchUpsert([record]).then((handle) => handle.wait());
        await expect(write).rejects.toMatchObject({ code: 'BatchValidation' });
        expect(ledger.durableCounts()).toEqual({ records: 0 });
      }),
    );
  });

  test('closed batches, which a sink accepts', async () => {
    await fc.assert(
      fc.asyncProperty(closedBatch(), async (batch) => {
        FindingsUpsertBatch.validateReferentialIntegrity(batch);
        await (await new InMemoryFindingsSink().upsertBatch(batch)).wait();
      }),
    );
  });

  test('batches that lack parents, which an empty sink refuses', async () => {
    await fc.assert(
      fc.asyncProperty(orphanBatch(), async (batch) => {
        const write = await new InMemoryFindingsSink().upsertBatch(batch);
        await expect(write.wait()).rejects.toMatchObject({ code: expect.stringMatching(/^Missing/) });
      }),
    );
  });

  test('identities out of a pool, or any', () => {
    const pooled = fc.sample(publicId(TenantId, { pool: 2 }), { numRuns: 50, seed: 1 });
    expect(new Set(pooled)).toEqual(new Set([TenantId.filled(1), TenantId.filled(2)]));
    expect(new Set(fc.sample(publicId(TenantId, { pool: 'any' }), { numRuns: 50, seed: 1 })).size).toBeGreaterThan(40);
    expect(new Set(fc.sample(secretHash(), { numRuns: 50, seed: 1 }).map(({ tag }) => tag)).size).toBe(3);
  });

  test('numbers in their ranges, and texts that are well-formed', () => {
    fc.assert(fc.property(u64(), (value) => value >= 0n && value < 2n ** 64n));
    fc.assert(fc.property(u32(), (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32));
    fc.assert(
      fc.property(location(), (place) => {
        expect(Location.create(place)).toEqual(place);
      }),
    );
  });

  test('with the key that is given', () => {
    const key = fc.sample(ledgerKey(), { numRuns: 1, seed: 1 })[0]!;
    const batch = fc.sample(ledgerBatch({ key: fc.constant(key), maxLength: 4 }), { numRuns: 20, seed: 1 });
    expect(batch.flat().every((record) => record.key.ovidHash === key.ovidHash)).toBe(true);
    expect(Math.max(...batch.map(({ length }) => length))).toBeLessThanOrEqual(4);
  });

  test('ties at the limits of u64 and i64', () => {
    const times = fc.sample(ledgerRecord(), { numRuns: 200, seed: 1 }).map(({ provenance }) => provenance.runId);
    expect(new Set(times)).toEqual(new Set([0n, 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n]));
  });

  test('a secret does not show in what fast-check prints', () => {
    const [row] = fc.sample(finding(), { numRuns: 1, seed: 1 });
    expect(fc.stringify(row)).toContain('[redacted]');
  });
});

describe('the state machines, from a delay, a failed commit and a retry on', () => {
  test('of our ledger', () => fc.assert(ledgerStateMachine(), { numRuns: 200 }));
  test('of our sink', () => fc.assert(sinkStateMachine(), { numRuns: 100 }));

  test('start with the fault prefix', async () => {
    const seen: string[][] = [];
    class Watched extends InMemoryDoneLedger {
      constructor() {
        super();
        const events: string[] = [];
        seen.push(events);
        this.subscribe(({ type }) => events.push(type));
      }
    }
    await fc.assert(
      ledgerStateMachine(() => new Watched()),
      { numRuns: 10 },
    );
    for (const events of seen) {
      const types = events.filter((type) => ['delayed', 'failed', 'committed'].includes(type));
      expect(types.slice(0, 3)).toEqual(['delayed', 'failed', 'committed']);
    }
  });

  test('find a bug, and shrink it to what can be read, kept and replayed', async () => {
    /** Commits two writes at once if they were released together. */
    class Hasty extends InMemoryDoneLedger {
      override releaseAll(...order: Parameters<InMemoryDoneLedger['releaseAll']>) {
        return Math.min(super.releaseAll(...order), 1);
      }
    }
    const result = await fc.check(
      ledgerStateMachine(() => new Hasty()),
      { seed: 1, numRuns: 500 },
    );
    expect(result.failed).toBe(true);
    const [operations] = result.counterexample!;
    const kinds = operations.map(({ type }) => type);
    expect(kinds.slice(5).filter((type) => type === 'ReleaseAll')).toHaveLength(1);
    expect(kinds.length).toBeLessThanOrEqual(10);
    expect(fc.stringify(operations)).toMatch(/^\[\n {2}delay the next 1 write\n {2}upsert first \(/);

    const error = await runOperations({ ledger: new Hasty() }, operations).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ScenarioError);
    const { message } = error as ScenarioError;
    expect(message).toContain('P at step');
    const capsule = message.slice(message.indexOf('{\n  "version": 1'));
    const again = await replay(capsule, { ledger: new Hasty() });
    expect(again.violations).toEqual((error as ScenarioError).report.violations);
    expect((await replay(capsule)).ok).toBe(true);
  });
});

describe('sequences of operations', () => {
  test.each([
    ['ledger', ledgerOperations()],
    ['sink', sinkOperations()],
  ] as const)('of a %s hold on our stores, and have labels of their own', async (store, sequences) => {
    await fc.assert(
      fc.asyncProperty(sequences, async (operations) => {
        const labels = operations.flatMap((operation) => ('label' in operation ? [operation.label] : []));
        expect(labels).toEqual([...new Set(labels)]);
        const stores = store === 'ledger' ? { ledger: new InMemoryDoneLedger() } : { sink: new InMemoryFindingsSink() };
        const report = await runOperations(stores, operations);
        expect(report.ok).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test('shrink to as few as can be, and are made again from their path', () => {
    const failing = fc.property(ledgerOperations({ maxLength: 20 }), (operations) => operations.length < 6);
    const { counterexample, counterexamplePath } = fc.check(failing, { seed: 7 });
    expect(counterexample?.[0]).toHaveLength(6);
    const again = fc.check(failing, { seed: 7, path: counterexamplePath!, endOnFailure: true });
    expect(again.counterexample).toEqual(counterexample);
  });
});
