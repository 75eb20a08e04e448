import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import type * as Sim from '../../../src/sim/index.js';
import { BUILT_SIM, built } from '../../support/built.js';

const backend = (name: string): string => fileURLToPath(new URL(`../../cli/backends/${name}`, import.meta.url));
const OPTIONS = { simulation: 'done-ledger', seeds: 6, ops: 40 } as const;

let esm: typeof Sim;
let cjs: typeof Sim;

beforeAll(async () => {
  await built();
  esm = (await import(pathToFileURL(BUILT_SIM.esm).href)) as typeof Sim;
  cjs = createRequire(import.meta.url)(BUILT_SIM.cjs) as typeof Sim;
}, 300_000);

describe('a sweep in threads comes to the same, to the letter,', () => {
  test.each([2, 3])('with %d jobs', async (jobs) => {
    const options = { seeds: 12, ops: 60, recheck: 0.25 };
    const [one, many] = [await esm.sweep(options), await esm.sweep({ ...options, jobs })];
    expect(JSON.stringify(many)).toBe(JSON.stringify(one));
  });

  test('when it fails', async () => {
    const options = { ...OPTIONS, seeds: 12, backend: backend('forgetful.mjs') };
    const [one, two] = [await esm.sweep(options), await esm.sweep({ ...options, jobs: 2 })];
    expect(one.failures.length).toBeGreaterThan(0);
    expect(JSON.stringify(two)).toBe(JSON.stringify(one));
  });

  test('in CommonJS', async () => {
    const options = { ...OPTIONS, recheck: 0.25 };
    const reports = [await esm.sweep(options), await cjs.sweep(options), await cjs.sweep({ ...options, jobs: 2 })];
    expect(new Set(reports.map((report) => JSON.stringify(report)))).toHaveProperty('size', 1);
  });

  test('with more jobs than seeds', async () => {
    expect(await esm.sweep({ ...OPTIONS, seeds: 1, jobs: 4 })).toMatchObject({ verdict: 'clean', held: 1 });
  });
});

describe('the module of a backend', () => {
  test.each(['function.cjs', 'object.mjs', 'forgetful.mjs'])('may be in either format: %s', async (name) => {
    // A thread is of the format of its backend: secrets keep their bytes from any other copy of the package.
    for (const { sweep } of [esm, cjs]) {
      const report = await sweep({ simulation: 'findings', seeds: 2, ops: 20, jobs: 2, backend: backend(name) });
      expect(report).toMatchObject({ verdict: 'clean', plan: { backend: name } });
    }
  });

  test('may be loaded here', async () => {
    for (const name of ['function.cjs', 'object.mjs'])
      expect(await esm.sweep({ ...OPTIONS, backend: backend(name) })).toMatchObject({ verdict: 'clean' });
    expect(await cjs.sweep({ seeds: 2, ops: 20, backend: backend('function.cjs') })).toMatchObject({
      verdict: 'clean',
    });
  });

  test('may be named by a URL', async () => {
    const url = pathToFileURL(backend('object.mjs'));
    for (const jobs of [1, 2])
      for (const form of [url, url.href]) {
        const report = await esm.sweep({ ...OPTIONS, jobs, backend: form });
        expect(report).toMatchObject({ verdict: 'clean', plan: { backend: 'object.mjs' } });
      }
  });

  test.each([
    ['broken.mjs', 'Error: there is no database'],
    ['silent.mjs', 'module.createSink: expected a function, for the findings simulation, received undefined'],
    ['absent.mjs', `Error: Cannot find module '${backend('absent.mjs')}'`],
  ])('%s is of no use', async (name, why) => {
    const refused = esm.sweep({ simulation: 'findings', seeds: 2, jobs: 2, backend: backend(name) });
    const message = `backend: ${backend(name)} is of no use: ${why}`;
    await expect(refused).rejects.toMatchObject({ code: 'InvalidType', field: 'backend', message });
  });

  test('is of no use here, either, if it makes nothing for the simulation', async () => {
    const refused = esm.sweep({ simulation: 'findings', backend: backend('silent.mjs') });
    await expect(refused).rejects.toThrow(
      'silent.mjs is of no use: module.createSink: expected a function, for the findings simulation, received undefined',
    );
  });
});

describe('a thread that', () => {
  const doubts = async (name: string, seedBudgetMs = 60_000) => {
    const options = { ...OPTIONS, jobs: 2, recheck: 0, seedBudgetMs, backend: backend(name) };
    const report = await esm.sweep(options);
    return { report, doubts: report.doubts.map(({ why, count }) => [why, count]) };
  };

  test('ends takes the seed under way along, and no other', async () => {
    const { report, doubts: found } = await doubts('deadly.mjs');
    expect(found).toEqual([['its thread ended with exit code 7', report.inconclusive]]);
    expect(report.held).toBe(OPTIONS.seeds - report.inconclusive);
    expect(report.held).toBeGreaterThan(0);
    const three = await esm.sweep({
      ...OPTIONS,
      recheck: 0,
      backend: backend('deadly.mjs'),
      jobs: 3,
    });
    expect(JSON.stringify(three)).toBe(JSON.stringify(report));
  });

  test('throws says what', async () => {
    const { doubts: found } = await doubts('throwing.mjs');
    expect(found).toEqual([['its thread ended with RangeError: out of bounds', 6]]);
  });

  test('hangs is given up', async () => {
    const { doubts: found } = await doubts('silent.mjs', 200);
    expect(found).toEqual([['no end within 200 ms', 6]]);
  });

  test('spins is given up', async () => {
    const { doubts: found } = await doubts('spinning.mjs', 200);
    expect(found).toEqual([['no end within 200 ms', 6]]);
  });
});

test('a sweep in threads that is interrupted says what is known', async () => {
  const interruption = new AbortController();
  const options = { ...OPTIONS, seeds: 1_000_000, jobs: 2, signal: interruption.signal };
  const report = await esm.sweep({ ...options, onProgress: ({ seeds }) => seeds === 3 && interruption.abort() });
  expect(report).toMatchObject({ verdict: 'inconclusive', interrupted: true, held: 3, inconclusive: 999_997 });
});
