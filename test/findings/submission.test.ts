import { describe, expect, test } from 'vitest';
import { InMemoryFindingsSink, Location, ObservationId, type FindingsUpsertBatch } from '../../src/index.js';
import { OTHER_TENANT, TENANT, batchOf, finding, observation, outcomeOf, rejection, triple } from '../support/rows.js';

const { finding: f, occurrence: o, observation: b, batch } = triple(1);
const theirs = triple(1, OTHER_TENANT);
const refused = (detail: string) => `BatchValidation: ${detail}`;

/** The triple's batch with one field of one row replaced. */
const changed = (layer: keyof FindingsUpsertBatch, field: string, value: unknown): FindingsUpsertBatch => ({
  ...batch,
  [layer]: [{ ...batch[layer][0], [field]: value }],
});

const WRONG: readonly (readonly [keyof FindingsUpsertBatch, string, unknown, string])[] = [
  ...(['tenantId', 'findingId', 'stableItemId', 'ruleFingerprint'] as const).flatMap((field) => [
    ['findings', field, 'AB'.repeat(32), 'InvalidHex'] as const,
    ['findings', field, undefined, 'InvalidType'] as const,
  ]),
  ['findings', 'secretHash', 'ab'.repeat(32), 'InvalidType'],
  ['findings', 'secretHash', { tag: f.secretHash.tag }, 'InvalidType'],
  ['findings', 'secretHash', Object.create(f.secretHash), 'InvalidType'],
  ...(['tenantId', 'occurrenceId', 'findingId', 'objectVersionId'] as const).flatMap((field) => [
    ['occurrences', field, 'ab', 'InvalidHex'] as const,
    ['occurrences', field, 7, 'InvalidType'] as const,
  ]),
  ['occurrences', 'byteOffset', 1, 'InvalidType'],
  ['occurrences', 'byteOffset', -1n, 'OutOfRange'],
  ['occurrences', 'byteLength', 0n, 'ZeroSpanLength'],
  ['occurrences', 'byteLength', 2n ** 64n, 'OutOfRange'],
  ...(['tenantId', 'observationId', 'occurrenceId', 'policyHash', 'ovidHash'] as const).flatMap((field) => [
    ['observations', field, 'x'.repeat(64), 'InvalidHex'] as const,
    ['observations', field, null, 'InvalidType'] as const,
  ]),
  ...(['runId', 'shardId', 'fenceEpoch', 'seenAt'] as const).flatMap((field) => [
    ['observations', field, 1, 'InvalidType'] as const,
    ['observations', field, 2n ** 64n, 'OutOfRange'] as const,
  ]),
  ['observations', 'location', null, 'InvalidType'],
  ['observations', 'location', 'here', 'InvalidType'],
];

describe('what is malformed is refused at submission: no counter moves, no id is used', () => {
  async function check(bad: unknown, outcome: string): Promise<void> {
    const sink = new InMemoryFindingsSink();
    sink.failNextSubmissions(1);
    sink.delayNextWrites(1);
    const faults = sink.faults();
    const error = await rejection(sink.upsertBatch(bad as FindingsUpsertBatch));
    expect(error).toMatchObject({ code: 'BatchValidation', store: 'findings' });
    expect(error.operationId).toBeUndefined();
    expect(await outcomeOf(Promise.reject(error))).toBe(refused(outcome));
    expect(sink.faults()).toEqual(faults);
    sink.resetFaults();
    expect((await sink.upsertBatch(batchOf())).operationId).toBe(1n);
    expect(sink.durableCounts()).toEqual({ findings: 0, occurrences: 0, observations: 0 });
  }

  test.each(WRONG)('%s: %s %s is %s', (layer, field, value, code) =>
    check(changed(layer, field, value), `${code} ${layer}[0].${field}`),
  );

  test.each<[string, unknown, string]>([
    ['no batch', undefined, 'InvalidType batch'],
    ['an array', [], 'InvalidType batch'],
    ['a missing layer', { findings: [], occurrences: [] }, 'InvalidType observations'],
    ['a layer that is no array', { ...batch, findings: new Set() }, 'InvalidType findings'],
    ['a row that is none', { ...batch, occurrences: [o, null] }, 'InvalidType occurrences[1]'],
    ['a row of another layer', { ...batch, findings: [o] }, 'InvalidType findings[0].stableItemId'],
    [
      'an empty display',
      changed('observations', 'location', { display: '' }),
      'Empty observations[0].location.display',
    ],
    [
      'a display beyond 4096 bytes',
      changed('observations', 'location', { display: '\u00e9'.repeat(2049) }),
      'TooLarge observations[0].location.display',
    ],
    [
      'a url with a lone surrogate',
      changed('observations', 'location', { display: 'x', url: 'a\udc00' }),
      'InvalidByte observations[0].location.url',
    ],
    [
      'an observation id that is not its derivation',
      changed('observations', 'observationId', ObservationId.filled(9)),
      'ObservationIdMismatch observations[0].observationId',
    ],
    [
      'an observation whose policy was changed',
      changed('observations', 'policyHash', b.ovidHash),
      'ObservationIdMismatch observations[0].observationId',
    ],
    ['two tenants in a layer', batchOf([f, theirs.finding]), 'InconsistentTenant findings[1].tenantId'],
    [
      'two tenants over the layers',
      { ...batch, occurrences: [theirs.occurrence] },
      'InconsistentTenant occurrences[0].tenantId',
    ],
    [
      'two tenants, the last row',
      batchOf([f], [o], [b, theirs.observation]),
      'InconsistentTenant observations[1].tenantId',
    ],
    [
      'ids before tenants',
      batchOf([f, theirs.finding], [], [{ ...b, observationId: ObservationId.filled(9) }]),
      'ObservationIdMismatch observations[0].observationId',
    ],
  ])('%s', async (_, bad, outcome) => {
    await check(bad, outcome);
  });

  test('the causes say what was expected and what came', async () => {
    const error = await rejection(new InMemoryFindingsSink().upsertBatch(batchOf([f, theirs.finding])));
    expect(error.cause).toMatchObject({ code: 'InconsistentTenant', expected: TENANT, received: OTHER_TENANT });
    const wrong = ObservationId.filled(9);
    const mismatch = await rejection(
      new InMemoryFindingsSink().upsertBatch(changed('observations', 'observationId', wrong)),
    );
    expect(mismatch.cause).toMatchObject({ expected: b.observationId, received: wrong });
  });
});

