import { describe, expect, test } from 'vitest';
import { defineStore, GossipSession, InMemoryDoneLedger, InMemoryFindingsSink, Timeline } from '../../src/index.js';
import { PersistenceSim } from '../../src/sim/index.js';
import { pageOfEvents } from '../../src/timeline/page-of-events.js';
import { pendingAfter, type PageEntry } from '../../src/timeline/page.js';
import { rowsOf, shownRows } from './support.js';

const said = ({ number, lane, text, tone }: PageEntry) => `${number} ${lane} ${text} | ${tone}`;

test('an entry per event says what the store said, in the lane of its store', async () => {
  const { ledger, sink, timeline, records } = new GossipSession();
  sink.delayNextWrites(1);
  await sink.upsertBatch(records.triple());
  ledger.failNextCommits(1);
  const failing = await ledger.batchUpsert([records.clean()]);
  await failing.wait().catch(() => undefined);
  sink.releaseAll();
  ledger.failNextSubmissions(1);
  await ledger.batchUpsert([records.clean()]).catch(() => undefined);
  ledger.loseNextAcks(1);
  await ledger.batchUpsert([records.clean()]);
  ledger.resetFaults();
  ledger.setAutoComplete(false);
  await ledger.batchUpsert([records.clean()]);
  ledger.crash();

  const { entries, lanes, summary, title } = pageOfEvents(timeline.events());
  expect({ lanes, summary, title }).toEqual({
    title: 'What the stores did',
    summary: ['22 events of done-ledger, findings.'],
    lanes: ['done-ledger', 'findings'],
  });
  expect(entries.map(said)).toMatchInlineSnapshot(`
    [
      "1 1 armed: delayNextWrites(1), 1 to strike | fault",
      "2 1 #1 accepted, 3 rows | plain",
      "3 1 #1 struck by delayNextWrites, 0 left | fault",
      "4 1 #1 delayed, 3 rows (delayNextWrites) | held",
      "5 0 armed: failNextCommits(1), 1 to strike | fault",
      "6 0 #1 accepted, 1 row | plain",
      "7 0 #1 struck by failNextCommits, 0 left | fault",
      "8 0 #1 failed: InjectedCommitFailure | bad",
      "9 0 #1 waited for: InjectedCommitFailure | bad",
      "10 1 #1 committed | good",
      "11 0 armed: failNextSubmissions(1), 1 to strike | fault",
      "12 0 struck by failNextSubmissions, 0 left | fault",
      "13 0 refused: InjectedSubmissionFailure | bad",
      "14 0 armed: loseNextAcks(1), 1 to strike | fault",
      "15 0 #2 accepted, 1 row | plain",
      "16 0 #2 struck by loseNextAcks, 0 left | fault",
      "17 0 #2 committed, acknowledgement lost | bad",
      "18 0 faults reset | fault",
      "19 0 autoComplete off | fault",
      "20 0 #3 accepted, 1 row | plain",
      "21 0 #3 delayed, 1 row (autoComplete is off) | held",
      "22 0 crashed, 1 pending write dropped | bad",
    ]
  `);
  const concerned = entries.map(({ number, writes }) => [number, ...writes]).filter(({ length }) => length > 1);
  expect(concerned).toEqual([[3, 2], [4, 2], [7, 6], [8, 6], [9, 6], [10, 2], [16, 15], [17, 15], [21, 20], [22, 20]]); // prettier-ignore
});

test('what a test failed with comes with it, uncoloured, and with the rows that it names', async () => {
  const { ledger, timeline, records } = new GossipSession();
  const [named, other] = [records.clean(), records.clean()];
  await ledger.batchUpsert([other, named]);
  const failure = `\u001b[31mexpected\u001b[39m\n  record 7e4a0001..7e4a0001/90110001..90110001/071d0001..071d0001 is missing`;
  const page = pageOfEvents(timeline.events(), { title: 'a > b', failure });
  expect(page.title).toBe('a > b');
  expect(page.failure!.lines).toEqual([
    'expected',
    '  record 7e4a0001..7e4a0001/90110001..90110001/071d0001..071d0001 is missing',
  ]);
  expect(page.failure!.keys.map((key) => page.keys[key]!.short)).toEqual(['071d0001']);
});

describe('what a store was handed may be anything', () => {
  const { triple } = new GossipSession().records.page(1)[0]!;
  const throwing = new Proxy({}, { get: () => { throw new Error('no'); }, ownKeys: () => { throw new Error('no'); } }); // prettier-ignore

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'rows'],
    ['a proxy that throws', throwing],
    ['a list of such', [throwing, null, 7]],
    ['a batch without lists', { findings: 1, occurrences: null, observations: 'x' }],
    ['rows without keys', { findings: [{}], occurrences: [{ tenantId: 1 }], observations: [null] }],
    ['records without keys', [{ key: 'x' }, { key: { tenantId: 'a' } }]],
  ])('%s', async (_, input) => {
    const { ledger, sink, timeline } = new GossipSession();
    await ledger.batchUpsert(input as never).catch(() => undefined);
    await sink.upsertBatch(input as never).catch(() => undefined);
    const { entries } = pageOfEvents(timeline.events());
    expect(entries.map(({ text, written }) => [text, written])).toEqual([
      ['refused: BatchValidation', []],
      ['refused: BatchValidation', []],
    ]);
  });

  test('what was refused is shown as far as it can be', async () => {
    const { sink, timeline } = new GossipSession();
    const spoiled = { ...triple, observations: [{ ...triple.observations[0]!, seenAt: 'late\n' }] };
    await sink.upsertBatch(spoiled as never).catch(() => undefined);
    const { entries, keys } = pageOfEvents(timeline.events());
    expect(entries[0]!.written.map(({ key, row }) => [keys[key]!.table, row['seenAt']])).toEqual([
      ['findings', undefined],
      ['occurrences', undefined],
      ['observations', 'late\\u000a'],
    ]);
  });
});

