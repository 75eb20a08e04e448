import { describe, expect, test } from 'vitest';
import { InMemoryFindingsSink, RuleFingerprint, StableItemId, type FindingsUpsertBatch } from '../../src/index.js';
import { OTHER_TENANT, batchOf, finding, observation, occurrence, outcomeOf, ovid, triple } from '../support/rows.js';

const { finding: f, occurrence: o, observation: b, batch } = triple(1);

/** How `second` ends after `first`, in a batch of its own or in the same one. */
async function ends(first: FindingsUpsertBatch, second: FindingsUpsertBatch, together: boolean): Promise<string> {
  const sink = new InMemoryFindingsSink();
  if (!together) await (await sink.upsertBatch(first)).wait();
  const layers = ['findings', 'occurrences', 'observations'] as const;
  const both = Object.fromEntries(layers.map((layer) => [layer, [...first[layer], ...second[layer]]]));
  return outcomeOf((await sink.upsertBatch(together ? (both as never) : second)).wait());
}

describe.each([
  ['durable', false],
  ['staged in the same batch', true],
])('against a row that is %s', (_, together) => {
  test.each<[string, FindingsUpsertBatch, string]>([
    ['an equal finding is a duplicate', batchOf([finding(1)]), 'fulfilled'],
    ['an equal finding, hand-made', batchOf([{ ...f }]), 'fulfilled'],
    ['another item', batchOf([{ ...f, stableItemId: StableItemId.filled(9) }]), 'FindingConflict'],
    ['another rule', batchOf([{ ...f, ruleFingerprint: RuleFingerprint.filled(9) }]), 'FindingConflict'],
    ['another secret', batchOf([{ ...f, secretHash: finding(2).secretHash }]), 'FindingConflict'],
    ['an equal occurrence is a duplicate', batchOf([], [{ ...occurrence(f) }]), 'fulfilled'],
    ['another offset', batchOf([], [{ ...o, byteOffset: 1n }]), 'OccurrenceConflict'],
    ['another length', batchOf([], [{ ...o, byteLength: 1n }]), 'OccurrenceConflict'],
    ['another version', batchOf([], [{ ...o, objectVersionId: f.stableItemId as never }]), 'OccurrenceConflict'],
    ['another finding', batchOf([finding(2)], [{ ...o, findingId: finding(2).findingId }]), 'OccurrenceConflict'],
    ['an equal observation is merged', batchOf([], [], [{ ...observation(o) }]), 'fulfilled'],
    ['another object version', batchOf([], [], [observation(o, { ovidHash: ovid(9) })]), 'ObservationConflict'],
    ['another time merges', batchOf([], [], [observation(o, { seenAt: 99, runId: 7 })]), 'fulfilled'],
  ])('%s', async (_, second, outcome) => {
    expect(await ends(batch, second, together)).toBe(outcome);
  });
});

test('an immutable row stays the one that came first', async () => {
  const sink = new InMemoryFindingsSink();
  await sink.upsertBatch(batch);
  const [first] = sink.findingsSnapshot();
  await sink.upsertBatch(batchOf([finding(1)]));
  expect(sink.findingsSnapshot()[0]).toBe(first);
});

test('keys are (tenant, id): the same id with other content is no conflict for another tenant', async () => {
  const sink = new InMemoryFindingsSink();
  await sink.upsertBatch(batch);
  const theirs = { ...finding(2), tenantId: OTHER_TENANT, findingId: f.findingId };
  const child = { ...o, tenantId: OTHER_TENANT, byteOffset: 77n };
  const leaf = observation(child, { ovidHash: ovid(9) });
  expect(await outcomeOf((await sink.upsertBatch(batchOf([theirs], [child], [leaf]))).wait())).toBe('fulfilled');
  expect(sink.durableCounts()).toEqual({ findings: 2, occurrences: 2, observations: 2 });
  expect(sink.getOccurrence(OTHER_TENANT, o.occurrenceId)?.byteOffset).toBe(77n);
  expect(sink.getOccurrence(f.tenantId, o.occurrenceId)?.byteOffset).toBe(0n);
});

describe('the order of checks', () => {
  const second = triple(2);
  const clash = { ...second.finding, findingId: f.findingId };
  const moved = { ...o, byteOffset: 1n };
  const orphan = triple(3);
  const foreign = { ...b, ovidHash: ovid(9) };
  test.each<[string, FindingsUpsertBatch, string]>([
    ['findings before occurrences', batchOf([clash], [orphan.occurrence], [foreign]), 'FindingConflict'],
    ['occurrences before observations', batchOf([], [orphan.occurrence], [orphan.observation]), 'MissingFinding'],
    ['occurrence conflicts before observations', batchOf([], [moved], [orphan.observation]), 'OccurrenceConflict'],
    ['in a layer, row by row: conflict first', batchOf([], [moved, orphan.occurrence]), 'OccurrenceConflict'],
    ['in a layer, row by row: orphan first', batchOf([], [orphan.occurrence, moved]), 'MissingFinding'],
    [
      'an orphan before its own conflict',
      batchOf([], [{ ...o, findingId: orphan.finding.findingId }]),
      'MissingFinding',
    ],
    ['observations, row by row: conflict first', batchOf([], [], [foreign, orphan.observation]), 'ObservationConflict'],
    ['observations, row by row: orphan first', batchOf([], [], [orphan.observation, foreign]), 'MissingOccurrence'],
  ])('%s', async (_, bad, code) => {
    const sink = new InMemoryFindingsSink();
    await sink.upsertBatch(batch);
    expect(await outcomeOf((await sink.upsertBatch(bad)).wait())).toBe(code);
  });

  test('the commit-failure counter comes before all of them', async () => {
    const sink = new InMemoryFindingsSink();
    sink.failNextCommits(1);
    expect(await outcomeOf((await sink.upsertBatch(batchOf([], [o]))).wait())).toBe('InjectedCommitFailure');
  });

  test('parents and conflicts are judged when a delayed write is applied', async () => {
    const sink = new InMemoryFindingsSink({ autoComplete: false });
    const child = await sink.upsertBatch(batchOf([], [o]));
    const parent = await sink.upsertBatch(batchOf([f]));
    sink.releaseAll('NewestFirst');
    expect(await child.wait()).toEqual({ findingCount: 0, occurrenceCount: 1, observationCount: 0 });
    expect(await parent.wait()).toEqual({ findingCount: 1, occurrenceCount: 0, observationCount: 0 });
  });
});
