import { describe, expect, test } from 'vitest';
import {
  DoneLedgerRecord,
  FindingRecord,
  InMemoryDoneLedger,
  InMemoryFindingsSink,
  ObservationRecord,
  OccurrenceRecord,
  RecordBuilders,
} from '../../src/index.js';
import { ovid, outcomeOf, outcomeOfCall, OTHER_POLICY, OTHER_TENANT } from '../support/rows.js';

const everything = (records: RecordBuilders) => [
  records.item(),
  records.scanned(),
  records.clean(),
  records.failed(),
  records.skipped(),
  records.finding(),
  records.occurrence(),
  records.observation(),
  records.triple(),
  records.page(),
];

describe('what is built', () => {
  test('is valid, and of the kind that was asked for', () => {
    const records = new RecordBuilders();
    const rows = [records.scanned(), records.clean(), records.failed(), records.skipped()];
    for (const row of rows) expect(outcomeOfCall(() => DoneLedgerRecord.validate(row))).toBe('returned');
    expect(rows.map(({ status, findingsCount, errorCode }) => [status, findingsCount, errorCode])).toEqual([
      ['ScannedWithFindings', 1, undefined],
      ['ScannedClean', 0, undefined],
      ['FailedRetryable', 0, 'IO_TIMEOUT'],
      ['Skipped', 0, 'TOO_LARGE'],
    ]);
    const { finding, occurrence, observation } = records.triple();
    expect(FindingRecord.fromPersisted(finding)).toEqual(finding);
    expect(OccurrenceRecord.fromPersisted(occurrence)).toEqual(occurrence);
    expect(ObservationRecord.fromPersisted(observation)).toEqual(observation);
  });

  test('is the same for the same seed, and other values in the same identities for another', () => {
    const [a, b, c] = [new RecordBuilders(7), new RecordBuilders('7'), new RecordBuilders(8)].map(everything);
    expect(b).toStrictEqual(a);
    expect(c).not.toEqual(a);
    expect(c![0]).toEqual(a![0]);
    expect((c![1] as DoneLedgerRecord).key).toEqual((a![1] as DoneLedgerRecord).key);
    expect(everything(new RecordBuilders())).toStrictEqual(everything(new RecordBuilders('gossip')));
  });

  test('starts with a readable word and its number', () => {
    const records = new RecordBuilders();
    records.item();
    expect(records.item()).toEqual({
      path: 'item-2.txt',
      tenantId: '7e4a0001'.repeat(8),
      policyHash: '90110001'.repeat(8),
      stableItemId: '17e30002'.repeat(8),
      objectVersionId: '5e120002'.repeat(8),
      ovidHash: '071d0002'.repeat(8),
    });
  });

  test('is of a new item each time, beyond 10,000 too', () => {
    const records = new RecordBuilders();
    const items = Array.from({ length: 11_200 }, () => records.item());
    for (const field of ['path', 'stableItemId', 'objectVersionId', 'ovidHash'] as const) {
      expect(new Set(items.map((item) => item[field])).size).toBe(items.length);
    }
    expect(items.filter(({ ovidHash }) => !/^[0-9a-f]{64}$/.test(ovidHash))).toEqual([]);
    const keys = [records.scanned(), records.clean(), records.failed(), records.skipped()].map(
      ({ key }) => key.ovidHash,
    );
    expect(new Set([...keys, items.at(-1)!.ovidHash]).size).toBe(5);
  });

  test('no two findings have the same secret', () => {
    const records = new RecordBuilders();
    const tags = Array.from({ length: 100 }, () => records.finding().secretHash.tag);
    expect(new Set(tags).size).toBe(100);
  });

  test('an occurrence or observation alone is an orphan, and with its parent is not', async () => {
    const records = new RecordBuilders();
    const sink = new InMemoryFindingsSink();
    const write = async (batch: object) =>
      outcomeOf(sink.upsertBatch({ findings: [], occurrences: [], observations: [], ...batch }).then((h) => h.wait()));
    const finding = records.finding();
    const occurrence = records.occurrence({ finding });
    const observation = records.observation({ occurrence });
    expect([occurrence.findingId, observation.occurrenceId]).toEqual([finding.findingId, occurrence.occurrenceId]);
    expect(await write({ occurrences: [records.occurrence()] })).toBe('MissingFinding');
    expect(await write({ observations: [records.observation()] })).toBe('MissingOccurrence');
    expect(await write({ findings: [finding], occurrences: [occurrence], observations: [observation] })).toBe(
      'fulfilled',
    );
  });
});

