import { describe, expect, test } from 'vitest';
import { InMemoryFindingsSink, type FindingsUpsertBatch } from '../../src/index.js';
import { OTHER_TENANT, batchOf, observation, occurrence, outcomeOf, rejection, triple } from '../support/rows.js';

const { finding: f, occurrence: o, observation: b, batch } = triple(1);
const other = triple(2);
const theirs = triple(1, OTHER_TENANT);
const everything = (sink: InMemoryFindingsSink) => [
  sink.findingsSnapshot(),
  sink.occurrencesSnapshot(),
  sink.observationsSnapshot(),
];

/** How the last of some batches ends on one sink. */
async function last(...batches: FindingsUpsertBatch[]): Promise<string> {
  const sink = new InMemoryFindingsSink();
  let outcome = '';
  for (const each of batches) outcome = await outcomeOf((await sink.upsertBatch(each)).wait());
  return outcome;
}

describe('a parent must be staged in the batch or durable', () => {
  test.each<[string, FindingsUpsertBatch[], string]>([
    ['all three layers in one batch', [batch], 'fulfilled'],
    ['layer by layer, each parent durable', [batchOf([f]), batchOf([], [o]), batchOf([], [], [b])], 'fulfilled'],
    ['finding durable, the rest together', [batchOf([f]), batchOf([], [o], [b])], 'fulfilled'],
    ['finding and occurrence durable', [batchOf([f], [o]), batchOf([], [], [b])], 'fulfilled'],
    ['rows in any order within their layer', [batchOf([other.finding, f], [o, other.occurrence])], 'fulfilled'],
    ['an occurrence without its finding', [batchOf([], [o])], 'MissingFinding'],
    ['with another finding', [batchOf([other.finding], [o])], 'MissingFinding'],
    ['with the same finding of another tenant, durable', [theirs.batch, batchOf([], [o])], 'MissingFinding'],
    ['an observation without its occurrence', [batchOf([], [], [b])], 'MissingOccurrence'],
    ['with only the finding', [batchOf([f], [], [b])], 'MissingOccurrence'],
    ['with another occurrence', [batchOf([f], [occurrence(f, 7)], [b])], 'MissingOccurrence'],
    ['with the occurrence of another tenant, durable', [theirs.batch, batchOf([], [], [b])], 'MissingOccurrence'],
    ['an occurrence and its observation, both orphans', [batchOf([], [o], [b])], 'MissingFinding'],
    ['one orphan among many', [batchOf([f], [o, other.occurrence], [b])], 'MissingFinding'],
  ])('%s', async (_, batches, outcome) => {
    expect(await last(...batches)).toBe(outcome);
  });

  test('of the same tenant: ids alone do not make a parent', async () => {
    const sink = new InMemoryFindingsSink();
    await sink.upsertBatch(theirs.batch);
    // the very ids that are durable, under another tenant
    const child = { ...theirs.occurrence, tenantId: f.tenantId };
    expect(await outcomeOf((await sink.upsertBatch(batchOf([], [child]))).wait())).toBe('MissingFinding');
    const leaf = observation(child);
    expect(await outcomeOf((await sink.upsertBatch(batchOf([], [], [leaf]))).wait())).toBe('MissingOccurrence');
  });

  test('what a refused batch staged is no parent to the next', async () => {
    expect(await last(batchOf([f], [o, other.occurrence]), batchOf([], [o]))).toBe('MissingFinding');
  });

  test('the error says which child misses which parent', async () => {
    const sink = new InMemoryFindingsSink();
    const error = await rejection((await sink.upsertBatch(batchOf([f], [o, other.occurrence]))).wait());
    expect(error).toMatchObject({
      code: 'MissingFinding',
      store: 'findings',
      operationId: 1n,
      tenantId: f.tenantId,
      occurrenceId: other.occurrence.occurrenceId,
      findingId: other.finding.findingId,
    });
  });
});

describe('any error leaves all three tables as they were', () => {
  const fresh = triple(3);
  const clash = { ...other.finding, findingId: f.findingId };
  test.each<[string, FindingsUpsertBatch, string]>([
    [
      'a finding that conflicts',
      batchOf([fresh.finding, clash], [fresh.occurrence], [fresh.observation]),
      'FindingConflict',
    ],
    [
      'an occurrence without a finding',
      batchOf([fresh.finding], [fresh.occurrence, other.occurrence], [fresh.observation]),
      'MissingFinding',
    ],
    [
      'an occurrence that conflicts',
      batchOf([fresh.finding], [fresh.occurrence, { ...o, byteOffset: 99n }], [fresh.observation]),
      'OccurrenceConflict',
    ],
    [
      'an observation without an occurrence',
      batchOf([fresh.finding], [fresh.occurrence], [fresh.observation, other.observation]),
      'MissingOccurrence',
    ],
    [
      'an observation that conflicts',
      batchOf([fresh.finding], [fresh.occurrence], [fresh.observation, { ...b, ovidHash: f.findingId as never }]),
      'ObservationConflict',
    ],
  ])('%s', async (_, bad, code) => {
    const sink = new InMemoryFindingsSink();
    await sink.upsertBatch(batch);
    const later = { ...b, seenAt: 99n as never };
    const before = everything(sink);
    const spoilt = { ...bad, observations: [later, ...bad.observations] };
    expect(await outcomeOf((await sink.upsertBatch(spoilt)).wait())).toBe(code);
    expect(everything(sink)).toEqual(before);
    expect(sink.durableCounts()).toEqual({ findings: 1, occurrences: 1, observations: 1 });
    expect(sink.getFinding(f.tenantId, fresh.finding.findingId)).toBeUndefined();
    await (await sink.upsertBatch(fresh.batch)).wait();
    expect(sink.durableCounts()).toEqual({ findings: 2, occurrences: 2, observations: 2 });
  });
});
