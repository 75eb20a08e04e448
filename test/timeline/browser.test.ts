import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { GossipSession, InMemoryDoneLedger, InMemoryFindingsSink } from '../../src/index.js';
import { PersistenceSim, timelineHtml, timelinePage, type SimOperation, type SimReport } from '../../src/sim/index.js';
import { renderHtml } from '../../src/timeline/html/render-html.js';
import { builders, changed, LyingLedger } from '../sim/support.js';
import { Browser, findChromium, type Page, type PageOptions } from '../support/browser.js';
import { hostilePage } from './hostile.js';
import { scripted } from './support.js';

// The page in a real browser: a Chromium of this machine.
const CHROMIUM = findChromium();
if (CHROMIUM === undefined)
  console.warn(
    '\nNo Chromium was found (CHROMIUM, chromium, google-chrome): the HTML timeline is NOT TRIED in a browser.\n',
  );

let browser: Browser;
let folder: string;

/** Opens a page of HTML; what it complained about, and what it asked for, is checked at the end of the test. */
async function open(
  html: string,
  { hash = '', ...options }: PageOptions & { readonly hash?: string } = {},
): Promise<Page> {
  const file = join(folder, `${Math.random()}.html`);
  await writeFile(file, html);
  const page = await browser.open(`file://${file}${hash}`, options);
  onTestFinished(() => {
    expect(page.complaints).toEqual([]);
    const outside = page.requests.filter((url) => !url.startsWith(`file://${file}`) && !url.startsWith('data:'));
    expect(outside).toEqual([]);
  });
  return page;
}

const text = (page: Page, selector: string) =>
  page.evaluate<string>(`document.querySelector(${JSON.stringify(selector)}).innerText`);
const texts = (page: Page, selector: string) =>
  page.evaluate<string[]>(`[...document.querySelectorAll(${JSON.stringify(selector)})].map((one) => one.innerText)`);
const settled = (page: Page) =>
  page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
const press = async (page: Page, ...keys: readonly string[]) => {
  await page.press(...keys);
  await settled(page);
};
const selected = (page: Page) => text(page, '.option[aria-selected=true] .number').then(Number);

const records = builders();
const [ITEM, OTHER] = records.page(2) as [ReturnType<typeof records.page>[0], ReturnType<typeof records.page>[0]];
const FIRST = records.failed({ bytesScanned: 5, provenance: { startedAt: 1, finishedAt: 16 } });
const SECOND = changed(FIRST, { bytesScanned: 9n });
const upsert = (label: string, ...list: (typeof FIRST)[]): SimOperation => {
  return { type: 'BatchUpsert', store: 'ledger', label, records: list };
};
const write = (label: string, { triple }: typeof ITEM): SimOperation => {
  return { type: 'BatchUpsert', store: 'sink', label, batch: triple };
};

/** Two violations: at step 9 of a row with a history, at step 11 of another. */
async function violated(): Promise<SimReport> {
  const ledger = new LyingLedger();
  const sink = new InMemoryFindingsSink();
  ledger.lie = (row) => (row.bytesScanned === 9n ? changed(row, { bytesScanned: 1n }) : row);
  return scripted({ ledger, sink }, [
    write('f1', ITEM),
    { type: 'InjectDelay', store: 'ledger', count: 2 },
    upsert('w1', FIRST, ITEM.record),
    upsert('w2', records.clean()),
    { type: 'BatchGet', store: 'ledger', keys: [FIRST.key] },
    { type: 'ReleaseSpecific', store: 'ledger', write: 'w1' },
    { type: 'InjectCommitFailure', store: 'sink', count: 1 },
    write('f2', OTHER),
    upsert('w3', SECOND),
    { type: 'ReleaseOldest', store: 'ledger' },
    upsert('w4', OTHER.record),
  ]);
}

