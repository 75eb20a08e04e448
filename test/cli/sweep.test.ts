import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { SweepReport } from '../../src/sim/index.js';
import { built, CLI } from '../support/built.js';
import { backend, drawn, Folder, runCli } from './run-cli.js';

beforeAll(built, 300_000);

const SMALL = ['--simulation=done-ledger', '--profile=seed', '--seeds=3', '--ops=20'];

describe('a sweep', () => {
  test('that is clean exits with 0, and keeps nothing', async () => {
    using folder = new Folder();
    const { code, stdout, stderr } = await folder.run('sweep', ...SMALL);
    expect([code, stderr, folder.files()]).toEqual([0, '', []]);
    await expect(drawn(stdout)).toMatchFileSnapshot('golden/sweep-clean.txt');
  });

  test('that fails exits with 1, and says what to paste', async () => {
    using folder = new Folder();
    const words = ['sweep', ...SMALL, '--backend', backend('refusing.mjs'), '--strict', '--failures', 'kept'];
    const { code, stdout, stderr } = await folder.run(...words);
    expect([code, stderr]).toEqual([1, '']);
    await expect(drawn(stdout)).toMatchFileSnapshot('golden/sweep-violated.txt');
    const [file] = folder.files();
    const pasted = [...stdout.matchAll(/npx gossip-inmemory (.*)/g)].map(([, line]) => line!.split(' '));
    expect(pasted.map(([command, name]) => [command, name])).toEqual(
      ['replay', 'shrink', 'report'].map((name) => [name, file]),
    );
    expect((await folder.run(...pasted[0]!)).code).toBe(1);
  });

  test('replays what has failed before, first', async () => {
    using folder = new Folder();
    const words = ['sweep', ...SMALL, '--backend', backend('refusing.mjs'), '--strict'];
    await folder.run(...words);
    expect(folder.files()[0]).toMatch(
      /^\.gossip-failures\/.*test-cli-backends-refusing\/done-ledger\/p-ledger-refusal\.json$/,
    );
    const again = await folder.run(...words);
    expect(again.stdout).toContain('P ledger refusal: 3 seeds (0, 1, 2), p-ledger-refusal.json, the shortest run');
    const other = await folder.run('sweep', ...SMALL);
    expect([other.code, other.stdout.includes('p-ledger-refusal')]).toEqual([0, false]); // another backend
    const ignored = await folder.run(...words, '--no-failures');
    expect(ignored.stdout).toContain('P ledger refusal: 3 seeds (0, 1, 2), the shortest run');
    const [, pasted] = /npx gossip-inmemory (.*)/.exec(ignored.stdout) ?? [];
    expect(pasted).toMatch(
      /^sweep --seed=0 --simulation=done-ledger --profile=seed --ops=20 --backend=\S+ --strict --no-failures$/,
    );
    expect((await folder.run(...pasted!.split(' '))).stdout).toContain('P ledger refusal: 1 seed (0), ');
  });

  test('says how to see once more that a run is not repeatable', async () => {
    using folder = new Folder();
    const words = ['--backend', backend('moody.mjs'), '--recheck', '0.5', '--jobs', '1'];
    const { code, stdout } = await folder.run('sweep', ...SMALL, ...words);
    expect([code, folder.files()]).toEqual([1, []]);
    expect(stdout).toMatch(/\n {2}A second run of seed '\d' took another course at step \d+\.\n/);
    const [, pasted] = /npx gossip-inmemory (.*)/.exec(stdout) ?? [];
    expect((await folder.run(...pasted!.split(' '))).stdout).toContain('\ndeterminism: 1 seed ');
  });

  test('that shows nothing exits with 3', async () => {
    using folder = new Folder();
    const { code, stdout } = await folder.run('sweep', ...SMALL, '--backend', backend('throwing.mjs'));
    expect(code).toBe(3);
    await expect(drawn(stdout)).toMatchFileSnapshot('golden/sweep-inconclusive.txt');
  });

  test('that hangs ends with its budget', async () => {
    using folder = new Folder();
    const words = ['--backend', backend('silent.mjs'), '--budget', '300ms', '--jobs', '1'];
    const { code, stdout } = await folder.run('sweep', ...SMALL, ...words);
    expect(code).toBe(3);
    expect(stdout).toContain('inconclusive: 1 seed (0): under way when the budget of 300 ms was used up\n');
  });

  test('of which the folder for failures cannot be written still says what it has found', async () => {
    using folder = new Folder();
    writeFileSync(folder.file('taken'), '');
    const words = ['sweep', ...SMALL, '--backend', backend('refusing.mjs'), '--strict', '--failures', 'taken'];
    const { code, stdout, stderr } = await folder.run(...words);
    expect(code).toBe(1);
    expect(stdout).toContain('P ledger refusal: 3 seeds');
    expect(stderr).toMatch(/^taken\/.*p-ledger-refusal\.json could not be written: ENOTDIR/);
  });

  test('whose backend is of no use is a usage error', async () => {
    using folder = new Folder();
    const { code, stdout, stderr } = await folder.run('sweep', '--backend', './absent.js');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      `backend: ./absent.js is of no use: Error: Cannot find module '${folder.file('absent.js')}'\n` +
        'What there is: npx gossip-inmemory sweep --help\n',
    );
  });

  test('takes a backend in TypeScript, from the working directory', async () => {
    using folder = new Folder();
    mkdirSync(folder.file('src'));
    const plain = `
      const ledger = (rows = new Map<string, object>()) => ({
        batchGet: async (...[, , hashes]: [string, string, string[]]) => hashes.map(() => undefined),
        batchUpsert: async () => ({ wait: (): never => { throw new Error('typed'); } }),
      });
      export const createLedger = () => ledger();`;
    writeFileSync(folder.file('src/backend.ts'), plain);
    const { stdout, stderr } = await folder.run('sweep', ...SMALL, '--backend', 'src/backend.ts', '--json');
    expect(stderr).not.toContain('no use');
    expect(SweepReport.from(stdout).plan.backend).toBe('backend.ts');
  });

  test('asks for every kind of event if it is told to', async () => {
    using folder = new Folder();
    const words = ['sweep', '--simulation=done-ledger', '--seeds=1', '--ops=3'];
    expect((await folder.run(...words)).code).toBe(0);
    const { code, stderr } = await folder.run(...words, '--require-events');
    expect([code, stderr]).toEqual([3, 'Inconclusive: --require-events asks for every kind of event.\n']);
  });

  test('means the same as its options in code', async () => {
    using folder = new Folder();
    const words = [
      '--run',
      'swizzle-clog',
      '--batches',
      '4',
      '--level',
      'sunny-day',
      '--profile',
      'seed',
      '--recheck',
      '0.5',
    ];
    const { stdout } = await folder.run('sweep', '--seeds', '5..9', ...words, '--jobs', '2', '--json');
    const { plan, rechecked } = SweepReport.from(stdout);
    expect(plan).toEqual({
      simulation: 'persistence',
      run: 'swizzle-clog',
      length: 4,
      level: 'SunnyDay',
      profile: 'seed',
      recheck: 0.5,
      seeds: '5..9',
      total: 5,
    });
    expect(rechecked).toBe(3);
  });

  test.each([
    [['--seed', 'nightly', '--seed', '7'], 'nightly, 7'],
    [['--seeds', '7,nightly'], '7, nightly'],
    [['--seeds', '2'], '0..1'],
  ])('takes seeds as %j', async (words, seeds) => {
    using folder = new Folder();
    const { stdout } = await folder.run('sweep', '--simulation', 'findings', '--ops', '5', '--json', ...words);
    expect(SweepReport.from(stdout).plan.seeds).toBe(seeds);
  });
});

