// W7: 1,000 empty tests, with and without our fixtures. What counts is the processor time of the whole run of Vitest.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OURS } from '../programme.mjs';
import { ratioOf } from '../measure/statistics.mjs';
import { askOnce } from './processes.mjs';
import { withProject } from './project.mjs';

export const id = 'W7';
export const title = '1,000 empty tests, the whole run of Vitest';

const TESTS = 1000;
const PROFILE = 'profile.json';
const OWNERS = ['Vitest', 'Node, engine, tests', 'garbage', OURS];
const PLAIN = "Vitest's own test";

/** Fixtures of Vitest's own kind that depend on each other as ours do, and clean up as ours do, but make nothing. */
const EMPTY_FIXTURES = `const test = base.extend({
  session: async ({ task, signal, onTestFinished }, use) => {
    onTestFinished(async () => {});
    await use({});
  },
  ledger: ({ session }, use) => use(session),
  sink: ({ session }, use) => use(session),
});`;

const OUR_TEST = "import { test } from 'gossip-inmemory/vitest';";

/** Each in a file of its own. What is not ours shows what of the cost of ours is the runner's. */
const FILES = {
  [PLAIN]: { head: "import { test } from 'vitest';" },
  'empty fixtures of its own': {
    head: `import { test as base } from 'vitest';\n${EMPTY_FIXTURES}`,
    parameters: '{ ledger, sink }',
  },
  'its own test, our entry imported': { head: "import { test } from 'vitest';\nimport 'gossip-inmemory/vitest';" },
  'our test': { head: OUR_TEST },
  'our test, with ledger and sink': { head: OUR_TEST, parameters: '{ ledger, sink }' },
};

/** @returns one row per file: its ratio to the plain one. */
export async function run({ rounds }) {
  const names = Object.keys(FILES);
  const files = Object.fromEntries(names.map((name, index) => [`${index}.test.mjs`, fileOf(FILES[name])]));
  return withProject(files, async (root) => {
    const times = [];
    for (let round = 0; round <= rounds; round++) {
      const costs = {};
      for (let turn = 0; turn < names.length; turn++) {
        const index = (turn + round) % names.length;
        costs[names[index]] = await costOf(root, `${index}.test.mjs`);
      }
      if (round > 0) times.push(costs); // the first one fills the caches of the file system
    }
    return names.map((name) => ({ name, ratio: ratioOf(times, name, PLAIN) }));
  });
}

/**
 * @returns one row per file: whose code its worker runs while it makes its tests and executes them, in percent of what the worker
 * takes for the plain one. What was imported before is not in it.
 */
export async function profile({ rounds }) {
  const names = Object.keys(FILES);
  const files = Object.fromEntries(names.map((name, index) => [`${index}.test.mjs`, fileOf(FILES[name], PROFILER)]));
  return withProject(files, async (root) => {
    const sums = names.map(() => ({}));
    for (let round = 0; round < rounds; round++) {
      for (const index of names.keys()) {
        await costOf(root, `${index}.test.mjs`);
        const { nodes } = JSON.parse(await readFile(join(root, PROFILE), 'utf8'));
        for (const { callFrame, hitCount } of nodes) {
          const owner = ownerOf(callFrame);
          if (owner === undefined) continue;
          sums[index][owner] = (sums[index][owner] ?? 0) + hitCount;
        }
      }
    }
    const plain = Object.values(sums[0]).reduce((a, b) => a + b);
    const shares = (sum) => Object.fromEntries(OWNERS.map((owner) => [owner, ((sum[owner] ?? 0) / plain) * 100]));
    return names.map((name, index) => ({ name, shares: shares(sums[index]) }));
  });
}

/** Whose code it is, that of a profile's node. Idle time is nobody's. */
function ownerOf({ functionName, url }) {
  if (functionName === '(idle)') return undefined;
  if (url.includes('/node_modules/gossip-inmemory/')) return OURS;
  if (url.includes('/node_modules/')) return 'Vitest';
  return functionName === '(garbage collector)' ? 'garbage' : 'Node, engine, tests';
}

async function costOf(root, file) {
  const args = [root, file, 'threads']; // threads, as their time counts as the process's
  const { cost, notes } = await askOnce('suite.mjs', args, { turn: 'run' });
  if (notes.length !== TESTS || !notes.every(({ ok }) => ok)) throw new Error(`${file}: not all tests passed`);
  return cost;
}

/** What a file does before its tests are made, so that the worker's profile is written after they have run. */
const PROFILER = `
import { writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { afterAll } from 'vitest';
const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.setSamplingInterval', { interval: 200 });
await session.post('Profiler.start');
afterAll(async () => {
  const { profile } = await session.post('Profiler.stop');
  await writeFile(new URL('${PROFILE}', import.meta.url), JSON.stringify(profile));
});`;

function fileOf({ head, parameters = '' }, preparation = '') {
  return `${head}${preparation}
for (let number = 1; number <= ${TESTS}; number++) test(\`test \${number}\`, (${parameters}) => {});
`;
}