describe.skipIf(CHROMIUM === undefined)('the HTML timeline in a browser', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gossip-inmemory-pages-'));
    browser = await Browser.launch(CHROMIUM!);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  test('shows first what is violated, what was expected, and how that row came about', async () => {
    const page = await open(timelineHtml(await violated()));
    await settled(page);
    expect(await selected(page)).toBe(9);
    expect(await text(page, '.verdict')).toMatch(/^I2\s+bytesScanned of the row went down: row .*\s+Step 9$/);
    const card = 'article.violation';
    expect(await text(page, `${card} .rule`)).toBe('I2 bytesScanned of a ledger row never goes down');
    expect(await texts(page, `${card} .sides td`)).toEqual(['', '9', '1']);
    const history = await page.evaluate<string[][]>(
      `[...document.querySelector('${card} details').querySelectorAll('tbody tr')].map((row) => [...row.cells].slice(0, 4).map((cell) => cell.innerText))`,
    );
    expect(history.map((cells) => cells.join(' | '))).toEqual([
      '3 | upsert w1 (2 records)pending as #1 | written | 5',
      '6 | release w1w1 committed | durable | 5',
      '9 | upsert w3 (1 record)committed | written | 9',
      ' |  | durable | 1',
      ' |  | expected | 9',
    ]);
  });

  test('of a failed test shows its message, and how the rows came about that it names', async () => {
    const { ledger, timeline } = new GossipSession();
    await ledger.batchUpsert([FIRST]);
    await ledger.batchUpsert([SECOND]);
    ledger.resetFaults();
    const failure = `expected 1\n\n${FIRST.key.ovidHash.slice(0, 8)}..`;
    const page = await open(await timeline.toHtml({ title: 'a worker > waits', failure }));
    await settled(page);
    expect(await text(page, '.verdict')).toBe(failure);
    expect(await selected(page)).toBe(5);
    const what = await texts(page, '#detail details[open] td:nth-child(3)');
    expect(what).toEqual(['written', 'durable', 'written', 'durable']);
    await press(page, 'k');
    expect(await texts(page, '#detail details[open] summary')).toEqual([]);
  });

  test('is stepped through with j and k, arrows, and to the ends', async () => {
    const page = await open(timelineHtml(await violated()));
    const after: number[] = [];
    for (const key of [
      'k',
      'k',
      'j',
      'ArrowUp',
      'ArrowDown',
      'g',
      'k',
      'G',
      'j',
      'Home',
      'End',
      'PageUp',
      'PageDown',
    ]) {
      await press(page, key);
      after.push(await selected(page));
    }
    expect(after).toEqual([8, 7, 8, 7, 8, 1, 1, 11, 11, 1, 11, 1, 11]);
  });

  test('jumps from violation to violation', async () => {
    const page = await open(timelineHtml(await violated()));
    const after: number[] = [];
    for (const key of ['v', 'v', 'V', 'V']) {
      await press(page, key);
      after.push(await selected(page));
    }
    expect(after).toEqual([11, 9, 11, 9]);
    await press(page, 'g');
    await page.evaluate(`document.querySelector('.to-violation').click()`);
    expect(await selected(page)).toBe(9);
  });

  test('shows the rows of both stores as they were after each step, and what changed', async () => {
    const report = await violated();
    const page = await open(timelineHtml(report));
    const counts = async () => (await texts(page, '#detail h4')).join(', ');
    const seen: Record<number, string> = {};
    for (const number of [1, 2, 6, 9, 10, 2, 1]) {
      await page.evaluate(`location.hash = '#step-${number}'`);
      await settled(page);
      expect(await selected(page)).toBe(number);
      seen[number] = await counts();
    }
    expect(seen).toEqual({
      1: 'records 0, findings 1, occurrences 1, observations 1',
      2: 'records 0, findings 1, occurrences 1, observations 1',
      6: 'records 2, findings 1, occurrences 1, observations 1',
      9: 'records 2, findings 1, occurrences 1, observations 1',
      10: 'records 3, findings 1, occurrences 1, observations 1',
    });
    await page.evaluate(`location.hash = '#step-9'`);
    await settled(page);
    expect(await texts(page, '#detail td.changed small')).toEqual(['was 5']);
    expect(await texts(page, '#detail tr.wrong td.wrong')).toEqual(['1']);
  });

  test('has one address for each step', async () => {
    const report = await violated();
    const page = await open(timelineHtml(report), { hash: '#step-4' });
    await settled(page);
    expect(await selected(page)).toBe(4);
    await press(page, 'j');
    expect(await page.evaluate('location.hash')).toBe('#step-5');
    await page.evaluate(`document.querySelector('#detail a.step')?.click()`);
    await page.evaluate(`location.hash = '#step-999'`);
    await settled(page);
    expect(await selected(page)).toBe(11);
  });

  test('is filtered by the key of a row, a label, or any word', async () => {
    const report = await violated();
    const page = await open(timelineHtml(report));
    const short = timelinePage(report).keys.find(({ key }) => key.endsWith(FIRST.key.ovidHash))!.short;
    const search = async (words: string) => {
      await press(page, '/');
      await page.evaluate(`document.activeElement.value = ''`);
      await page.send('Input.insertText', { text: words });
      await settled(page);
      return {
        count: await text(page, '#count'),
        steps: (await texts(page, '.option .number')).map(Number).sort((a, b) => a - b),
      };
    };
    expect(await search(short)).toEqual({ count: '4 of 11 steps', steps: [3, 5, 6, 9] });
    expect(await texts(page, '#detail h4')).toContain('records 1 of 2');
    expect(await search('w1 release')).toEqual({ count: '1 of 11 steps', steps: [6] });
    expect(await selected(page)).toBe(6);
    expect(await search('I2')).toMatchObject({ steps: [9] });
    expect(await search('nothing has this')).toMatchObject({ count: '0 of 11 steps', steps: [] });
    expect(await text(page, '#none')).toBe('No step has that in its line or in a key that it touches.');
    await press(page, 'Escape');
    expect(await text(page, '#count')).toBe('11 steps');
    await press(page, 'k'); // the keys are the list's again
    expect(await selected(page)).toBe(8);
  });

  test("is filtered by a click on a row's key, and shows a violation all the same", async () => {
    const page = await open(timelineHtml(await violated()));
    await press(page, 'g');
    await page.evaluate(`document.querySelector('#detail table .key').click()`);
    await settled(page);
    expect(await text(page, '#count')).toBe('1 of 11 steps');
    await press(page, 'v');
    expect(await selected(page)).toBe(9);
    expect(await text(page, '#count')).toBe('11 steps');
  });

  test('explains its keys, and is closed with Escape', async () => {
    const page = await open(timelineHtml(await violated()));
    await press(page, '?');
    expect(await page.evaluate(`document.querySelector('#help').open`)).toBe(true);
    await press(page, 'j'); // not while it is open
    expect(await selected(page)).toBe(9);
    await page.send('Input.dispatchKeyEvent', { type: 'keyDown', key: 'Escape', windowsVirtualKeyCode: 27 });
    await settled(page);
    expect(await page.evaluate(`document.querySelector('#help').open`)).toBe(false);
  });

  test('takes what it shows for text, whatever it is', async () => {
    const page = await open(renderHtml(await hostilePage()));
    await settled(page);
    const steps = await page.evaluate<number>(
      'Number(document.querySelector("#list .option").getAttribute("aria-setsize"))',
    );
    for (let left = steps; left > 0; left--) await page.press('k');
    await settled(page);
    expect(await page.evaluate('window.hurt')).toBeUndefined();
    expect(
      await page.evaluate('document.querySelectorAll("main img, main script, header img, dialog img").length'),
    ).toBe(0);
    expect(await text(page, 'h1')).toContain('</script><img src=x onerror="window.hurt=1">');
  });

  test('runs no script that gets into it by whatever way', async () => {
    const html = timelineHtml(await violated()).replace(
      '<main>',
      '<main><img src="data:," onerror="window.hurt = 1"><script>window.hurt = 2</script>',
    );
    const file = join(folder, 'injected.html');
    await writeFile(file, html);
    const page = await browser.open(`file://${file}`);
    await settled(page);
    expect(await page.evaluate('window.hurt')).toBeUndefined();
    expect(page.complaints).toHaveLength(2); // of the policy that forbids both
  });

  test.each(['light', 'dark'] as const)('comes in colours for a %s screen', async (scheme) => {
    const page = await open(timelineHtml(await violated()), { scheme });
    const colours = await page.evaluate<string>(
      `(({ color, backgroundColor }) => color + ' on ' + backgroundColor)(getComputedStyle(document.body))`,
    );
    expect(colours).toBe(
      { light: 'rgb(31, 35, 40) on rgb(247, 246, 243)', dark: 'rgb(230, 228, 223) on rgb(21, 23, 27)' }[scheme],
    );
  });

  test.each([1400, 900, 400])('fits a window %i wide', async (width) => {
    const page = await open(timelineHtml(await violated()), { width, height: 800 });
    await settled(page);
    const [content, window] = await page.evaluate<[number, number]>(
      '[document.documentElement.scrollWidth, innerWidth]',
    );
    expect(content).toBeLessThanOrEqual(window);
    expect(
      await page.evaluate<number>(
        `document.querySelector('.option[aria-selected=true]').getBoundingClientRect().height`,
      ),
    ).toBe(26);
  });

  test('tells assistive technology what is what', async () => {
    const page = await open(timelineHtml(await violated()));
    await settled(page);
    await page.send('Accessibility.enable');
    const { nodes } = (await page.send('Accessibility.getFullAXTree')) as { nodes: AxNode[] };
    const named = nodes.filter((node) => !node.ignored).map(({ role, name }) => `${role?.value} ${name?.value}`);
    expect(named).toEqual(
      expect.arrayContaining([
        'listbox Steps',
        'option 9, ledger, upsert w3 (1 record), committed, violated: I2',
        'searchbox Filter the steps (/)',
        'region Step 9',
        'article Violation of I2',
        'heading Step 9',
        'button Keys and signs (?)',
        'main ',
      ]),
    );
    expect(await page.evaluate('document.activeElement.id')).toBe('list');
    expect(
      await page.evaluate(
        `document.getElementById(document.activeElement.getAttribute('aria-activedescendant')).ariaSelected`,
      ),
    ).toBe('true');
  });

  test('five thousand steps are stepped through with a few hundred elements', async () => {
    const stores = { ledger: new InMemoryDoneLedger(), sink: new InMemoryFindingsSink() };
    const simulation = new PersistenceSim({
      seed: 'long',
      level: 'Stormy',
      profile: 'extended',
      record: true,
      ...stores,
    });
    const report = await simulation.run({ ops: 4500 });
    const page = await open(timelineHtml(report));
    await settled(page);
    expect(await page.evaluate<number>(`document.querySelectorAll('#list .option').length`)).toBeLessThan(80);
    await press(page, 'G');
    expect(await selected(page)).toBe(report.steps.length);
    const counts = Object.fromEntries((await texts(page, '#detail h4')).map((heading) => heading.split(' ')));
    expect(counts).toEqual({
      records: String(stores.ledger.snapshot().length),
      findings: String(stores.sink.findingsSnapshot().length),
      occurrences: String(stores.sink.occurrencesSnapshot().length),
      observations: String(stores.sink.observationsSnapshot().length),
    });
    for (const key of ['k', 'k', 'g', 'j', 'PageDown']) await press(page, key);
    expect(await page.evaluate<number>(`document.querySelectorAll('#list .option').length`)).toBeLessThan(80);
    expect(await page.evaluate<number>(`document.querySelectorAll('*').length`)).toBeLessThan(6000);
  });

  test('prints what is selected, and the timeline as text', async () => {
    const page = await open(timelineHtml(await violated()));
    await settled(page);
    await page.send('Emulation.setEmulatedMedia', { media: 'print' });
    const shown = (selector: string) => page.evaluate(`document.querySelector('${selector}').checkVisibility()`);
    expect(await Promise.all(['#detail', '#text', '.steps', '.turns'].map(shown))).toEqual([true, true, false, false]);
  });

  test('of nothing, there is a page', async () => {
    const page = await open(renderHtml({ title: 'x', summary: [], lanes: [], keys: [], entries: [], flights: [] }));
    await press(page, 'j', 'v', 'G', '/');
    expect(await text(page, '#count')).toBe('0 steps');
  });
});

interface AxNode {
  readonly ignored: boolean;
  readonly role?: { readonly value: string };
  readonly name?: { readonly value: string };
}
