import { describe, expect, test } from 'vitest';
import { InMemoryDoneLedger, InMemoryFindingsSink } from '../../src/index.js';
import {
  DoneLedgerSim,
  FindingsSim,
  formatCapsule,
  parseCapsule,
  PersistenceSim,
  replay,
  scenario,
  type ScenarioError,
  type SimReport,
  traceText,
  type SimProfile,
} from '../../src/sim/index.js';
import { builders } from './support.js';

const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);

describe.each([
  ['done-ledger', DoneLedgerSim],
  ['findings', FindingsSim],
  ['persistence', PersistenceSim],
] as const)('a capsule of the %s simulation', (simulation, Simulation) => {
  const run = (seed: number, profile: SimProfile, ops = 60) =>
    new Simulation({ seed, profile, level: 'Stormy', record: true }).run({ ops });

  test.each(['seed', 'extended'] as const)('replays to the same trace, byte for byte (%s profile)', async (profile) => {
    for (const seed of SEEDS) {
      const original = await run(seed, profile);
      const text = formatCapsule(original.capsule());
      const again = await replay(text, { record: true });
      expect(traceText(again)).toBe(traceText(original));
      expect(again.events).toEqual(original.events);
      expect(formatCapsule(again.capsule())).toBe(text);
    }
  });

  test('replays from what JSON.parse made of it, or as it is', async () => {
    const original = await run(1, 'extended');
    const capsule = original.capsule();
    const parsed = JSON.parse(formatCapsule(capsule)) as object;
    expect(parseCapsule(parsed)).toEqual(capsule);
    for (const source of [capsule, parsed])
      expect(traceText(await replay(source, { record: true }))).toBe(traceText(original));
  });

  test('says what it was drawn from, and has one line per operation', async () => {
    const original = await run(7, 'extended');
    expect(original.capsule()).toMatchObject({
      version: 1,
      simulation,
      origin: { simulation, seed: '7', level: 'Stormy', profile: 'extended' },
      violations: [],
    });
    const lines = formatCapsule(original.capsule()).split('\n');
    const operations = lines.filter((line) => line.startsWith('    {"type":'));
    expect(operations.map((line) => (JSON.parse(line.replace(/,$/, '')) as { type: string }).type)).toEqual(
      original.operations.map(({ type }) => type),
    );
  });
});

/** Forgets, in what it shows, bytes beyond a limit. */
class ForgetfulLedger extends InMemoryDoneLedger {
  override async batchGet(...asked: Parameters<InMemoryDoneLedger['batchGet']>) {
    const rows = await super.batchGet(...asked);
    return rows.map((row) => row && (row.bytesScanned > 9000n ? { ...row, bytesScanned: 9000n } : row));
  }
}

describe('a replay', () => {
  const failed = (): Promise<SimReport> =>
    new PersistenceSim({
      seed: 1,
      level: 'Stormy',
      profile: 'extended',
      record: true,
      ledger: new ForgetfulLedger(),
    }).run();

  test('on the backend that failed fails in the same step, in the same way', async () => {
    const original = await failed();
    expect(original.ok).toBe(false);
    const again = await replay(original.capsule(), { ledger: new ForgetfulLedger(), record: true });
    expect(again.violations).toEqual(original.violations);
    expect(traceText(again)).toBe(traceText(original));
    expect(formatCapsule(again.capsule())).toBe(formatCapsule(original.capsule()));
  });

  test('on one without the bug holds', async () => {
    const original = await failed();
    const again = await replay(original.capsule());
    expect(again.violations).toEqual([]);
    expect(again.operations).toHaveLength(original.operations.length);
  });

  test('says that it is one, and of what', async () => {
    const original = await failed();
    const again = await replay(original.capsule(), { ledger: new ForgetfulLedger() });
    expect(again.origin).toEqual(original.origin);
    expect(again.toString()).toBe(original.toString().replace('persistence simulation', 'persistence replay'));
  });

  test('ends with the first violation, whatever the capsule has beyond it', async () => {
    const { operations, ...capsule } = (await failed()).capsule();
    const longer = { ...capsule, operations: [...operations, ...operations.slice(0, 3)] };
    const again = await replay(longer, { ledger: new ForgetfulLedger() });
    expect(again.operations).toHaveLength(operations.length);
  });

  test('has steps only if it is recorded', async () => {
    const { capsule } = { capsule: (await failed()).capsule() };
    expect((await replay(capsule)).steps).toEqual([]);
    expect((await replay(capsule, { record: true })).steps).toHaveLength(capsule.operations.length);
  });

  test('of a script has no seed', async () => {
    const ledger = new InMemoryDoneLedger();
    const report = await scenario(ledger).delayNext().upsert('a', builders().clean()).release('a').readAll().run();
    const capsule = report.capsule();
    expect(capsule).not.toHaveProperty('origin');
    const again = await replay(capsule, { record: true });
    expect(traceText(again)).toBe(traceText(report));
    expect(again.toString()).toBe('done-ledger replay, 4 operations: every invariant held');
  });

  test('is held to the letter, or not, as a simulation is', async () => {
    class Rude extends InMemoryDoneLedger {
      override async batchUpsert(...input: Parameters<InMemoryDoneLedger['batchUpsert']>) {
        return super.batchUpsert(...input).catch(() => Promise.reject(new Error('no')));
      }
    }
    const malformed = { ...builders().clean(), bytesScanned: 5 } as never;
    const { operations, ...heading } = (
      await scenario(new InMemoryDoneLedger()).upsert('a', malformed).run()
    ).capsule();
    const capsule = { ...heading, operations };
    expect((await replay(capsule, { ledger: new Rude(), strict: false })).ok).toBe(true);
    expect((await replay(capsule, { ledger: new Rude(), strict: true })).ok).toBe(false);
  });

  test('starts from nothing', async () => {
    const [ledger, sink] = [new InMemoryDoneLedger(), new InMemoryFindingsSink()];
    await sink.upsertBatch(builders().triple());
    await expect(replay((await failed()).capsule(), { ledger, sink })).rejects.toThrow(
      'sink: expected a store without rows, to be simulated from the start, received object',
    );
  });

  test('ends with its signal, even in a step that does not return', async () => {
    class Deaf extends InMemoryDoneLedger {
      override batchGet = () => new Promise<never>(() => undefined);
    }
    const capsule = (await failed()).capsule();
    const aborted = AbortSignal.abort(new Error('enough'));
    await expect(replay(capsule, { signal: aborted })).rejects.toThrow('enough');
    const controller = new AbortController();
    const replayed = replay(capsule, { ledger: new Deaf(), signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough by now')), 10);
    await expect(replayed).rejects.toThrow('enough by now');
    await expect(replay(capsule, { signal: 'soon' as never })).rejects.toThrow('options.signal: expected object');
  });
});

describe('what a backend does with the objects that it is handed', () => {
  test('is found, and does not change what the run says that was executed', async () => {
    class Greedy extends InMemoryDoneLedger {
      override async batchUpsert(records: Parameters<InMemoryDoneLedger['batchUpsert']>[0]) {
        return super.batchUpsert((records as unknown[]).splice(0) as typeof records);
      }
    }
    const records = [builders().clean()];
    const report = await scenario(new Greedy())
      .upsert('a', records)
      .run()
      .catch((error: ScenarioError) => error.report);
    expect(report.violations).toMatchObject([
      { invariant: 'P', message: 'Write a must be accepted, and was refused.' },
    ]);
    expect(report.capsule().operations).toMatchObject([{ records: [{ status: 'ScannedClean' }] }]);
    expect(Object.isFrozen(records)).toBe(false);
  });
});
