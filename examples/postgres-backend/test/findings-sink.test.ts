import { exposeBytes, type FindingsUpsertBatch } from 'gossip-inmemory';
import { describe, expect, test } from 'gossip-inmemory/vitest';
import type { PostgresFindingsSink } from '../src/postgres-findings-sink.ts';
import { batchOf, EDGES, finding, observation, occurrence, ovid, secret, tenant, U64_MAX } from './rows.ts';
import { emptyBackend, PLACE } from './support.ts';

const open = async (): Promise<PostgresFindingsSink> => (await emptyBackend()).findings;
const triple = (n = 1): FindingsUpsertBatch => {
  const parent = occurrence(finding(n));
  return { findings: [finding(n)], occurrences: [parent], observations: [observation(parent)] };
};
const NOTHING = { findings: 0, occurrences: 0, observations: 0 };

describe(`the findings sink, on ${PLACE}`, () => {
  test('counts distinct rows in its receipt, the same on a replay', async () => {
    const sink = await open();
    const { findings, occurrences, observations } = triple();
    const batch = {
      findings: [...findings, ...findings, finding(2)],
      occurrences: [...occurrences, ...occurrences],
      observations: [...observations, ...observations, ...observations],
    };
    const receipt = { findingCount: 2, occurrenceCount: 1, observationCount: 1 };

    await expect(await sink.upsertBatch(batch)).toBeDurable(receipt);
    await expect(await sink.upsertBatch(batch)).toBeDurable(receipt);
    expect(await sink.durableCounts()).toEqual({ findings: 2, occurrences: 1, observations: 1 });
    await expect(await sink.upsertBatch(batchOf({}))).toBeDurable({
      findingCount: 0,
      occurrenceCount: 0,
      observationCount: 0,
    });
  });

  test('takes parents from the batch or from what is durable', async () => {
    const sink = await open();
    const { findings, occurrences, observations } = triple();
    await expect(await sink.upsertBatch(batchOf({ findings }))).toBeDurable();
    await expect(await sink.upsertBatch(batchOf({ occurrences }))).toBeDurable();
    await expect(await sink.upsertBatch(batchOf({ observations }))).toBeDurable();
    expect(await sink.durableCounts()).toEqual({ findings: 1, occurrences: 1, observations: 1 });
  });

  test('refuses children without parents, and stores nothing of their batch', async () => {
    const sink = await open();
    const { findings, occurrences, observations } = triple();
    await expect(await sink.upsertBatch(batchOf({ findings: [finding(2)], occurrences }))).toFailCommit(
      'MissingFinding',
    );
    await expect(await sink.upsertBatch(batchOf({ findings, observations }))).toFailCommit('MissingOccurrence');
    expect(await sink.durableCounts()).toEqual(NOTHING);
  });

  test('refuses a child whose parent is of another tenant', async () => {
    const sink = await open();
    const [theirs, ours] = [finding(1, tenant(2)), finding(1)];
    await expect(
      await sink.upsertBatch(batchOf({ findings: [theirs], occurrences: [occurrence(theirs)] })),
    ).toBeDurable();

    const { findingId } = theirs;
    const orphan = { ...occurrence(ours), findingId };
    await expect(await sink.upsertBatch(batchOf({ occurrences: [orphan] }))).toFailCommit('MissingFinding');
    const { occurrenceId } = occurrence(theirs);
    const stray = observation({ ...occurrence(ours), occurrenceId });
    await expect(await sink.upsertBatch(batchOf({ observations: [stray] }))).toFailCommit('MissingOccurrence');
  });

  test('refuses other content under a known id, durable or earlier in the batch', async () => {
    const sink = await open();
    const { findings, occurrences, observations } = triple();
    const otherFinding = { ...finding(1), secretHash: secret(2) };
    const otherOccurrence = { ...occurrence(finding(1)), byteOffset: U64_MAX };
    const otherObservation = { ...observation(occurrence(finding(1))), ovidHash: ovid(2) };
    const conflicts = [
      [batchOf({ findings: [...findings, otherFinding] }), 'FindingConflict'],
      [batchOf({ findings, occurrences: [...occurrences, otherOccurrence] }), 'OccurrenceConflict'],
      [batchOf({ findings, occurrences, observations: [...observations, otherObservation] }), 'ObservationConflict'],
    ] as const;

    for (const [batch, code] of conflicts) await expect(await sink.upsertBatch(batch)).toFailCommit(code);
    expect(await sink.durableCounts()).toEqual(NOTHING);
    await expect(await sink.upsertBatch(triple())).toBeDurable();
    for (const [batch, code] of conflicts) {
      const alone = Object.fromEntries(Object.entries(batch).map(([layer, rows]) => [layer, rows.slice(-1)]));
      await expect(await sink.upsertBatch(batchOf(alone))).toFailCommit(code);
    }
    expect(await sink.durableCounts()).toEqual({ findings: 1, occurrences: 1, observations: 1 });
    expect(await sink.observationsSnapshot()).toEqual(observations);
  });

  test('says first what is wrong first: by layer, then by row, then whether the parent is there', async () => {
    const sink = await open();
    await expect(await sink.upsertBatch(triple())).toBeDurable();
    const conflicting = { ...finding(1), secretHash: secret(2) };
    const [orphan, other] = [occurrence(finding(7)), { ...occurrence(finding(1)), byteLength: 9n }];
    const moved = { ...occurrence(finding(1)), findingId: finding(7).findingId };

    const firstWrong = async (layers: Partial<FindingsUpsertBatch>): Promise<string> =>
      (await sink.upsertBatch(batchOf(layers))).wait().then(
        () => 'nothing',
        ({ code }: { code: string }) => code,
      );
    expect(await firstWrong({ findings: [conflicting], occurrences: [orphan] })).toBe('FindingConflict');
    expect(await firstWrong({ occurrences: [orphan, other] })).toBe('MissingFinding');
    expect(await firstWrong({ occurrences: [other, orphan] })).toBe('OccurrenceConflict');
    expect(await firstWrong({ occurrences: [moved] })).toBe('MissingFinding');
    expect(await firstWrong({ occurrences: [other], observations: [observation(orphan)] })).toBe('OccurrenceConflict');
  });

  test('refuses at submission what is malformed, misnamed or of two tenants', async () => {
    const sink = await open();
    const { findings, occurrences, observations } = triple();
    const misnamed = {
      ...observation(occurrence(finding(1))),
      observationId: observation(occurrence(finding(2))).observationId,
    };
    const refusals: readonly (readonly [unknown, object])[] = [
      [undefined, { code: 'InvalidType', field: 'batch' }],
      [
        { findings, occurrences },
        { code: 'InvalidType', field: 'observations' },
      ],
      [batchOf({ findings: [null as never] }), { code: 'InvalidType', field: 'findings[0]' }],
      [
        batchOf({ occurrences: [{ ...occurrence(), byteOffset: 1 as never }] }),
        { code: 'InvalidType', field: 'occurrences[0].byteOffset' },
      ],
      [
        batchOf({ occurrences: [{ ...occurrence(), byteLength: 0n }] }),
        { code: 'ZeroSpanLength', field: 'occurrences[0].byteLength' },
      ],
      [
        batchOf({ observations: [{ ...observation(), location: { display: 'a\ud800' } }] }),
        { code: 'InvalidByte', field: 'observations[0].location.display', index: 1 },
      ],
      [batchOf({ observations: [misnamed] }), { code: 'ObservationIdMismatch' }],
      [{ findings: [finding(1, tenant(2))], occurrences, observations }, { code: 'InconsistentTenant' }],
      [
        {
          get findings() {
            throw new Error('no');
          },
        },
        { code: 'InvalidType', received: 'a value that throws when it is read' },
      ],
    ];
    for (const [batch, cause] of refusals) {
      await expect(sink.upsertBatch(batch as never)).rejects.toMatchObject({ code: 'BatchValidation', cause });
    }
  });

  test('keeps every u64 exactly, up to its limits', async () => {
    const sink = await open();
    const occurrences = EDGES.map((edge) => occurrence(finding(1), edge));
    const observations = occurrences.map((parent, n) =>
      observation(parent, {
        runId: EDGES[n] as bigint,
        shardId: U64_MAX - (EDGES[n] as bigint),
        fenceEpoch: EDGES[n] as bigint,
        seenAt: EDGES[n] as bigint,
      }),
    );
    await expect(await sink.upsertBatch({ findings: [finding(1)], occurrences, observations })).toBeDurable();

    const byId =
      <Row>(id: (row: Row) => string) =>
      (a: Row, b: Row) =>
        id(a) < id(b) ? -1 : 1;
    expect(await sink.occurrencesSnapshot()).toEqual(occurrences.toSorted(byId((row) => row.occurrenceId)));
    expect(await sink.observationsSnapshot()).toEqual(observations.toSorted(byId((row) => row.observationId)));
  });

  test('keeps a location as it is, NUL and all, and never loses it', async () => {
    const sink = await open();
    const { findings, occurrences } = triple();
    const location = { display: 'a\0b \u{1f600} \ufffd', url: 'gossip:\0' };
    const parent = occurrence(finding(1));
    await expect(
      await sink.upsertBatch({ findings, occurrences, observations: [observation(parent, { location })] }),
    ).toBeDurable();
    await expect(
      await sink.upsertBatch(batchOf({ observations: [observation(parent, { seenAt: 99 })] })),
    ).toBeDurable();

    expect(await sink.observationsSnapshot()).toEqual([observation(parent, { seenAt: 99, location })]);
  });

  test('takes an empty url for none', async () => {
    const sink = await open();
    const row = { ...observation(occurrence(finding(1))), location: { display: 'a', url: '' } };
    await expect(await sink.upsertBatch({ ...triple(), observations: [row] })).toBeDurable();
    expect((await sink.observationsSnapshot())[0]?.location).toEqual({ display: 'a' });
  });

  test('takes the ids of findings and occurrences as they are', async () => {
    const sink = await open();
    const { findingId } = finding(8);
    const named = { ...finding(1), findingId };
    const child = { ...occurrence(finding(1)), findingId };
    await expect(await sink.upsertBatch(batchOf({ findings: [named], occurrences: [child] }))).toBeDurable();
    expect(await sink.findingsSnapshot()).toEqual([named]);
    expect(await sink.occurrencesSnapshot()).toEqual([child]);
  });

  test('is not changed by what its caller does to what it handed over', async () => {
    const sink = await open();
    const batch = { findings: [{ ...finding(1) }], occurrences: [...triple().occurrences], observations: [] };
    const writing = sink.upsertBatch(batch);
    batch.findings[0] = finding(2);
    batch.occurrences.pop();
    await expect(await writing).toBeDurable({ findingCount: 1, occurrenceCount: 1, observationCount: 0 });
    expect(await sink.findingsSnapshot()).toEqual([finding(1)]);
  });

  test('gives a secret back that is equal, and shows it to nobody', async () => {
    const sink = await open();
    await expect(await sink.upsertBatch(triple())).toBeDurable();
    const [stored] = await sink.findingsSnapshot();
    const conflict = await sink.upsertBatch(batchOf({ findings: [{ ...finding(1), secretHash: secret(2) }] }));
    const error: unknown = await conflict.wait().catch((reason: unknown) => reason);

    expect(stored?.secretHash).toEqual(secret(1));
    expect(stored && exposeBytes(stored.secretHash)).toEqual(exposeBytes(secret(1)));
    expect([stored, error]).toBeRedacted(secret(1));
    expect([stored, error]).toBeRedacted(secret(2));
  });
});
