import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InMemoryDoneLedger, InMemoryFindingsSink, observe, type ObservedBackend } from '../../src/index.js';
import { ledgerKey, ledgerRecord } from '../support/arbitraries.js';
import { findingsBatch } from '../support/findings-arbitraries.js';
import { foreignBackend, type ForeignBug } from '../support/foreign-backend.js';
import {
  batchOf,
  clean,
  failed,
  key,
  observation,
  outcomeOf,
  outcomeOfCall,
  scanned,
  triple,
} from '../support/rows.js';

const rowKey = (n: number) => Object.values(key(n)).join('/');
const { finding, occurrence, observation: leaf } = triple(1);
const LOCATED = { location: { display: 'item-1.txt:7' } };

/** Six writes, of which each bug below shows in at least one row. */
async function work({ doneLedger, findings }: ObservedBackend): Promise<void> {
  await (await doneLedger.batchUpsert([scanned(1), clean(2)])).wait();
  await (await doneLedger.batchUpsert([failed(1), clean(3)])).wait();
  await (await findings.upsertBatch(batchOf([finding], [occurrence], [observation(occurrence, LOCATED)]))).wait();
  await (await findings.upsertBatch(batchOf([], [], [observation(occurrence, { seenAt: 30 })]))).wait();
  await (await findings.upsertBatch(batchOf([], [], [observation(occurrence, { seenAt: 25 })]))).wait();
}

describe('a correct backend', () => {
  test('does not differ', async () => {
    const observed = observe(foreignBackend());
    expect(await observed.differences()).toEqual([]);
    await work(observed);
    expect(await observed.differences()).toEqual([]);
  });

  test('does not differ, whatever is written to it', async () => {
    const ledgerBatches = fc.array(fc.array(ledgerRecord(ledgerKey), { maxLength: 4 }), { maxLength: 5 });
    const consistent = findingsBatch.map(({ findings, occurrences, observations }) => {
      const { tenantId, ruleFingerprint } = finding;
      return {
        findings: [
          finding,
          ...findings.filter((row) => row.tenantId === tenantId && row.ruleFingerprint === ruleFingerprint),
        ],
        occurrences: occurrences.filter((row) => row.tenantId === tenantId && row.byteLength === occurrence.byteLength),
        observations: observations.filter((row) => row.tenantId === tenantId && row.ovidHash !== '77'.repeat(32)),
      };
    });
    await fc.assert(
      fc.asyncProperty(ledgerBatches, fc.array(consistent, { maxLength: 6 }), async (batches, findingsBatches) => {
        const observed = observe(foreignBackend());
        for (const batch of batches) await (await observed.doneLedger.batchUpsert(batch)).wait();
        for (const batch of findingsBatches) {
          const handle = await observed.findings.upsertBatch(batch).catch(() => undefined);
          await handle?.wait();
        }
        expect(await observed.differences()).toEqual([]);
      }),
    );
  });

  test('may be one of ours', async () => {
    const observed = observe({ doneLedger: new InMemoryDoneLedger(), findings: new InMemoryFindingsSink() });
    await work(observed);
    expect(
      await outcomeOf(observed.findings.upsertBatch(batchOf([], [triple(2).occurrence])).then((h) => h.wait())),
    ).toBe('MissingFinding');
    expect(await observed.differences()).toEqual([]);
  });

  test('is passed what was written, and answers for itself', async () => {
    const observed = observe(foreignBackend());
    expect(await (await observed.doneLedger.batchUpsert([scanned(1), clean(2)])).wait()).toEqual({
      recordCount: 2,
      scannedCount: 2,
      findingsCount: 1,
    });
    const { tenantId, policyHash, ovidHash } = key(2);
    expect(await observed.doneLedger.batchGet(tenantId, policyHash, [ovidHash, key(9).ovidHash])).toEqual([
      clean(2),
      undefined,
    ]);
    expect(observed.doneLedger).not.toHaveProperty('listDoneHashes');
    const ours = new InMemoryDoneLedger();
    const withList = observe({ doneLedger: ours, findings: new InMemoryFindingsSink() }).doneLedger;
    await ours.batchUpsert([clean(4)]);
    expect(await withList.listDoneHashes?.(tenantId, policyHash)).toEqual([key(4).ovidHash]);
  });
});

