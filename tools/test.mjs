// Everything that has to hold, in one run. The last line is the sum of what the runners themselves report.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installExample } from './install-example.mjs';
import { createConsumers, JESTS, runJest, runPlain, runVitest, VITESTS } from './consumers.mjs';
import { checkJestFailures, checkVitestFailures } from './failures.mjs';
import { installed, node } from './process.mjs';
import { counted, one, sum } from './reports.mjs';
import { checkTypes } from './type-matrix.mjs';

const reports = await mkdtemp(join(tmpdir(), 'gossip-inmemory-reports-'));
const counts = [];
let consumers;

await step('Build', () => one(node(['tools/build.mjs'])));
await step(
  'Lint',
  () => one(eslint()),
  () => one(prettier()),
);
await step(
  'Types',
  () => one(tsc('tsconfig.json')),
  () => one(node(['tools/readme.mjs']).then(() => tsc('tsconfig.readme.json'))), // the snippets of README.md
);
await step('Unit tests', () => vitest());
await step(
  'Package',
  () => one(publint()),
  () => one(areTheTypesWrong()),
);
await step('Install in consumers', async () => {
  consumers = await createConsumers();
  return { passed: 0, failed: 0 };
});
await step('Types in consumers', () => checkTypes(there()));
for (const version of VITESTS) {
  await step(`Consumer with Vitest ${version}`, () => runVitest(there().vitest.get(version)));
  await step(`Its failures`, () => checkVitestFailures(there().vitest.get(version)));
}
for (const version of JESTS) {
  await step(`Consumer with Jest ${version}`, () => runJest(there().jest.get(version)));
  await step(`Its failures`, () => checkJestFailures(there().jest.get(version)));
}
await step('Consumer without a runner', () => runPlain(there().plain));
await step('Example', () => example());
for (const name of ['postgres-backend', 'sqlite-backend', 'checkpoint-store'])
  await step(`Example ${name}`, () => exampleSuite(name));

await consumers?.remove();
await rm(reports, { recursive: true });
const { passed, failed } = sum(counts);
process.exitCode = failed === 0 ? 0 : 1;
console.log(`\n${passed} passed, ${failed} failed`);

/** Does some things side by side; prints what they printed if it went wrong, and how it went. */
async function step(heading, ...parts) {
  console.log(`\n${heading}`);
  const started = performance.now();
  const broken = (error) => ({ passed: 0, failed: 1, output: error.message });
  const result = sum(await Promise.all(parts.map(async (part) => part()).map((done) => done.catch(broken))));
  if (result.failed > 0) console.log(result.output.trimEnd());
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  // In a browser, for one, if there is none on this machine.
  const skipped = result.skipped === 0 ? '' : `, ${result.skipped} SKIPPED`;
  console.log(`  ${result.passed} ok, ${result.failed} not ok${skipped}, ${seconds} s`);
  counts.push(result);
}

function there() {
  if (consumers === undefined) throw new Error('There is no consumer to check it in.');
  return consumers;
}

function eslint() {
  return node([installed('eslint/bin/eslint.js'), '.', '--max-warnings=0']);
}

function prettier() {
  return node([installed('prettier/bin/prettier.cjs'), '--check', '.']);
}

function tsc(project) {
  return node([installed('typescript/bin/tsc'), '--noEmit', '-p', project]);
}

function publint() {
  return node([installed('publint/src/cli.js'), '--strict']);
}

/** `/vitest` is an ES module for a require() too: its runner is one. */
function areTheTypesWrong() {
  const options = ['--profile', 'node16', '--ignore-rules', 'cjs-resolves-to-esm', '--no-emoji', '--no-color'];
  return node([installed('@arethetypeswrong/cli/dist/index.js'), '--pack', '.', ...options]);
}

function vitest() {
  const report = join(reports, 'unit.json');
  const args = ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  return counted(node([installed('vitest/vitest.mjs'), ...args]), report);
}

/** The suite of an example: a real database, checked by the conformance kit, or a store of a user's own. */
async function exampleSuite(name) {
  const app = await installExample(name, reports, there().tarball);
  const report = join(reports, `${name}.json`);
  const args = ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  return counted(node([join(app, 'node_modules/vitest/vitest.mjs'), ...args], { cwd: app }), report);
}

function example() {
  const report = join(reports, 'example.json');
  return counted(node(['tools/example.mjs', `--report=${report}`]), report);
}
