import { copyFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseCapsule, SweepReport } from '../../src/sim/index.js';
import { built } from '../support/built.js';
import { backend, drawn, Folder, runCli } from './run-cli.js';

beforeAll(built, 300_000);

const FORGETFUL = ['--backend', backend('forgetful.mjs')];

/** A folder with a capsule of which the forgetful ledger fails the last of three operations. */
function withCapsule(): Folder {
  const folder = new Folder();
  copyFileSync(fileURLToPath(new URL('capsule.json', import.meta.url)), folder.file('capsule.json'));
  return folder;
}

describe('replay', () => {
  test('of what still fails exits with 1', async () => {
    using folder = withCapsule();
    const { code, stdout } = await folder.run('replay', 'capsule.json', ...FORGETFUL);
    expect(code).toBe(1);
    await expect(stdout).toMatchFileSnapshot('golden/replay-violated.txt');
  });

  test('of what does not fail any more exits with 0', async () => {
    using folder = withCapsule();
    const { code, stdout } = await folder.run('replay', 'capsule.json');
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot('golden/replay-mended.txt');
  });

  test('says if it fails in another way', async () => {
    using folder = withCapsule();
    const { code, stdout } = await folder.run('replay', 'capsule.json', '--backend', backend('refusing.mjs'));
    expect(code).toBe(1);
    expect(stdout).toContain(
      'It fails in another way: when it was written it failed with I7 ledger bytesScanned, at step 3.\n',
    );
  });

  test('prints JSON', async () => {
    using folder = withCapsule();
    const { code, stdout } = await folder.run('replay', 'capsule.json', '--json', ...FORGETFUL);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      simulation: 'done-ledger',
      ok: false,
      operations: 3,
      events: { ReleasedAll: 1, UpsertCommitted: 2 },
      violations: [expect.objectContaining({ step: 3, signature: 'I7 ledger bytesScanned' })],
      unchecked: ['X1'],
    });
  });

  test('prints the timeline', async () => {
    using folder = withCapsule();
    const { stdout } = await folder.run('replay', 'capsule.json', '--timeline', ...FORGETFUL);
    const [report, ...timeline] = stdout.split('\n\n');
    expect(report).toMatch(/^done-ledger replay, 3 operations: violated\n/);
    expect(timeline.join()).toContain('w1');
  });

  test('of a call that is never answered exits with 3', async () => {
    using folder = withCapsule();
    const ended = await folder.run('replay', 'capsule.json', '--backend', backend('silent.mjs'));
    expect(ended).toEqual({
      code: 3,
      stdout: '',
      stderr: 'A call of the backend was never answered, so the command could not come to its end.\n',
    });
  });
});

describe('shrink', () => {
  test('writes what is left, and says what matters', async () => {
    using folder = withCapsule();
    const { code, stdout } = await folder.run('shrink', 'capsule.json', ...FORGETFUL);
    expect(code).toBe(0);
    await expect(drawn(stdout)).toMatchFileSnapshot('golden/shrink.txt');
    expect(folder.files()).toEqual(['capsule.json', 'capsule.min.json']);
    expect(parseCapsule(folder.read('capsule.min.json')).operations).toHaveLength(1);
    expect((await folder.run('replay', 'capsule.min.json', ...FORGETFUL)).code).toBe(1);
  });

  test('prints JSON, and writes where it is told to', async () => {
    using folder = withCapsule();
    const words = ['shrink', 'capsule.json', '--out', 'small.json', '--max-runs', '5000', '--json'];
    const { stdout } = await folder.run(...words, ...FORGETFUL);
    const { file, from, operations, complete, runs } = JSON.parse(stdout) as Record<string, unknown>;
    expect({ file, from, operations, complete, runs }).toEqual({
      file: 'small.json',
      from: 3,
      operations: 1,
      complete: true,
      runs: expect.any(Number),
    });
    expect(folder.files()).toEqual(['capsule.json', 'small.json']);
  });

  test('of what does not fail is a usage error', async () => {
    using folder = withCapsule();
    const { code, stderr } = await folder.run('shrink', 'capsule.json');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^capsule: expected a capsule that fails, received one in which every invariant holds/);
  });

  test('makes and disposes of the stores of each run', async () => {
    using folder = withCapsule();
    writeFileSync(
      folder.file('counting.mjs'),
      `import { createLedger, createSink } from ${JSON.stringify(backend('forgetful.mjs'))};
       let open = 0;
       export default () => {
         if (open++ > 0) throw new Error('two at once');
         return { doneLedger: createLedger(), findings: createSink(), dispose: () => void open-- };
       };`,
    );
    for (const command of ['replay', 'shrink']) {
      const { stdout, stderr } = await folder.run(command, 'capsule.json', '--backend', 'counting.mjs');
      expect([stdout.includes('I7 at step'), stderr]).toEqual([true, '']);
    }
  });

  test('that is interrupted writes what is left so far', async () => {
    using folder = withCapsule();
    writeFileSync(
      folder.file('slow.mjs'),
      `import { createLedger as create } from ${JSON.stringify(backend('forgetful.mjs'))};
       let made = 0;
       export async function createLedger() {
         if (++made === 4) process.stderr.write('under way');
         if (made >= 4) await new Promise((resolve) => setTimeout(resolve, 1_000_000));
         return create();
       }`,
    );
    const { code, stdout, stderr } = await runCli(['shrink', 'capsule.json', '--backend', './slow.mjs'], {
      cwd: folder.path,
      onError: (text, kill) => text === 'under way' && kill('SIGINT'),
    });
    expect([code, stdout]).toEqual([130, '']);
    expect(stderr).toMatch(
      /^under wayInterrupted: the \d operations? that (is|are) left so far (is|are) in capsule\.min\.json\.\n$/,
    );
    expect(parseCapsule(folder.read('capsule.min.json')).operations.length).toBeLessThanOrEqual(3);
  });
});