describe('a backend that', () => {
  const atKey = `${leaf.tenantId}/${leaf.observationId}`;
  const shown = observation(occurrence, { seenAt: 30, ...LOCATED });
  const bugs: [ForeignBug, object[]][] = [
    ['loses a write', [{ table: 'records', key: rowKey(3), expected: clean(3), fields: [] }]],
    [
      'half a batch',
      [
        { table: 'records', key: rowKey(2), expected: clean(2), fields: [] },
        { table: 'records', key: rowKey(3), expected: clean(3), fields: [] },
        { table: 'observations', key: atKey, expected: shown, fields: [] },
      ],
    ],
    [
      'last write wins',
      [
        {
          table: 'records',
          key: rowKey(1),
          expected: scanned(1),
          actual: failed(1),
          fields: ['status', 'findingsCount', 'errorCode'],
        },
        {
          table: 'observations',
          key: atKey,
          expected: shown,
          actual: observation(occurrence, { seenAt: 25 }),
          fields: ['seenAt', 'location.display'],
        },
      ],
    ],
    [
      'drops a location',
      [
        {
          table: 'observations',
          key: atKey,
          expected: shown,
          actual: observation(occurrence, { seenAt: 30 }),
          fields: ['location.display'],
        },
      ],
    ],
    [
      'never applies',
      [
        { table: 'records', key: rowKey(1), expected: scanned(1), fields: [] },
        { table: 'records', key: rowKey(2), expected: clean(2), fields: [] },
        { table: 'records', key: rowKey(3), expected: clean(3), fields: [] },
        { table: 'findings', key: `${finding.tenantId}/${finding.findingId}`, expected: finding, fields: [] },
        {
          table: 'occurrences',
          key: `${finding.tenantId}/${occurrence.occurrenceId}`,
          expected: occurrence,
          fields: [],
        },
        { table: 'observations', key: atKey, expected: shown, fields: [] },
      ],
    ],
  ];

  test.each(bugs)('%s differs in the rows concerned, and in no other', async (bug, differences) => {
    const backend = foreignBackend({ bug });
    const observed = observe(backend);
    if (bug === 'never applies')
      backend.findings.upsertBatch = async () => ({ wait: () => Promise.resolve({} as never) });
    await work(observed);
    expect(await observed.differences()).toEqual(differences);
    expect(await observed.differences()).toEqual(differences);
  });

  test('stores what it refuses differs', async () => {
    const backend = foreignBackend();
    const observed = observe(backend);
    backend.endings.push('refused, yet applied', 'refused, yet applied');
    expect(await outcomeOf(observed.doneLedger.batchUpsert([clean(1)]))).toBe('MissingFinding');
    expect(await outcomeOf(observed.findings.upsertBatch(batchOf([finding])))).toBe('FindingConflict');
    expect(await observed.differences()).toEqual([
      { table: 'records', key: rowKey(1), actual: clean(1), fields: [] },
      { table: 'findings', key: `${finding.tenantId}/${finding.findingId}`, actual: finding, fields: [] },
    ]);
  });
});

describe('a sink', () => {
  test('with counts only is judged by these', async () => {
    const correct = observe(foreignBackend({ reads: 'counts' }));
    await work(correct);
    expect(await correct.differences()).toEqual([]);
    const wrong = observe(foreignBackend({ reads: 'counts', bug: 'half a batch' }));
    await work(wrong);
    expect((await wrong.differences()).filter(({ table }) => table !== 'records')).toEqual([
      { table: 'observations', expectedCount: [1, 1], actualCount: 0 },
    ]);
  });

  test('without any way to read throws once something was written to it', async () => {
    const observed = observe(foreignBackend({ reads: 'none' }));
    await (await observed.doneLedger.batchUpsert([clean(1)])).wait();
    expect(await observed.differences()).toEqual([]);
    await (await observed.findings.upsertBatch(triple(1).batch)).wait();
    await expect(observed.differences()).rejects.toThrow(
      'backend.findings: expected a sink with durableCounts() or snapshot methods, received object',
    );
  });

  test('whose snapshots are not all there is judged by its counts', async () => {
    const backend = foreignBackend();
    backend.findings.observationsSnapshot = undefined as never;
    const observed = observe(backend);
    await work(observed);
    expect(await observed.differences()).toEqual([]);
  });
});

test('what is not a backend is refused', () => {
  expect(outcomeOfCall(() => observe(undefined as never))).toBe('InvalidType backend');
});

test('what a caller does to its batch afterwards changes nothing', async () => {
  const observed = observe(foreignBackend());
  const records = [clean(1)];
  const handle = await observed.doneLedger.batchUpsert(records);
  records.push(clean(2));
  await handle.wait();
  expect(await observed.differences()).toEqual([]);
});
