import { InMemoryDoneLedger, InMemoryFindingsSink, type CommitHandle, type DoneLedgerRecord } from 'gossip-inmemory';
import { describe, expect, test } from 'vitest';
import { randomOf } from './random.ts';
import { randomBatch, randomRecord, times } from './rows.ts';
import { emptyBackend, PLACE } from './support.ts';

describe(`the same writes, one after the other, on ${PLACE} and in memory`, () => {
  test.each([1, 2, 3])('have the same outcomes and leave the same ledger behind (seed %i)', async (seed) => {
    const { doneLedger } = await emptyBackend();
    const memory = new InMemoryDoneLedger();
    const random = randomOf(seed);
    for (let write = 0; write < 60; write++) {
      const records = times(random.int(9), () => spoiled(randomRecord(random), random.chance(3)));
      expect(await outcomeOf(doneLedger.batchUpsert(records))).toEqual(await outcomeOf(memory.batchUpsert(records)));
    }
    expect(await doneLedger.snapshot()).toEqual(memory.snapshot());
  });

  test.each([1, 2, 3])('have the same outcomes and leave the same findings behind (seed %i)', async (seed) => {
    const { findings } = await emptyBackend();
    const memory = new InMemoryFindingsSink();
    const random = randomOf(seed);
    const codes = new Set<unknown>();
    for (let write = 0; write < 120; write++) {
      const batch = randomBatch(random);
      const outcome = await outcomeOf(findings.upsertBatch(batch));
      expect(outcome).toEqual(await outcomeOf(memory.upsertBatch(batch)));
      codes.add('code' in outcome ? outcome.code : 'receipt');
    }
    expect(await findings.findingsSnapshot()).toEqual(memory.findingsSnapshot());
    expect(await findings.occurrencesSnapshot()).toEqual(memory.occurrencesSnapshot());
    expect(await findings.observationsSnapshot()).toEqual(memory.observationsSnapshot());
    expect(await findings.durableCounts()).toEqual(memory.durableCounts());
    expect(codes).toEqual(
      new Set([
        ...['receipt', 'FindingConflict', 'MissingFinding'],
        ...['OccurrenceConflict', 'MissingOccurrence', 'ObservationConflict'],
      ]),
    );
  });
});

/** Breaks a rule that is checked at commit. */
function spoiled(record: DoneLedgerRecord, spoil: boolean): DoneLedgerRecord {
  return spoil
    ? { ...record, provenance: { ...record.provenance, startedAt: 9n as never, finishedAt: 8n as never } }
    : record;
}

/** The receipt, or all that an error says but its store and write number. */
async function outcomeOf(submission: Promise<CommitHandle<object>>): Promise<object> {
  try {
    return await (await submission).wait();
  } catch (error) {
    const { name, cause } = error as Error;
    const { store: _, operationId: __, ...detail } = error as { store: string; operationId: unknown };
    return { name, ...detail, ...(cause instanceof Error && { cause: { ...cause, message: cause.message } }) };
  }
}
