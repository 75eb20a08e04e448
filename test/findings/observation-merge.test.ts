import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InMemoryFindingsSink, type ObservationRecord, type ObservationRecordInput } from '../../src/index.js';
import { TENANT, batchOf, observation, triple } from '../support/rows.js';

const { finding, occurrence } = triple(1);
type Fields = Partial<ObservationRecordInput>;
const seen = (over: Fields = {}) => observation(occurrence, over);

/** The row that batches of contributions leave behind. */
async function joined(...batches: (readonly ObservationRecord[])[]): Promise<ObservationRecord> {
  const sink = new InMemoryFindingsSink();
  await sink.upsertBatch(batchOf([finding], [occurrence]));
  for (const contributions of batches) await (await sink.upsertBatch(batchOf([], [], contributions))).wait();
  return sink.getObservation(TENANT, seen().observationId) as ObservationRecord;
}

const LOW = { display: 'a' };
const HIGH = { display: 'b' };

describe('the winner is the greater by', () => {
  test.each<[string, Fields, Fields]>([
    ['seenAt, before anything else', { seenAt: 19, runId: 9, fenceEpoch: 9, shardId: 9 }, { seenAt: 20 }],
    ['seenAt, unsigned', { seenAt: 1 }, { seenAt: 2n ** 63n }],
    ['having a location', { fenceEpoch: 9, runId: 9, shardId: 9 }, { location: LOW }],
    ['fenceEpoch', { fenceEpoch: 1, runId: 9, shardId: 9 }, { fenceEpoch: 2 }],
    ['fenceEpoch, unsigned', { fenceEpoch: 1 }, { fenceEpoch: 2n ** 63n }],
    ['runId', { runId: 1, shardId: 9 }, { runId: 2 }],
    ['runId, signed', { runId: 2n ** 63n }, { runId: 0 }],
    ['shardId', { shardId: 1 }, { shardId: 2 }],
    ['shardId, signed', { shardId: 2n ** 64n - 1n }, { shardId: 0 }],
    ['the display', { location: LOW }, { location: HIGH }],
    ['the display, by its bytes', { location: { display: '\uffff' } }, { location: { display: '\u{10000}' } }],
    ['the display, a prefix being less', { location: { display: 'a' } }, { location: { display: 'aa' } }],
    ['the url', { location: { ...LOW, url: 'a' } }, { location: { ...LOW, url: 'b' } }],
    ['having a url', { location: LOW }, { location: { ...LOW, url: 'a' } }],
  ])('%s', async (_, less, greater) => {
    for (const batches of [
      [[seen(less), seen(greater)]],
      [[seen(greater), seen(less)]],
      [[seen(less)], [seen(greater)]],
      [[seen(greater)], [seen(less)]],
    ]) {
      expect(await joined(...batches)).toEqual(seen(greater));
    }
  });

  test('and a full tie keeps the existing row', async () => {
    const existing = seen({ location: LOW });
    expect(await joined([existing], [seen({ location: LOW })])).toBe(existing);
  });
});

describe('the location', () => {
  test('is never lost: the row takes it from the greatest contributor that has one', async () => {
    const located = seen({ seenAt: 10, location: LOW, runId: 5 });
    const later = seen({ seenAt: 30, runId: 7 });
    const expected = { ...later, location: LOW };
    for (const batches of [[[located, later]], [[later, located]], [[located], [later]], [[later], [located]]]) {
      expect(await joined(...batches)).toEqual(expected);
    }
  });

  test('remembers whose it is: a later one that is still older than the winner replaces it', async () => {
    const first = seen({ seenAt: 10, location: HIGH });
    const second = seen({ seenAt: 20, location: LOW });
    const winner = seen({ seenAt: 30 });
    expect((await joined([first], [winner], [second])).location).toEqual(LOW);
    expect((await joined([second], [winner], [first])).location).toEqual(LOW);
  });

  test('remembers what the winner itself had: a located equal beats it', async () => {
    // the winner had no location of its own; shown with one, it must still lose to an equal that had
    const located = seen({ seenAt: 10, location: HIGH });
    const bare = seen({ seenAt: 30, fenceEpoch: 9 });
    const equalTime = seen({ seenAt: 30, fenceEpoch: 1, location: LOW });
    for (const order of [
      [located, bare, equalTime],
      [equalTime, located, bare],
      [bare, equalTime, located],
    ]) {
      expect(await joined(...order.map((each) => [each]))).toEqual(equalTime);
      expect(await joined(order)).toEqual(equalTime);
    }
  });

  test('a row read from a snapshot and written again is a new contribution with what it shows', async () => {
    const sink = new InMemoryFindingsSink();
    await sink.upsertBatch(
      batchOf([finding], [occurrence], [seen({ seenAt: 10, location: LOW }), seen({ seenAt: 30 })]),
    );
    await sink.upsertBatch(batchOf([], [], sink.observationsSnapshot()));
    await sink.upsertBatch(batchOf([], [], [seen({ seenAt: 20, location: HIGH })]));
    expect(sink.observationsSnapshot()).toEqual([seen({ seenAt: 30, location: LOW })]);
  });
});

const small = fc.constantFrom(0n, 1n, 2n ** 63n);
const location = fc.record(
  { display: fc.constantFrom('a', 'b', '\uffff', '\u{10000}'), url: fc.constantFrom('u', 'v') },
  { requiredKeys: ['display'] },
);
const contribution = fc
  .record({
    seenAt: fc.nat(2),
    fenceEpoch: fc.nat(1),
    runId: small,
    shardId: small,
    location: fc.option(location, { nil: undefined }),
  })
  .map(seen);

describe('the merge is a join', () => {
  test('order, batching and repetition do not matter', async () => {
    const feeds = fc
      .array(contribution, { minLength: 1, maxLength: 6 })
      .chain((all) =>
        fc.tuple(
          fc.constant(all),
          fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length }),
          fc.integer({ min: 1, max: 4 }),
        ),
      );
    await fc.assert(
      fc.asyncProperty(feeds, async ([all, shuffled, size]) => {
        const batches = Array.from({ length: Math.ceil(shuffled.length / size) }, (_, at) =>
          shuffled.slice(at * size, (at + 1) * size),
        );
        expect(await joined(...batches)).toEqual(await joined(all));
      }),
      { numRuns: 300 },
    );
  });

  test('and what comes out is the greatest contribution, with the greatest location', async () => {
    const rank = (row: ObservationRecord) =>
      [
        row.seenAt,
        row.location === undefined ? 0n : 1n,
        row.fenceEpoch,
        BigInt.asIntN(64, row.runId),
        BigInt.asIntN(64, row.shardId),
        Buffer.from(row.location?.display ?? '').toString('hex'),
        Buffer.from(row.location?.url ?? '').toString('hex'),
      ] as const;
    const greatest = (rows: readonly ObservationRecord[]) =>
      rows.reduce((a, b) => {
        const [left, right] = [rank(a), rank(b)];
        const at = left.findIndex((part, index) => part !== right[index]);
        return at >= 0 && (right[at] as bigint) > (left[at] as bigint) ? b : a;
      });
    await fc.assert(
      fc.asyncProperty(fc.array(contribution, { minLength: 1, maxLength: 6 }), async (all) => {
        const located = all.filter((row) => row.location !== undefined);
        const expected = { ...greatest(all), ...(located.length > 0 && { location: greatest(located).location }) };
        expect(await joined(all)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});
