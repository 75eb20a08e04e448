// The packed package, installed as a user installs it, outside of this repository.
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pack } from './pack.mjs';
import { npm, outputOf, ROOT, run } from './process.mjs';
import { fencedBlocks } from './readme.mjs';
import { counted, sum } from './reports.mjs';

/** The first and the last of what the peer range allows, and what is between them. */
export const VITESTS = ['3.2.7', '4.1.12', '5.1.1'];
export const JESTS = ['29.7.0', '30.5.2'];
export const TYPESCRIPTS = ['5.9.3', '6.0.3', '7.0.2'];

const NODE_TYPES = '24.19.2';
/** What takes the types out of the Jest consumers' tests. */
const ESBUILD = '0.28.2';

/** The parts of test/consumer that make a consumer; the parts of both kinds lie beside each other in the same way. */
const SHARED = ['shared', 'failing'];
const OF_VITEST = ['suite', 'types'];
const OF_JEST = ['jest/suite', 'jest/types', 'jest/commonjs', 'jest/config', 'jest/own-failures'];

/**
 * Makes the consumers: one for each Vitest and each Jest, and a plain one, which has nothing but the package.
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
      await furnish(folder, OF_VITEST);
    }),
    ...[...jest].map(async ([version, folder]) => {
      const types = { '@types/jest': version.split('.')[0], '@types/node': NODE_TYPES };
      await install(folder, { 'gossip-inmemory': tarball, jest: version, esbuild: ESBUILD, ...types });
      await furnish(folder, OF_JEST);
      await copyForGlobalExpect(join(folder, 'types'));
      await writeSnippets(join(folder, 'suite'));
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
export async function runVitest(folder) {
  return counted(...vitestRun(folder, ['shared/', 'suite/']));
}

/**
 * Runs the suite of a consumer in its own Jest: as CommonJS in the Node that runs us and in the machine's own if it has
 * another (its realms differ), and as ES modules.
 */
export async function runJest(folder) {
  const counts = [];
  for (const command of await nodes()) counts.push(await counted(...jestRun(folder, 'commonjs', { command })));
  counts.push(await counted(...jestRun(folder, 'modules')));
  return sum(counts);
}

/** A run of Vitest on the files whose paths contain one of these, and where it writes its report. */
export function vitestRun(folder, files) {
  const report = join(folder, 'vitest-report.json');
  const args = ['run', ...files, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return [running(folder, process.execPath, ['node_modules/vitest/vitest.mjs', ...args], report), report];
}

/** A run of Jest in one of its configurations, and where it writes its report. */
export function jestRun(folder, config, { command = process.execPath, args = [] } = {}) {
  const report = join(folder, 'jest-report.json');
  const flags = config === 'modules' ? ['--experimental-vm-modules', '--no-warnings'] : [];
  const jest = ['node_modules/jest/bin/jest.js', '--ci', `--config=config/${config}.json`];
  const all = [...flags, ...jest, ...args, '--json', `--outputFile=${report}`];
  return [running(folder, command, all, report), report];
}

/** As in CI, without colours; no report of an earlier run is taken for that of this one. */
async function running(cwd, command, args, report) {
  await rm(report, { force: true });
  return run(command, args, { cwd, env: { ...process.env, CI: '1', NO_COLOR: '1', FORCE_COLOR: undefined } });
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

/** Gives a consumer its tests: those of its runner, and those that all runners share. */
async function furnish(folder, parts) {
  for (const part of [...SHARED, ...parts]) await copy(part, folder);
  const scenarios = join(folder, 'shared/scenarios');
  const source = join(ROOT, 'test/matchers/scenarios');
  await mkdir(scenarios);
  for (const name of await readdir(source)) {
    const text = published(await readFile(join(source, name), 'utf8'));
    const knowsInternals = text.includes("'../../../src/") || name === 'index.ts'; // which has those that do
    if (!knowsInternals) await writeFile(join(scenarios, name), text);
  }
}

/** A source that imports the entries of the package as its users do. */
function published(text) {
  return text
    .replaceAll("'../../../src/index.js'", "'gossip-inmemory'")
    .replaceAll(/'..\/..\/..\/src\/([\w-]+)\/index.js'/g, "'gossip-inmemory/$1'");
}

/** The type tests of the matchers once more, without the import of the expect that they look at. */
async function copyForGlobalExpect(types) {
  const text = await readFile(join(types, 'matchers.ts'), 'utf8');
  await writeFile(join(types, 'global-matchers.ts'), text.replace(/^import .* from '@jest\/globals';\n/m, ''));
}

/** The snippets of README.md that are for Jest, each a test file. */
async function writeSnippets(suite) {
  const blocks = fencedBlocks(await readFile(join(ROOT, 'README.md'), 'utf8'));
  for (const { info, content, line } of blocks)
    if (info === 'ts jest') await writeFile(join(suite, `readme-${line}.test.ts`), content.join('\n'));
}

/** `jest/suite` is the Jest consumer's `suite`. */
function copy(part, folder) {
  return cp(join(ROOT, 'test/consumer', part), join(folder, part.replace(/^jest\//, '')), { recursive: true });
}
