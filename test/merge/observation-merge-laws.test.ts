import fc from 'fast-check';
import { expect, test } from 'vitest';
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
} from '../../src/index.js';
import { contribution, I64_MAX, permutations, splits, U64_MAX } from '../support/arbitraries.js';

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
const contributions = fc.array(contribution(tenantId, occurrence.occurrenceId), { minLength: 1, maxLength: 4 });

test('the row is defined by the set of contributions, whatever their order and their batches', async () => {
  await fc.assert(
    fc.asyncProperty(contributions, async (set) => {
      const expected = rowOf(set);
      for (const batches of permutations(set).flatMap(splits)) expect(await written(batches)).toStrictEqual(expected);
    }),
    { numRuns: 100 },
  );
});

test('a replay of any contribution, at any time, changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(contributions, async (set) => {
      const replayed = set.map((_, index) => set.slice(0, index + 1));
      expect(await written(replayed)).toStrictEqual(rowOf(set));
    }),
  );
});

test('writing a snapshot of a sink into another gives the same row', async () => {
  await fc.assert(
    fc.asyncProperty(contributions, async (set) => {
      const row = await written([set]);
      expect(await written([[row]])).toStrictEqual(row);
      expect(await written([[row], set])).toStrictEqual(row);
    }),
  );
});

// Small scope, exhausted: the contributions differ in what decides and in whether they bring a location.
test('every triple out of twelve contributions, in every order and split', async () => {
  const pool = everyKind();
  expect(pool).toHaveLength(12);
  const triples = pool.flatMap((a, i) =>
    pool.slice(i + 1).flatMap((b, j) => pool.slice(i + j + 2).map((c) => [a, b, c])),
  );
  expect(triples).toHaveLength(220);
  for (const triple of triples) {
    const expected = rowOf(triple);
    for (const batches of permutations(triple).flatMap(splits)) expect(await written(batches)).toStrictEqual(expected);
  }
});

async function written(batches: readonly (readonly ObservationRecord[])[]): Promise<ObservationRecord> {
  const sink = new InMemoryFindingsSink();
  for (const observations of batches) {
    await (await sink.upsertBatch({ findings: [finding], occurrences: [occurrence], observations })).wait();
  }
  return sink.observationsSnapshot()[0] as ObservationRecord;
}

/** The row of a set of contributions, after the words of the specification; nothing here is pairwise. */
function rowOf(set: readonly ObservationRecord[]): ObservationRecord {
  const winner = greatest(set) as ObservationRecord;
  const location = greatest(set.filter((one) => one.location !== undefined))?.location;
  return location === undefined ? winner : { ...winner, location };
}

function greatest(set: readonly ObservationRecord[]): ObservationRecord | undefined {
  return set.toSorted((a, b) => {
    const [left, right] = [weightOf(a), weightOf(b)];
    return left.map((bytes, level) => Buffer.compare(right[level] as Buffer, bytes)).find((order) => order !== 0) ?? 0;
  })[0];
}

/** (seenAt, has a location, fenceEpoch, runId, shardId), display and url, as bytes that sort in that order. */
function weightOf({ seenAt, location, fenceEpoch, runId, shardId }: ObservationRecord): Buffer[] {
  const signed = [runId, shardId].map((id) => (id + 2n ** 63n) % 2n ** 64n); // signed order as unsigned order
  const numbers = [seenAt, location === undefined ? 0n : 1n, fenceEpoch, ...signed].map((value) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(value);
    return bytes;
  });
  return [...numbers, Buffer.from(location?.display ?? ''), Buffer.from(location?.url ?? '')];
}

function everyKind(): ObservationRecord[] {
  const { occurrenceId } = occurrence;
  const ids = { tenantId, occurrenceId, policyHash: PolicyHash.filled(2), ovidHash: OvidHash.filled(3) };
  const places = [undefined, Location.create({ display: '\u{FF5E}' }), Location.create({ display: '\u{1F600}' })];
  return [1n, 2n].flatMap((seenAt) =>
    [I64_MAX, U64_MAX].flatMap((runId) =>
      places.map((location) =>
        ObservationRecord.create({ ...ids, seenAt, runId, shardId: 1n, fenceEpoch: 1n, location }),
      ),
    ),
  );
}
