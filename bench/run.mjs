// npm run bench [-- options] [parts]: measures the stores beside what people would use instead. Prints ratios, never a time
// alone. See README.md.
import { writeFile } from 'node:fs/promises';
import { build } from '../tools/pack.mjs';
import { compete, grow } from './command/compare.mjs';
import * as emptyTests from './command/empty-tests.mjs';
import * as imports from './command/imports.mjs';
import { installContenders } from './command/install.mjs';
import * as memory from './command/memory.mjs';
import { readOptions } from './command/options.mjs';
import { plot } from './command/plot.mjs';
import { profile } from './command/profile.mjs';
import * as text from './command/text.mjs';
import { WORKLOADS } from './programme.mjs';

const GROWTH = 'growth';
const options = readOptions([...WORKLOADS.map(({ id }) => id), GROWTH, memory.id, emptyTests.id, imports.id]);
const say = (words) => (options.json ? console.error(`${words}\n`) : console.log(`${words}\n`));

await build();
if (options.profile) {
  await showProfiles();
  process.exit();
}
const conditions = { ...options, available: await installContenders(say) };
const results = { node: process.version, rounds: options.rounds, quick: options.quick, workloads: {} };

for (const workload of WORKLOADS.filter(({ id }) => options.wants(id))) {
  const rows = await compete(workload, conditions);
  results.workloads[workload.id] = rows;
  say(text.competitionText(workload, rows));
}
if (options.wants(GROWTH)) {
  results.growth = {};
  for (const workload of WORKLOADS.filter(({ grows = true }) => grows)) {
    const rows = await grow(workload, conditions);
    results.growth[workload.id] = rows;
    say(text.growthText(workload, rows));
  }
}
await part(memory, text.memoryText);
await part(emptyTests, (rows) => text.emptyTestsText(emptyTests, rows));
await part(imports, (rows) => text.importsText(imports, rows));

if (options.plot !== undefined) {
  const groups = WORKLOADS.filter(({ id }) => results.workloads[id]);
  await writeFile(
    options.plot,
    plot(groups.map((workload) => ({ ...workload, rows: results.workloads[workload.id] }))),
  );
}
if (options.json) console.log(JSON.stringify(results, null, 2));

async function part({ id, run }, textOf) {
  if (!options.wants(id)) return;
  results[id] = await run(conditions);
  say(textOf(results[id]));
}

async function showProfiles() {
  const profiles = {};
  const show = (part, found, textOf) => {
    profiles[part.id] = found;
    say(textOf(part, found));
  };
  for (const workload of WORKLOADS.filter(({ id }) => options.wants(id)))
    show(workload, await profile(workload, options), text.profileText);
  if (options.wants(emptyTests.id)) show(emptyTests, await emptyTests.profile(options), text.emptyTestsProfileText);
  if (options.wants(imports.id)) show(imports, await imports.profile(options), text.importProfileText);
  if (options.json) console.log(JSON.stringify(profiles, null, 2));
}
