import { describe, expect, test } from 'vitest';
import {
  FindingRecord,
  InMemoryFindingsSink,
  Location,
  ObjectVersionId,
  ObservationRecord,
  OccurrenceRecord,
  OvidHash,
  PolicyHash,
  RuleFingerprint,
  SecretHash,
  StableItemId,
  TenantId,
  type ObservationRecordInput,
} from '../../src/index.js';
import { I64_MAX, U64_MAX } from '../support/arbitraries.js';

const tenantId = TenantId.filled(1);
const finding = FindingRecord.create({
  tenantId,
  stableItemId: StableItemId.filled(1),
  ruleFingerprint: RuleFingerprint.filled(1),
  secretHash: SecretHash.fromPersisted(new Uint8Array(32)),
});
const occurrence = OccurrenceRecord.create({
  tenantId,
  findingId: finding.findingId,
  objectVersionId: ObjectVersionId.filled(1),
  byteOffset: 0,
  byteLength: 1,
});

type Over = Partial<Pick<ObservationRecordInput, 'seenAt' | 'fenceEpoch' | 'runId' | 'shardId' | 'location'>>;

function seen(over: Over = {}): ObservationRecord {
  return ObservationRecord.create({
    tenantId,
    occurrenceId: occurrence.occurrenceId,
    policyHash: PolicyHash.filled(1),
    ovidHash: OvidHash.filled(1),
    runId: 5,
    shardId: 5,
    fenceEpoch: 5,
    seenAt: 5,
    ...over,
  });
}

function at(display: string, url?: string): { location: Location } {
  return { location: Location.create({ display, url }) };
}

async function write(sink: InMemoryFindingsSink, ...observations: ObservationRecord[]): Promise<ObservationRecord> {
  await (await sink.upsertBatch({ findings: [finding], occurrences: [occurrence], observations })).wait();
  const [row, ...others] = sink.observationsSnapshot();
  expect(others).toEqual([]);
  return row as ObservationRecord;
}

/** The row that contributions leave, written one by one into a sink of their own. */
async function rowOf(...contributions: ObservationRecord[]): Promise<ObservationRecord> {
  const sink = new InMemoryFindingsSink();
  for (const contribution of contributions) await write(sink, contribution);
  return sink.observationsSnapshot()[0] as ObservationRecord;
}

test('a single contribution is the row itself', async () => {
  const only = seen(at('here'));
  expect(await rowOf(only)).toStrictEqual(only);
  expect(await rowOf(seen())).not.toHaveProperty('location');
});

test('a replay changes nothing: a full tie keeps the row that is there', async () => {
  const only = seen(at('here'));
  expect(await rowOf(only, only, seen(at('here')))).toBe(only);
});

// Each level decides although every later one speaks for the other contribution.
const LATER = { runId: 9, shardId: 9 };
const FULLWIDTH = '\u{FF5E}'; // EF BD 9E in UTF-8, one UTF-16 unit above the surrogates
const EMOJI = '\u{1F600}'; // F0 9F 98 80 in UTF-8, two surrogates in UTF-16
describe('the winner, level by level', () => {
  test.each<[level: string, winner: Over, loser: Over]>([
    ['seenAt', { seenAt: 6, ...at('a') }, { seenAt: 5, fenceEpoch: 9, ...LATER, ...at('z') }],
    ['seenAt, unsigned', { seenAt: I64_MAX + 1n }, { seenAt: I64_MAX, fenceEpoch: 9, ...LATER }],
    ['has a location', at('a'), { fenceEpoch: 9, ...LATER }],
    ['fenceEpoch', { fenceEpoch: 6, ...at('a') }, { fenceEpoch: 5, ...LATER, ...at('z') }],
    ['fenceEpoch, unsigned', { fenceEpoch: U64_MAX }, { fenceEpoch: I64_MAX, ...LATER }],
    ['runId', { runId: 6, ...at('a') }, { runId: 5, shardId: 9, ...at('z') }],
    ['runId, signed', { runId: 0 }, { runId: U64_MAX, shardId: 9 }],
    ['runId, signed at its limit', { runId: U64_MAX }, { runId: I64_MAX + 1n, shardId: 9 }],
    ['shardId', { shardId: 6, ...at('a') }, { shardId: 5, ...at('z') }],
    ['shardId, signed', { shardId: I64_MAX, ...at('a') }, { shardId: I64_MAX + 1n, ...at('z') }],
    ['display', at('b', 'a'), at('a', 'z')],
    ['display, of which the other is a prefix', at('ab'), at('a', 'z')],
    ['display, by byte and not by alphabet', at('a'), at('B')],
    ['display, by UTF-8 byte and not by UTF-16 unit', at(EMOJI), at(FULLWIDTH)],
    ['display, by UTF-8 byte within a text', at(`x${EMOJI}`), at(`x${FULLWIDTH}y`)],
    ['url', at('a', 'b'), at('a', 'a')],
    ['url, none at all being the least', at('a', 'a'), at('a')],
    ['url, by UTF-8 byte and not by UTF-16 unit', at('a', EMOJI), at('a', FULLWIDTH)],
  ])('%s', async (_, over, loser) => {
    const winner = seen(over);
    expect(await rowOf(winner, seen(loser))).toStrictEqual(winner);
    expect(await rowOf(seen(loser), winner)).toStrictEqual(winner);
  });
});

