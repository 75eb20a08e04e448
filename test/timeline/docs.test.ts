import { expect, test } from 'vitest';
import { DoneLedgerRecord, InMemoryDoneLedger, RecordBuilders } from '../../src/index.js';
import { scenario, timelineMermaid, timelineText, type ScenarioError } from '../../src/sim/index.js';

// What docs/simulation.md quotes: see test/docs/excerpts.test.ts.

const records = new RecordBuilders();
const failed = records.failed({ bytesScanned: 700, provenance: { startedAt: 3, finishedAt: 5 } });
const scanned = records.clean({ key: failed.key, bytesScanned: 2048, provenance: { startedAt: 1, finishedAt: 9 } });

/** It takes every column of the later attempt, and so forgets how much an earlier one has scanned. */
class LastWriteWins extends InMemoryDoneLedger {
  override async batchGet(...asked: Parameters<InMemoryDoneLedger['batchGet']>) {
    return (await super.batchGet(...asked)).map((row) => row && lastWrite(row));
  }
  override snapshot() {
    return super.snapshot().map(lastWrite);
  }
}

const lastWrite = (row: DoneLedgerRecord) =>
  row.provenance.finishedAt === 9n ? DoneLedgerRecord.create({ ...row, bytesScanned: 12 }) : row;

test('a timeline as text', async () => {
  const script = scenario(new LastWriteWins())
    .delayNext(2)
    .upsert('first', failed)
    .upsert('second', scanned)
    .release('first')
    .failNextCommit()
    .release('second')
    .replay('retry', { of: 'second' });
  const error = await script.run().catch((reason: unknown) => reason);
  expect(timelineText((error as ScenarioError).report, { width: 100 })).toMatchInlineSnapshot(`
    "done-ledger script
      7 operations.
      1 violation at step 7, with which the run ended.
      Not checked, for lack of reads: X1.
      Events: FaultConfigured 2, Released 1, ReleasedCommitFailed 1, Replayed 1, UpsertCommitted 1,
      UpsertPending 2.

       1  ledger  delay the next 2 writes           2 to strike
       2  ledger  upsert first (1 record)           pending as #1
       3  ledger  upsert second (1 record)          pending as #2
       4  ledger  release first                     first committed
       5  ledger  fail the next 1 commit            1 to strike
       6  ledger  release second                    second failed with InjectedCommitFailure
       7  ledger  upsert retry, the same as second  committed
          !! I2: bytesScanned of the row went down: row 7e4a0001../90110001../071d0001.. (I2:
             bytesScanned of a ledger row never goes down.)
               bytesScanned: expected 2048, received 12"
  `);
});

test('a timeline in the language of Mermaid', async () => {
  const report = await scenario(new InMemoryDoneLedger())
    .delayNext(1)
    .upsert('first', failed)
    .upsert('second', scanned)
    .failNextCommit()
    .release('first')
    .run();
  expect(timelineMermaid(report)).toMatchInlineSnapshot(`
    "sequenceDiagram
      accTitle: done-ledger script
      participant test as test
      participant store0 as ledger
      test->>store0: 1. delay the next 1 write
      store0-->>test: 1 to strike
      test->>store0: 2. upsert first (1 record)
      store0-->>test: pending as #35;1
      test->>store0: 3. upsert second (1 record)
      store0-->>test: committed
      test->>store0: 4. fail the next 1 commit
      store0-->>test: 1 to strike
      test->>store0: 5. release first
      store0--xtest: first failed with InjectedCommitFailure"
  `);
});
