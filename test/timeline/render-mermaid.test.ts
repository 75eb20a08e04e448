import { expect, test } from 'vitest';
import { InMemoryDoneLedger, InMemoryFindingsSink } from '../../src/index.js';
import { PersistenceSim, timelineMermaid, type PageTone, type TimelinePage } from '../../src/sim/index.js';
import { renderMermaid } from '../../src/timeline/render-mermaid.js';
import { builders } from '../sim/support.js';
import { scripted } from './support.js';

const records = builders();

test('the test calls the stores, and these answer', async () => {
  const { triple, record } = records.page(1)[0]!;
  const stores = { ledger: new InMemoryDoneLedger(), sink: new InMemoryFindingsSink() };
  const report = await scripted(stores, [
    { type: 'BatchUpsert', store: 'ledger', label: 'early', records: [record] },
    { type: 'BatchUpsert', store: 'sink', label: 'late', batch: triple, faults: ['failNextCommits'] },
    { type: 'SetAutoComplete', store: 'sink', on: false },
  ]);
  expect(timelineMermaid(report)).toMatchInlineSnapshot(`
    "sequenceDiagram
      accTitle: persistence script
      participant test as test
      participant store0 as ledger
      participant store1 as sink
      rect rgba(220, 38, 38, 0.15)
      test->>store0: 1. upsert early (1 record)
      store0--xtest: committed
      Note over test,store1: X1: The ledger says ScannedWithFindings, and no observation is durable: row 7e4a0001../90110001../071d0001..
      end
      test->>store1: 2. upsert late (1 finding, 1 occurrence, 1 observation), failNextCommits
      store1--xtest: failed with InjectedCommitFailure
      test->>store1: 3. autoComplete off"
  `);
});

test('of a long run only the last steps, and a note', async () => {
  const report = await new PersistenceSim({ seed: 1, record: true }).run({ ops: 100 });
  const lines = timelineMermaid(report, { last: 5 }).split('\n');
  expect(lines).toContain(`  Note over test,store1: ${report.steps.length - 5} earlier entries are left out`);
  expect(lines.filter((line) => line.includes('test->>'))).toHaveLength(5);
  expect(
    timelineMermaid(report)
      .split('\n')
      .filter((line) => line.includes('test->>')),
  ).toHaveLength(60);
});

/** What would be more than text to Mermaid, or to the HTML that it makes. */
const SPECIAL = [
  'end',
  'a;b',
  'x #35; y',
  '%% c',
  '<img src=x onerror=alert(1)>',
  'a->>b: c',
  'participant z',
  '`x`',
  '}',
  '\\n',
];

test('no text is taken for anything else', () => {
  const tones: readonly PageTone[] = ['plain', 'good', 'held', 'bad', 'fault', 'violation'];
  const page: TimelinePage = {
    title: SPECIAL.join(),
    summary: [],
    failure: { lines: SPECIAL, keys: [] },
    lanes: SPECIAL.slice(0, 3),
    keys: [],
    flights: [],
    entries: SPECIAL.flatMap((text, index) =>
      tones.map((tone, place) => ({
        ...{ number: index * 6 + place + 1, lane: place % 3, text, answer: SPECIAL.at(-place - 1)!, tone },
        ...{ keys: [], details: [], written: [], writes: [], changes: [], faults: [] },
        violations:
          tone === 'violation'
            ? [
                {
                  invariant: 'I1',
                  rule: text,
                  message: text,
                  differences: [{ field: text, expected: text, received: text }],
                },
              ]
            : [],
      })),
    ),
  };
  const text = String.raw`(?:[\p{L}\p{N} .,:()[\]'/_+*=!?-]|#\d+;)*`;
  const line = new RegExp(
    [
      'sequenceDiagram',
      `  accTitle: ${text}`,
      '  participant test as test',
      `  participant store\\d as ${text}`,
      `  test->>store\\d: \\d+\\. ${text}`,
      `  store\\d--(?:>>|x)test: ${text}`,
      `  Note over test(?:,store\\d)?: ${text}(?:<br/>${text})*`,
      '  rect rgba\\(220, 38, 38, 0\\.15\\)',
      '  end',
    ]
      .map((form) => `(?:^${form}$)`)
      .join('|'),
    'u',
  );
  expect(
    renderMermaid(page)
      .split('\n')
      .filter((one) => !line.test(one)),
  ).toEqual([]);
  expect(renderMermaid(page)).toContain('#60;img src=x onerror=alert(1)#62;');
});

test('without stores it is still a diagram', () => {
  const page: TimelinePage = { title: 'x', summary: [], lanes: [], keys: [], entries: [], flights: [] };
  expect(renderMermaid(page)).toBe('sequenceDiagram\n  accTitle: x\n  participant test as test');
});
