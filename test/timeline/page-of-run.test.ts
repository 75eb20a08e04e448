import { describe, expect, test } from 'vitest';
import { InMemoryDoneLedger, InMemoryFindingsSink, type DoneLedgerRecord } from '../../src/index.js';
import { PersistenceSim, timelinePage, type SimOperation } from '../../src/sim/index.js';
import { pendingAfter, type PageEntry } from '../../src/timeline/page.js';
import { builders, LyingLedger } from '../sim/support.js';
import { rowsOf, scripted, shownRows } from './support.js';

const records = builders();
const [ITEM, OTHER] = records.page(2) as [ReturnType<typeof records.page>[0], ReturnType<typeof records.page>[0]];
const write = (label: string, batch: typeof ITEM.triple): SimOperation => {
  return { type: 'BatchUpsert', store: 'sink', label, batch };
};
const upsert = (label: string, ...list: readonly DoneLedgerRecord[]) =>
  ({ type: 'BatchUpsert', store: 'ledger', label, records: list }) as const;
const stores = () => ({ ledger: new InMemoryDoneLedger(), sink: new InMemoryFindingsSink() });
const pageOf = async (...operations: readonly SimOperation[]) => timelinePage(await scripted(stores(), operations));
const said = ({ text, answer, tone }: PageEntry) => `${text} | ${answer} | ${tone}`;

describe('a line of a timeline', () => {
  test('says what was done, and what came of it', async () => {
    const ledger = 'ledger';
    const { entries } = await pageOf(
      write('f1', ITEM.triple),
      { type: 'InjectDelay', store: ledger, count: 3 },
      upsert('w1', ITEM.record, records.clean()),
      { ...upsert('w2', records.clean()), unattended: true },
      upsert('w3', records.clean()),
      { type: 'BatchGet', store: ledger, keys: [ITEM.record.key] },
      { type: 'InjectCommitFailure', store: ledger, count: 1 },
      { type: 'ReleaseSpecific', store: ledger, write: 'w3' },
      { type: 'ReleaseNewest', store: ledger },
      { type: 'Wait', store: ledger, write: 'w2' },
      { type: 'ReleaseAll', store: ledger, order: 'NewestFirst' },
      { type: 'ReleaseOldest', store: ledger },
      { type: 'Replay', store: ledger, label: 'w4', of: 'w2', faults: ['loseNextAcks'] },
      { ...upsert('w5', records.clean()), unattended: true, faults: ['failNextCommits'] },
      { type: 'SetAutoComplete', store: 'sink', on: false },
      { type: 'ResetFaults', store: ledger },
      { type: 'ReadAll', store: 'sink' },
      { type: 'Crash', store: ledger },
    );
    expect(entries.map(said)).toEqual([
      'upsert f1 (1 finding, 1 occurrence, 1 observation) | committed | good',
      'delay the next 3 writes | 3 to strike | fault',
      'upsert w1 (2 records) | pending as #1 | held',
      'upsert w2 (1 record), unattended | pending as #2 | held',
      'upsert w3 (1 record) | pending as #3 | held',
      'get 071d0001.. | as predicted | plain',
      'fail the next 1 commit | 1 to strike | fault',
      'release w3 | w3 failed with InjectedCommitFailure | bad',
      'release the newest | w2 committed, not waited for yet | good',
      'wait for w2 | w2 committed | plain',
      'release all, newest first | released 1; w1 committed | good',
      'release the oldest | nothing to release | plain',
      'upsert w4, the same as w2, loseNextAcks | failed with AckLost | bad',
      'upsert w5 (1 record), failNextCommits, unattended | failed with InjectedCommitFailure, not waited for yet | bad',
      'autoComplete off |  | fault',
      'reset faults |  | fault',
      'read all | as predicted | plain',
      'crash | dropped 0 | bad',
    ]);
    expect(entries.map(({ number }) => number)).toEqual(entries.map((_, index) => index + 1));
  });

  test('names the rows that it is about, their parents, and the object versions observed', async () => {
    const { entries, keys } = await pageOf(write('f1', ITEM.triple), upsert('w1', ITEM.record));
    const touched = entries.map((entry) => entry.keys.map((key) => keys[key]!.table));
    expect(touched).toEqual([['findings', 'occurrences', 'observations', 'records'], ['records']]);
    const [observed, written] = [entries[0]!.keys.at(-1)!, entries[1]!.keys[0]!];
    expect(observed).toBe(written);
  });

  test('names the writes that it is about', async () => {
    const { entries } = await pageOf(
      { type: 'InjectDelay', store: 'ledger', count: 2 },
      upsert('w1', OTHER.record),
      { ...upsert('w2', records.clean()), unattended: true },
      { type: 'ReleaseAll', store: 'ledger', order: 'NewestFirst' },
      { type: 'Wait', store: 'ledger', write: 'w2' },
      { type: 'Replay', store: 'ledger', label: 'w3', of: 'w1' },
      { type: 'ReleaseSpecific', store: 'ledger', write: 'w0' },
    );
    expect(entries.map(({ writes }) => writes)).toEqual([[], [], [], [3, 2], [3], [2], []]);
    expect(entries[5]!.written).toEqual(entries[1]!.written);
    expect(entries[3]!.keys).toEqual([...entries[2]!.keys, ...entries[1]!.keys]);
  });

  test('has the faults of its store that are still to strike', async () => {
    const { entries } = await pageOf(
      { type: 'InjectDelay', store: 'sink', count: 2 },
      { type: 'InjectCommitFailure', store: 'ledger', count: 1 },
      write('f1', ITEM.triple),
    );
    expect(entries.map(({ faults }) => faults)).toEqual([
      ['delayNextWrites 2'],
      ['failNextCommits 1'],
      ['delayNextWrites 1'],
    ]);
  });

  test('has what else is known', async () => {
    const { entries } = await pageOf({ ...upsert('w1', OTHER.record), faults: ['delayNextWrites'], unattended: true });
    expect(entries[0]!.details).toEqual([
      ['phase', 'script'],
      ['operation', 'BatchUpsert'],
      ['armed just before', 'delayNextWrites'],
      ['waited for', 'not at once'],
      ['answer', 'w1 is pending as #1'],
      ['counted as', 'UpsertPending'],
    ]);
  });
});

