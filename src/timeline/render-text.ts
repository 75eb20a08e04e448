import { readCount } from '../store/control-arguments.js';
import { outOfRange } from '../values/check.js';
import type { PageEntry, PageViolation, TimelinePage } from './page.js';
import { clip, wrap } from './wrap.js';

/** How a timeline is written as text. */
export interface TimelineTextOptions {
  /** No line is longer than so many characters; 120 if left out, 40 at least. */
  readonly width?: number | undefined;
  /** Only so many entries, the last ones; all of them if left out. */
  readonly last?: number | undefined;
}

const NARROWEST = 40;

/** A timeline as text: one line per entry, what is violated below the entry that brought it to light. */
export function renderText(page: TimelinePage, { width = 120, last }: TimelineTextOptions = {}): string {
  readCount('width', width);
  if (width < NARROWEST) throw outOfRange('width', width, NARROWEST, Number.MAX_SAFE_INTEGER);
  if (last !== undefined) readCount('last', last);
  const entries = last === undefined ? page.entries : page.entries.slice(Math.max(0, page.entries.length - last));
  const left = page.entries.length - entries.length;
  return [
    ...wrap(page.title, width),
    ...page.summary.flatMap((sentence) => indented('  ', sentence, width)),
    ...(page.failure?.lines ?? []).flatMap((line) => indented('  | ', line, width)),
    '',
    ...(left > 0 ? [`.. ${left} earlier ${left === 1 ? 'entry' : 'entries'}`] : []),
    ...linesOf(page, entries, width),
  ].join('\n');
}

function linesOf({ lanes }: TimelinePage, entries: readonly PageEntry[], width: number): readonly string[] {
  const digits = Math.max(4, String(entries.at(-1)?.number ?? 0).length);
  const lane = Math.min(Math.max(0, ...lanes.map((name) => name.length)), Math.floor(width / 4));
  const answered = entries.some(({ answer }) => answer !== '');
  const longest = Math.max(0, ...entries.map(({ text }) => text.length));
  const done = answered ? Math.min(longest, Math.floor(width * 0.45)) : longest;
  return entries.flatMap((entry) => {
    const { number, text, answer, violations } = entry;
    const store = clip(lanes[entry.lane] ?? '', lane).padEnd(lane);
    const start = `${String(number).padStart(digits)}  ${store}  `;
    const line = answer === '' ? start + text : `${start}${clip(text, done).padEnd(done)}  ${answer}`;
    return [
      clip(line.trimEnd(), width),
      ...violations.flatMap((violation) => violationLines(violation, digits, width)),
    ];
  });
}

function violationLines(violation: PageViolation, digits: number, width: number): readonly string[] {
  const { invariant, rule, message, differences } = violation;
  const indent = ' '.repeat(digits + 2);
  return [
    ...indented(`${indent}!! `, `${invariant}: ${message} (${invariant}: ${rule}.)`, width),
    ...differences.flatMap(({ field, expected, received }) =>
      indented(
        `${indent}     `,
        `${field === undefined ? '' : `${field}: `}expected ${expected}, received ${received}`,
        width,
      ),
    ),
  ];
}

/** A text behind a sign, its further lines below its first. */
function indented(sign: string, text: string, width: number): readonly string[] {
  return wrap(text, width - sign.length).map((line, index) =>
    ((index === 0 ? sign : sign.replaceAll('!', ' ')) + line).trimEnd(),
  );
}
