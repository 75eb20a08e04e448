import { describe, expect, test } from 'vitest';
import { CHECKS, runConformance, type ConformanceCheck, type ConformanceSubject } from '../../src/conformance/index.js';
import { BROKEN } from './broken/index.js';
import { IdleClock } from './clock.js';
import { bareSubject, lastingSubject, plainBackend, PLAIN_SUPPORTS } from './plain-backend.js';

const ALL = Object.values(BROKEN).flat();
const SEED = CHECKS.filter(({ seed }) => seed === true);

/** Ids of the checks that fail. The run has a name, so that its identities, and with them its results, stay the same. */
async function failing(subject: ConformanceSubject, checks: readonly ConformanceCheck[]): Promise<readonly string[]> {
  const report = await runConformance(subject, { checks, clock: new IdleClock(), run: 'broken backends' });
  return report.failures().map(({ check }) => check.id);
}

describe('a correct backend of another make passes', () => {
  const STRICT = { ...PLAIN_SUPPORTS, strict: true };
  const lasting = lastingSubject(STRICT);
  test.each<[string, ConformanceSubject]>([
    ['with all that there is to support', { create: () => plainBackend(), supports: PLAIN_SUPPORTS }],
    ['and strict', { create: () => plainBackend(), supports: STRICT }],
    ['with the two contracts only', bareSubject()],
    ['keeping its data', lasting],
    ['keeping its data, the second time', lasting],
  ])('%s', async (_, subject) => {
    const report = await runConformance(subject);
    expect(report.failures().map(String), report.toString()).toEqual([]);
    expect(report.counts()['not-run']).toBe(CHECKS.filter(({ needs }) => lacks(subject, needs)).length);
  });

  function lacks({ supports = {} }: ConformanceSubject, needs: ConformanceCheck['needs']): boolean {
    return needs.some((need) => supports[need] !== true);
  }
});

/** Those that the checks which the kit started from do not find. */
const overlookedBySeed = new Set<string>();
/** Those that the whole kit finds: a check that is named for them does. */
const killed = new Set<string>();

describe.each(Object.entries(BROKEN))('%s', (_, list) => {
  test.each(list)('$name: $killedBy', async ({ name, killedBy, ...subject }) => {
    const checks = CHECKS.filter(({ id, seed }) => killedBy.includes(id) || seed === true);
    const failed = await failing(subject, checks);
    expect(failed, 'what its checks find').toEqual(expect.arrayContaining([...killedBy]));
    killed.add(name);
    if (!SEED.some(({ id }) => failed.includes(id))) overlookedBySeed.add(name);
  });
});

describe('the list of broken backends', () => {
  test('names each bug once, in a sentence', () => {
    const names = ALL.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
    expect(ALL.filter(({ bug }) => !/^[A-Za-z].*\.$/.test(bug))).toEqual([]);
  });

  test('has each killed by a MUST that there is', () => {
    const musts = CHECKS.filter(({ level }) => level === 'MUST').map(({ id }) => id);
    expect(ALL.filter(({ killedBy }) => !killedBy.some((id) => musts.includes(id)))).toEqual([]);
    const known = CHECKS.map(({ id }) => id);
    expect(ALL.flatMap(({ killedBy }) => killedBy).filter((id) => !known.includes(id))).toEqual([]);
  });
});

test('how many there are, and how many the checks that the kit started from overlook', async () => {
  const figures = {
    broken: ALL.length,
    seedChecks: SEED.length,
    survivingSeed: overlookedBySeed.size,
    survivingKit: ALL.length - killed.size,
  };
  // The README quotes these. Tests run in order, so all of the above have been.
  await expect(`${JSON.stringify(figures, undefined, 2)}\n`).toMatchFileSnapshot('./broken/figures.json');
});
