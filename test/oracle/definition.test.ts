import { describe, expect, test } from 'vitest';
import { InMemoryDoneLedger, InMemoryFindingsSink } from '../../src/index.js';
import { ledgerRowOf, observationRowOf } from '../../src/oracle/definition.js';
import { I64_MAX, U64_MAX } from '../support/arbitraries.js';
import { batchOf, failed, observation, permanent, PROVENANCE, triple } from '../support/rows.js';

// Each level of the two orders decides against all levels after it, and the store says the same.

const { finding, occurrence } = triple(1);

describe('the winner of a ledger row has the greater', () => {
  const at = (over: object, errorCode = 'a') => failed(1, { provenance: { ...PROVENANCE, ...over }, errorCode });
  test.each([
    ['rank', permanent(1), at({ finishedAt: U64_MAX }, 'z')],
    ['finishedAt', at({ finishedAt: 21 }), at({ startedAt: 11 }, 'z')],
    ['startedAt', at({ startedAt: 11 }), at({ fenceEpoch: U64_MAX }, 'z')],
    ['fenceEpoch', at({ fenceEpoch: I64_MAX + 1n }), at({ fenceEpoch: I64_MAX, runId: I64_MAX }, 'z')],
    ['runId', at({ runId: 2 }), at({ shardId: I64_MAX }, 'z')],
    ['runId, signed', at({ runId: 0 }), at({ runId: I64_MAX + 1n, shardId: I64_MAX }, 'z')],
    ['shardId', at({ shardId: 2 }), at({}, 'z')],
    ['shardId, signed', at({ shardId: 0 }), at({ shardId: U64_MAX }, 'z')],
    ['errorCode', at({}, 'b'), at({}, 'a')],
    ['errorCode, of which the other is a prefix', at({}, 'aa'), at({}, 'a')],
    ['errorCode, in bytes', at({}, 'a'), at({}, 'Z')],
  ])('%s', async (_, winner, other) => {
    for (const records of [
      [winner, other],
      [other, winner],
    ]) {
      expect(ledgerRowOf(records)).toEqual(winner);
      const ledger = new InMemoryDoneLedger();
      await ledger.batchUpsert(records);
      expect(ledger.snapshot()).toEqual([winner]);
    }
  });
});

describe('the winner of an observation has the greater', () => {
  const X = { location: { display: 'x' } };
  const at = (over: object) => observation(occurrence, { ...X, ...over });
  const nowhere = (over: object) => observation(occurrence, over);
  const shown = (display: string, url: string) => ({ location: { display, url } });
  test.each([
    ['seenAt', at({ seenAt: 21 }), at({ fenceEpoch: U64_MAX, ...shown('z', 'z') })],
    ['location at all', at({}), nowhere({ fenceEpoch: U64_MAX })],
    ['fenceEpoch', at({ fenceEpoch: I64_MAX + 1n }), at({ fenceEpoch: I64_MAX, runId: I64_MAX })],
    ['runId', at({ runId: 2 }), at({ shardId: I64_MAX })],
    ['runId, signed', at({ runId: 0 }), at({ runId: U64_MAX, shardId: I64_MAX })],
    ['shardId', at({ shardId: 2 }), at(shown('z', 'z'))],
    ['shardId, signed', at({ shardId: 0 }), at({ shardId: I64_MAX + 1n, ...shown('z', 'z') })],
    ['display', at(shown('y', 'a')), at(shown('x', 'z'))],
    ['display, of which the other is a prefix', at(shown('xx', 'a')), at(shown('x', 'z'))],
    ['display, in bytes of UTF-8', at(shown('\u{1F600}', 'a')), at(shown('\u{FF5E}', 'z'))],
    ['url at all', at(shown('x', 'a')), at(X)],
    ['url', at(shown('x', 'b')), at(shown('x', 'a'))],
    ['url, in bytes of UTF-8', at(shown('x', '\u{1F600}')), at(shown('x', '\u{FF5E}'))],
  ])('%s', async (_, winner, other) => {
    for (const rows of [
      [winner, other],
      [other, winner],
    ]) {
      expect(observationRowOf(rows)).toEqual(winner);
      const sink = new InMemoryFindingsSink();
      await sink.upsertBatch(batchOf([finding], [occurrence], rows));
      expect(sink.observationsSnapshot()).toEqual([winner]);
    }
  });

  test('and the location of the greatest that has one', () => {
    const rows = [at({ seenAt: 3, ...shown('old', 'z') }), at({ seenAt: 5 }), nowhere({ seenAt: 9 })];
    expect(observationRowOf(rows)).toEqual({ ...rows[2], ...X });
    expect(observationRowOf([nowhere({})])).not.toHaveProperty('location');
  });
});
