import { describe } from 'vitest';
import { expect, gossipSerializer, test } from '../../fixtures/vitest.js';
import {
  InMemoryDoneLedger,
  InMemoryFindingsSink,
  RecordBuilders,
  DefinedStore,
  defineStore,
  type DoneLedgerRecord,
  type FindingsUpsertBatch,
} from '../../src/index.js';
import {
  OTHER_TENANT,
  clean,
  failed,
  finding,
  key,
  observation,
  occurrence,
  scanned,
  triple,
} from '../support/rows.js';

const ROWS: readonly DoneLedgerRecord[] = [
  failed(3, { key: key(3, { tenantId: OTHER_TENANT }), errorCode: 'IO: no such file' }),
  scanned(2, { bytesScanned: 2n ** 64n - 1n }),
  clean(1),
];

const BATCHES: readonly FindingsUpsertBatch[] = [
  triple(2, OTHER_TENANT).batch,
  (() => {
    const parent = finding(1);
    const child = occurrence(parent, 7);
    const location = { display: 'src/a.ts:3', url: 'https://example.org/a.ts#L3' };
    return { findings: [parent], occurrences: [child], observations: [observation(child, { location })] };
  })(),
];

async function filledLedger(): Promise<InMemoryDoneLedger> {
  const ledger = new InMemoryDoneLedger();
  for (const row of ROWS) await ledger.batchUpsert([row]);
  return ledger;
}

async function filledSink(): Promise<InMemoryFindingsSink> {
  const sink = new InMemoryFindingsSink();
  for (const batch of BATCHES) await sink.upsertBatch(batch);
  return sink;
}

describe('stores', () => {
  test('empty ones', ({ ledger, sink }) => {
    expect(ledger).toMatchInlineSnapshot(`
      InMemoryDoneLedger {
        records: none
      }
    `);
    expect(sink).toMatchInlineSnapshot(`
      InMemoryFindingsSink {
        findings: none
        occurrences: none
        observations: none
      }
    `);
  });

  test('a ledger: rows sorted by key, two tenants, an error code', async () => {
    expect(await filledLedger()).toMatchInlineSnapshot(`
      InMemoryDoneLedger {
        records: 3
          DoneLedgerRecord {
            key:
              tenantId: 01010101..01010101
              policyHash: 0a0a0a0a..0a0a0a0a
              ovidHash: 01010101..01010101
            status: "ScannedClean"
            bytesScanned: 100
            findingsCount: 0
            provenance:
              runId: 1
              shardId: 1
              fenceEpoch: 1
              startedAt: 10
              finishedAt: 20
          }
          DoneLedgerRecord {
            key:
              tenantId: 01010101..01010101
              policyHash: 0a0a0a0a..0a0a0a0a
              ovidHash: 02020202..02020202
            status: "ScannedWithFindings"
            bytesScanned: 18446744073709551615
            findingsCount: 1
            provenance:
              runId: 1
              shardId: 1
              fenceEpoch: 1
              startedAt: 10
              finishedAt: 20
          }
          DoneLedgerRecord {
            key:
              tenantId: 02020202..02020202
              policyHash: 0a0a0a0a..0a0a0a0a
              ovidHash: 03030303..03030303
            status: "FailedRetryable"
            bytesScanned: 100
            findingsCount: 0
            provenance:
              runId: 1
              shardId: 1
              fenceEpoch: 1
              startedAt: 10
              finishedAt: 20
            errorCode: "IO: no such file"
          }
      }
    `);
  });

  test('a sink: layers in order, rows sorted, a location with a url, secrets redacted', async () => {
    expect(await filledSink()).toMatchInlineSnapshot(`
      InMemoryFindingsSink {
        findings: 2
          FindingRecord {
            findingId: 542d9735..61bea6f1
            tenantId: 01010101..01010101
            stableItemId: 01010101..01010101
            ruleFingerprint: 33333333..33333333
            secretHash: SecretHash([redacted])
          }
          FindingRecord {
            findingId: 6afccbd7..ff0c1c09
            tenantId: 02020202..02020202
            stableItemId: 02020202..02020202
            ruleFingerprint: 33333333..33333333
            secretHash: SecretHash([redacted])
          }
        occurrences: 2
          OccurrenceRecord {
            occurrenceId: 3537cfe3..06e80984
            tenantId: 01010101..01010101
            findingId: 542d9735..61bea6f1
            objectVersionId: 44444444..44444444
            byteOffset: 7
            byteLength: 16
          }
          OccurrenceRecord {
            occurrenceId: 8ac85976..57b590d3
            tenantId: 02020202..02020202
            findingId: 6afccbd7..ff0c1c09
            objectVersionId: 44444444..44444444
            byteOffset: 0
            byteLength: 16
          }
        observations: 2
          ObservationRecord {
            observationId: c0514eb8..df016259
            tenantId: 01010101..01010101
            occurrenceId: 3537cfe3..06e80984
            policyHash: 0a0a0a0a..0a0a0a0a
            ovidHash: 55555555..55555555
            runId: 1
            shardId: 1
            fenceEpoch: 1
            seenAt: 20
            location:
              display: "src/a.ts:3"
              url: "https://example.org/a.ts#L3"
          }
          ObservationRecord {
            observationId: dd795668..64cf3ef2
            tenantId: 02020202..02020202
            occurrenceId: 8ac85976..57b590d3
            policyHash: 0a0a0a0a..0a0a0a0a
            ovidHash: 55555555..55555555
            runId: 1
            shardId: 1
            fenceEpoch: 1
            seenAt: 20
          }
      }
    `);
  });

  test('pending writes do not show', async () => {
    const ledger = new InMemoryDoneLedger({ autoComplete: false });
    await ledger.batchUpsert(ROWS);
    expect(ledger).toMatchInlineSnapshot(`
      InMemoryDoneLedger {
        records: none
      }
    `);
  });
});

