import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { observe } from 'gossip-inmemory';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openBackend } from '../src/sqlite-backend.ts';
import { randomOf } from './random.ts';
import { finding, randomBatch, randomRecord, record, times } from './rows.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gossip-sqlite-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a database in a file', () => {
  test('is there after it was closed', async () => {
    const path = join(folder, 'gossip.db');
    const before = openBackend(path);
    await (await before.doneLedger.batchUpsert([record()])).wait();
    await (await before.findings.upsertBatch({ findings: [finding()], occurrences: [], observations: [] })).wait();
    before.dispose();

    const after = openBackend(path);
    expect(after.doneLedger.snapshot()).toEqual([record()]);
    expect(after.findings.findingsSnapshot()).toEqual([finding()]);
    after.dispose();
  });

  test.each([21, 22])('takes the writes of two connections (seed %i)', async (seed) => {
    const path = join(folder, 'gossip.db');
    const [one, two] = [openBackend(path), openBackend(path)];
    // The oracle follows both: what it wraps writes through one connection or the other, and reads through the first.
    const random = randomOf(seed);
    const observed = observe({
      doneLedger: {
        batchUpsert: (records) => random.pick([one, two]).doneLedger.batchUpsert(records),
        batchGet: (...query) => one.doneLedger.batchGet(...query),
      },
      findings: {
        upsertBatch: (batch) => random.pick([one, two]).findings.upsertBatch(batch),
        findingsSnapshot: () => one.findings.findingsSnapshot(),
        occurrencesSnapshot: () => one.findings.occurrencesSnapshot(),
        observationsSnapshot: () => one.findings.observationsSnapshot(),
      },
    });

    await Promise.all(
      times(4, async (writer) => {
        const draws = randomOf(seed * 100 + writer);
        for (let write = 0; write < 20; write++) {
          const ledger = observed.doneLedger.batchUpsert(times(draws.int(8), () => randomRecord(draws)));
          const sink = observed.findings.upsertBatch(randomBatch(draws));
          await (await ledger).wait();
          await (await sink).wait().catch(expectRefusal);
        }
      }),
    );

    expect(await observed.differences()).toEqual([]);
    expect(two.findings.observationsSnapshot()).toEqual(one.findings.observationsSnapshot());
    expect(one.findings.durableCounts().observations).toBeGreaterThan(0);
    one.dispose();
    two.dispose();
  });
});

function expectRefusal(error: { readonly code?: string }): void {
  expect(error.code).toMatch(/^(Missing(Finding|Occurrence)|(Finding|Occurrence|Observation)Conflict)$/);
}
