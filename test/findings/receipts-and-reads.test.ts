import { describe, expect, test } from 'vitest';
import { InMemoryFindingsSink, TenantId, type FindingsUpsertBatch } from '../../src/index.js';
import {
  OTHER_POLICY,
  OTHER_TENANT,
  TENANT,
  batchOf,
  ending,
  finding,
  observation,
  occurrence,
  outcomeOfCall,
  triple,
} from '../support/rows.js';

const { finding: f, occurrence: o, observation: b, batch } = triple(1);
const write = async (sink: InMemoryFindingsSink, each: FindingsUpsertBatch) => (await sink.upsertBatch(each)).wait();
const receipt = (findingCount: number, occurrenceCount: number, observationCount: number) => ({
  findingCount,
  occurrenceCount,
  observationCount,
});

describe('the receipt counts the distinct rows of the batch, per layer', () => {
  const more = [occurrence(f, 1), occurrence(f, 2)];
  test.each<[string, FindingsUpsertBatch, object]>([
    ['an empty batch', batchOf(), receipt(0, 0, 0)],
    ['one of each', batch, receipt(1, 1, 1)],
    ['findings alone', batchOf([f, finding(2), finding(3)]), receipt(3, 0, 0)],
    ['duplicates once', batchOf([f, finding(1)], [o, occurrence(f)], [b, observation(o)]), receipt(1, 1, 1)],
    ['several occurrences of a finding', batchOf([f], [o, ...more, ...more]), receipt(1, 3, 0)],
    [
      'an occurrence under two policies, seen at two times',
      batchOf([f], [o], [b, observation(o, { policyHash: OTHER_POLICY }), observation(o, { seenAt: 99 })]),
      receipt(1, 1, 2),
    ],
  ])('%s', async (_, each, expected) => {
    const sink = new InMemoryFindingsSink();
    expect(await write(sink, each)).toEqual(expected);
    expect(await write(sink, each)).toEqual(expected); // the same on a replay
    const [{ findings, occurrences, observations }] = [sink.durableCounts()];
    expect(receipt(findings, occurrences, observations)).toEqual(expected);
  });

  test('durable rows of other batches do not count', async () => {
    const sink = new InMemoryFindingsSink();
    await write(sink, batch);
    expect(await write(sink, batchOf([f, finding(2)], [occurrence(f, 5)]))).toEqual(receipt(2, 1, 0));
    expect(sink.durableCounts()).toEqual({ findings: 2, occurrences: 2, observations: 1 });
    expect(Object.isFrozen(await write(sink, batchOf()))).toBe(true);
  });

  test('an empty batch leaves no trace', async () => {
    const sink = new InMemoryFindingsSink();
    await write(sink, batchOf());
    expect(sink.durableCounts()).toEqual({ findings: 0, occurrences: 0, observations: 0 });
    expect(sink.findingsSnapshot()).toEqual([]);
  });
});

describe('snapshots', () => {
  test('are sorted by (tenant, id), whatever the order of writes', async () => {
    const sink = new InMemoryFindingsSink();
    for (const tenant of [0xff, 2, 0xa0]) {
      const findings = [5, 3, 1, 4, 2].map((n) => finding(n, TenantId.filled(tenant)));
      const occurrences = findings.map((each) => occurrence(each));
      await write(
        sink,
        batchOf(
          findings,
          occurrences,
          occurrences.map((each) => observation(each)),
        ),
      );
    }
    const keys = [
      sink.findingsSnapshot().map((row) => row.tenantId + row.findingId),
      sink.occurrencesSnapshot().map((row) => row.tenantId + row.occurrenceId),
      sink.observationsSnapshot().map((row) => row.tenantId + row.observationId),
    ];
    for (const each of keys) {
      expect(each).toHaveLength(15);
      expect(each).toEqual([...each].sort());
    }
    expect(sink.durableCounts()).toEqual({ findings: 15, occurrences: 15, observations: 15 });
  });

  test('keep apart tenants that differ in the last byte', async () => {
    const [one, other] = [TenantId.fromHex(ending(0x0f)), TenantId.fromHex(ending(0xf0))];
    const sink = new InMemoryFindingsSink();
    await write(sink, triple(1, one).batch);
    expect(sink.getFinding(other, triple(1, one).finding.findingId)).toBeUndefined();
    await write(sink, triple(1, other).batch);
    expect(sink.findingsSnapshot().map(({ tenantId }) => tenantId)).toEqual([one, other]);
  });
});

