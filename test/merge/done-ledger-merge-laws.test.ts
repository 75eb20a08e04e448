import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DoneLedgerRecord, DoneLedgerStatus, InMemoryDoneLedger } from '../../src/index.js';
import { I64_MAX, ledgerRecord, ONE_KEY, permutations, splits, U64_MAX } from '../support/arbitraries.js';

const { merge } = DoneLedgerRecord;
const { rank } = DoneLedgerStatus;
const contributions = fc.array(ledgerRecord(), { minLength: 1, maxLength: 4 });

describe('merge is a join', () => {
  test('commutative', () => {
    laws((a, b) => {
      expect(merge(a, b)).toStrictEqual(merge(b, a));
    });
  });

  test('associative', () => {
    laws((a, b, c) => {
      expect(merge(merge(a, b), c)).toStrictEqual(merge(a, merge(b, c)));
    });
  });

  test('idempotent: a replay changes nothing, not even the object', () => {
    laws((a, b) => {
      const merged = merge(a, b);
      expect(merge(merged, merged)).toBe(merged);
      expect(merge(merged, a)).toBe(merged);
      expect(merge(merged, b)).toBe(merged);
    });
  });

  test('monotonic in status and bytes', () => {
    laws((a, b) => {
      const { status, bytesScanned } = merge(a, b);
      expect(rank(status)).toBe(Math.max(rank(a.status), rank(b.status)));
      expect(bytesScanned >= a.bytesScanned && bytesScanned >= b.bytesScanned).toBe(true);
    });
  });

  test('closed: the merge of valid records is valid', () => {
    laws((a, b) => {
      const merged = merge(a, b);
      expect(DoneLedgerRecord.validate({ ...merged })).toStrictEqual(merged);
    });
  });
});

describe('the merge of a set is defined by the set alone', () => {
  test('in every order', () => {
    fc.assert(
      fc.property(contributions, (set) => {
        const expected = joinOf(set);
        for (const order of permutations(set)) expect(order.reduce(merge)).toStrictEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test('through a ledger, in every order and every split into batches', async () => {
    await fc.assert(
      fc.asyncProperty(contributions, async (set) => {
        const expected = joinOf(set);
        for (const batches of permutations(set).flatMap(splits)) {
          const ledger = new InMemoryDoneLedger();
          for (const batch of batches) await (await ledger.batchUpsert(batch)).wait();
          expect(ledger.snapshot()).toStrictEqual([expected]);
        }
      }),
      { numRuns: 25 },
    );
  });

  // Small scope, exhausted: two values at each level of the tie-break, on either side of the i64 limit.
  test('for every pair of records that differ at any levels', () => {
    const all = everyCombination();
    const pairs = all.flatMap((a) => all.map((b) => [a, b] as const));
    expect(pairs).toHaveLength(224 * 224);
    expect(pairs.map(([a, b]) => merge(a, b))).toStrictEqual(pairs.map(joinOf));
  });
});

function laws(hold: (a: DoneLedgerRecord, b: DoneLedgerRecord, c: DoneLedgerRecord) => void): void {
  fc.assert(fc.property(ledgerRecord(), ledgerRecord(), ledgerRecord(), hold), { numRuns: 2000 });
}

/** The row of a set of contributions, after the table of the specification; nothing here is pairwise. */
function joinOf(set: readonly DoneLedgerRecord[]): DoneLedgerRecord {
  const winner = set.toSorted((a, b) => Buffer.compare(freshness(b), freshness(a)))[0] as DoneLedgerRecord;
  const { key, status, provenance } = winner;
  const counted = status === 'ScannedWithFindings' ? set.filter((one) => one.status === status) : set;
  return {
    key,
    status,
    bytesScanned: set.map((one) => one.bytesScanned).reduce((a, b) => (a > b ? a : b)),
    findingsCount: status === 'ScannedClean' ? 0 : Math.max(...counted.map((one) => one.findingsCount)),
    provenance,
    ...(winner.errorCode !== undefined && { errorCode: winner.errorCode }),
  };
}

/** (rank, finishedAt, startedAt, fenceEpoch, runId, shardId, errorCode) as bytes that sort in that order. */
function freshness({ status, provenance, errorCode }: DoneLedgerRecord): Buffer {
  const { runId, shardId, fenceEpoch, startedAt, finishedAt } = provenance;
  const fixed = Buffer.alloc(41);
  fixed.writeUInt8(rank(status), 0);
  const flipped = [runId, shardId].map((id) => (id + 2n ** 63n) % 2n ** 64n); // signed order as unsigned order
  [finishedAt, startedAt, fenceEpoch, ...flipped].forEach((value, index) =>
    fixed.writeBigUInt64BE(value, 1 + 8 * index),
  );
  return Buffer.concat([fixed, Buffer.from(errorCode ?? '')]);
}

function everyCombination(): DoneLedgerRecord[] {
  const outcomes: readonly [DoneLedgerStatus, errorCode?: string][] = [
    ['FailedRetryable', 'a'],
    ['FailedPermanent', 'a'],
    ['Skipped', 'a'],
    ['Skipped', 'B'],
    ['Skipped', 'ab'],
    ['ScannedClean'],
    ['ScannedWithFindings'],
  ];
  return outcomes.flatMap(([status, errorCode]) =>
    Array.from({ length: 2 ** 5 }, (_, choice) => {
      const choose = (bit: number, low: bigint, high: bigint): bigint => ((choice >> bit) & 1 ? high : low);
      return DoneLedgerRecord.create({
        key: ONE_KEY,
        status,
        bytesScanned: BigInt((choice * 7) % 32),
        findingsCount: status === 'ScannedClean' ? 0 : 1 + ((choice * 11) % 32),
        provenance: {
          finishedAt: choose(0, I64_MAX, U64_MAX),
          startedAt: choose(1, 0n, I64_MAX),
          fenceEpoch: choose(2, I64_MAX, U64_MAX),
          runId: choose(3, I64_MAX, U64_MAX),
          shardId: choose(4, I64_MAX, U64_MAX),
        },
        errorCode,
      });
    }),
  );
}
