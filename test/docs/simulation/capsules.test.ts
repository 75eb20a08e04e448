// Cut into docs/simulation.md; see test/docs/excerpts.ts.
import { DoneLedgerSim, keepCapsules, readCapsules, replay, shrink } from 'gossip-inmemory/sim';
import { afterAll, expect, test } from 'gossip-inmemory/vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CachingLedger } from './caching-ledger.js';
import { folderOf } from './folder-of.js';

const path = await mkdtemp(join(tmpdir(), 'failures-'));
afterAll(() => rm(path, { recursive: true }));

test('a failure, as small as it gets', async () => {
  const report = await new DoneLedgerSim({ seed: 4, level: 'Stormy', ledger: new CachingLedger() }).run();
  const shrunk = await shrink(report.capsule(), { ledger: () => new CachingLedger() });
  expect(shrunk.toString()).toMatchInlineSnapshot(`
    "27 operations -> 3, in 92 runs
      1. ledger upsert w4 (1 record), delayNextWrites -> w4 is pending as #1
      2. ledger upsert w6 (1 record) -> w6 committed { recordCount: 1, scannedCount: 1, findingsCount: 0 }
    > 3. ledger release the oldest -> w4 committed { recordCount: 1, scannedCount: 1, findingsCount: 0 }
    I8 at step 3, ledger: Provenance comes from the wrong operand: row 7e4a0001../90110001../071d0001.. Expected provenance.shardId 2, received provenance.shardId 1. (I8: provenance comes whole from the right operand.)

    What matters:
      w4.faults[0] = delayNextWrites
      w4.records[0].provenance.shardId = 2

    To keep it as a test:
      import capsule from './failures/i8-ledger.json' with { type: 'json' };
      test('I8 ledger', async () => expect(await replay(capsule, { ledger: yours() })).toHoldInvariants());"
  `);
});

test('failures are kept, and replayed first', async () => {
  const failures = folderOf(path);
  const report = await new DoneLedgerSim({ seed: 4, level: 'Stormy', ledger: new CachingLedger() }).run();
  const { capsule } = await shrink(report.capsule(), { ledger: () => new CachingLedger() });
  expect(await keepCapsules(failures, [capsule])).toEqual(['i8-ledger.json']);

  // Next time, before anything else:
  for (const [file, stored] of await readCapsules(failures)) {
    const again = await replay(stored, { ledger: new CachingLedger() });
    expect(again.ok, file).toBe(false); // still there
  }
});
