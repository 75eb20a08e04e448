import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import type { Finding } from '../../src/cli/doctor/finding.js';
import { isAtLeast, isIn } from '../../src/cli/doctor/versions.js';
import { built } from '../support/built.js';
import { Folder } from './run-cli.js';

beforeAll(built, 300_000);

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A project in a folder, with packages that are nothing but their manifests, and other files. */
function project(packages: Readonly<Record<string, string>>, files: Readonly<Record<string, string>> = {}): Folder {
  const folder = new Folder();
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(folder.file(name)), { recursive: true });
    writeFileSync(folder.file(name), text);
  };
  mkdirSync(folder.file('node_modules'));
  symlinkSync(ROOT, folder.file('node_modules/gossip-inmemory'));
  for (const [path, version] of Object.entries(packages))
    write(`node_modules/${path}/package.json`, JSON.stringify({ name: path.split('node_modules/').at(-1), version }));
  for (const [name, text] of Object.entries(files)) write(name, text);
  return folder;
}

/** What the doctor says of a project, but for its self-test. */
async function findingsIn(folder: Folder): Promise<readonly Finding[]> {
  const { stdout } = await folder.run('doctor', '--json');
  const findings = JSON.parse(stdout) as Finding[];
  const before = (text: string) => findings.findIndex((finding) => finding.text.startsWith(text));
  return findings.slice(0, before('done-ledger simulation'));
}

const NODE = { status: 'ok', text: `Node ${process.versions.node}` };
const OWN = { status: 'ok', text: `gossip-inmemory ${manifest.version}` };
const UNREGISTERED = {
  status: 'note',
  text: 'No file here registers the matchers.',
  remedy: expect.stringMatching(/^Vitest: import \{ expect, test \} from 'gossip-inmemory\/vitest'\. /),
};

test('a project that is in order', async () => {
  using folder = project({}, { 'test/a.test.ts': `import { test } from 'gossip-inmemory/vitest';` });
  const vitest = dirname(createRequire(import.meta.url).resolve('vitest/package.json'));
  symlinkSync(vitest, folder.file('node_modules/vitest'));
  const { code, stdout, stderr } = await folder.run('doctor');
  expect([code, stderr]).toEqual([0, '']);
  const text = stdout.replaceAll(process.versions.node, '<version>').replaceAll(/\d+ operations/g, '<n> operations');
  await expect(text.replace(/vitest [\d.]+/, 'vitest <version>')).toMatchFileSnapshot('golden/doctor.txt');
});

test('a project without the package', async () => {
  using folder = new Folder();
  const { code, stdout } = await folder.run('doctor');
  expect(code).toBe(1);
  expect(stdout).toContain(
    "problem  This folder's project does not have gossip-inmemory.\n         npm install --save-dev gossip-inmemory\n",
  );
  expect(stdout).toContain('note     There is no test runner here: simulations and conformance checks need none.\n');
});

test('another copy than that of the project', async () => {
  using folder = new Folder();
  mkdirSync(folder.file('node_modules/gossip-inmemory'), { recursive: true });
  writeFileSync(folder.file('node_modules/gossip-inmemory/package.json'), '{ "version": "0.0.9" }');
  expect(await findingsIn(folder)).toContainEqual({
    status: 'note',
    text: "This command is of another copy of gossip-inmemory than the project's 0.0.9.",
    remedy: 'Run it with npx in the project: npx gossip-inmemory doctor',
  });
});

test('several copies', async () => {
  using folder = project({
    'some-lib/node_modules/gossip-inmemory': '0.0.8',
    '@scope/lib/node_modules/gossip-inmemory': '0.0.9',
    '.pnpm/other@1/node_modules/gossip-inmemory': '0.0.7',
  });
  const { code, stdout } = await folder.run('doctor');
  expect(code).toBe(1);
  const [, count] = /There are (\d) copies: /.exec(stdout) ?? [];
  expect(count).toBe('4');
  for (const [path, version] of [
    ['some-lib', '0.0.8'],
    ['@scope/lib', '0.0.9'],
    ['.pnpm/other@1', '0.0.7'],
  ])
    expect(stdout).toContain(`${join('node_modules', path!, 'node_modules/gossip-inmemory')} (${version})`);
  expect(stdout).toContain('\n         npm dedupe, or make all that depend on it ask for the same version\n');
});

