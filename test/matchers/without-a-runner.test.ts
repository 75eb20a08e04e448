import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { ROOT, runNode } from './bare/run-node.js';
import { expectedOutcome, titleOf } from './scenarios/scenario.js';
import { scenarios } from './scenarios/index.js';

describe('on @vitest/expect alone, without a runner', () => {
  let outcomes: Record<string, string>;

  beforeAll(async () => {
    outcomes = JSON.parse(await runNode('test/matchers/bare/play.ts')) as typeof outcomes;
  }, 60_000);

  test('every scenario is played', () => {
    expect(Object.keys(outcomes).sort()).toEqual(scenarios.map(titleOf).sort());
  });

  test.each(scenarios.map((scenario) => [titleOf(scenario), scenario] as const))('%s', (title, scenario) => {
    expect(outcomes[title]).toBe(expectedOutcome(scenario));
  });
});

describe('importing the package or its matchers loads no vitest, jest, chai or fast-check', () => {
  /** The files that are loaded when a module is imported, as URLs. */
  async function filesOf(file: string): Promise<readonly string[]> {
    return JSON.parse(await runNode('test/matchers/bare/loaded.mjs', ROOT + file)) as string[];
  }

  /** The packages that they are out of. */
  async function packagesOf(file: string): Promise<readonly string[]> {
    const packages = (await filesOf(file)).map((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]);
    return [...new Set(packages)].filter((name) => name !== undefined);
  }

  test('there are no dependencies', () => {
    expect(manifest).not.toHaveProperty('dependencies');
  });

  test.each([
    ['src/index.ts', ['@noble/hashes', 'pure-rand']], // which the build takes in
    ['matchers/index.ts', ['@noble/hashes']],
  ])('%s', async (file, packages) => {
    expect((await packagesOf(file)).toSorted()).toEqual(packages);
  });

  test.skipIf(!existsSync(`${ROOT}dist/cjs/package.json`))('the licenses of what the build takes in are there', () => {
    const licenses = readFileSync(`${ROOT}dist/THIRD-PARTY-LICENSES.txt`, 'utf8');
    expect(licenses).toMatch(/^@noble\/hashes [\d.]+\n\n.*MIT License.*^pure-rand [\d.]+\n\n.*MIT License/ms);
  });

  // The build makes this file last.
  test
    .skipIf(!existsSync(`${ROOT}dist/cjs/package.json`))
    .each([
      'dist/esm/src/index.js',
      'dist/esm/matchers/index.js',
      'dist/cjs/src/index.js',
      'dist/cjs/matchers/index.js',
    ])('%s', async (file) => {
    expect(await packagesOf(file)).toEqual([]);
  });

  test.skipIf(!existsSync(`${ROOT}dist/cjs/package.json`)).each([
    ['dist/esm/src/index.js', 2],
    ['dist/esm/matchers/index.js', 3],
  ])('%s is loaded in %i files, as each takes its time', async (file, count) => {
    expect((await filesOf(file)).filter((url) => url.includes('/dist/'))).toHaveLength(count);
  });

  test('what does load them is caught', async () => {
    expect(await packagesOf('test/matchers/bare/guilty.mjs')).toEqual(
      expect.arrayContaining(['@vitest/expect', 'chai']),
    );
  });
});
