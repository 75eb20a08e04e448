import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GossipSession, PersistenceInputError } from '../../src/index.js';
import { PersistenceSim, timelineText, type SimOperation, type TimelinePage } from '../../src/sim/index.js';
import { pageOfEvents } from '../../src/timeline/page-of-events.js';
import { renderText } from '../../src/timeline/render-text.js';
import { builders, LyingLedger } from '../sim/support.js';
import { scripted } from './support.js';

const records = builders();
const { key } = records.clean();

async function violated() {
  const ledger = new LyingLedger();
  ledger.lie = (row) => (row.bytesScanned === 9n ? { ...row, bytesScanned: 1n, findingsCount: 3 } : row);
  const upsert = (label: string, bytesScanned: number): SimOperation => ({
    type: 'BatchUpsert',
    store: 'ledger',
    label,
    records: [records.failed({ key, bytesScanned, findingsCount: 0, provenance: { finishedAt: 99 } })],
  });
  return scripted({ ledger }, [{ type: 'InjectDelay', store: 'ledger', count: 1 }, upsert('a', 5), upsert('b', 9)]);
}

test('one line per step, and what is violated below the step that brought it to light', async () => {
  expect(timelineText(await violated())).toMatchInlineSnapshot(`
    "persistence script
      3 operations.
      1 violation at step 3, with which the run ended.
      Not checked, for lack of reads: X1.
      Events: FaultConfigured 1, UpsertCommitted 1, UpsertPending 1.

       1  ledger  delay the next 1 write  1 to strike
       2  ledger  upsert a (1 record)     pending as #1
       3  ledger  upsert b (1 record)     committed
          !! I7: The row is not the join of what was committed: row 7e4a0001../90110001../071d0001.. (I7: every read equals
             the oracle's committed view.)
               bytesScanned: expected 9, received 1
               findingsCount: expected 0, received 3"
  `);
});

test('narrow, it breaks what is violated, and cuts the rest', async () => {
  expect(timelineText(await violated(), { width: 50 })).toMatchInlineSnapshot(`
    "persistence script
      3 operations.
      1 violation at step 3, with which the run ended.
      Not checked, for lack of reads: X1.
      Events: FaultConfigured 1, UpsertCommitted 1,
      UpsertPending 1.

       1  ledger  delay the next 1 write  1 to strike
       2  ledger  upsert a (1 record)     pending as..
       3  ledger  upsert b (1 record)     committed
          !! I7: The row is not the join of what was
             committed: row
             7e4a0001../90110001../071d0001.. (I7:
             every read equals the oracle's committed
             view.)
               bytesScanned: expected 9, received 1
               findingsCount: expected 0, received 3"
  `);
});

test('the last steps only', async () => {
  expect(timelineText(await violated(), { last: 1 })).toMatchInlineSnapshot(`
    "persistence script
      3 operations.
      1 violation at step 3, with which the run ended.
      Not checked, for lack of reads: X1.
      Events: FaultConfigured 1, UpsertCommitted 1, UpsertPending 1.

    .. 2 earlier entries
       3  ledger  upsert b (1 record)  committed
          !! I7: The row is not the join of what was committed: row 7e4a0001../90110001../071d0001.. (I7: every read equals
             the oracle's committed view.)
               bytesScanned: expected 9, received 1
               findingsCount: expected 0, received 3"
  `);
});

test('of the stores of a test, with what the test failed with', async () => {
  const { ledger, sink, timeline, records } = new GossipSession();
  const { triple, record } = records.page(1)[0]!;
  sink.delayNextWrites(1);
  await sink.upsertBatch(triple);
  await ledger.batchUpsert([record]);
  const page = pageOfEvents(timeline.events(), { title: 'worker > waits', failure: 'it did not\n\nreally' });
  expect(renderText(page)).toMatchInlineSnapshot(`
    "worker > waits
      6 events of done-ledger, findings.
      | it did not
      |
      | really

       1  findings     armed: delayNextWrites(1), 1 to strike
       2  findings     #1 accepted, 3 rows
       3  findings     #1 struck by delayNextWrites, 0 left
       4  findings     #1 delayed, 3 rows (delayNextWrites)
       5  done-ledger  #1 accepted, 1 row
       6  done-ledger  #1 committed"
  `);
});

test('no line is longer than it may be', async () => {
  const run = await new PersistenceSim({ seed: 'wide', level: 'Stormy', profile: 'extended', record: true }).run({
    ops: 60,
  });
  const report = await violated();
  fc.assert(
    fc.property(fc.integer({ min: 40, max: 200 }), fc.constantFrom(run, report), (width, shown) => {
      const longest = Math.max(
        ...timelineText(shown, { width })
          .split('\n')
          .map(({ length }) => length),
      );
      expect(longest).toBeLessThanOrEqual(width);
    }),
    { numRuns: 40 },
  );
});

test('an empty timeline is its heading', () => {
  const page: TimelinePage = { title: 'nothing', summary: [], lanes: [], keys: [], entries: [], flights: [] };
  expect(renderText(page)).toBe('nothing\n');
});

test.each([
  [{ width: 39 }, 'width: 39 is not an integer in 40 .. 9007199254740991'],
  [{ width: '80' }, 'width: expected number, received string'],
  [{ last: -1 }, 'last: -1 is not an integer in 0 .. 9007199254740991'],
])('%j is refused', async (options, message) => {
  const report = await violated();
  expect(() => timelineText(report, options as never)).toThrow(PersistenceInputError);
  expect(() => timelineText(report, options as never)).toThrow(message);
});
