import { describe, expect, test } from 'vitest';
import { InMemoryDoneLedger, InMemoryFindingsSink } from '../../../src/index.js';
import {
  DoneLedgerSim,
  replay,
  EXTENDED_EVENT_KINDS,
  SEED_EVENT_KINDS,
  sweep,
  type SimReport,
  type SweepOptions,
  type SweepProgress,
} from '../../../src/sim/index.js';
import { ForgetfulLedger } from './backends.js';

const LEDGER = { simulation: 'done-ledger', seeds: 10, ops: 60, recheck: 0 } as const satisfies SweepOptions;
const FORGETFUL = { createLedger: () => new ForgetfulLedger() };

/** Kinds of event that stormy runs reach on a ledger. */
const REACHABLE = SEED_EVENT_KINDS.length + EXTENDED_EVENT_KINDS.length;

/** The same seeds, run one by one. */
function oneByOne(seeds: number, ledger = () => new InMemoryDoneLedger()): Promise<SimReport[]> {
  const run = (_: unknown, seed: number) =>
    new DoneLedgerSim({ seed, level: 'Stormy', profile: 'extended', ledger: ledger() }).run({ ops: 60 });
  return Promise.all(Array.from({ length: seeds }, run));
}

describe('a sweep of stores that hold', () => {
  test('adds up what its seeds do one by one', async () => {
    const report = await sweep(LEDGER);
    const reports = await oneByOne(10);
    expect(report).toMatchObject({ verdict: 'clean', ok: true, seeds: 10, held: 10, violated: 0, inconclusive: 0 });
    expect(report.operations).toBe(reports.reduce((sum, { operations }) => sum + operations.length, 0));
    for (const kind of SEED_EVENT_KINDS)
      expect(report.events[kind]).toBe(reports.reduce((sum, { events }) => sum + (events[kind] ?? 0), 0));
  });

  test('names the kinds of event that no seed has reached', async () => {
    const report = await sweep({ ...LEDGER, seeds: 1, ops: 5, level: 'SunnyDay', profile: 'seed' });
    expect(report.missedEvents()).toEqual(
      report.missedEvents(['UpsertCommitted', 'GetOk', 'ReleasedAll', 'ReleaseNoop']),
    );
    expect(report.missedEvents(['UpsertCommitted', 'Crashed'])).toEqual(['Crashed']);
  });

  test.each(['done-ledger', 'findings', 'persistence'] as const)('runs the %s simulation', async (simulation) => {
    const report = await sweep({ ...LEDGER, simulation, seeds: 2 });
    expect(report.plan.simulation).toBe(simulation);
    expect(report).toMatchObject({ verdict: 'clean', held: 2 });
  });

  test('runs swizzle-clog, with events of its own to reach', async () => {
    for (const level of ['SunnyDay', 'Stormy'] as const) {
      const report = await sweep({ run: 'swizzle-clog', seeds: 10, level });
      expect(report).toMatchObject({ verdict: 'clean', held: 10 });
      expect(report.missedEvents()).toEqual([]);
    }
  });

  test('tells after each run how far it has got', async () => {
    const told: SweepProgress[] = [];
    const report = await sweep({ ...LEDGER, seeds: 3, onProgress: (progress) => told.push(progress) });
    expect(told.map(({ seeds, total, failures }) => [seeds, total, failures])).toEqual([
      [1, 3, 0],
      [2, 3, 0],
      [3, 3, 0],
    ]);
    expect(told.at(-1)).toMatchObject({
      operations: report.operations,
      reachable: REACHABLE,
      events: REACHABLE - report.missedEvents().length,
    });
  });
});

describe('a sweep of a ledger that fails', () => {
  test('groups failures by their signature, with the shortest run as a capsule', async () => {
    const report = await sweep({ ...LEDGER, backend: FORGETFUL });
    const reports = await oneByOne(10, FORGETFUL.createLedger);
    const failed = reports.filter(({ ok }) => !ok);
    expect(report).toMatchObject({ verdict: 'violated', ok: false, violated: failed.length, held: 10 - failed.length });
    const signatures = new Set(failed.map(({ violations }) => violations[0]!.signature));
    expect(report.failures.map(({ signature }) => signature)).toEqual([...signatures].sort());
    for (const { signature, seeds, count, seed, operations, capsule } of report.failures) {
      const alike = failed.filter(({ violations }) => violations[0]!.signature === signature);
      expect(seeds).toEqual(alike.map(({ origin }) => origin!.seed));
      expect(count).toBe(alike.length);
      expect(operations).toBe(Math.min(...alike.map((run) => run.operations.length)));
      expect(seed).toBe(alike.find((run) => run.operations.length === operations)!.origin!.seed);
      const again = await replay(capsule!, { ledger: new ForgetfulLedger() });
      expect(again.violations[0]).toMatchObject({ signature, step: operations });
    }
  });

  test('says how to run a seed once more', async () => {
    const report = await sweep({ ...LEDGER, backend: FORGETFUL });
    for (const { seed, signature, operations } of report.failures) {
      const line = `await new DoneLedgerSim({ seed: "${seed}", level: 'Stormy', profile: 'extended', ledger }).run({ ops: 60 })`;
      expect(`${report}`).toContain(`\n  ${line}\n`);
      const options = { seed: seed!, level: 'Stormy', profile: 'extended', ledger: new ForgetfulLedger() } as const;
      const again = await new DoneLedgerSim(options).run({ ops: 60 });
      expect(again.violations[0]).toMatchObject({ signature, step: operations });
    }
  });
});

