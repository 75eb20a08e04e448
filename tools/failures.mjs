// The suite of failures in test/consumer/failing, run through the command line of each runner. What they print is kept
// there, to be reviewed: told.txt has what each test fails with, which is the same everywhere, and printed-by-<runner>.txt
// what an engineer sees of it. `node tools/failures.mjs --write` writes them anew.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { createConsumers, jestRun, vitestRun } from './consumers.mjs';
import { ROOT } from './process.mjs';
import { sum } from './reports.mjs';

const KEPT = join(ROOT, 'test/consumer/failing');

/** Checks what the suite of failures tells in a consumer's Vitest. */
export function checkVitestFailures(folder) {
  return check('vitest', folder, vitestFailures(folder));
}

/** Checks what it tells in a consumer's Jest, as CommonJS and as ES modules. */
export async function checkJestFailures(folder) {
  const commonjs = await check('jest', folder, jestFailures(folder, 'commonjs'));
  const modules = await check('jest', folder, jestFailures(folder, 'modules'));
  return sum([commonjs, modules]);
}

function vitestFailures(folder) {
  return vitestRun(folder, ['failing/']);
}

function jestFailures(folder, config) {
  // Two workers: what they fail with has to survive the way from one process to another.
  return jestRun(folder, config, { args: ['--maxWorkers=2', '--testMatch=<rootDir>/failing/*.test.ts'] });
}

/** Each text of a run is one test, which passes if it is the one that is kept. */
async function check(runner, folder, run) {
  const counts = Object.entries(await textsOf(runner, folder, run)).map(async ([file, text]) => {
    const kept = await readFile(join(KEPT, file), 'utf8');
    if (text === kept) return { passed: 1, failed: 0 };
    return { passed: 0, failed: 1, output: `In ${folder}, ${file} would be other:\n${firstDifference(kept, text)}` };
  });
  return sum(await Promise.all(counts));
}

/** The texts of a run by the file in which they are kept, without what differs from place to place and time to time. */
async function textsOf(runner, folder, [running, report]) {
  const { output } = await running;
  const { testResults } = JSON.parse(await readFile(report, 'utf8'));
  const here = (text) => stripVTControlCharacters(text).replaceAll('file://', '').replaceAll(`${folder}/`, '');
  const told = testResults.flatMap(({ assertionResults }) => assertionResults).map((test) => toldOf(test, here));
  return {
    'told.txt': `${told.join('\n\n')}\n`,
    [`printed-by-${runner}.txt`]: `${PRINTED[runner](here(output)).replaceAll(/ +$/gm, '').trim()}\n`,
  };
}

/** A test and its errors: the message, and of the stack the line in the suite. */
function toldOf({ title, failureMessages }, here) {
  const errors = failureMessages.map(here).map((text) => {
    const [message, ...frames] = text.split(/\n {4}at /);
    const [own] = frames.filter((frame) => frame.includes('failing/'));
    return `${message}\n    at ${own?.replace(/^.*\((.+)\)$/s, '$1')}`;
  });
  return [`=== ${title}`, ...errors].join('\n').replaceAll(/(\.ts:\d+):\d+/g, '$1');
}

/** The part of the output that is about the failures. */
const PRINTED = {
  vitest: (output) => between(output, /^⎯+ Failed Tests/m, /^ Test Files /m),
  jest: (output) => between(output, /^ {2}● /m, /^Test Suites:/m).replaceAll(/(?<=\(node_modules\/).+(?=\))/g, '...'),
};

function between(text, start, end) {
  const rest = text.slice(Math.max(text.search(start), 0));
  return rest.slice(0, rest.search(end));
}

function firstDifference(kept, text) {
  const [expected, received] = [kept, text].map((whole) => whole.split('\n'));
  const index = expected.findIndex((line, at) => line !== received[at]);
  return `line ${index + 1}\n- ${expected[index]}\n+ ${received[index]}`;
}

async function write() {
  const consumers = await createConsumers();
  try {
    const [vitest] = [...consumers.vitest.values()].slice(-1);
    const [jest] = [...consumers.jest.values()].slice(-1);
    const texts = {
      ...(await textsOf('jest', jest, jestFailures(jest, 'commonjs'))),
      ...(await textsOf('vitest', vitest, vitestFailures(vitest))),
    };
    for (const [file, text] of Object.entries(texts)) await writeFile(join(KEPT, file), text);
  } finally {
    await consumers.remove();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv.includes('--write')) await write();