describe('a violation', () => {
  test('comes with both sides of every field, and with its row', async () => {
    const ledger = new LyingLedger();
    const [first, second] = [records.clean({ bytesScanned: 5 }), records.clean()];
    const later = { ...first, bytesScanned: 9n };
    const world = scripted({ ledger }, [
      upsert('a', first),
      { type: 'BatchGet', store: 'ledger', keys: [second.key] },
      upsert('b', later),
    ]);
    ledger.lie = (row) => (row.bytesScanned === 9n ? { ...row, bytesScanned: 1n } : row);
    const page = timelinePage(await world);
    const [violation] = page.entries[2]!.violations;
    expect(violation).toEqual({
      invariant: 'I2',
      rule: 'bytesScanned of a ledger row never goes down',
      message: expect.stringContaining('bytesScanned of the row went down'),
      differences: [{ field: 'bytesScanned', expected: '9', received: '1' }],
      key: 0,
    });
    expect(page.entries[2]).toMatchObject({ tone: 'violation', keys: [0] });
    expect(page.summary).toEqual([
      '3 operations.',
      expect.stringMatching(/^\d violations? at step 3, with which the run ended\.$/),
      'Not checked, for lack of reads: X1.',
      'Events: GetOk 1, UpsertCommitted 2.',
    ]);
  });

  test('of a read is not passed off as predicted', async () => {
    const forgetful = new (class extends InMemoryDoneLedger {
      override snapshot() {
        return [];
      }
    })();
    const read: SimOperation = { type: 'ReadAll', store: 'ledger' };
    const { entries } = timelinePage(await scripted({ ledger: forgetful }, [upsert('a', records.clean()), read]));
    expect(entries.map(({ answer }) => answer)).toEqual(['committed', 'not as predicted']);
  });
});

describe.each(['seed', 'extended'] as const)('the timeline of a drawn run (%s profile)', (profile) => {
  const seeds = [1, 2, 3, 4, 5, 6];

  test.each(seeds)('comes to the rows of the stores, seed %i', async (seed) => {
    const { ledger, sink } = stores();
    const options = { seed, level: 'Radioactive', profile, record: true, ledger, sink } as const;
    const page = timelinePage(await new PersistenceSim(options).run({ ops: 150 }));
    expect(rowsOf(page)).toEqual(
      shownRows({
        records: ledger.snapshot(),
        findings: sink.findingsSnapshot(),
        occurrences: sink.occurrencesSnapshot(),
        observations: sink.observationsSnapshot(),
      }),
    );
  });

  test.each(seeds)('knows at each step what is pending, seed %i', async (seed) => {
    const report = await new PersistenceSim({ seed, level: 'Stormy', profile, record: true }).run({ ops: 120 });
    const page = timelinePage(report);
    const labels = new Map(report.operations.map((operation, index) => [index + 1, operation]));
    for (const { number, operation, pending } of report.steps) {
      const writes = pendingAfter(page, number).map((write) => labels.get(write));
      const mine = writes.filter((write) => write?.store === operation.store);
      expect(mine.map((write) => (write as { label?: string }).label)).toEqual(pending.map(({ label }) => label));
    }
  });

  test('is the same for the same seed, and plain JSON', async () => {
    const run = () => new PersistenceSim({ seed: 'x', level: 'Stormy', profile, record: true }).run({ ops: 100 });
    const [page, again] = [timelinePage(await run()), timelinePage(await run())];
    expect(again).toEqual(page);
    expect(JSON.parse(JSON.stringify(page))).toEqual(page);
  });
});

test('what was drawn is in the title and the summary', async () => {
  const report = await new PersistenceSim({ seed: 's\u0000', level: 'Stormy', record: true }).run({ ops: 10 });
  const page = timelinePage(report);
  expect(page.title).toBe("persistence simulation, seed 's\\u0000'");
  expect(page.summary[0]).toMatch(/^Stormy, seed profile, \d+ operations\.$/);
  expect(page.summary[1]).toBe('Every invariant held after every step.');
});

test('a run that was not recorded has no timeline, and the error says how to get one', async () => {
  const report = await new PersistenceSim({ seed: 1 }).run({ ops: 5 });
  expect(() => timelinePage(report)).toThrow(
    expect.objectContaining({
      code: 'InvalidType',
      message:
        'report: expected the report of a recorded run, received one without its steps: ' +
        'simulate with { record: true }, or await replay(report.capsule(), { record: true })',
    }),
  );
  expect(() => timelinePage({} as never)).toThrow(
    expect.objectContaining({
      code: 'InvalidType',
      message: 'report: expected the report of a simulation, received object',
    }),
  );
});