test("of a user's own store there are events, and no rows", async () => {
  const store = defineStore({
    kind: 'findings', // by the name of one of ours
    createDurable: () => [] as string[],
    apply: (durable: string[], line: string) => durable.push(line),
  });
  const timeline = new Timeline(store);
  await (await store.submit('x')).wait();
  const { entries, keys } = pageOfEvents(timeline.events());
  expect(entries.map(({ text }) => text)).toEqual(['#1 accepted, 1 row', '#1 committed', '#1 waited for: receipt']);
  expect(keys).toEqual([]);
  expect(entries.flatMap(({ changes }) => changes)).toEqual([]);
});

test('two stores of one kind have a lane each, and writes of their own', async () => {
  const { records } = new GossipSession();
  const [ledger, replica] = [new InMemoryDoneLedger({ autoComplete: false }), new InMemoryDoneLedger()];
  const timeline = new Timeline(ledger, replica);
  await ledger.batchUpsert([records.clean()]);
  await replica.batchUpsert([records.clean()]);
  expect((await timeline.toMermaid()).split('\n')).toEqual([
    'sequenceDiagram',
    '  accTitle: What the stores did',
    '  participant test as test',
    '  participant store0 as done-ledger (1)',
    '  participant store1 as done-ledger (2)',
    '  test->>store0: 1. #35;1 accepted, 1 row',
    '  store0-->>test: 2. #35;1 delayed, 1 row (autoComplete is off)',
    '  test->>store1: 3. #35;1 accepted, 1 row',
    '  store1-->>test: 4. #35;1 committed',
  ]);
  expect(await timeline.toHtml({ title: 'two' })).toContain('<title>two</title>');
});

test.each([
  [{ title: 7 }, 'options.title: expected string, received number'],
  [{ failure: new Error('x') }, 'options.failure: expected string, received object'],
  ['two', 'options: expected object, received string'],
])('it is refused to make a page of %j', async (options, message) => {
  const timeline = new Timeline(new InMemoryDoneLedger());
  await expect(timeline.toHtml(options as never)).rejects.toThrow(
    expect.objectContaining({ code: 'InvalidType', message }),
  );
});

test('the line that made a call is a detail', async () => {
  const { ledger, timeline, records } = new GossipSession();
  await ledger.batchUpsert([records.clean()]);
  const [accepted, committed] = pageOfEvents(timeline.events()).entries;
  expect(accepted!.details).toEqual([
    ['event', 'accepted'],
    ['called at', expect.stringMatching(/page-of-events\.test\.ts:\d+:\d+$/)],
    ['operationId', '1'],
    ['rows', '1'],
  ]);
  expect(committed!.details).toContainEqual(['receipt', '{ recordCount: 1, scannedCount: 1, findingsCount: 0 }']);
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'it comes to the rows, pending writes and faults of the stores, seed %i',
  async (seed) => {
    const stores = { ledger: new InMemoryDoneLedger(), sink: new InMemoryFindingsSink() };
    const { ledger, sink } = stores;
    const timeline = new Timeline(ledger, sink);
    const stop = new AbortController();
    const simulation = new PersistenceSim({ seed, level: 'Stormy', profile: 'extended', ...stores });
    let left = 400;
    ledger.subscribe(() => {
      if (--left === 0) stop.abort(); // somewhere in the middle, while writes are pending
    });
    await simulation.run({ ops: 400, signal: stop.signal }).catch(() => undefined);
    const page = pageOfEvents(timeline.events());
    expect(rowsOf(page)).toEqual(
      shownRows({
        records: ledger.snapshot(),
        findings: sink.findingsSnapshot(),
        occurrences: sink.occurrencesSnapshot(),
        observations: sink.observationsSnapshot(),
      }),
    );
    for (const [name, store] of [
      ['done-ledger', ledger],
      ['findings', sink],
    ] as const) {
      // prettier-ignore
      const lane = page.lanes.indexOf(name);
      const pending = pendingAfter(page, page.entries.length).map((write) => page.entries[write - 1]!);
      const ids = pending.filter((entry) => entry.lane === lane).map(({ text }) => /^#(\d+) accepted/.exec(text)?.[1]);
      expect(ids).toEqual(store.pendingIds().map(String));
      const armed = Object.entries(store.faults()).flatMap(([fault, count]) =>
        count > 0 ? [`${fault} ${count}`] : [],
      );
      expect([...(page.entries.findLast((entry) => entry.lane === lane)?.faults ?? [])].sort()).toEqual(armed.sort());
    }
  },
);