describe('page', () => {
  test('is accepted by a sink and a ledger as it is, and its parts belong together', async () => {
    const page = new RecordBuilders().page();
    const [sink, ledger] = [new InMemoryFindingsSink(), new InMemoryDoneLedger()];
    expect(page).toHaveLength(3);
    for (const { item, triple, record } of page) {
      await (await sink.upsertBatch(triple)).wait();
      await (await ledger.batchUpsert([record])).wait();
      const { tenantId, policyHash, ovidHash } = item;
      expect(record.key).toEqual({ tenantId, policyHash, ovidHash });
      expect(triple.observation).toMatchObject({ tenantId, policyHash, ovidHash });
      expect(triple.finding).toMatchObject({ tenantId, stableItemId: item.stableItemId });
      expect(triple.occurrence).toMatchObject({ objectVersionId: item.objectVersionId });
      expect(record).toMatchObject({ status: 'ScannedWithFindings', findingsCount: triple.findings.length });
    }
    expect(sink.durableCounts()).toEqual({ findings: 3, occurrences: 3, observations: 3 });
    expect(ledger.durableCounts()).toEqual({ records: 3 });
  });

  test.each([0, 1, 5])('has as many items as were asked for: %i', (count) => {
    expect(new RecordBuilders().page(count)).toHaveLength(count);
  });

  test.each([
    ['OutOfRange count', -1],
    ['InvalidType count', '3'],
  ])('throws %s', (outcome, count) => {
    expect(outcomeOfCall(() => new RecordBuilders().page(count as never))).toBe(outcome);
  });
});

describe('overrides', () => {
  const overrides = {
    key: { tenantId: OTHER_TENANT, policyHash: OTHER_POLICY, ovidHash: ovid(9) },
    status: 'ScannedWithFindings',
    bytesScanned: 12n,
    findingsCount: 34,
    provenance: { runId: 5n, shardId: 6n, fenceEpoch: 7n, startedAt: 8n, finishedAt: 9n },
  } as const;
  const leaves: [string, object][] = Object.entries(overrides).flatMap(([name, value]): [string, object][] =>
    typeof value === 'object'
      ? Object.entries(value).map(([leaf, own]) => [`${name}.${leaf}`, { [name]: { [leaf]: own as unknown } }])
      : [[name, { [name]: value }]],
  );

  test.each(leaves)('of a ledger record, one at a time: %s', (_, leaf) => {
    const build = (over: object) => new RecordBuilders().scanned({ provenance: { startedAt: 1 }, ...over });
    const { key, provenance, ...rest } = build({});
    const { key: ownKey = {}, provenance: own = {}, ...others } = leaf as { key?: object; provenance?: object };
    const startedAt = 'provenance' in leaf ? 10n : 1n;
    expect(build(leaf)).toEqual({
      ...rest,
      ...others,
      key: { ...key, ...ownKey },
      provenance: { ...provenance, startedAt, ...own },
    });
  });

  test('of the error code', () => {
    const records = new RecordBuilders();
    expect([records.failed({ errorCode: 'X' }).errorCode, records.skipped({ errorCode: 'Y' }).errorCode]).toEqual([
      'X',
      'Y',
    ]);
  });

  test('of each layer of a triple, which stays closed', async () => {
    const records = new RecordBuilders();
    const triple = records.triple({
      finding: { tenantId: OTHER_TENANT },
      occurrence: { byteOffset: 5, byteLength: 6 },
      observation: { seenAt: 7, location: { display: 'here', url: 'there' }, policyHash: OTHER_POLICY },
    });
    expect(triple).toMatchObject({
      finding: { tenantId: OTHER_TENANT },
      occurrence: { tenantId: OTHER_TENANT, byteOffset: 5n, byteLength: 6n },
      observation: { tenantId: OTHER_TENANT, seenAt: 7n, location: { display: 'here', url: 'there' } },
    });
    const sink = new InMemoryFindingsSink();
    await (await sink.upsertBatch(triple)).wait();
    expect(sink.observationsSnapshot()).toEqual([triple.observation]);
  });

  test.each([
    ['record.runId', (records) => records.scanned({ runId: 1 } as never)],
    ['record.key.tenant', (records) => records.clean({ key: { tenant: OTHER_TENANT } } as never)],
    ['record.provenance.run', (records) => records.failed({ provenance: { run: 1 } } as never)],
    ['record.bytes', (records) => records.skipped({ bytes: 1 } as never)],
    ['finding.rule', (records) => records.finding({ rule: 1 } as never)],
    ['occurrence.offset', (records) => records.occurrence({ offset: 1 } as never)],
    ['observation.url', (records) => records.observation({ url: 'x' } as never)],
    ['triple.findings', (records) => records.triple({ findings: {} } as never)],
    ['finding.rule', (records) => records.triple({ finding: { rule: 1 } } as never)],
    ['occurrence.finding', (records) => records.triple({ occurrence: { finding: records.finding() } } as never)],
    [
      'observation.occurrence',
      (records) => records.triple({ observation: { occurrence: records.occurrence() } } as never),
    ],
  ] as [string, (records: RecordBuilders) => unknown][])('refuse %s', (field, build) => {
    expect(outcomeOfCall(() => build(new RecordBuilders()))).toBe(`InvalidType ${field}`);
  });

  test('name the fields that there are', () => {
    expect(() => new RecordBuilders().finding({ rule: 1 } as never)).toThrow(
      'finding.rule: is no field to override; there are tenantId, stableItemId, ruleFingerprint, secretHash',
    );
  });

  test('that are wrong are refused as the constructors do', () => {
    expect(outcomeOfCall(() => new RecordBuilders().clean({ findingsCount: 1 }))).toMatch(/^InconsistentFindingsCount/);
    expect(outcomeOfCall(() => new RecordBuilders({} as never))).toBe('InvalidType seed');
  });
});