describe('report', () => {
  test('of a capsule writes a page', async () => {
    using folder = withCapsule();
    const { code, stdout } = await folder.run('report', 'capsule.json', ...FORGETFUL);
    expect([code, stdout]).toEqual([0, 'wrote capsule.html\n']);
    expect(folder.read('capsule.html')).toMatch(/^<!doctype html>/i);
  });

  test('prints text and diagrams', async () => {
    using folder = withCapsule();
    expect((await folder.run('report', 'capsule.json', '--format', 'text', ...FORGETFUL)).stdout).toContain('I7');
    expect((await folder.run('report', 'capsule.json', '--format', 'mermaid')).stdout).toMatch(/^sequenceDiagram\n/);
    expect(folder.files()).toEqual(['capsule.json']);
  });

  test('or writes them into a folder', async () => {
    using folder = withCapsule();
    await folder.run('report', 'capsule.json', '--format', 'text', '--out', 'a/b');
    await folder.run('report', 'capsule.json', '--format', 'mermaid', '--out', 'a/b');
    expect(folder.files()).toEqual(['a/b/capsule.mmd', 'a/b/capsule.txt', 'capsule.json']);
  });

  test('of the shards of a sweep is their sum, with a page for each failure', async () => {
    using folder = new Folder();
    for (const shard of ['2/2', '1/2']) {
      const words = [
        'sweep',
        '--simulation=done-ledger',
        '--seeds=4',
        '--ops=30',
        '--profile=seed',
        '--json',
        '--no-failures',
        '--strict',
      ];
      const { stdout } = await folder.run(...words, '--shard', shard, '--backend', backend('refusing.mjs'));
      writeFileSync(folder.file(`${shard.replace('/', '-')}.json`), stdout);
    }
    const words = ['--strict', '--backend', backend('refusing.mjs')];
    const { code, stdout } = await folder.run('report', '1-2.json', '2-2.json', ...words);
    expect(code).toBe(1);
    await expect(drawn(stdout)).toMatchFileSnapshot('golden/report-sweeps.txt');
    expect(folder.files()).toEqual(['1-2.json', '2-2.json', 'p-ledger-refusal.html']);

    const missing = await folder.run('report', '1-2.json', '--json', ...words);
    expect(SweepReport.from(missing.stdout).missing).toEqual(['2/2']);
  });

  test('of a sweep that is clean exits as it has', async () => {
    using folder = new Folder();
    const { stdout } = await folder.run(
      'sweep',
      '--simulation=findings',
      '--seeds=2',
      '--ops=5',
      '--json',
      '--shard=1/2',
    );
    writeFileSync(folder.file('sweep.json'), stdout);
    expect((await folder.run('report', 'sweep.json')).code).toBe(3); // shard 2/2 is missing
  });
});

describe('a file that is of no use is a usage error', () => {
  test.each([
    [['replay', 'absent.json'], /^absent\.json cannot be read: ENOENT/],
    [['replay', 'text.json'], /^text\.json is not JSON: /],
    [['replay', 'empty.json'], /^capsule\.version: expected number, received undefined\n/],
    [
      ['shrink', 'newer.json'],
      /^capsule\.version: this package reads version 1, received version 2: a newer gossip-inmemory has written it\n/,
    ],
    [['replay', 'sweep.json'], /^sweep\.json is the report of a sweep; gossip-inmemory report takes it\.\n/],
    [['report', 'sweep.json'], /^reports\[0\]\.version: expected number, received undefined\n/],
    [['report', 'sweep.json', 'capsule.json'], /^report takes capsules, or reports of sweeps, not both at once\.\n/],
    [['report', 'capsule.json', '--json'], /^report --json is for sweeps; replay --json is for a capsule\.\n/],
    [['report', 'capsule.json', '--format', 'pdf'], /^--format needs html or mermaid or text, not 'pdf'\.\n/],
  ])('%j', async (words, why) => {
    using folder = withCapsule();
    writeFileSync(folder.file('text.json'), 'text');
    writeFileSync(folder.file('empty.json'), '{}');
    writeFileSync(folder.file('newer.json'), '{ "version": 2 }');
    writeFileSync(folder.file('sweep.json'), '{ "plan": {} }');
    const { code, stdout, stderr } = await folder.run(...words);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(why);
  });
});