describe('a location is never lost', () => {
  const located = seen({ seenAt: 3, runId: 3, shardId: 3, fenceEpoch: 3, ...at('here') });
  const later = seen({ seenAt: 9, runId: 9, shardId: 9, fenceEpoch: 9 });

  test('the row has the numbers of the winner and the location of the greatest that has one', async () => {
    const expected = { ...later, ...at('here') };
    expect(await rowOf(located, later)).toStrictEqual(expected);
    expect(await rowOf(later, located)).toStrictEqual(expected);
  });

  test('the greatest, not the latest to arrive', async () => {
    const lesser = seen({ seenAt: 2, ...at('zzz') });
    expect((await rowOf(located, later, lesser)).location).toEqual({ display: 'here' });
    expect((await rowOf(lesser, later, located)).location).toEqual({ display: 'here' });
  });

  test('a location that the winner shows but did not bring does not help it to win', async () => {
    const rival = seen({ seenAt: 9, runId: 1, ...at('rival') });
    expect(await rowOf(located, later, rival)).toStrictEqual(rival);
    expect(await rowOf(rival, later, located)).toStrictEqual(rival);
  });

  test('within one batch too', async () => {
    const rival = seen({ seenAt: 4, ...at('rival') });
    const expected = { ...later, ...at('rival') };
    expect(await write(new InMemoryFindingsSink(), located, later, rival)).toStrictEqual(expected);
    expect(await write(new InMemoryFindingsSink(), rival, later, located)).toStrictEqual(expected);
  });
});

test('a row from a snapshot, written again, is a contribution of what it shows', async () => {
  const later = seen({ seenAt: 9 });
  const shown = await rowOf(seen({ seenAt: 3, ...at('old') }), later);
  const between = seen({ seenAt: 6, ...at('new') });

  expect(await rowOf(seen({ seenAt: 3, ...at('old') }), later, between)).toStrictEqual({ ...later, ...at('new') });
  expect(await rowOf(shown, between)).toStrictEqual(shown);
  const sink = new InMemoryFindingsSink();
  await write(sink, seen({ seenAt: 3, ...at('old') }), later);
  await write(sink, sink.observationsSnapshot()[0] as ObservationRecord);
  expect(await write(sink, between)).toStrictEqual(shown);
});

describe('locations', () => {
  test('of ours are shared, never copied', async () => {
    const { location } = at('here');
    const located = seen({ seenAt: 3, location });
    expect((await rowOf(located)).location).toBe(location);
    expect((await rowOf(located, seen({ seenAt: 9 }))).location).toBe(location);
  });

  test('made by hand are copied and frozen once', async () => {
    const location = { display: 'here' };
    const row = await rowOf({ ...seen(), location }, seen({ seenAt: 9 }));
    location.display = 'elsewhere';
    expect(row.location).toStrictEqual({ display: 'here' });
    expect(row.location).toSatisfy(Object.isFrozen);
    expect((await rowOf(row, seen({ seenAt: 10 }))).location).toBe(row.location);
  });
});

test('each tenant, policy and occurrence has a row of its own', async () => {
  const sink = new InMemoryFindingsSink();
  const other = ObservationRecord.create({ ...seen({ seenAt: 9 }), policyHash: PolicyHash.filled(2) });
  const observations = [seen(), other];
  await (await sink.upsertBatch({ findings: [finding], occurrences: [occurrence], observations })).wait();
  expect(new Set(sink.observationsSnapshot())).toEqual(new Set(observations));
});