describe('getFinding, getOccurrence, getObservation', () => {
  test('give the row of (tenant, id), or undefined', async () => {
    const sink = new InMemoryFindingsSink();
    expect(sink.getFinding(TENANT, f.findingId)).toBeUndefined();
    await write(sink, batch);
    expect(sink.getFinding(TENANT, f.findingId)).toEqual(f);
    expect(sink.getOccurrence(TENANT, o.occurrenceId)).toEqual(o);
    expect(sink.getObservation(TENANT, b.observationId)).toEqual(b);
    for (const [tenant, id] of [
      [OTHER_TENANT, undefined],
      [TENANT, f.stableItemId],
    ] as const) {
      expect(sink.getFinding(tenant, (id ?? f.findingId) as never)).toBeUndefined();
      expect(sink.getOccurrence(tenant, (id ?? o.occurrenceId) as never)).toBeUndefined();
      expect(sink.getObservation(tenant, (id ?? b.observationId) as never)).toBeUndefined();
    }
  });

  test.each([
    ['AB'.repeat(32), 'InvalidHex'],
    ['ab', 'InvalidHex'],
    [undefined, 'InvalidType'],
    [{}, 'InvalidType'],
  ])('throw for the malformed id %s: %s', (id, code) => {
    const sink = new InMemoryFindingsSink();
    const [bad, good] = [id as never, f.findingId as never];
    expect(outcomeOfCall(() => sink.getFinding(bad, good))).toBe(`${code} tenantId`);
    expect(outcomeOfCall(() => sink.getFinding(TENANT, bad))).toBe(`${code} findingId`);
    expect(outcomeOfCall(() => sink.getOccurrence(bad, good))).toBe(`${code} tenantId`);
    expect(outcomeOfCall(() => sink.getOccurrence(TENANT, bad))).toBe(`${code} occurrenceId`);
    expect(outcomeOfCall(() => sink.getObservation(bad, good))).toBe(`${code} tenantId`);
    expect(outcomeOfCall(() => sink.getObservation(TENANT, bad))).toBe(`${code} observationId`);
  });
});

describe('what a sink hands out', () => {
  test('is frozen, merged rows and locations included', async () => {
    const sink = new InMemoryFindingsSink();
    await write(sink, batch);
    await write(sink, batchOf([], [], [observation(o, { seenAt: 1, location: { display: 'old' } })]));
    const merged = sink.getObservation(TENANT, b.observationId);
    expect(merged).toEqual({ ...b, location: { display: 'old' } });
    const rows = [...sink.findingsSnapshot(), ...sink.occurrencesSnapshot(), ...sink.observationsSnapshot()];
    expect([...rows, merged, merged?.location].map((row) => Object.isFrozen(row))).toEqual(Array(5).fill(true));
  });

  test('is fresh: changing an array or the counts changes nothing that is stored', async () => {
    const sink = new InMemoryFindingsSink();
    await write(sink, batch);
    const handedOut = () => [sink.findingsSnapshot(), sink.occurrencesSnapshot(), sink.observationsSnapshot()];
    for (const rows of handedOut()) (rows as unknown[]).length = 0;
    Object.assign(sink.durableCounts(), { findings: 99 });
    expect(handedOut()).toEqual([[f], [o], [b]]);
    expect(sink.durableCounts()).toEqual({ findings: 1, occurrences: 1, observations: 1 });
  });
});
