import { describe, expect, test } from 'vitest';
import {
  DoneLedgerSim,
  FindingsSim,
  formatCapsule,
  parseCapsule,
  PersistenceSim,
  replay,
  traceText,
  type SimProfile,
} from '../../src/sim/index.js';

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
