// The packed package, installed as a user installs it, outside of this repository.
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pack } from './pack.mjs';
import { node, npm, outputOf, ROOT, run } from './process.mjs';
import { counted, sum } from './reports.mjs';

/** The first and the last of what the peer range allows, and what is between them. */
export const VITESTS = ['3.2.7', '4.1.12', '5.1.1'];
/** The conformance kit and the plain matchers run under Jest, too. */
export const JESTS = ['29.7.0', '30.5.2'];
export const TYPESCRIPTS = ['5.9.3', '6.0.3', '7.0.2'];

const NODE_TYPES = '24.19.2';

/**
 * Makes the consumers: one for each Vitest, and a plain one, which has nothing but the package.
 * @returns `tarball` is the package; `vitest`, `jest` and `typescript` map versions to a folder and a compiler; `remove` deletes all of them.
 */
export async function createConsumers() {
  const home = await mkdtemp(join(tmpdir(), 'gossip-inmemory-'));
  const tarball = await pack(home);
  const vitest = new Map(VITESTS.map((version) => [version, join(home, `vitest-${version}`)]));
  const jest = new Map(JESTS.map((version) => [version, join(home, `jest-${version}`)]));
  const plain = join(home, 'plain');
  const compilers = join(home, 'compilers');
  const compiler = (version) => `typescript-${version}`;
  await Promise.all([
    ...[...vitest].map(async ([version, folder]) => {
      await install(folder, { 'gossip-inmemory': tarball, vitest: version, '@types/node': NODE_TYPES });
      for (const part of ['suite', 'types']) await copy(part, folder);
    }),
    ...[...jest].map(async ([version, folder]) => {
      await install(folder, { 'gossip-inmemory': tarball, jest: version });
      await copy('jest', folder);
    }),
    install(plain, { 'gossip-inmemory': tarball }).then(() => copy('plain', plain)),
    install(compilers, Object.fromEntries(TYPESCRIPTS.map((v) => [compiler(v), `npm:typescript@${v}`]))),
  ]);
  return {
    tarball,
    vitest,
    jest,
    plain,
    typescript: new Map(TYPESCRIPTS.map((v) => [v, join(compilers, 'node_modules', compiler(v), 'bin/tsc')])),
    remove: () => rm(home, { recursive: true, force: true }),
  };
}

/** Runs the suite of a consumer in its own Vitest. */
export async function runSuite(folder) {
  const report = join(folder, 'report.json');
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return counted(node(['node_modules/vitest/vitest.mjs', ...args], { cwd: folder }), report);
}

/** Runs what a user of Jest runs. */
export async function runJest(folder) {
  const report = join(folder, 'report.json');
  const args = ['node_modules/jest/bin/jest.js', '--testMatch=**/*.test.cjs', '--json', `--outputFile=${report}`];
  return counted(node(args, { cwd: folder }), report);
}

/** Runs what needs no runner in plain Node: the one that runs us, and the machine's own if it has another. */
export async function runPlain(folder) {
  const tests = (await readdir(join(folder, 'plain'))).filter((name) => name.includes('.test.'));
  const reporter = `--test-reporter=${join(ROOT, 'tools/node-test-reporter.mjs')}`;
  const counts = [];
  for (const command of await nodes()) {
    const report = join(folder, 'report.json');
    await rm(report, { force: true });
    const args = ['--test', reporter, `--test-reporter-destination=${report}`, ...tests.map((name) => `plain/${name}`)];
    counts.push(await counted(run(command, args, { cwd: folder }), report));
  }
  return sum(counts);
}

async function nodes() {
  const folders = process.env.PATH.split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const other = folders.map((folder) => join(folder, 'node'));
  const found = new Map([[process.version, process.execPath]]);
  for (const command of other) {
    const version = await outputOf(run(command, ['--version'])).catch(() => undefined);
    if (version !== undefined && !found.has(version.trim())) found.set(version.trim(), command);
  }
  return found.values();
}

async function install(folder, dependencies) {
  await mkdir(folder);
  const manifest = { private: true, type: 'module', dependencies, allowScripts: { esbuild: true } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  await npm(['install', '--no-audit', '--no-fund'], folder);
}

function copy(part, folder) {
  return cp(join(ROOT, 'test/consumer', part), join(folder, part), { recursive: true });
}
