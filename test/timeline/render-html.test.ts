import { createHash } from 'node:crypto';
import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';
import { GossipSession } from '../../src/index.js';
import { DoneLedgerSim, timelineHtml, type TimelinePage } from '../../src/sim/index.js';
import { renderHtml, SCRIPT, STYLES } from '../../src/timeline/html/render-html.js';
import { pack } from '../../src/timeline/html/pack.js';
import { pageOfEvents } from '../../src/timeline/page-of-events.js';
import { expect as gossip } from '../../fixtures/vitest.js';
import { HOSTILE, hostilePage } from './hostile.js';

// What can be said of a page without a browser. What it does in one is in browser.test.ts.

const EMPTY: TimelinePage = { title: 'x', summary: [], lanes: [], keys: [], entries: [], flights: [] };
const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

test('nothing runs and nothing is loaded but what the page itself brings along', async () => {
  const html = renderHtml(await hostilePage());
  const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html)![1]!.split('; ');
  const script = /<script>(.*?)<\/script>/s.exec(html)![1]!;
  const styles = /<style>(.*?)<\/style>/s.exec(html)![1]!;
  expect(policy).toEqual([
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(styles)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  expect([script, styles]).toEqual([SCRIPT, STYLES]);
});

test('texts are nothing but text', async () => {
  const html = renderHtml(await hostilePage());
  const tags = Array.from(html.matchAll(/<(\w+)/g), ([, name]) => name);
  expect(tags.filter((name) => name === 'script')).toHaveLength(2);
  expect(tags.filter((name) => name === 'img' || name === 'b')).toEqual([]);
  expect(html.match(/<\/script/g)).toHaveLength(2);
  expect(html.match(/<!--/g)).toBeNull();
  const markup = html.replace(/<script type="application\/json".*?<\/script>/s, '');
  expect(HOSTILE.filter((text) => /[<>"']/.test(text) && markup.includes(text))).toEqual([]);
});

test('its data are JSON', async () => {
  const page = await hostilePage();
  const json = /<script type="application\/json" id="timeline">(.*?)<\/script>/s.exec(renderHtml(page))![1]!;
  expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(pack(page, 10_000))));
});

test('it names no address of any network', async () => {
  const { ledger, timeline, records } = new GossipSession();
  await ledger.batchUpsert([records.clean()]);
  const html = renderHtml(pageOfEvents(timeline.events()));
  const addresses = Array.from(html.matchAll(/\b[a-z]+:\/\/[^\s"']*/g), ([address]) => address);
  expect([...new Set(addresses)]).toEqual(['http://www.w3.org/2000/svg']); // the name of SVG, which nobody asks for
});

test('no secret is in it', async () => {
  const { sink, timeline, records } = new GossipSession();
  const { triple } = records.page(1)[0]!;
  await sink.upsertBatch(triple);
  await sink.upsertBatch({ ...triple, findings: [{ ...triple.findings[0]!, secretHash: 'x' as never }] }).catch(String);
  const html = await timeline.toHtml();
  expect(html).toContain('SecretHash([redacted])');
  gossip(html).toBeRedacted(triple.findings[0]!.secretHash);
});

test('without scripts it shows the end of the timeline as text', async () => {
  const report = await new DoneLedgerSim({ seed: 5, record: true }).run({ ops: 400 });
  const text = /<pre id="text">(.*?)<\/pre>/s.exec(timelineHtml(report))![1]!.split('\n');
  expect(text[0]).toBe('done-ledger simulation, seed &#39;5&#39;');
  expect(text).toContain(`.. ${report.steps.length - 300} earlier entries`);
  expect(text.at(-1)).toMatch(new RegExp(`^ ${report.steps.length}  ledger  read all`));
});

describe('the last entries of a long timeline', () => {
  const long = async () => {
    const { ledger, timeline, records } = new GossipSession();
    const row = records.failed({ provenance: { finishedAt: 20 } });
    ledger.delayNextWrites(1);
    await ledger.batchUpsert([records.clean()]);
    await ledger.batchUpsert([row]);
    await ledger.batchUpsert([{ ...row, bytesScanned: 9_999_999n }]);
    ledger.releaseAll();
    return pageOfEvents(timeline.events());
  };

  test('come with the rows as they were before them, and the writes that were pending then', async () => {
    const page = await long();
    const packed = pack(page, 3) as {
      start: [number, number][];
      rows: number[][];
      strings: string[];
      flights: object[];
    };
    const [[key, row]] = packed.start as [[number, number]];
    expect(page.keys[key]!.short).toBe('071d0001');
    const texts = packed.rows[row]!.map((index) => packed.strings[index]);
    expect(texts[texts.indexOf('bytesScanned') + 1]).toBe(page.entries[5]!.changes[0]!.after['bytesScanned']);
    expect(packed.flights).toEqual(page.flights);
    expect(packed).toMatchObject({ summary: ['9 events of done-ledger.', 'The first 6 of 9 entries are left out.'] });
  });

  test('leave out the writes that were released before', async () => {
    const page = await long();
    expect(page.flights).toEqual([{ lane: 0, write: 2, from: 4, to: 9 }]);
    expect(pack({ ...page, flights: [{ lane: 0, write: 2, from: 4, to: 6 }] }, 3)).toMatchObject({ flights: [] });
  });
});

test('a page of nothing is a page', () => {
  expect(renderHtml(EMPTY)).toContain('<title>x</title>');
});

test('the script is what lint would have it be', async () => {
  const eslint = new ESLint({
    overrideConfigFile: true,
    overrideConfig: [
      {
        languageOptions: {
          sourceType: 'script',
          globals: Object.fromEntries(
            ['document', 'location', 'history', 'requestAnimationFrame', 'addEventListener'].map((name) => [
              name,
              'readonly',
            ]),
          ),
        },
        rules: Object.fromEntries(
          [
            'no-undef',
            'no-unused-vars',
            'no-redeclare',
            'no-shadow',
            'prefer-const',
            'eqeqeq',
            'no-implicit-globals',
            'no-eval',
          ].map((rule) => [rule, 'error']),
        ),
      },
    ],
  });
  const [result] = await eslint.lintText(SCRIPT);
  expect(result!.messages.map(({ ruleId, line, message }) => `${line}: ${ruleId}: ${message}`)).toEqual([]);
  expect(SCRIPT).not.toMatch(
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\bfetch\b|XMLHttpRequest|\beval\b|new Function/,
  );
});

describe('colours keep their contrast', () => {
  const [light = '', dark = ''] = STYLES.split('@media (prefers-color-scheme: dark)');
  const colours = (css: string) =>
    new Map(Array.from(css.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g), ([, name, hex]) => [name!, hex!]));
  const schemes = { light: colours(light), dark: colours(dark) };

  /** What is written, and what it is written on. */
  const PAIRS = [
    ...['ink', 'soft', 'accent', 'good', 'held', 'bad', 'fault', 'wrong'].flatMap((text) => [[text, 'paper'], [text, 'ground'], [text, 'chosen']]), // prettier-ignore
    ...['ink', 'soft', 'accent', 'wrong'].map((text) => [text, 'wrong-ground']),
    ...['ink', 'soft', 'accent'].map((text) => [text, 'changed-ground']),
    ['right', 'right-ground'],
    ['on-wrong', 'wrong'],
    ['good', 'changed-ground'],
  ] as [string, string][]; // prettier-ignore

  describe.each(['light', 'dark'] as const)('%s', (scheme) => {
    test.each(PAIRS)('%s on %s', (text, ground) => {
      const [a, b] = [text, ground].map((name) => luminance(schemes[scheme].get(name)!)).sort((x, y) => y - x);
      expect((a! + 0.05) / (b! + 0.05)).toBeGreaterThanOrEqual(4.5);
    });
  });
});

/** As WCAG 2 defines it. */
function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [red, green, blue] = channels.map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