describe('a store of a user', () => {
  class Shelf extends DefinedStore<object, object[], number> {
    constructor() {
      super({ kind: 'shelf', createDurable: () => [], apply: (rows, row) => rows.push(row) });
    }

    snapshot(): readonly object[] {
      return this.read((rows) => [...rows]);
    }
  }

  test('shows what it has as a snapshot, as the runner shows such values', async () => {
    const shelf = new Shelf();
    expect({ shelf }).toMatchInlineSnapshot(`
      {
        "shelf": Shelf [],
      }
    `);
    await shelf.submit({ name: 'salt', count: 2n });
    await shelf.submit(finding(1));
    expect({ shelf }).toMatchInlineSnapshot(`
      {
        "shelf": Shelf [
          {
            "count": 2n,
            "name": "salt",
          },
          FindingRecord {
            findingId: 542d9735..61bea6f1
            tenantId: 01010101..01010101
            stableItemId: 01010101..01010101
            ruleFingerprint: 33333333..33333333
            secretHash: SecretHash([redacted])
          },
        ],
      }
    `);
  });

  test.each([
    ['nothing', undefined],
    ['a promise', Promise.resolve([])],
    ['a text', 'salt'],
  ])('is shown by the runner if its snapshot is %s', (_, snapshot) => {
    expect(gossipSerializer.test(Object.assign(new Shelf(), { snapshot: () => snapshot }))).toBe(false);
  });
});

