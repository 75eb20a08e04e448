import { describe, expect, test } from 'vitest';
import { InMemoryDoneLedger, type DoneLedgerRecord } from '../../src/index.js';
import { PROVENANCE, clean, failed, outcomeOf, permanent, rejection, scanned, skipped } from '../support/rows.js';

/** Records that have the right shape, and break one rule each. `create` itself refuses the counts, so these are spread. */
const BAD: readonly (readonly [string, DoneLedgerRecord, string])[] = [
  [
    'findings missing from a scan with findings',
    { ...scanned(9), findingsCount: 0 },
    'InconsistentFindingsCount findingsCount',
  ],
  ['findings in a clean scan', { ...clean(9), findingsCount: 1 }, 'InconsistentFindingsCount findingsCount'],
  ['an error code on a clean scan', clean(9, { errorCode: 'timeout' }), 'UnexpectedErrorCode errorCode'],
  ['an error code on a scan with findings', scanned(9, { errorCode: 'timeout' }), 'UnexpectedErrorCode errorCode'],
  ['no error code on a retryable failure', failed(9, { errorCode: undefined }), 'MissingErrorCode errorCode'],
  ['no error code on a permanent failure', permanent(9, { errorCode: undefined }), 'MissingErrorCode errorCode'],
  ['no error code on a skip', skipped(9, { errorCode: undefined }), 'MissingErrorCode errorCode'],
  [
    'an end before its start',
    clean(9, { provenance: { ...PROVENANCE, startedAt: 21 } }),
    'ProvenanceOrdering provenance.finishedAt',
  ],
];
const GOOD = [clean(1), scanned(2), failed(3)];
const CASES = BAD.flatMap(([rule, bad, expected]) =>
  (['first', 'middle', 'last'] as const).map((place) => {
    const at = { first: 0, middle: 1, last: GOOD.length }[place];
    const [code, field] = expected.split(' ');
    return {
      rule,
      place,
      batch: GOOD.toSpliced(at, 0, bad),
      outcome: `BatchValidation: ${code} records[${at}].${field}`,
    };
  }),
);

async function filled(): Promise<InMemoryDoneLedger> {
  const ledger = new InMemoryDoneLedger();
  await (await ledger.batchUpsert([clean(1, { bytesScanned: 5 }), skipped(9)])).wait();
  return ledger;
}

describe('one bad record refuses the whole batch, out of wait(), and nothing is stored', () => {
  test.each(CASES)('$rule, $place', async ({ batch, outcome }) => {
    const ledger = await filled();
    const before = ledger.snapshot();
    const handle = await ledger.batchUpsert(batch);
    expect(handle.operationId).toBe(2n);
    expect(await outcomeOf(handle.wait())).toBe(outcome);
    expect(ledger.snapshot()).toEqual(before);
    expect(ledger.durableCounts()).toEqual({ records: 2 });
  });

  test('the cause is the input error, with its numbers', async () => {
    const ledger = new InMemoryDoneLedger();
    const late = clean(1, { provenance: { ...PROVENANCE, startedAt: 21 } });
    const error = await rejection((await ledger.batchUpsert([late])).wait());
    expect(error).toMatchObject({ code: 'BatchValidation', store: 'done-ledger', operationId: 1n });
    expect(error.cause).toMatchObject({
      name: 'PersistenceInputError',
      code: 'ProvenanceOrdering',
      field: 'records[0].provenance.finishedAt',
      min: 21n,
      actual: 20n,
    });
  });

  test('the first bad record is the one named', async () => {
    const batch = [clean(1), failed(2, { errorCode: undefined }), clean(3, { errorCode: 'timeout' })];
    const handle = await new InMemoryDoneLedger().batchUpsert(batch);
    expect(await outcomeOf(handle.wait())).toBe('BatchValidation: MissingErrorCode records[1].errorCode');
  });

  test('a bad record is not saved by a better one of its key', async () => {
    const handle = await new InMemoryDoneLedger().batchUpsert([scanned(1), failed(1, { errorCode: undefined })]);
    expect(await outcomeOf(handle.wait())).toBe('BatchValidation: MissingErrorCode records[1].errorCode');
  });

  test('equal times are in order', async () => {
    const instant = clean(1, { provenance: { ...PROVENANCE, startedAt: 20 } });
    expect(await outcomeOf((await new InMemoryDoneLedger().batchUpsert([instant])).wait())).toBe('fulfilled');
  });
});

describe('the record rules are checked at apply', () => {
  const bad = [failed(1, { errorCode: undefined })];

  test('after the commit-failure counter', async () => {
    const ledger = new InMemoryDoneLedger();
    ledger.failNextCommits(1);
    expect(await outcomeOf((await ledger.batchUpsert(bad)).wait())).toBe('InjectedCommitFailure');
    expect(ledger.faults().failNextCommits).toBe(0);
  });

  test('after the submission counter and the id', async () => {
    const ledger = new InMemoryDoneLedger();
    ledger.failNextSubmissions(1);
    expect(await outcomeOf(ledger.batchUpsert(bad))).toBe('InjectedSubmissionFailure');
    expect((await ledger.batchUpsert(bad)).operationId).toBe(1n);
  });

  test('when a delayed write is released, and not before', async () => {
    const ledger = new InMemoryDoneLedger({ autoComplete: false });
    const handle = await ledger.batchUpsert(bad);
    expect(ledger.pendingCount()).toBe(1);
    expect(ledger.releaseNext()).toBe(1n);
    expect(await outcomeOf(handle.wait())).toBe('BatchValidation: MissingErrorCode records[0].errorCode');
  });

  test('and a refused batch loses no acknowledgement', async () => {
    const ledger = new InMemoryDoneLedger();
    ledger.loseNextAcks(1);
    await ledger.batchUpsert(bad);
    expect(ledger.faults().loseNextAcks).toBe(1);
  });
});
