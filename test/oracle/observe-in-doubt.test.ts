import { describe, expect, test } from 'vitest';
import { observe, type FindingsUpsertBatch } from '../../src/index.js';
import { foreignBackend, type ForeignEnding } from '../support/foreign-backend.js';
import { batchOf, clean, key, observation, outcomeOf, scanned, triple } from '../support/rows.js';

const { finding, occurrence, batch } = triple(1);
const NETWORK = 'foreign Error: connection reset';
const rowKey = (n: number) => Object.values(key(n)).join('/');
const findingKey = `${finding.tenantId}/${finding.findingId}`;

function observed(...endings: ForeignEnding[]) {
  const backend = foreignBackend();
  const { doneLedger, findings, differences } = observe(backend);
  backend.endings.push(...endings);
  return {
    backend,
    differences,
    upsert: (...records: ReturnType<typeof clean>[]) =>
      outcomeOf(doneLedger.batchUpsert(records).then((h) => h.wait())),
    write: (rows: FindingsUpsertBatch) => outcomeOf(findings.upsertBatch(rows).then((h) => h.wait())),
    accept: (...records: ReturnType<typeof clean>[]) => doneLedger.batchUpsert(records),
    acceptBatch: (rows: FindingsUpsertBatch) => findings.upsertBatch(rows),
  };
}

/** Makes reads of a backend come from another, as if somebody had changed it. */
function readFrom(backend: ReturnType<typeof foreignBackend>, other: ReturnType<typeof foreignBackend>): void {
  const { findingsSnapshot, occurrencesSnapshot, observationsSnapshot } = other.findings;
  Object.assign(backend.findings, { findingsSnapshot, occurrencesSnapshot, observationsSnapshot });
  Object.assign(backend.doneLedger, { batchGet: other.doneLedger.batchGet });
}

async function holding(...records: ReturnType<typeof clean>[]) {
  const other = foreignBackend();
  await other.doneLedger.batchUpsert(records);
  if (records.length > 0) await other.findings.upsertBatch(batchOf([finding]));
  return other;
}

const APPLIED = ['applied, no handle', 'applied, no receipt'] as const;
const LOST = ['lost, no handle', 'lost, no receipt'] as const;

test.each([...APPLIED, ...LOST])('a write that was %s is accepted as it is', async (ending) => {
  const { upsert, write, differences } = observed(ending, ending);
  expect(await upsert(scanned(1), clean(2))).toBe(NETWORK);
  expect(await write(batch)).toBe(NETWORK);
  expect(await differences()).toEqual([]);
  expect(await differences()).toEqual([]);
  expect([await upsert(scanned(1), clean(2)), await write(batch)]).toEqual(['fulfilled', 'fulfilled']);
  expect(await differences()).toEqual([]);
});

describe('what a read decided, a later one is held to', () => {
  test.each(APPLIED)('%s, then undone', async (ending) => {
    const { backend, upsert, write, differences } = observed(ending, ending);
    await upsert(clean(1));
    await write(batchOf([finding]));
    expect(await differences()).toEqual([]);
    readFrom(backend, await holding());
    expect(await differences()).toEqual([
      { table: 'records', key: rowKey(1), expected: clean(1), fields: [] },
      { table: 'findings', key: findingKey, expected: finding, fields: [] },
    ]);
  });

  test.each(LOST)('%s, then there after all', async (ending) => {
    const { backend, upsert, write, differences } = observed(ending, ending);
    await upsert(clean(1));
    await write(batchOf([finding]));
    expect(await differences()).toEqual([]);
    readFrom(backend, await holding(clean(1)));
    expect(await differences()).toEqual([
      { table: 'records', key: rowKey(1), actual: clean(1), fields: [] },
      { table: 'findings', key: findingKey, actual: finding, fields: [] },
    ]);
  });

  test('but not while the backend may still apply it', async () => {
    const { backend, accept, acceptBatch, differences } = observed('later', 'later');
    await accept(clean(1));
    await acceptBatch(batch);
    expect(await differences()).toEqual([]);
    backend.land();
    expect(await differences()).toEqual([]);
    readFrom(backend, await holding());
    expect(await differences()).toHaveLength(4);
  });

  test('nor when only its caller stopped waiting', async () => {
    const { backend, accept, acceptBatch, differences } = observed('later', 'later');
    const handles = [await accept(clean(1)), await acceptBatch(batch)];
    const controller = new AbortController();
    const waits = handles.map((handle) => outcomeOf(handle.wait({ signal: controller.signal })));
    controller.abort(new Error('enough'));
    expect(await Promise.all(waits)).toEqual(['foreign Error: enough', 'foreign Error: enough']);
    expect(await differences()).toEqual([]);
    backend.land();
    expect(await differences()).toEqual([]);
    expect(await Promise.all(handles.map((handle) => outcomeOf(handle.wait())))).toEqual(['fulfilled', 'fulfilled']);
    expect(await differences()).toEqual([]);
  });

  test('a receipt decides, too', async () => {
    const { backend, accept, differences } = observed('later');
    const handle = await accept(clean(1));
    backend.land();
    await handle.wait();
    readFrom(backend, await holding());
    expect(await differences()).toMatchObject([{ table: 'records', key: rowKey(1), expected: clean(1) }]);
  });
});

