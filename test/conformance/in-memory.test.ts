import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { CHECKS, runConformance, type ConformanceBackend, type Supports } from '../../src/conformance/index.js';
import { InMemoryDoneLedger, InMemoryFindingsSink } from '../../src/index.js';

const EVERYTHING: Required<Supports> = {
  listDoneHashes: true,
  durableCounts: true,
  readObservations: true,
  restart: true,
  delayedWrites: true,
  faults: true,
  strict: true,
};

/** Our stores, with all that a backend can declare. */
function inMemory(doneLedger = new InMemoryDoneLedger(), findings = new InMemoryFindingsSink()): ConformanceBackend {
  const stores = [doneLedger, findings];
  return {
    doneLedger,
    findings,
    getObservation: (tenantId, observationId) => findings.getObservation(tenantId, observationId),
    holdWrites() {
      for (const store of stores) store.setAutoComplete(false);
      return () => {
        for (const store of stores) {
          store.setAutoComplete(true);
          store.releaseAll();
        }
      };
    },
    failNextCommit() {
      for (const store of stores) store.failNextCommits(1);
    },
    restart() {
      for (const store of stores) {
        store.crash();
        store.setAutoComplete(true); // what was held back went down with the process
      }
      return inMemory(doneLedger.clone(), findings.clone());
    },
  };
}

test('the in-memory stores pass everything, to the letter', async () => {
  const report = await runConformance(
    { create: () => inMemory(), supports: EVERYTHING },
    { require: 'all-MUST', run: 'in memory' },
  );
  expect(report.toString()).toBe(`${CHECKS.length} passed, 0 failed, 0 not run (run in memory)`);
});

test('the README says how many calls the checks make, and how many broken backends they find', async () => {
  let calls = 0;
  const counted = <T extends object>(store: T, ...methods: readonly string[]): T =>
    new Proxy(store, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (...args: readonly unknown[]): unknown => {
          if (methods.includes(String(name))) calls++;
          return Reflect.apply(value, target, args) as unknown;
        };
      },
    });
  const create = (): ConformanceBackend => ({
    doneLedger: counted(new InMemoryDoneLedger(), 'batchUpsert', 'batchGet', 'listDoneHashes'),
    findings: counted(new InMemoryFindingsSink(), 'upsertBatch', 'durableCounts'),
  });
  const report = await runConformance({
    create,
    supports: { listDoneHashes: true, durableCounts: true, strict: true },
  });
  expect(report.ok).toBe(true);

  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const figures = JSON.parse(await readFile(new URL('./broken/figures.json', import.meta.url), 'utf8')) as {
    readonly broken: number;
    readonly survivingSeed: number;
    readonly survivingKit: number;
  };
  expect(figures.survivingKit).toBe(0);
  const sentence =
    `All ${CHECKS.length} of them make ${calls} calls. Of ${figures.broken} deliberately broken backends in our tests they find ` +
    `every one; with only the twelve checks that the kit started from, ${figures.survivingSeed} would survive.`;
  expect(readme.replaceAll(/\s+/g, ' ').includes(sentence), sentence).toBe(true);
});
