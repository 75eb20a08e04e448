// The suites of failures in test/consumer, run through the command line of each runner. What they tell is kept next to
// them, to be reviewed: told.txt has what each test fails with, which is the same under every runner, and
// printed-by-<runner>.txt what an engineer sees of it. `node tools/failures.mjs --write` writes them anew.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { createConsumers, jestRun, vitestRun } from './consumers.mjs';
import { ROOT } from './process.mjs';
import { sum } from './reports.mjs';

/** Checks what the suites of failures tell in a consumer's Vitest. */
export function checkVitestFailures(folder) {
  return check(folder, () => vitestTexts(folder));
}

/** Checks what they tell in a consumer's Jest, as CommonJS and as ES modules. */
export async function checkJestFailures(folder) {
  return sum([
    await check(folder, () => jestTexts(folder, 'commonjs')),
    await check(folder, () => jestTexts(folder, 'modules')),
  ]);
}

/** Each text is one test, which passes if it is the one that is kept. */
async function check(folder, run) {
  const counts = Object.entries(await run()).map(async ([file, text]) => {
    const kept = await readFile(join(ROOT, 'test/consumer', file), 'utf8');
    if (text === kept) return { passed: 1, failed: 0 };
    return { passed: 0, failed: 1, output: `In ${folder}, ${file} would be other:\n${firstDifference(kept, text)}` };
  });
  return sum(await Promise.all(counts));
}

async function vitestTexts(folder) {
  return textsOf('vitest', folder, 'failing', vitestRun(folder, ['failing/']));
}

async function jestTexts(folder, config) {
  const texts = {};
  for (const suite of ['failing', 'own-failures']) {
    // Two workers: what a test fails with has to survive the way from one process to another.
    const args = ['--maxWorkers=2', `--testMatch=<rootDir>/${suite}/*.test.ts`];
    Object.assign(texts, await textsOf('jest', folder, suite, jestRun(folder, config, { args })));
  }
  return texts;
}

/** The texts of a run by the file in which they are kept, without what differs from place to place and time to time. */
async function textsOf(runner, folder, suite, [running, report]) {
  const { output } = await running;
  const { testResults } = JSON.parse(await readFile(report, 'utf8'));
  const here = (text) =>
    stripVTControlCharacters(text)
      .replaceAll('file://', '')
      .replaceAll(`${folder}/`, '')
      .replaceAll(/(?<=The whole timeline: )\S+\.html/g, '(a page)');
  const files = testResults.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const told = files.flatMap(({ assertionResults }) => assertionResults).map((test) => toldOf(test, here));
  const printed = byFile(PRINTED[runner](here(output)).map((part) => part.replaceAll(/ +$/gm, '').trim()));
  const kept = suite === 'failing' ? suite : `${runner}/${suite}`;
  return {
    [`${kept}/told.txt`]: `${told.join('\n\n')}\n`,
    [`${kept}/printed-by-${runner}.txt`]: `${printed.join('\n\n')}\n`,
  };
}

/** A test and its errors: the message, and of the stack the line in the suite. */
function toldOf({ fullName, status, failureMessages }, here) {
  const errors = failureMessages.map(here).map((text) => {
    const [message, ...frames] = text.replace(TIMEOUT, '(the runner says that it timed out)').split(/\n {4}at /);
    const own = frames.find((frame) => frame.includes('fail'));
    return `${message}\n    at ${own?.replace(/^.*\((.+)\)$/s, '$1')}`;
  });
  const told = [`=== ${fullName}: ${status}`, ...errors].join('\n');
  return told.replaceAll(/(\.ts:\d+):\d+/g, '$1');
}

/** The first two lines of an error that each runner puts in words of its own. */
const TIMEOUT = /^.*(timed out in|Exceeded timeout of) .*\n.*/;

/** What the output says of the failures, in parts that each belong to one file. */
const PRINTED = {
  vitest: (output) =>
    between(output, /^⎯+ Failed Tests/m, /^ Test Files /m)
      .replaceAll('TestTimeoutError:', 'Error:') // as of Vitest 5
      .replaceAll(/^ ❯ .*\bnode_modules\/.*/gm, ' ❯ node_modules/...')
      .split(/\n⎯+(?:\[\d+\/\d+\])?⎯+\n+/)
      .filter((part) => part.startsWith(' FAIL ')),
  jest: (output) =>
    between(output, /^(FAIL|PASS) /m, /^(Snapshot Summary|Test Suites:)/m)
      .replaceAll(/ at [^()\n]+ \((.+)\)$/gm, ' at $1')
      .replaceAll(/(?<= at node_modules\/).+/g, '...')
      .split(/^(?=FAIL |PASS )/m),
};

function between(text, start, end) {
  const rest = text.slice(Math.max(text.search(start), 0));
  return rest.slice(0, rest.search(end));
}

/** Files run side by side, and are reported as they come. */
function byFile(parts) {
  const fileOf = (part) => /[\w-]+\/[\w-]+\.test\.ts/.exec(part)?.[0] ?? '';
  return parts.toSorted((a, b) => (fileOf(a) < fileOf(b) ? -1 : Number(fileOf(a) > fileOf(b))));
}

function firstDifference(kept, text) {
  const [expected, received] = [kept, text].map((whole) => whole.split('\n'));
  const index = expected.findIndex((line, at) => line !== received[at]);
  return `line ${index + 1}\n- ${expected[index]}\n+ ${received[index]}`;
}

async function write() {
  const consumers = await createConsumers();
  try {
    const newest = (versions) => [...versions.values()].at(-1);
    const texts = {
      ...(await jestTexts(newest(consumers.jest), 'commonjs')),
      ...(await vitestTexts(newest(consumers.vitest))),
    };
    for (const [file, text] of Object.entries(texts)) await writeFile(join(ROOT, 'test/consumer', file), text);
  } finally {
    await consumers.remove();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv.includes('--write')) await write();
