import { describe, expect, test } from 'vitest';
import { formatCapsule, replay, shrink, type SimReport } from '../../src/sim/index.js';
import { PLANTED, runPlanted, storesOf, waysFor, type PlantedBug, type Way } from './planted/bugs.js';

/** Some of the broken backends of every topic, which a few seeds find. */
const NAMES = [
  'last write wins',
  'bytes summed',
  'bytes compared as signed',
  'findings of the winner',
  'a scan keeps the error code',
  'provenance mixed',
  'no tie-break by finishedAt',
  'finishedAt compared as signed',
  'tenant left out of the key',
  'ids combined in any order',
  'results in storage order',
  'repeated hashes answered once',
  'list across tenants',
  'receipt: changed rows only',
  'receipt: findings in 32 bits',
  'partial batch: those before the bad record',
  'validated after the merge',
  'the last duplicate wins',
  'uncommitted rows are read',
  'receipts mixed up',
  'half a batch survives a failed commit',
  'a failed write cannot be repeated',
  "the caller's array is kept",
  'stored rows are handed out',
  'records by our constructor only',
  'findings of earlier batches are not seen',
  'any finding of the tenant will do',
  'findings overwritten',
  "an occurrence's findingId is not compared",
  'partial findings batch: all rows',
  'one observation for all policies',
  'findings receipt: zeros for a replay',
  'one key remembered of two',
  'a late location is dropped',
  'sightings: seenAt compared as signed',
];

/** The first of a few runs that fails. */
async function found(bug: PlantedBug): Promise<{ readonly way: Way; readonly report: SimReport }> {
  for (const way of waysFor(bug)) {
    for (let seed = 0; seed < 5; seed++) {
      const report = await runPlanted(bug, way, seed);
      if (!report.ok) return { way, report };
    }
  }
  throw new Error(`no seed finds ${bug.name}`);
}

describe('a failure of a broken backend shrinks to at most six operations', () => {
  test.each(NAMES)('%s', async (name) => {
    const bug = PLANTED.find((planted) => planted.name === name)!;
    const { way, report } = await found(bug);
    const options = {
      ledger: async () => storesOf(await bug.create(), way).ledger,
      sink: async () => storesOf(await bug.create(), way).sink,
      strict: way.endsWith('strict'),
    };
    const shrunk = await shrink(report.capsule(), options);
    const { capsule } = shrunk;
    expect(capsule.operations.length, `${shrunk}`).toBeLessThanOrEqual(6);
    expect(capsule.violations[0]?.signature).toBe(report.violations[0]?.signature);
    const stores = { ledger: await options.ledger(), sink: await options.sink() };
    const again = await replay(formatCapsule(capsule), { ...stores, strict: options.strict });
    expect(formatCapsule(again.capsule())).toBe(formatCapsule(capsule));
    expect(formatCapsule((await shrink(capsule, options)).capsule)).toBe(formatCapsule(capsule));
  });
});
