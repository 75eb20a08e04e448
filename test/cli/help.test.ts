import { tmpdir } from 'node:os';
import { beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { built } from '../support/built.js';
import { runCli } from './run-cli.js';

beforeAll(built, 300_000);

const run = (...words: string[]) => runCli(words, { cwd: tmpdir() });

describe('help', () => {
  test('of the whole', async () => {
    const { code, stdout, stderr } = await run('--help');
    expect([code, stderr]).toEqual([0, '']);
    await expect(stdout).toMatchFileSnapshot('golden/help.txt');
    expect((await run('-h')).stdout).toBe(stdout);
    expect((await run('help')).stdout).toBe(stdout);
  });

  test.each(['sweep', 'replay', 'shrink', 'report', 'doctor'])('of %s', async (command) => {
    const { code, stdout } = await run(command, '--help');
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot(`golden/help-${command}.txt`);
  });

  test('comes before anything that is wrong', async () => {
    expect((await run('sweep', '--wrong', '--help')).code).toBe(0);
  });
});

test('the version is that of the package', async () => {
  for (const word of ['--version', '-v'])
    expect(await run(word)).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
});

describe('a command line that makes no sense', () => {
  test.each([
    [[], 'Which command? One of sweep, replay, shrink, report, doctor.', ''],
    [['swep'], 'There is no command swep. Did you mean sweep?', ''],
    [['dance'], 'There is no command dance.', ''],
    [['sweep', '--sedes', '4'], 'There is no option --sedes. Did you mean --seeds?', 'sweep'],
    [['sweep', '--color'], 'There is no option --color.', 'sweep'],
    [['sweep', '-x'], 'There is no option -x.', 'sweep'],
    [['sweep', '--seeds'], '--seeds needs a value: --seeds <seeds>.', 'sweep'],
    [['sweep', '--backend', '--json'], '--backend needs a value: --backend <file>.', 'sweep'],
    [['sweep', '--json=yes'], "--json takes no value: leave out 'yes'.", 'sweep'],
    [['sweep', '--ops', '5', '--ops', '6'], '--ops is given twice.', 'sweep'],
    [['sweep', '--strict', '--no-strict'], '--strict is given twice.', 'sweep'],
    [['sweep', '--ops', 'many'], "--ops needs a number, not 'many'.", 'sweep'],
    [['sweep', '--ops', '-1'], 'ops: -1 is not an integer in 0 .. 9007199254740991', 'sweep'],
    [
      ['sweep', '--ops', '5', '--run', 'swizzle-clog'],
      'ops: expected batches instead, for swizzle-clog runs, received number',
      'sweep',
    ],
    [
      ['sweep', '--seeds', 'nightly'],
      "--seeds needs a number, a range or a list: 100, 100..199 or 7,nightly; not 'nightly'. One seed is --seed nightly.",
      'sweep',
    ],
    [['sweep', '--seeds', '9', '--seed', '7'], 'Either --seeds or --seed, not both.', 'sweep'],
    [['sweep', '--level', 'windy'], "--level needs SunnyDay or Stormy or Radioactive, not 'windy'.", 'sweep'],
    [['sweep', '--budget', '30'], "--budget needs a time with its unit, like 500ms, 30s, 5m or 2h, not '30'.", 'sweep'],
    [['sweep', '--shard', '3/2'], 'shard: 3 is not an integer in 1 .. 2', 'sweep'],
    [['sweep', '--failures', 'x', '--no-failures'], 'Either --failures or --no-failures, not both.', 'sweep'],
    [['sweep', 'all'], "sweep takes no argument: leave out 'all'.", 'sweep'],
    [['replay'], 'replay needs a capsule: gossip-inmemory replay <capsule>.', 'replay'],
    [['shrink', 'a', 'b'], "shrink takes one capsule: leave out 'b'.", 'shrink'],
    [['report'], 'report needs a file: gossip-inmemory report <capsule | sweep.json>.', 'report'],
    [['doctor', 'me'], "doctor takes no argument: leave out 'me'.", 'doctor'],
  ])('%j', async (words, why, command) => {
    const help = ['npx gossip-inmemory', command, '--help'].filter((part) => part !== '').join(' ');
    expect(await run(...words)).toEqual({ code: 2, stdout: '', stderr: `${why}\nWhat there is: ${help}\n` });
  });
});
