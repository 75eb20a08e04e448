import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SimContext } from '../../src/sim/index.js';
import { traces } from './traces.js';

const ROOT = resolve(import.meta.dirname, '../..');

let folder: string;
let script: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gossip-inmemory-traces-'));
  script = join(folder, 'traces.mjs');
  const stdin = {
    contents: "import { traces } from './test/sim/traces.ts'; process.stdout.write(JSON.stringify(await traces()));",
    resolveDir: ROOT,
  };
  await build({ stdin, bundle: true, platform: 'node', format: 'esm', outfile: script, logLevel: 'error' });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The traces as another process writes them. */
function tracesIn(node: string): unknown {
  return JSON.parse(execFileSync(node, [script], { encoding: 'utf8', maxBuffer: 2 ** 28 }));
}

/** The Node of the machine, outside of this repository: mostly of another major than the one that runs the tests. */
function otherNode(): { readonly path: string; readonly version: string } | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((path) => !path.includes('node_modules'));
  for (const path of folders.map((path) => join(path, 'node'))) {
    try {
      const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim();
      if (version !== process.version) return { path, version };
    } catch {
      // There is none in this folder.
    }
  }
  return undefined;
}

describe('the same seed has the same trace, byte for byte', () => {
  test('in one process', async () => {
    const once = await traces();
    expect(Object.keys(once)).toHaveLength(12);
    expect(await traces()).toEqual(once);
    expect(new Set(Object.values(once)).size).toBe(12);
  });

  test('in another process', async () => {
    expect(tracesIn(process.execPath)).toEqual(await traces());
  });

  test('on another major of Node', async ({ skip }) => {
    const other = otherNode();
    if (other === undefined)
      skip(`there is no other Node than ${process.version} here, in ${dirname(process.execPath)}`);
    expect(tracesIn(other!.path)).toEqual(await traces());
  });
});

describe('streams are separate', () => {
  const drawn = (context: SimContext): readonly number[] => [
    context.operations.int(0, 1e9),
    context.order.int(0, 1e9),
    context.faults.int(0, 1e9),
  ];

  test('a draw in one does not shift the others', () => {
    const [plain, disturbed] = [new SimContext({ seed: 7 }), new SimContext({ seed: 7 })];
    for (let draws = 0; draws < 100; draws++) disturbed.payload.int(0, 9);
    expect(drawn(disturbed)).toEqual(drawn(plain));
    expect(new Set(drawn(plain)).size).toBe(3);
  });

  test('a seed is a text: 7, 7n and "7" are one', () => {
    const [number, bigint, text] = [7, 7n, '7'].map((seed) => new SimContext({ seed }));
    expect(number!.seed).toBe('7');
    const expected = drawn(number!);
    expect(drawn(bigint!)).toEqual(expected);
    expect(drawn(text!)).toEqual(expected);
  });
});
