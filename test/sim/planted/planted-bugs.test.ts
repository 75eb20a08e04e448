import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { FOUND, OPS, PLANTED, runPlanted, SEEDS, type Found } from './bugs.js';
import { whyNotFound } from './why-not-found.js';

// found.json is what the search for every planted bug has found and shrunk (npm run planted); here it is checked, and told in
// docs/. That capsules shrink is tested in ../shrink-planted.test.ts.

const PAGE = fileURLToPath(new URL('../../../docs/planted-bugs.md', import.meta.url));
const found = JSON.parse(await readFile(FOUND, 'utf8')) as readonly Found[];
const byName = new Map(found.map((row) => [row.name, row]));

describe('each planted bug is found by the seed that the search has found it with', () => {
  test.each(found)('$name: seed $seed', async ({ name, way, seed, signature, to }) => {
    const bug = PLANTED.find((planted) => planted.name === name)!;
    expect(seed).toBeLessThan(SEEDS);
    const report = await runPlanted(bug, way, seed);
    expect(report.violations[0]?.signature).toBe(signature);
    expect(to).toBeLessThanOrEqual(6);
  });
});

test('every bug is found, or it is said why not', async () => {
  const rows = PLANTED.map((bug) => {
    const { topic, name } = bug;
    const row = byName.get(name);
    const reason = whyNotFound(bug);
    expect(row !== undefined || reason !== undefined, name).toBe(true);
    const outcome =
      row === undefined
        ? `not found: ${reason} | | |`
        : `${row.signature} | ${row.seed}${row.way.endsWith('strict') ? ', strict' : ''} | ${row.from} | ${row.to} |`;
    return `| ${topic} | **${name}**: ${bug.bug} | ${outcome}`;
  });
  const page = [
    '# What the simulation finds',
    '',
    'The broken backends that prove the conformance kit, given to the [simulation](simulation.md) as `ledger` or `sink`:',
    `${found.length} of ${PLANTED.length} are found within ${SEEDS} seeds of ${OPS} stormy operations in the extended profile, and every capsule shrinks to at most`,
    'six operations. They are backends of another make, with the two contracts, a few reads, and one control: commits can be made to',
    'fail. What cannot be seen that way, the [conformance kit](conformance-checks.md) checks.',
    '',
    '| topic | bug | found as | seed | operations | shrunk to |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
  await expect(page).toMatchFileSnapshot(PAGE);
});
