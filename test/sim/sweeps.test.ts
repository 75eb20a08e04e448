import { describe, expect, test } from 'vitest';
import {
  DoneLedgerSim,
  FindingsSim,
  PersistenceSim,
  type SimEventKind,
  type SimOptions,
  type SimReport,
} from '../../src/sim/index.js';

const SIMULATIONS = { 'done-ledger': DoneLedgerSim, findings: FindingsSim, persistence: PersistenceSim };
const CASES = (['seed', 'extended'] as const).flatMap((profile) =>
  Object.entries(SIMULATIONS).map(([name, Simulation]) => ({ name, profile, Simulation })),
);

async function sweep(seeds: number, run: (seed: string) => Promise<SimReport>): Promise<readonly SimReport[]> {
  const reports: SimReport[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    const report = await run(`${seed}`);
    expect(report.violations, report.toString()).toEqual([]);
    reports.push(report);
  }
  return reports;
}

/** Kinds of event that none of the runs came to. */
function missed(reports: readonly SimReport[]): readonly SimEventKind[] {
  const never = new Set(reports[0]!.missedEvents());
  for (const { events } of reports) for (const kind of Object.keys(events)) never.delete(kind as SimEventKind);
  return [...never];
}

describe.each(CASES)("the seed's sweeps: $name, $profile profile", ({ profile, Simulation }) => {
  const options = (seed: string, level: SimOptions['level']): SimOptions => ({ seed, level, profile });

  test('a sunny day, 200 operations', async () => {
    const reports = await sweep(1, (seed) => new Simulation(options(seed, 'SunnyDay')).run({ ops: 200 }));
    expect(missed(reports)).toEqual([]);
    expect(reports[0]?.events).not.toHaveProperty('UpsertCommitFailed');
  });

  test('stormy, 100 seeds x 500 operations, every kind of event reached', async () => {
    const reports = await sweep(100, (seed) => new Simulation(options(seed, 'Stormy')).run({ ops: 500 }));
    expect(missed(reports)).toEqual([]);
  });

  test('swizzle-clog, 100 seeds x 10 batches', async () => {
    const reports = await sweep(100, (seed) => new Simulation(options(seed, 'SunnyDay')).swizzleClog());
    for (const { events } of reports) expect(events).toMatchObject({ Released: expect.any(Number) });
    for (const { events } of reports) expect(events).toMatchObject({ ReleasedCommitFailed: expect.any(Number) });
  });

  test('stormy swizzle-clog, 100 seeds x 10 batches', async () => {
    const reports = await sweep(100, (seed) => new Simulation(options(seed, 'Stormy')).swizzleClog());
    expect(reports.some(({ events }) => 'UpsertSubmitFailed' in events)).toBe(true);
  });

  test('radioactive smoke, 5 seeds x 200 operations', async () => {
    await sweep(5, (seed) => new Simulation(options(seed, 'Radioactive')).run({ ops: 200 }));
  });
});
