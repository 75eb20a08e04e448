import { describe, expect, test } from 'vitest';
import { InMemoryDoneLedger, InMemoryFindingsSink, type DoneLedger, type FindingsSink } from '../../src/index.js';
import { DoneLedgerSim, FindingsSim, PersistenceSim } from '../../src/sim/index.js';
import { plainBackend } from '../conformance/plain-backend.js';
import { foreignBackend, type ForeignEnding } from '../support/foreign-backend.js';
import { builders, upsert, violationsOf } from './support.js';

describe('a backend of another make is simulated with what it can do', () => {
  test.each(['seed', 'extended'] as const)('with the two contracts and a few reads, %s profile', async (profile) => {
    for (let seed = 0; seed < 10; seed++) {
      const { doneLedger: ledger, findings: sink } = plainBackend();
      const options = { seed, level: 'Stormy', profile, strict: true } as const;
      const report = await new PersistenceSim({ ...options, ledger, sink: sink }).run();
      expect(report.violations, report.toString()).toEqual([]);
      expect(report.events).toMatchObject({ UpsertCommitted: expect.any(Number) });
      expect(report.events).not.toHaveProperty('UpsertPending');
      expect(report.events).not.toHaveProperty('Crashed');
    }
  });

  test('with a single method, and what cannot be checked is said', async () => {
    const { findings } = plainBackend();
    const sink: FindingsSink = { upsertBatch: (batch) => findings.upsertBatch(batch) };
    const report = await new FindingsSim({ seed: 1, level: 'Stormy', sink }).run();
    expect(report.ok).toBe(true);
    expect(report.unchecked).toEqual(['F1', 'F2', 'F3', 'F4', 'X1']);
  });

  test('with some of the controls', async () => {
    const store = new InMemoryDoneLedger();
    const ledger: DoneLedger & Partial<InMemoryDoneLedger> = {
      batchGet: (...asked) => store.batchGet(...asked),
      batchUpsert: (records) => store.batchUpsert(records),
      delayNextWrites: (count) => store.delayNextWrites(count),
      releaseNext: (order) => store.releaseNext(order),
    };
    const { events, ok } = await new DoneLedgerSim({ seed: 1, level: 'Stormy', ledger }).run({ ops: 300 });
    expect(ok).toBe(true);
    expect(events).toMatchObject({ UpsertPending: expect.any(Number), Released: expect.any(Number) });
    expect(events).not.toHaveProperty('ReleasedAll');
    expect(events).not.toHaveProperty('UpsertCommitFailed');
  });

  test('an error of its own leaves a write in doubt until it is read', async () => {
    for (const ending of [
      'applied, no receipt',
      'lost, no receipt',
      'applied, no handle',
      'lost, no handle',
    ] as ForeignEnding[]) {
      const backend = foreignBackend();
      backend.endings.push('ok', ending);
      const [a, b] = builders().page(2);
      const operations = [upsert('a', a!.record), upsert('b', b!.record), upsert('c', b!.record)];
      expect(await violationsOf({ ledger: backend.doneLedger }, operations), ending).toEqual([]);
    }
  });

  test('a write that neither landed nor stayed out is a violation', async () => {
    const backend = foreignBackend({ bug: 'half a batch' });
    backend.endings.push('applied, no receipt');
    const [a, b] = builders().page(2);
    const violations = await violationsOf({ ledger: backend.doneLedger }, [upsert('a', a!.record, b!.record)]);
    expect(violations.map(({ invariant }) => invariant)).toEqual(['I3']);
  });
});

describe('a run starts from nothing', () => {
  test('a store that has rows is refused', async () => {
    const [ledger, sink] = [new InMemoryDoneLedger(), new InMemoryFindingsSink()];
    const { record, triple } = builders().page(1)[0]!;
    await (await ledger.batchUpsert([record])).wait();
    await (await sink.upsertBatch(triple)).wait();
    expect(() => new DoneLedgerSim({ seed: 1, ledger })).toThrow(
      'a store without rows, to be simulated from the start',
    );
    expect(() => new FindingsSim({ seed: 1, sink })).toThrow('a store without rows, to be simulated from the start');
  });

  test('a simulation runs once', async () => {
    const simulation = new DoneLedgerSim({ seed: 1 });
    await simulation.run({ ops: 1 });
    await expect(simulation.run({ ops: 1 })).rejects.toThrow('a simulation that has not run yet');
  });

  test.each([
    [{ seed: {} as never }, 'seed'],
    [{ seed: 1, level: 'Windy' as never }, 'level'],
    [{ seed: 1, profile: 'both' as never }, 'profile'],
    [{ seed: 1, ledger: null as never }, 'ledger'],
  ])('%o is refused', (options, field) => {
    expect(() => new DoneLedgerSim(options)).toThrow(expect.objectContaining({ code: 'InvalidType', field }));
  });

  test('a run can be aborted', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const run = new DoneLedgerSim({ seed: 1 }).run({ ops: 1e6, signal: controller.signal });
    queueMicrotask(() => controller.abort(reason));
    await expect(run).rejects.toBe(reason);
  });
});
