import { describe, expect, test } from 'vitest';
import { CHECKS, runConformance, type ConformanceSubject } from '../../src/conformance/index.js';
import { runCheck } from '../../src/conformance/run.js';
import { deviations } from './findings-deviations.js';
import { EVERYTHING, InMemory, legalVariants } from './findings-variants.js';

const checks = CHECKS.filter(({ contract }) => contract === 'findings' || contract === 'redaction');
const failed = async (subject: ConformanceSubject, run?: string): Promise<string[]> => {
  const report = await runConformance(subject, { checks, run });
  return report.failures().map(({ check, message }) => `${check.id}: ${message}`);
};

describe('the checks as data', () => {
  test('ids are unique, and reasons are one sentence', () => {
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
    for (const { id, reason } of checks) expect(reason, id).toMatch(/^\w[^\n]*\w\.$/);
    for (const { id, reason } of checks) expect(reason.split(/[.!?] /), id).toHaveLength(1);
  });

  test('the seed is there', () => {
    expect(checks.filter(({ seed }) => seed).map(({ id }) => id)).toEqual([
      'FINDINGS-UPSERT-01',
      'FINDINGS-ORPHAN-01',
      'FINDINGS-ORPHAN-02',
      'FINDINGS-MERGE-01',
      'REDACTION-01',
      'REDACTION-02',
      'REDACTION-03',
    ]);
  });
});

describe('our sink', () => {
  for (const strict of [true, false]) {
    test.each(checks)(`$id, strict: ${strict}`, async (check) => {
      const subject = { create: () => new InMemory(), supports: { ...EVERYTHING, strict } };
      const result = await runCheck(check, subject);
      const needsMore = !strict && check.needs.includes('strict');
      expect(result).toEqual(needsMore ? expect.objectContaining({ outcome: 'not-run' }) : { check, outcome: 'pass' });
    });
  }

  test('with the contracts alone', async () => {
    const { doneLedger, findings } = new InMemory();
    const bare = { upsertBatch: findings.upsertBatch.bind(findings) };
    expect(await failed({ create: () => ({ doneLedger, findings: bare }) })).toEqual([]);
  });
});

describe('a sink that keeps its data', () => {
  const lasting = (): ConformanceSubject => {
    const backend = new InMemory();
    return { create: () => backend, supports: EVERYTHING };
  };

  test('is checked again and again', async () => {
    const subject = lasting();
    for (const run of ['first', 'second']) expect(await failed(subject, run)).toEqual([]);
  });

  test('is checked by two runs at once', async () => {
    const { delayedWrites: _, faults: __, restart: ___, ...shared } = EVERYTHING; // these strike whoever comes
    for (let n = 0; n < 3; n++) {
      const { create } = lasting();
      const subject = { create, supports: shared };
      const runs = [`one ${n}`, `two ${n}`].map((run) => failed(subject, run));
      expect(await Promise.all(runs)).toEqual([[], []]);
    }
  });
});

describe('what the contract leaves open', () => {
  test.each(legalVariants)('$name', async ({ create, supports }) => {
    expect(await failed({ create, supports: { ...EVERYTHING, strict: false, ...supports } })).toEqual([]);
  });
});

describe('wrong sinks', () => {
  test.each(deviations)('$name', async ({ create, kills, needsStrict }) => {
    for (const id of kills) {
      const check = checks.find((one) => one.id === id);
      if (check === undefined) throw new Error(`there is no check ${id}`);
      const strict = needsStrict === true || check.needs.includes('strict');
      const result = await runCheck(check, { create, supports: { ...EVERYTHING, strict } }, { budgetMs: 500 });
      expect(result, id).toMatchObject({ outcome: 'fail' });
    }
  });

  test('every family has one', () => {
    const family = (id: string): string => id.slice(0, id.lastIndexOf('-'));
    const bitten = new Set(deviations.flatMap(({ kills }) => kills.map(family)));
    expect(checks.map(({ id }) => family(id)).filter((name) => !bitten.has(name))).toEqual([]);
  });
});
