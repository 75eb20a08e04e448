// W8: what importing an entry costs a test file, in a fresh worker of Vitest that has loaded `vitest` itself already.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../tools/process.mjs';
import { summaryOf } from '../measure/statistics.mjs';
import { askOnce } from './processes.mjs';
import { withProject } from './project.mjs';

export const id = 'W8';
export const title = 'import of each entry in a fresh worker';

const EMPTY = 'an empty module';
const MAIN_FILE = pathToFileURL(join(ROOT, 'dist/esm/src/index.js')).href;

/**
 * What counts is the clock: a thread's processor time may be counted in ticks of 4 ms, longer than much of what is measured.
 * @returns one row per entry: the milliseconds that it takes beyond an empty module.
 */
export async function run({ quick }) {
  const files = quick ? 8 : 30;
  const entries = await readEntries();
  const specifiers = { [EMPTY]: 'empty-module', ...Object.fromEntries(entries.map((entry) => [entry, entry])) };
  const project = {
    'node_modules/empty-module/package.json': '{ "type": "module", "exports": "./index.js" }',
    'node_modules/empty-module/index.js': 'export {};',
  };
  for (let file = 0; file < files; file++) {
    for (const [index, name] of Object.keys(specifiers).entries()) {
      const number = String(file * 100 + index).padStart(6, '0'); // files run in the order of their names
      project[`${number}.test.mjs`] = testOf(name, specifiers[name]);
    }
  }
  const { notes } = await withProject(project, (root) =>
    askOnce('suite.mjs', [root, '.test.mjs', 'forks'], { turn: 'run' }),
  );
  const times = (name) => notes.filter((note) => note.name === name && note.ok).map(({ took }) => took);
  const empty = summaryOf(times(EMPTY)).median;
  return Object.keys(specifiers)
    .filter((name) => times(name).length > 0) // an entry for another runner cannot be loaded in this one
    .map((name) => ({ name, extra: summaryOf(times(name).map((took) => took - empty)) }));
}

/** @returns what importing the main entry consists of, without a runner: milliseconds, and how much there is to load. */
export async function profile({ rounds }) {
  const phases = [];
  for (let round = 0; round <= rounds; round++) {
    const measured = await askOnce('import-phases.mjs', [MAIN_FILE], { turn: 'measure' }, [
      '--experimental-vm-modules',
    ]);
    if (round > 0) phases.push(measured); // the first one fills the caches of the file system
  }
  const [{ files, bytes }] = phases;
  const median = (phase) => summaryOf(phases.map((spent) => spent[phase]));
  return { files, bytes, compiling: median('compiling'), running: median('running') };
}

async function readEntries() {
  const { name, exports } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  return Object.keys(exports)
    .filter((entry) => entry !== './package.json')
    .map((entry) => `${name}${entry.slice(1)}`);
}

function testOf(name, specifier) {
  return `import { test } from 'vitest';
await import('node:path');
test('import', async ({ task }) => {
  const before = performance.now();
  await import('${specifier}');
  Object.assign(task.meta, { name: '${name}', took: performance.now() - before });
});
`;
}