describe('backends', () => {
  test('may be made by one function, as for the conformance checks, and are disposed of after each run', async () => {
    const open = new Set<object>();
    let made = 0;
    const backend = () => {
      const stores = { doneLedger: new InMemoryDoneLedger(), findings: new InMemoryFindingsSink(), dispose };
      function dispose() {
        open.delete(stores);
      }
      expect(open.size).toBe(0);
      open.add(stores);
      made++;
      return stores;
    };
    expect(await sweep({ seeds: 3, ops: 20, backend, recheck: 0 })).toMatchObject({ verdict: 'clean', held: 3 });
    expect([made, open.size]).toEqual([3, 0]);
  });

  test('may be made asynchronously, and have one end for all', async () => {
    const ended: string[] = [];
    const backend = {
      createLedger: async () => new InMemoryDoneLedger(),
      createSink: async () => new InMemoryFindingsSink(),
      dispose: () => void ended.push('run'),
    };
    expect(await sweep({ seeds: 2, ops: 20, backend, recheck: 1 })).toMatchObject({ verdict: 'clean', held: 2 });
    expect(ended).toHaveLength(4);
  });

  test('are held to the letter only if they are ours, or are to be', async () => {
    const plain = () => {
      const ledger = new InMemoryDoneLedger();
      return {
        batchGet: ledger.batchGet.bind(ledger),
        batchUpsert: async (records: Parameters<typeof ledger.batchUpsert>[0]) => {
          if (records.length > 7) throw new Error('too large for me');
          const handle = await ledger.batchUpsert(records);
          return { wait: () => handle.wait() };
        },
      };
    };
    const options = { ...LEDGER, profile: 'seed', backend: { createLedger: plain } } as const;
    const [lenient, strict] = [await sweep(options), await sweep({ ...options, strict: true })];
    expect(lenient.verdict).toBe('clean');
    expect(lenient.events.UpsertInDoubt).toBeGreaterThan(0);
    expect(strict.failures.map(({ signature }) => signature)).toEqual(['P ledger refusal']);
  });
});

describe('a seed that is run twice', () => {
  test('is every fiftieth, from the first on, if nothing else is said', async () => {
    expect((await sweep({ ...LEDGER, seeds: 51, ops: 0, recheck: undefined })).rechecked).toBe(2);
    expect((await sweep({ ...LEDGER, recheck: 0 })).rechecked).toBe(0);
    expect((await sweep({ ...LEDGER, recheck: 1 })).rechecked).toBe(10);
    expect((await sweep({ ...LEDGER, recheck: 0.5 })).rechecked).toBe(5);
  });

  test('is the same in every shard', async () => {
    const parts = await Promise.all(
      ['1/3', '2/3', '3/3'].map((shard) => sweep({ ...LEDGER, ops: 0, recheck: 0.3, shard })),
    );
    expect(parts.map(({ rechecked }) => rechecked)).toEqual([1, 1, 1]);
  });

  test('must do the same again', async () => {
    let made = 0;
    const moody = () => (++made % 2 === 0 ? new ForgetfulLedger() : new InMemoryDoneLedger());
    const report = await sweep({ ...LEDGER, seeds: 1, recheck: 1, backend: { createLedger: moody } });
    expect(report).toMatchObject({ verdict: 'violated', held: 0, violated: 1, rechecked: 1 });
    expect(report.failures).toEqual([
      {
        signature: 'determinism',
        message: expect.stringMatching(/^A second run of seed '0' took another course at step \d+\.$/),
        count: 1,
        seeds: ['0'],
        stored: [],
        seed: '0',
        operations: expect.any(Number),
      },
    ]);
  });
});

describe('options that make no sense', () => {
  test.each([
    ['simulation', { simulation: 'ledger' }, 'InvalidType'],
    ['run', { run: 'swizzle' }, 'InvalidType'],
    ['level', { level: 'Windy' }, 'InvalidType'],
    ['profile', { profile: 'wild' }, 'InvalidType'],
    ['seeds', { seeds: 0 }, 'OutOfRange'],
    ['shard', { shard: '3/2' }, 'OutOfRange'],
    ['ops', { ops: -1 }, 'OutOfRange'],
    ['ops', { ops: 5, run: 'swizzle-clog' }, 'InvalidType'],
    ['batches', { batches: 5 }, 'InvalidType'],
    ['batches', { batches: 1, run: 'swizzle-clog' }, 'OutOfRange'],
    ['jobs', { jobs: 0 }, 'OutOfRange'],
    ['jobs', { jobs: '2' }, 'InvalidType'],
    ['recheck', { recheck: 1.1 }, 'OutOfRange'],
    ['budgetMs', { budgetMs: 0 }, 'OutOfRange'],
    ['seedBudgetMs', { seedBudgetMs: NaN }, 'OutOfRange'],
    ['options.signal', { signal: {} }, 'InvalidType'],
    ['backend', { backend: FORGETFUL, simulation: 'done-ledger', jobs: 2 }, 'InvalidType'],
    ['backend', { backend: 7 }, 'InvalidType'],
    ['backend.createSink', { backend: FORGETFUL }, 'InvalidType'],
    ['backend.createLedger', { backend: {} }, 'InvalidType'],
  ])('%s in %j', async (field, options, code) => {
    await expect(sweep(options as SweepOptions)).rejects.toMatchObject({ name: 'PersistenceInputError', code, field });
  });

  test('say what to do', async () => {
    await expect(sweep({ batches: 5 })).rejects.toThrow(
      'batches: expected ops instead, for random runs, received number',
    );
    await expect(sweep({ backend: FORGETFUL })).rejects.toThrow(
      'backend.createSink: expected a function, for the persistence simulation, received undefined',
    );
    await expect(sweep({ backend: () => ({}), jobs: 2 })).rejects.toThrow(
      'backend: expected the path of a module, for 2 jobs, received function',
    );
  });
});