describe('standard output', () => {
  test('is what was asked for, whatever a backend prints', async () => {
    using folder = new Folder();
    const words = ['sweep', ...SMALL, '--backend', backend('talkative.mjs')];
    const { code, stdout, stderr } = await folder.run(...words, '--json');
    expect(code).toBe(0);
    expect(SweepReport.from(stdout)).toMatchObject({ verdict: 'clean', held: 3 });
    expect(stderr).toMatch(/^(a ledger\n)+$/);
  });

  test('may be closed by whoever has seen enough', async () => {
    using folder = new Folder();
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    const child = spawn(process.execPath, [CLI, 'sweep', ...SMALL], { cwd: folder.path, stdio: [...stdio] });
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    child.stdout?.destroy();
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect([code, stderr]).toEqual([3, '']);
  });
});

describe('Ctrl-C', () => {
  /** Interrupts a sweep that takes too long for anybody, once, when its backend has printed something. */
  async function interrupted(...more: string[]) {
    using folder = new Folder();
    const words = ['--simulation=done-ledger', '--seeds=1000000', '--backend', backend('talkative.mjs')];
    let told = false;
    return await runCli(['sweep', ...words, ...more], {
      cwd: folder.path,
      onError(stderr, kill) {
        if (told || stderr.split('\n').length < 4) return;
        told = true;
        kill('SIGINT');
      },
    });
  }

  test('prints what is known so far, and exits with 130', async () => {
    const { code, stdout } = await interrupted();
    expect(code).toBe(130);
    expect(stdout).toMatch(
      /^done-ledger sweep of 1000000 seeds .*: inconclusive\n\d+ held, 0 violated, \d+ inconclusive; .*; interrupted\n/,
    );
    expect(stdout).toMatch(/inconclusive: \d+ seeds .*: not run: the sweep was interrupted\n/);
  });

  test('prints it as JSON, too', async () => {
    const { code, stdout } = await interrupted('--json');
    expect(code).toBe(130);
    expect(SweepReport.from(stdout)).toMatchObject({ interrupted: true, violated: 0, seeds: 1_000_000 });
  });
});
