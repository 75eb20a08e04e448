// npm run example [-- --report=<file>] [--keep] [--update]: installs the packed package and examples/scanner into a fresh
// folder outside the repository, and runs the example's suite there.
//   --report=<file>  also writes Vitest's JSON report
//   --keep           leaves the folder behind
//   --update         writes snapshots instead of checking them, and takes the tests back into the repository
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { installExample } from './install-example.mjs';
import { pack } from './pack.mjs';
import { node, outputOf, ROOT } from './process.mjs';

const EXAMPLE = join(ROOT, 'examples/scanner');
const { report, keep, update } = parseArgs({
  options: { report: { type: 'string' }, keep: { type: 'boolean' }, update: { type: 'boolean' } },
}).values;

const folder = await realpath(await mkdtemp(join(tmpdir(), 'gossip-scanner-')));
try {
  process.exitCode = await example();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  if (keep) console.log(`kept ${folder}`);
  else await rm(folder, { recursive: true, force: true });
}

async function example() {
  const tarball = await pack(folder);
  console.log(`packed     ${basename(tarball)}`);

  const app = await installExample('scanner', folder, tarball);
  console.log(`installed  into ${app}, with Node ${process.version}`);
  console.log('types      checked, strict');

  const dryRun = await outputOf(node(['src/dry-run.ts', 'fixture-tree'], { cwd: app }));
  console.log(`scanned    ${dryRun.trim()}`);

  const json = report === undefined ? join(folder, 'report.json') : resolve(report);
  await mkdir(dirname(json), { recursive: true });
  const code = await vitest(app, ['--reporter=default', '--reporter=json', `--outputFile.json=${json}`]);
  if (update) await cp(join(app, 'test'), join(EXAMPLE, 'test'), { recursive: true });
  summarise(JSON.parse(await readFile(json, 'utf8')), app);
  return code;
}

/** Runs the suite as a CI does: what differs from a snapshot, or has none, fails. Its output goes straight to ours. */
function vitest(cwd, args) {
  const command = ['node_modules/vitest/vitest.mjs', 'run', ...args, ...(update ? ['--update'] : [])];
  return new Promise((settle, reject) => {
    const child = spawn(process.execPath, command, { cwd, env: { ...process.env, CI: '1' }, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) => settle(code ?? 1));
  });
}

/** Prints what the suite exercised: each group of tests, with how many of them passed. */
function summarise({ testResults, numPassedTests, numTotalTests }, app) {
  console.log('exercised');
  for (const { name, assertionResults } of testResults.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const groups = Map.groupBy(assertionResults, ({ ancestorTitles }) => ancestorTitles.join(' > '));
    for (const [group, tests] of groups) {
      const passed = tests.filter(({ status }) => status === 'passed').length;
      console.log(`  ${passed}/${tests.length}  ${group} (${relative(app, name)})`);
    }
  }
  console.log(`${numPassedTests} of ${numTotalTests} tests passed`);
}
