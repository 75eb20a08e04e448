import { describe, expect, test } from 'vitest';
import { InMemoryDoneLedger } from '../../../src/index.js';
import { parseCapsule, sweep, type CapsuleFolder, type SweepOptions } from '../../../src/sim/index.js';
import { ForgetfulLedger } from './backends.js';

const OPTIONS = { simulation: 'done-ledger', seeds: 6, ops: 60, recheck: 0 } as const satisfies SweepOptions;
const FORGETFUL = { createLedger: () => new ForgetfulLedger() };

/** A folder in memory. */
class Files extends Map<string, string> implements CapsuleFolder {
  async list() {
    return [...this.keys()];
  }

  async read(file: string) {
    return this.get(file)!;
  }

  async write(file: string, text: string) {
    this.set(file, text);
  }
}

test('a failure is kept, and replayed first by the next sweep', async () => {
  const failures = new Files();
  const first = await sweep({ ...OPTIONS, backend: FORGETFUL, failures });
  expect(first.failures.map(({ file }) => file)).toEqual([...failures.keys()]);
  for (const { file, capsule } of first.failures) expect(parseCapsule(failures.get(file!)!)).toEqual(capsule);

  const again = await sweep({ ...OPTIONS, seeds: { from: 1_000, to: 1_000 }, ops: 0, backend: FORGETFUL, failures });
  expect(again).toMatchObject({ verdict: 'violated', seeds: 1, held: 1, violated: 0 });
  expect(again.failures).toEqual(
    first.failures.map((failure) => ({
      ...failure,
      count: 0,
      seeds: [],
      stored: [failure.file],
      capsule: expect.anything(),
    })),
  );
});

test('a failure that is mended is named, and its file stays', async () => {
  const failures = new Files();
  await sweep({ ...OPTIONS, backend: FORGETFUL, failures });
  const names = [...failures.keys()];
  const report = await sweep({ ...OPTIONS, failures });
  expect(report).toMatchObject({ verdict: 'clean', held: 6, mended: names, failures: [] });
  expect([...failures.keys()]).toEqual(names);
});

test('a shorter run of the same failure takes the place of a longer one', async () => {
  const failures = new Files();
  const { seeds, signature } = (await sweep({ ...OPTIONS, backend: FORGETFUL })).failures[0]!;
  const lengths = new Map<string, number>();
  for (const seed of seeds) {
    const report = await sweep({ ...OPTIONS, seeds: [seed], backend: FORGETFUL });
    lengths.set(seed, report.failures[0]!.operations);
  }
  const byLength = [...lengths].sort(([, a], [, b]) => b - a).map(([seed]) => seed);
  for (const seed of byLength) await sweep({ ...OPTIONS, seeds: [seed], backend: FORGETFUL, failures });
  const kept = [...failures.values()].map((text) => parseCapsule(text));
  expect(kept.filter(({ violations }) => violations[0]!.signature === signature)).toHaveLength(1);
  expect(kept.find(({ violations }) => violations[0]!.signature === signature)!.operations).toHaveLength(
    Math.min(...lengths.values()),
  );
});

describe('a file that is no capsule', () => {
  test('is inconclusive, and is left as it is', async () => {
    const [name] = await namesOf();
    const failures = new Files([
      [name!, '{ "version": 99 }'],
      ['notes.txt', 'not looked at'],
    ]);
    const report = await sweep({ ...OPTIONS, backend: FORGETFUL, failures });
    expect(report.doubts).toEqual([
      {
        why: 'PersistenceInputError: capsule.version: this package reads version 1, received version 99: a newer gossip-inmemory has written it',
        count: 0,
        seeds: [],
        stored: [name],
      },
    ]);
    expect(failures.get(name!)).toBe('{ "version": 99 }');
    expect(report.failures[0]?.file).toBe(name!.replace('.json', '-2.json'));
  });

  test('or is of a store that the sweep does not have', async () => {
    const failures = new Files();
    await sweep({ ...OPTIONS, backend: FORGETFUL, failures });
    const report = await sweep({ ...OPTIONS, simulation: 'findings', seeds: 1, failures });
    expect(report.doubts.map(({ why }) => why)).toEqual(['it is of the done-ledger simulation']);
    expect(report.doubts[0]?.stored).toEqual([...failures.keys()]);
  });

  async function namesOf(): Promise<readonly string[]> {
    const failures = new Files();
    await sweep({ ...OPTIONS, backend: FORGETFUL, failures });
    return [...failures.keys()];
  }
});

test('nothing is written if nothing fails', async () => {
  const failures = new Files();
  await sweep({ ...OPTIONS, backend: { createLedger: () => new InMemoryDoneLedger() }, failures });
  expect(failures.size).toBe(0);
});
