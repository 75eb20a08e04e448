import { sha256 } from '@noble/hashes/sha2.js';
import type { TimelinePage } from '../page.js';
import { renderText } from '../render-text.js';
import { escapeHtml, scriptJson } from './escape.js';
import { pack } from './pack.js';
import { DATA } from './script-data.js';
import { DETAIL } from './script-detail.js';
import { DOM } from './script-dom.js';
import { FILTER } from './script-filter.js';
import { HISTORY } from './script-history.js';
import { LIST } from './script-list.js';
import { MAIN } from './script-main.js';
import { RAILS } from './script-rails.js';
import { TABLES } from './script-tables.js';
import { DETAIL_STYLES } from './styles-detail.js';
import { LAYOUT } from './styles-layout.js';
import { LIST_STYLES } from './styles-list.js';
import { TOKENS } from './styles-tokens.js';

/** More entries than this are not shown: the first ones are left out. */
const MOST = 10_000;
/** So many of the last entries are there as text, for print, and for where scripts do not run. */
const AS_TEXT = 300;

/** The script of every page: the same, to the letter. */
export const SCRIPT = `(() => {\n'use strict';\n${[DATA, DOM, RAILS, LIST, FILTER, TABLES, HISTORY, DETAIL, MAIN].join('')}\n})();\n`;
export const STYLES = [TOKENS, LAYOUT, LIST_STYLES, DETAIL_STYLES].join('');

/**
 * A timeline as one HTML page, which asks nothing of any network: its script and its styles are in it, and its policy lets
 * nothing else run or load. Whatever is shown gets into it as text.
 */
export function renderHtml(page: TimelinePage): string {
  const wrong = page.failure !== undefined || page.entries.some(({ violations }) => violations.length > 0);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(page.title)}</title>
<link rel="icon" href="data:image/svg+xml,${icon(wrong)}">
<style>${STYLES}</style>
</head>
<body>
<header>
<div class="title"><h1>${escapeHtml(page.title)}</h1><p class="summary">${escapeHtml(page.summary.join(' '))}</p>
<button type="button" id="ask" aria-label="Keys and signs (?)" title="Keys and signs (?)">?</button></div>
${verdict(page)}</header>
${FRAME}
${dialog(page)}
<pre id="text">${escapeHtml(renderText(page, { last: AS_TEXT }))}</pre>
<script type="application/json" id="timeline">${scriptJson(pack(page, MOST))}</script>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

/** What is wrong, for those who read nothing else: the first violation, or what the test failed with. */
function verdict({ entries, failure }: TimelinePage): string {
  if (failure !== undefined)
    return `<div class="verdict"><pre tabindex="0" role="region" aria-label="What the test failed with">${escapeHtml(failure.lines.join('\n'))}</pre></div>\n`;
  const entry = entries.find(({ violations }) => violations.length > 0);
  if (entry === undefined) return '';
  const { invariant, message } = entry.violations[0] as (typeof entry.violations)[0];
  const more = entry.violations.length === 1 ? '' : ` (and ${entry.violations.length - 1} more)`;
  return `<div class="verdict"><span class="name">${escapeHtml(invariant)}</span>\
<span class="message">${escapeHtml(message + more)}</span>\
<button type="button" class="to-violation" title="Next violation (v)">Step ${entry.number}</button></div>\n`;
}

const FRAME = `<main>
<section class="steps" aria-label="Steps">
<div class="search" role="search"><input id="filter" type="search" autocomplete="off" spellcheck="false"
 aria-label="Filter the steps (/)" placeholder="Filter: a key, a label, an event"><output id="count" for="filter"></output>
<button type="button" id="clear" hidden>Clear</button></div>
<div class="listing"><div id="list" role="listbox" tabindex="0" aria-label="Steps"><div id="sheet" role="presentation"></div></div>
<p id="none" hidden>No step has that in its line or in a key that it touches.</p></div>
</section>
<section id="detail" tabindex="0" aria-label="The selected step"></section>
</main>`;

/** What the keys do, what the signs say, and the whole summary. */
function dialog({ summary }: TimelinePage): string {
  return `<dialog id="help" aria-labelledby="help-title">
<h2 id="help-title">Keys and signs</h2>
<dl>
<dt><kbd>j</kbd> <kbd>k</kbd> or arrows</dt><dd>next, previous step</dd>
<dt><kbd>v</kbd> <kbd>V</kbd></dt><dd>next, previous violation</dd>
<dt><kbd>g</kbd> <kbd>G</kbd></dt><dd>first, last step</dd>
<dt><kbd>/</kbd></dt><dd>filter; a click on a row's key does so too</dd>
<dt><kbd>Esc</kbd></dt><dd>clear the filter</dd>
</dl>
<dl>
<dt data-tone="good">disc</dt><dd>committed</dd>
<dt data-tone="held">ring</dt><dd>held back; the bar beside the rail lasts until it is not</dd>
<dt data-tone="bad">cross</dt><dd>refused, failed, lost, crashed, as it was asked to</dd>
<dt data-tone="fault">diamond</dt><dd>a fault or a mode was set</dd>
<dt data-tone="violation">exclamation mark</dt><dd>an invariant is violated</dd>
<dt>\u0394</dt><dd>so many durable rows changed</dd>
</dl>
<p>${escapeHtml(summary.join(' '))}</p>
<p>The address names the selected step, so that it can be passed on.</p>
<form method="dialog"><button>Close</button></form>
</dialog>`;
}

let policyOfPages: string | undefined;

/** Nothing is let in but this very script and these very styles, known by their hashes. */
function policy(): string {
  policyOfPages ??= [
    "default-src 'none'",
    `script-src '${hashOf(SCRIPT)}'`,
    `style-src '${hashOf(STYLES)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return policyOfPages;
}

function hashOf(text: string): string {
  const digest = sha256(new TextEncoder().encode(text));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}

function icon(wrong: boolean): string {
  const colour = wrong ? '%23c0182b' : '%231a7434';
  return `%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' fill='${colour}'/%3E%3C/svg%3E`;
}
