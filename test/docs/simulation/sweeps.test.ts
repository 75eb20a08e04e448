// Cut into docs/simulation.md; see test/docs/excerpts.ts.
import { mergeReports, sweep, SweepReport } from 'gossip-inmemory/sim';
import { expect, test } from 'gossip-inmemory/vitest';
import { CachingLedger } from './caching-ledger.js';

test('a sweep', async () => {
  const report = await sweep({ simulation: 'done-ledger', seeds: 20, ops: 100, level: 'Stormy' });
  expect(report).toHoldInvariants();
  expect(report).toReachEvents('UpsertCommitted', 'ReleasedCommitFailed', 'Crashed');
});

test('a sweep of a backend with a bug', async () => {
  const backend = { createLedger: () => new CachingLedger() };
  const report = await sweep({ simulation: 'done-ledger', seeds: 6, ops: 50, profile: 'seed', backend });
  expect(report.verdict).toBe('violated');
  expect(report.toString()).toMatchInlineSnapshot(`
    "done-ledger sweep of 6 seeds (0..5), 50 operations each, Stormy, seed profile, backend given: violated
    4 held, 2 violated, 0 inconclusive; 303 operations; 1 run twice

    I3 ledger: 1 seed (5), the shortest run with 35 operations
      I3 at step 35, ledger: A committed row cannot be read: row 7e4a0001../90110001../071d0017.. Expected a row, received no row. (I3: a committed key can be read.)
      await new DoneLedgerSim({ seed: "5", level: 'Stormy', profile: 'seed', ledger }).run({ ops: 50 })

    I8 ledger: 1 seed (4), the shortest run with 27 operations
      I8 at step 27, ledger: Provenance comes from the wrong operand: row 7e4a0001../90110001../071d0017.. Expected findingsCount 8, provenance.runId 4, provenance.shardId 2, provenance.fenceEpoch 3, provenance.startedAt 662, provenance.finishedAt 770, received findingsCount 4, provenance.runId 1, provenance.shardId 1, provenance.fenceEpoch 2, provenance.startedAt 254, provenance.finishedAt 460. (I8: provenance comes whole from the right operand.)
      await new DoneLedgerSim({ seed: "4", level: 'Stormy', profile: 'seed', ledger }).run({ ops: 50 })

    every kind of event was reached"
  `);
});

test('a sweep in two parts', async () => {
  const options = { simulation: 'findings', seeds: 10, ops: 50 } as const;
  const first = JSON.stringify(await sweep({ ...options, shard: '1/2' })); // on one machine
  const second = JSON.stringify(await sweep({ ...options, shard: '2/2' })); // on another

  const whole = mergeReports([SweepReport.from(second), SweepReport.from(first)]);
  expect(whole).toHoldInvariants();
  expect(whole.operations).toBe((await sweep(options)).operations);
});