describe('a runner', () => {
  test.each([
    ['vitest', '3.1.4', '>=3.2.0 <6'],
    ['vitest', '6.0.0', '>=3.2.0 <6'],
    ['jest', '28.1.0', '>=29 <31'],
  ])('that is not supported: %s %s', async (name, version, range) => {
    using folder = project({ [name]: version });
    expect(await findingsIn(folder)).toEqual([
      NODE,
      OWN,
      { status: 'problem', text: `${name} ${version} is not in ${range}.`, remedy: `Install ${name} ${range}.` },
      UNREGISTERED,
    ]);
  });

  test('of which the package finds another copy', async () => {
    using folder = project({ vitest: '5.0.0' });
    expect(await findingsIn(folder)).toContainEqual({
      status: 'problem',
      text: expect.stringMatching(/^gossip-inmemory finds another vitest, \d/),
      remedy: expect.stringMatching(/^npm dedupe, so that .* goes: a second copy does not find the running suite$/),
    });
  });

  test('that has no matchers yet', async () => {
    using folder = project(
      { jest: '30.5.2' },
      { 'a.test.js': 'test.todo("something")', 'dist/b.js': '"gossip-inmemory/jest"' },
    );
    expect(await findingsIn(folder)).toEqual([NODE, OWN, { status: 'ok', text: 'jest 30.5.2' }, UNREGISTERED]);
  });

  test.each([
    ['setup.cjs', `require("gossip-inmemory/matchers")`, 'gossip-inmemory/matchers'],
    ['deep/in/setup.ts', `import 'gossip-inmemory/jest';`, 'gossip-inmemory/jest'],
  ])('whose matchers are registered in %s', async (file, text, entry) => {
    using folder = project({ jest: '30.5.2' }, { [file]: text });
    expect(await findingsIn(folder)).toContainEqual({ status: 'ok', text: `${file} imports ${entry}` });
  });
});

describe('types', () => {
  const TYPESCRIPT = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));

  const finding = async (tsconfig: string) => {
    using folder = project({}, { 'tsconfig.json': tsconfig, 'a.ts': '' });
    symlinkSync(TYPESCRIPT, folder.file('node_modules/typescript'));
    const findings = await findingsIn(folder);
    return findings.filter(({ text }) => text.startsWith('TypeScript')).map(({ status, remedy }) => [status, remedy]);
  };

  test.each([
    { module: 'nodenext' },
    { module: 'esnext', moduleResolution: 'bundler' },
    { module: 'preserve' },
    {}, // TypeScript 6 and later
  ])('are found with %j', async (compilerOptions) => {
    expect(await finding(JSON.stringify({ compilerOptions }))).toEqual([['ok', undefined]]);
  });

  test('are not found by old ways to resolve a module', async () => {
    const compilerOptions = { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0' };
    expect(await finding(JSON.stringify({ compilerOptions }))).toEqual([
      ['problem', 'In tsconfig.json: "module": "nodenext", or "moduleResolution": "bundler".'],
    ]);
  });

  test('are left alone where the compiler cannot read its configuration', async () => {
    expect(await finding('not JSON')).toEqual([['note', 'npx tsc --showConfig says why']]);
  });
});

describe('versions', () => {
  test.each([
    ['5.1.1', '>=3.2.0 <6', true],
    ['3.2.0', '>=3.2.0 <6', true],
    ['6.0.0-beta.1', '>=3.2.0 <6', false],
    ['3.1.9', '>=3.2.0 <6', false],
    ['20.19.0', '>=20.19', true],
    ['20.9.0', '>=20.19', false],
    ['30.5.2', '^29 || ^30', true],
    ['31.0.0', '^29 || ^30', false],
    ['1.0.0', '*', true],
  ])('%s in %s: %s', (version, range, expected) => {
    expect(isIn(version, range)).toBe(expected);
  });

  test('are compared number by number', () => {
    expect(isAtLeast('10.0.0', '9.9.9')).toBe(true);
    expect(isAtLeast('9.10', '9.9.1')).toBe(true);
    expect(isAtLeast('9', '9.0.0')).toBe(true);
  });
});
