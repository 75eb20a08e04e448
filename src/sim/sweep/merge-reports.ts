import { empty, invalidType } from '../../values/check.js';
import { arrayLike } from '../json-values.js';
import { readReport } from './read-report.js';
import { SweepReport } from './report.js';
import { readShard } from './seeds.js';
import { NO_RUN, sumOf } from './tally.js';

/**
 * Puts the reports of the shards of a sweep together, in whichever order: reports, or their JSON. A shard that is missing
 * makes the whole inconclusive. Throws `InvalidType` for reports of different sweeps, and for a shard that comes twice.
 */
export function mergeReports(reports: readonly (object | string)[]): SweepReport {
  const parts = arrayLike('reports', reports).map((report, index) => readReport(report, `reports[${index}]`));
  const [first] = parts;
  if (first === undefined) throw empty('reports');
  for (const [index, { plan }] of parts.entries())
    if (JSON.stringify(plan) !== JSON.stringify(first.plan))
      throw invalidType(`reports[${index}].plan`, 'the plan of reports[0]', plan);
  const shards = parts.flatMap((part) => part.shards).sort(byIndex);
  return new SweepReport({
    version: 1,
    plan: first.plan,
    shards,
    missing: missingOf(shards),
    seeds: parts.reduce((sum, { seeds }) => sum + seeds, 0),
    interrupted: parts.some(({ interrupted }) => interrupted),
    ...parts.reduce(sumOf, NO_RUN),
  });
}

function missingOf(shards: readonly string[]): readonly string[] {
  const { count } = readShard(shards[0]);
  const all = Array.from({ length: count }, (_, index) => `${index + 1}/${count}`);
  for (const [index, shard] of shards.entries())
    if (!all.includes(shard) || shards.indexOf(shard) < index)
      throw invalidType('shards', `each of 1/${count} .. ${count}/${count} once`, shards);
  return all.filter((shard) => !shards.includes(shard));
}

function byIndex(a: string, b: string): number {
  return readShard(a).index - readShard(b).index;
}