describe('a sink takes', () => {
  const stored = async (given: FindingsUpsertBatch) => {
    const sink = new InMemoryFindingsSink();
    const outcome = await outcomeOf((await sink.upsertBatch(given)).wait());
    return { sink, outcome };
  };

  test('hand-made literals, extra keys dropped, as our constructors make them', async () => {
    const { sink } = await stored({
      findings: [{ ...f, extra: 1 }],
      occurrences: [{ ...o, extra: 2 }],
      observations: [{ ...b, location: undefined, extra: 3 }],
      more: [],
    } as never);
    expect(sink.findingsSnapshot()).toStrictEqual([f]);
    expect(sink.occurrencesSnapshot()).toStrictEqual([o]);
    expect(sink.observationsSnapshot()).toStrictEqual([b]);
  });

  test('finding and occurrence ids as they are: another backend may derive them otherwise', async () => {
    const odd = { ...f, findingId: finding(9).findingId };
    const child = { ...o, findingId: odd.findingId };
    expect((await stored(batchOf([odd], [child]))).outcome).toBe('fulfilled');
  });

  test('a location of ours as it is, shared; a hand-made one is copied and frozen once, an empty url dropped', async () => {
    const ours = Location.create({ display: 'a', url: 'https://example.test/a' });
    const { sink } = await stored(batchOf([f], [o], [observation(o, { location: ours })]));
    expect(sink.observationsSnapshot()[0]?.location).toBe(ours);
    const handMade = { display: 'a', url: '' };
    const given = { ...b, location: handMade };
    const copied = (await stored(batchOf([f], [o], [given]))).sink;
    handMade.display = 'changed';
    expect(Object.isFrozen(handMade)).toBe(false);
    const [row] = copied.observationsSnapshot();
    expect(row?.location).toStrictEqual({ display: 'a' });
    expect(Object.isFrozen(row?.location)).toBe(true);
    expect(copied.observationsSnapshot()[0]?.location).toBe(row?.location);
  });

  test.each(['applied at once', 'delayed'])(
    'literals that are mutated afterwards: nothing changes, %s',
    async (when) => {
      const sink = new InMemoryFindingsSink({ autoComplete: when !== 'delayed' });
      const given = { findings: [{ ...f }], occurrences: [{ ...o }], observations: [{ ...b }] };
      await sink.upsertBatch(given);
      Object.assign(given.findings[0] as object, { tenantId: OTHER_TENANT, secretHash: undefined });
      Object.assign(given.occurrences[0] as object, { byteOffset: 5n });
      Object.assign(given.observations[0] as object, { location: { display: 'x' } });
      given.findings.push(finding(2));
      given.occurrences.length = 0;
      Object.assign(given, { observations: [] });
      sink.releaseAll();
      expect([sink.findingsSnapshot(), sink.occurrencesSnapshot(), sink.observationsSnapshot()]).toEqual([
        [f],
        [o],
        [b],
      ]);
      expect(Object.isFrozen(given) || Object.isFrozen(given.findings)).toBe(false);
    },
  );
});