describe('a write in doubt', () => {
  test('is there as a whole, or not at all', async () => {
    const { backend, upsert, write, differences } = observed('applied, no receipt', 'applied, no receipt');
    await upsert(scanned(1), clean(2));
    await write(batch);
    readFrom(backend, await holding(scanned(1)));
    expect(await differences()).toEqual([
      { table: 'records', key: rowKey(1), actual: scanned(1), fields: [] },
      { table: 'findings', key: findingKey, actual: finding, fields: [] },
    ]);
  });

  test('may be half there as far as other writes say the same', async () => {
    const { upsert, differences } = observed('lost, no receipt');
    await upsert(scanned(1), clean(2));
    expect(await upsert(scanned(1))).toBe('fulfilled');
    expect(await differences()).toEqual([]);
  });

  test('that has merged with others is recognised', async () => {
    const { upsert, differences } = observed('ok', 'applied, no receipt', 'lost, no receipt', 'ok');
    await upsert(clean(1, { bytesScanned: 500 }));
    await upsert(scanned(1, { bytesScanned: 100, findingsCount: 2 }));
    await upsert(scanned(1, { bytesScanned: 900 }));
    await upsert(scanned(1, { findingsCount: 1 }));
    expect(await differences()).toEqual([]);
  });

  test('does not excuse a row that nobody wrote', async () => {
    const { backend, upsert, differences } = observed('lost, no receipt');
    await upsert(clean(1));
    readFrom(backend, await holding(scanned(1)));
    expect(await differences()).toEqual([
      { table: 'records', key: rowKey(1), expected: clean(1), actual: scanned(1), fields: ['status', 'findingsCount'] },
    ]);
  });
});

describe('an observation in doubt', () => {
  const L = { location: { display: 'L' } };
  const X = { location: { display: 'X' } };
  const contributionsOf = (...overs: object[]) => overs.map((over) => observation(occurrence, over));

  test.each([
    // What is durable shows the location of one contribution and all else of another; a third would go between.
    ['beneath the winner, above the location', [{ seenAt: 3, ...L }, { seenAt: 10 }], { seenAt: 5, ...X }],
    [
      'beside the winner',
      [
        { seenAt: 3, ...L },
        { seenAt: 10, fenceEpoch: 7 },
      ],
      { seenAt: 10, fenceEpoch: 5, ...X },
    ],
    [
      'beside the winner, with the same location',
      [
        { seenAt: 3, ...L },
        { seenAt: 10, fenceEpoch: 7 },
      ],
      { seenAt: 10, ...L },
    ],
    ['above', [{ seenAt: 3, ...L }, { seenAt: 10 }], { seenAt: 11 }],
    [
      'beneath',
      [
        { seenAt: 3, ...L },
        { seenAt: 10, ...X },
      ],
      { seenAt: 5 },
    ],
  ])('%s, is accepted whether or not it was applied', async (_, before, doubtful) => {
    for (const ending of ['applied, no receipt', 'lost, no receipt'] as const) {
      const { write, differences } = observed('ok', ending);
      await write(batchOf([finding], [occurrence], contributionsOf(...before)));
      await write(batchOf([], [], contributionsOf(doubtful)));
      expect(await differences()).toEqual([]);
      await write(batchOf([], [], contributionsOf({ seenAt: 4, location: { display: 'Y' } })));
      expect(await differences()).toEqual([]);
    }
  });

  test('does not excuse a location that is lost', async () => {
    const backend = foreignBackend({ bug: 'drops a location' });
    const { findings, differences } = observe(backend);
    backend.endings.push('ok', 'lost, no receipt', 'ok');
    for (const over of [{ seenAt: 3, ...L }, { seenAt: 5, ...X }, { seenAt: 10 }]) {
      const handle = await findings.upsertBatch(batchOf([finding], [occurrence], contributionsOf(over)));
      await outcomeOf(handle.wait());
    }
    expect(await differences()).toMatchObject([
      { table: 'observations', expected: { seenAt: 10n, ...L }, fields: ['location.display'] },
    ]);
  });
});

test('counts are explained by what is in doubt, and by nothing more', async () => {
  for (const [ending, more, differing] of [
    ['applied, no receipt', 0, []],
    ['lost, no receipt', 0, []],
    ['lost, no receipt', 1, [{ table: 'findings', expectedCount: [1, 2], actualCount: 3 }]],
    ['ok', -1, [{ table: 'findings', expectedCount: [2, 2], actualCount: 1 }]],
  ] as const) {
    const backend = foreignBackend({ reads: 'counts' });
    const { findings, differences } = observe(backend);
    backend.endings.push('ok', ending);
    for (const n of [1, 2]) {
      await outcomeOf(findings.upsertBatch(batchOf([triple(n).finding])).then((handle) => handle.wait()));
    }
    const actual = await backend.findings.durableCounts!();
    const shown = more === 1 ? 3 : actual.findings + more;
    backend.findings.durableCounts = async () => ({ ...actual, findings: shown });
    expect(await differences()).toEqual(differing);
  }
});
