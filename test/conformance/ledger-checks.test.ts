import { describe, expect, it } from 'vitest';
import { CHECKS, runConformance, type ConformanceBackend, type Supports } from '../../src/conformance/index.js';
import { InMemoryDoneLedger, InMemoryFindingsSink, type DoneLedger } from '../../src/index.js';
import { MERGE_DEVIATIONS } from './ledger/merge-deviations.js';
import { OtherLedger } from './ledger/other-ledger.js';
import { ROW_DEVIATIONS } from './ledger/row-deviations.js';
import { WRITE_DEVIATIONS } from './ledger/write-deviations.js';

const LEDGER_CHECKS = CHECKS.filter(({ contract }) => contract === 'done-ledger');
const DEVIATIONS = [...MERGE_DEVIATIONS, ...ROW_DEVIATIONS, ...WRITE_DEVIATIONS];
const EVERYTHING: Supports = { listDoneHashes: true, delayedWrites: true, faults: true, restart: true };

function inMemory(doneLedger = new InMemoryDoneLedger()): ConformanceBackend {
  return {
    doneLedger,
    findings: new InMemoryFindingsSink(),
    holdWrites() {
      doneLedger.setAutoComplete(false);
      return () => {
        doneLedger.setAutoComplete(true);
        doneLedger.releaseAll();
      };
    },
    failNextCommit: () => doneLedger.failNextCommits(1),
    restart() {
      doneLedger.crash();
      return inMemory(doneLedger.clone());
    },
  };
}

function other(doneLedger: DoneLedger): ConformanceBackend {
  const findings = new InMemoryFindingsSink();
  if (!(doneLedger instanceof OtherLedger)) return { doneLedger, findings };
  return {
    doneLedger,
    findings,
    holdWrites: () => doneLedger.holdWrites(),
    failNextCommit: () => doneLedger.failNextCommit(),
    restart: () => other(doneLedger.restart()),
  };
}

describe('the checks of the done-ledger', () => {
  it.each(LEDGER_CHECKS)('$id: $title', async (check) => {
    const subject = { create: () => inMemory(), supports: { ...EVERYTHING, strict: true } };
    const report = await runConformance(subject, { checks: [check], require: 'all-MUST' });
    expect(String(report)).toMatch(/^1 passed, 0 failed, 0 not run/);
  });

  it('pass on a correct ledger of another make that is not strict', async () => {
    const report = await runConformance(
      { create: () => other(new OtherLedger()), supports: EVERYTHING },
      { checks: LEDGER_CHECKS },
    );
    expect(report.failures().map(({ check, message }) => `${check.id}: ${message}`)).toEqual([]);
    const notRun = report.results.filter(({ outcome }) => outcome === 'not-run');
    expect(notRun.every(({ check }) => check.needs.includes('strict'))).toBe(true);
  });

  it('can be run again on a ledger that keeps its data', async () => {
    const kept = new InMemoryDoneLedger();
    const subject = { create: () => inMemory(kept), supports: { ...EVERYTHING, strict: true } };
    const [first, second] = await Promise.all(
      [1, 2].map(() =>
        runConformance(subject, {
          checks: LEDGER_CHECKS.filter(({ needs }) => needs.every((need) => need === 'listDoneHashes')),
        }),
      ),
    );
    expect([...(first?.failures() ?? []), ...(second?.failures() ?? [])]).toEqual([]);
  });

  it('have ids of their own, well formed', () => {
    const ids = LEDGER_CHECKS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^LEDGER-[A-Z]+-\d\d$/.test(id))).toEqual([]);
  });

  it('say in one sentence what a backend must do, and why', () => {
    const wrong = LEDGER_CHECKS.filter(
      ({ reason }) => !/^[A-Za-z].{40,240}\.$/.test(reason) || /\. /.test(reason.replace(' . :', '')),
    );
    expect(wrong.map(({ id, reason }) => `${id} ${reason}`)).toEqual([]);
    expect(new Set(LEDGER_CHECKS.map(({ title }) => title)).size).toBe(LEDGER_CHECKS.length);
  });
});

describe('a ledger that deviates', () => {
  it.each(DEVIATIONS)('$bug: killed by $killers', async ({ killers, make, strict = false }) => {
    const checks = LEDGER_CHECKS.filter(({ id }) => killers.includes(id));
    const report = await runConformance(
      { create: () => other(make()), supports: { ...EVERYTHING, strict } },
      { checks },
    );
    expect(
      report
        .failures()
        .map(({ check }) => check.id)
        .sort(),
    ).toEqual([...killers].sort());
  });

  it('there is one for every check', () => {
    const killed = new Set(DEVIATIONS.flatMap(({ killers }) => killers));
    expect(LEDGER_CHECKS.map(({ id }) => id).filter((id) => !killed.has(id))).toEqual([]);
  });
});