describe('rows', () => {
  test('one of each kind', () => {
    const { finding, occurrence, observation } = triple(1);
    expect(clean(1)).toMatchInlineSnapshot(`
      DoneLedgerRecord {
        key:
          tenantId: 01010101..01010101
          policyHash: 0a0a0a0a..0a0a0a0a
          ovidHash: 01010101..01010101
        status: "ScannedClean"
        bytesScanned: 100
        findingsCount: 0
        provenance:
          runId: 1
          shardId: 1
          fenceEpoch: 1
          startedAt: 10
          finishedAt: 20
      }
    `);
    expect(finding).toMatchInlineSnapshot(`
      FindingRecord {
        findingId: 542d9735..61bea6f1
        tenantId: 01010101..01010101
        stableItemId: 01010101..01010101
        ruleFingerprint: 33333333..33333333
        secretHash: SecretHash([redacted])
      }
    `);
    expect(occurrence).toMatchInlineSnapshot(`
      OccurrenceRecord {
        occurrenceId: 54a2f481..014abe05
        tenantId: 01010101..01010101
        findingId: 542d9735..61bea6f1
        objectVersionId: 44444444..44444444
        byteOffset: 0
        byteLength: 16
      }
    `);
    expect(observation).toMatchInlineSnapshot(`
      ObservationRecord {
        observationId: b3e8ec83..fdbed2c3
        tenantId: 01010101..01010101
        occurrenceId: 54a2f481..014abe05
        policyHash: 0a0a0a0a..0a0a0a0a
        ovidHash: 55555555..55555555
        runId: 1
        shardId: 1
        fenceEpoch: 1
        seenAt: 20
      }
    `);
  });

  test('in an array, in an object', async () => {
    expect([clean(1), failed(2)]).toMatchInlineSnapshot(`
      [
        DoneLedgerRecord {
          key:
            tenantId: 01010101..01010101
            policyHash: 0a0a0a0a..0a0a0a0a
            ovidHash: 01010101..01010101
          status: "ScannedClean"
          bytesScanned: 100
          findingsCount: 0
          provenance:
            runId: 1
            shardId: 1
            fenceEpoch: 1
            startedAt: 10
            finishedAt: 20
        },
        DoneLedgerRecord {
          key:
            tenantId: 01010101..01010101
            policyHash: 0a0a0a0a..0a0a0a0a
            ovidHash: 02020202..02020202
          status: "FailedRetryable"
          bytesScanned: 100
          findingsCount: 0
          provenance:
            runId: 1
            shardId: 1
            fenceEpoch: 1
            startedAt: 10
            finishedAt: 20
          errorCode: "timeout"
        },
      ]
    `);
    expect({ row: { deep: finding(1) }, ledger: new InMemoryDoneLedger() }).toMatchInlineSnapshot(`
      {
        "ledger": InMemoryDoneLedger {
          records: none
        },
        "row": {
          "deep": FindingRecord {
            findingId: 542d9735..61bea6f1
            tenantId: 01010101..01010101
            stableItemId: 01010101..01010101
            ruleFingerprint: 33333333..33333333
            secretHash: SecretHash([redacted])
          },
        },
      }
    `);
  });
});

/** What a snapshot would hold. */
function shown(value: unknown): string {
  return gossipSerializer.serialize(value, {}, '', 0, [], String);
}

test('is the same on every run, whatever the order of the writes', async () => {
  const [ledger, sink] = [new InMemoryDoneLedger(), new InMemoryFindingsSink()];
  await ledger.batchUpsert([...ROWS].reverse());
  for (const batch of [...BATCHES].reverse()) await sink.upsertBatch(batch);
  expect(shown(ledger)).toBe(shown(await filledLedger()));
  expect(shown(sink)).toBe(shown(await filledSink()));
  expect(shown(new RecordBuilders().finding())).toBe(shown(new RecordBuilders().finding()));
});

test('is the same for a store and its clone', async () => {
  const [ledger, sink] = [await filledLedger(), await filledSink()];
  expect(shown(ledger.clone())).toBe(shown(ledger));
  expect(shown(sink.clone())).toBe(shown(sink));
});

test('gives no secret away', async () => {
  const text = shown(await filledSink());
  for (const { findings } of BATCHES) for (const { secretHash } of findings) expect(text).toBeRedacted(secretHash);
  expect(text).not.toContain(BATCHES[0]!.findings[0]!.secretHash.tag); // the tag is another one in every process
});

test('is for our rows and for stores that show some', () => {
  const own = defineStore({ kind: 'mine', createDurable: () => undefined, apply: () => undefined });
  const others = [own, { ...clean(1) }, { snapshot: () => [] }, null, undefined, 1, 'text', [], new Map()];
  expect(others.filter((value) => gossipSerializer.test(value))).toEqual([]);
  expect([clean(1), finding(1), new InMemoryDoneLedger()].filter((value) => !gossipSerializer.test(value))).toEqual([]);
});
