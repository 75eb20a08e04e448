import { observe, type CommitHandle } from 'gossip-inmemory';
import { describe, expect, test } from 'vitest';
import { randomOf } from './random.ts';
import { randomBatch, randomRecord, times } from './rows.ts';
import { emptyBackend, PLACE } from './support.ts';

const WRITERS = 6;
const WRITES = 15;

describe(`several writers at once, on ${PLACE}, watched by the oracle`, () => {
  test.each([11, 12, 13])('leave what the definitions demand behind (seed %i)', async (seed) => {
    const backend = await emptyBackend();
    const observed = observe(backend);
    const outcomes: string[] = [];
    const note = async (submission: Promise<CommitHandle<object>>): Promise<void> => {
      outcomes.push(await outcomeOf(submission));
    };

    await Promise.all(
      times(WRITERS, async (writer) => {
        const random = randomOf(seed * 100 + writer);
        for (let write = 0; write < WRITES; write++) {
          const records = times(random.int(8), () => randomRecord(random));
          const batch = randomBatch(random);
          // Each writer has two writes under way, of which the sink's may depend on a parent that is.
          await Promise.all([
            note(observed.doneLedger.batchUpsert(records)),
            note(observed.findings.upsertBatch(batch)),
          ]);
        }
      }),
    );

    expect(await observed.differences()).toEqual([]);
    expect(outcomes).toHaveLength(WRITERS * WRITES * 2);
    expect(new Set(outcomes)).toContain('receipt');
    expect(new Set(outcomes)).toContain('MissingFinding');
  });

  test('notices what is not as it should be', async () => {
    const { database, ...backend } = await emptyBackend();
    const observed = observe(backend);
    const random = randomOf(1);
    await (await observed.doneLedger.batchUpsert(times(8, () => randomRecord(random)))).wait();
    await database.execute('UPDATE done_ledger SET bytes_scanned = 12345');

    const differences = await observed.differences();
    expect(differences.length).toBeGreaterThan(0);
    for (const difference of differences)
      expect(difference).toMatchObject({ table: 'records', fields: ['bytesScanned'] });
  });
});

/** `receipt`, or the code of one of the contract's own refusals; anything else is a failure of the test. */
async function outcomeOf(submission: Promise<CommitHandle<object>>): Promise<string> {
  try {
    await (await submission).wait();
    return 'receipt';
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code !== undefined && REFUSALS.has(code)) return code;
    throw error;
  }
}

const REFUSALS = new Set([
  'FindingConflict',
  'MissingFinding',
  'MissingOccurrence',
  'ObservationConflict',
  'OccurrenceConflict',
]);
