import { expect, test } from 'vitest';
import { GossipSession, Timeline } from '../../src/index.js';
import { renderTimelineHtml } from '../../src/harness/timeline-html.js';
import { toBeRedacted } from '../../matchers/to-be-redacted.js';
import { logStore, outcomeOf } from '../support/rows.js';

expect.extend({ toBeRedacted } as never);

/** The cells of each row of the table, without the place of the call. */
function rowsOf(html: string): string[][] {
  return [...html.matchAll(/<tr>(.*)<\/tr>/g)].map(([, row = '']) =>
    [...row.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/g)].map(([, cell = '']) => cell).slice(0, -1),
  );
}

test('has a lane for each store, and each event in the lane of its store', async () => {
  const { ledger, sink, records, timeline } = new GossipSession();
  await sink.upsertBatch(records.triple());
  ledger.delayNextWrites(1);
  const handle = await ledger.batchUpsert([]);
  ledger.releaseAll();
  await handle.wait();
  expect(rowsOf(renderTimelineHtml(timeline.events(), 'a test'))).toEqual([
    ['#', 'findings', 'done-ledger'],
    ['1', '#1 accepted, 3 rows', ''],
    ['2', '#1 committed', ''],
    ['3', '', 'armed: delayNextWrites(1), 1 to strike'],
    ['4', '', '#1 accepted, 0 rows'],
    ['5', '', '#1 struck by delayNextWrites, 0 left'],
    ['6', '', '#1 delayed, 0 rows (delayNextWrites)'],
    ['7', '', '#1 committed'],
    ['8', '', '#1 waited for: receipt'],
  ]);
});

test('says where each call was made', async () => {
  const { ledger, timeline } = new GossipSession();
  await ledger.batchUpsert([]);
  expect(renderTimelineHtml(timeline.events(), 'a test')).toMatch(/<td>\/[^<]*timeline-html\.test\.ts:\d+:\d+<\/td>/);
});

test('needs nothing else, and takes the colours of its reader', () => {
  const html = renderTimelineHtml([], 'a test');
  expect(html).not.toMatch(/https?:|src=|href=|<script|@import|url\(/);
  expect(html).toContain("default-src 'none'");
  expect(html).toContain('prefers-color-scheme: dark');
});

test.each(['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' & &amp;"])(
  'what others wrote is text in it: %j',
  (nasty) => {
    const event = { type: 'refused', code: nasty, store: nasty, callSite: `    at x (${nasty})` } as never;
    const html = renderTimelineHtml([event], nasty);
    const escaped = nasty.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
    expect(html).not.toContain(nasty);
    expect(html.split(escaped)).toHaveLength(6); // title, heading, lane, code and place
  },
);

test('shows the last thousand events of very many', async () => {
  const store = logStore();
  const timeline = new Timeline(store);
  for (let n = 0; n < 600; n++) await store.submit('a');
  const html = renderTimelineHtml(timeline.events(), 'a test');
  expect(html).toContain('The first 200 of 1200 events are left out.');
  const rows = rowsOf(html);
  expect(rows).toHaveLength(1001);
  expect([rows[1], rows.at(-1)]).toEqual([
    ['201', '#101 accepted, 1 row'],
    ['1200', '#600 committed'],
  ]);
});

test('has nothing sensitive in it', async () => {
  const { sink, records, timeline } = new GossipSession();
  const triple = records.triple();
  await sink.upsertBatch(triple);
  const stray = { ...triple.finding, findingId: records.triple().finding.findingId };
  await outcomeOf((await sink.upsertBatch({ findings: [stray], occurrences: [], observations: [] })).wait());
  await outcomeOf(sink.upsertBatch({ findings: [{ ...triple.finding, secretHash: 'x' }] } as never));
  const html = renderTimelineHtml(timeline.events(), 'a test');
  expect(html).toContain('refused');
  expect(html).toBeRedacted(triple.finding.secretHash);
  expect(html).not.toContain(triple.finding.findingId);
});
