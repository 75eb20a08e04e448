import {
  InMemoryDoneLedger,
  InMemoryFindingsSink,
  type DoneLedgerRecord,
  type FindingsSink,
  type ObservationRecord,
} from 'gossip-inmemory';
import { describe, expect, test } from 'vitest';
import { openBackend } from '../src/sqlite-backend.ts';
import { batchOf, finding, observation, occurrence, ovid, record, times, U64_MAX, type RecordFields } from './rows.ts';

// Every order of up to three of some contributions, repetitions included, each order on a key of its own. The nth
// contributions of all orders make one write, so three writes make all the orders there are.

/** A base, and for each level of the tie-break one that is greater there, and less or greater below. */
const RECORDS: readonly RecordFields[] = [
  {},
  { status: 'FailedRetryable', findingsCount: 7, errorCode: 'b' },
  { status: 'FailedRetryable', findingsCount: 7, errorCode: 'B' },
  { status: 'FailedRetryable', findingsCount: 0, errorCode: 'b ', bytesScanned: U64_MAX },
  { status: 'FailedPermanent', findingsCount: 2 },
  { status: 'Skipped', finishedAt: 19, findingsCount: 9 },
  { status: 'ScannedWithFindings', findingsCount: 3, bytesScanned: 2n ** 63n },
  { status: 'ScannedWithFindings', findingsCount: 2, finishedAt: U64_MAX },
  { finishedAt: 2n ** 63n, startedAt: 1 },
  { startedAt: 11, fenceEpoch: 0 },
  { fenceEpoch: 2n ** 63n, runId: 0 },
  { runId: 2n ** 63n, shardId: 9 },
  { runId: 2n ** 63n - 1n, shardId: 0 },
  { shardId: U64_MAX },
  { shardId: 2, bytesScanned: 0 },
];

const OBSERVATIONS: readonly Partial<ObservationRecord>[] = [
  {},
  { location: { display: 'b' } },
  { location: { display: 'b', url: 'a' } },
  { location: { display: '\uffee' } },
  { location: { display: '\u{1f600}' } }, // after the one above in UTF-8, before it in UTF-16
  { location: { display: 'b\0' } },
  { seenAt: (2n ** 63n) as never },
  { seenAt: (2n ** 63n) as never, location: { display: 'a' } },
  { seenAt: 9n as never, location: { display: 'z' }, fenceEpoch: U64_MAX as never },
  { fenceEpoch: U64_MAX as never, runId: 0n as never },
  { runId: U64_MAX as never, shardId: 9n as never },
  { runId: (2n ** 63n) as never, location: { display: 'c' } },
  { shardId: (2n ** 63n) as never },
  { shardId: 2n as never, location: { display: 'a', url: 'z' } },
];

/** Orders of up to three of `count` things. */
function ordersOf(count: number): readonly (readonly number[])[] {
  const indices = times(count, (index) => index);
  const pairs = indices.flatMap((a) => indices.map((b) => [a, b]));
  const triples = pairs.flatMap((pair) => indices.map((c) => [...pair, c]));
  return [...indices.map((index) => [index]), ...pairs, ...triples];
}

describe(`every order of up to three records, on SQLite`, () => {
  const orders = ordersOf(RECORDS.length);
  const nth = (position: number): DoneLedgerRecord[] =>
    orders.flatMap((order, number) => {
      const fields = RECORDS[order[position] ?? -1];
      return fields === undefined ? [] : [record({ ...fields, key: { ovidHash: ovid(number) } })];
    });
  const writes = [nth(0), nth(1), nth(2)];

  const expected = async (): Promise<readonly DoneLedgerRecord[]> => {
    const memory = new InMemoryDoneLedger();
    for (const records of writes) await (await memory.batchUpsert(records)).wait();
    return memory.snapshot();
  };

  test('merges to what the in-memory ledger has, write by write', async () => {
    const { doneLedger } = openBackend();
    for (const records of writes) await (await doneLedger.batchUpsert(records)).wait();
    expect(await doneLedger.snapshot()).toEqual(await expected());
  });

  test('merges to the same inside one batch, and to the same receipt', async () => {
    const { doneLedger } = openBackend();
    const receipt = await (await doneLedger.batchUpsert(writes.flat())).wait();
    const rows = await expected();

    expect(await doneLedger.snapshot()).toEqual(rows);
    expect(receipt).toEqual(await (await new InMemoryDoneLedger().batchUpsert(writes.flat())).wait());
    expect(receipt.recordCount).toBe(orders.length);
  });
});

describe(`every order of up to three observations, on SQLite`, () => {
  const orders = ordersOf(OBSERVATIONS.length);
  const seen = finding();
  const parents = orders.map((_, number) => occurrence(seen, number));
  const layer = batchOf({ findings: [seen], occurrences: parents });
  const nth = (position: number): ObservationRecord[] =>
    orders.flatMap((order, number) => {
      const fields = OBSERVATIONS[order[position] ?? -1];
      return fields === undefined ? [] : [observation(parents[number], fields)];
    });
  const writes = [nth(0), nth(1), nth(2)].map((observations) => batchOf({ observations }));

  const write = async (sink: FindingsSink, batches: readonly ReturnType<typeof batchOf>[]): Promise<void> => {
    for (const batch of [layer, ...batches]) await (await sink.upsertBatch(batch)).wait();
  };
  const expected = async (): Promise<readonly ObservationRecord[]> => {
    const memory = new InMemoryFindingsSink();
    await write(memory, writes);
    return memory.observationsSnapshot();
  };

  test('merges to what the in-memory sink has, write by write', async () => {
    const { findings } = openBackend();
    await write(findings, writes);
    expect(await findings.observationsSnapshot()).toEqual(await expected());
  });

  test('merges to the same inside one batch', async () => {
    const { findings } = openBackend();
    await write(findings, [batchOf({ observations: writes.flatMap(({ observations }) => observations) })]);
    expect(await findings.observationsSnapshot()).toEqual(await expected());
  });

  test('merges to the same when two contributions come together', async () => {
    const { findings } = openBackend();
    const [first, second, third] = writes.map(({ observations }) => observations);
    await write(findings, [
      batchOf({ observations: first as ObservationRecord[] }),
      batchOf({ observations: [...(second as ObservationRecord[]), ...(third as ObservationRecord[])] }),
    ]);
    expect(await findings.observationsSnapshot()).toEqual(await expected());
  });
});
