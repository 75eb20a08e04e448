import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FOUND, PLANTED, runPlanted, SEEDS, shrinkPlanted, waysFor, type Found, type PlantedBug } from './bugs.js';

// `npm run planted`: looks for every planted bug, and writes found.json. It takes minutes; `-- -t <topic>` looks for those of a topic.

/** Milliseconds after which a run is taken to hang: such a bug counts as not found. */
const PATIENCE = 5_000;

async function search(bug: PlantedBug): Promise<Found | undefined> {
  for (const way of waysFor(bug)) {
    for (let seed = 0; seed < SEEDS; seed++) {
      const report = await patient(runPlanted(bug, way, seed));
      if (report === undefined) break;
      if (report.ok) continue;
      const { capsule, from } = await shrinkPlanted(bug, way, report);
      const signature = report.violations[0]!.signature;
      return { name: bug.name, way, seed, signature, from, to: capsule.operations.length };
    }
  }
  return undefined;
}

/** The outcome of a run; `undefined` if it hangs, or the backend cannot be read. */
async function patient<T>(run: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const hanging = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PATIENCE);
  });
  try {
    return await Promise.race([run.catch(() => undefined), hanging]);
  } finally {
    clearTimeout(timer);
  }
}

/** Replaces what found.json says of a bug. */
function keep({ name }: PlantedBug, found: Found | undefined): void {
  const stored = JSON.parse(readFileSync(FOUND, 'utf8')) as Found[];
  const byName = new Map(stored.map((row) => [row.name, row]));
  if (found === undefined) byName.delete(name);
  else byName.set(name, found);
  const rows = PLANTED.flatMap((bug) => byName.get(bug.name) ?? []);
  writeFileSync(`${FOUND}~`, `[\n${rows.map((row) => `  ${JSON.stringify(row)}`).join(',\n')}\n]\n`);
  renameSync(`${FOUND}~`, FOUND); // whole, if it is interrupted
}

describe.each(Object.entries(Object.groupBy(PLANTED, ({ topic }) => topic)))('%s', (_topic, bugs) => {
  test.each(bugs!)('$name', async (bug) => {
    const found = await search(bug);
    keep(bug, found);
    expect.soft(found, 'found').toBeDefined();
  });
});
