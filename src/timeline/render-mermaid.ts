import { readCount } from '../store/control-arguments.js';
import type { PageEntry, TimelinePage } from './page.js';
import { clip } from './wrap.js';

/** How a timeline is drawn as a sequence diagram. */
export interface TimelineMermaidOptions {
  /** Only so many entries, the last ones; 60 if left out, as longer diagrams are hard to read and slow to draw. */
  readonly last?: number | undefined;
}

const LONGEST = 120;
const MOST_LINES = 12;

/** A timeline as a sequence diagram in Mermaid's language: the test calls the stores, and these answer. */
export function renderMermaid(page: TimelinePage, { last = 60 }: TimelineMermaidOptions = {}): string {
  readCount('last', last);
  const entries = page.entries.slice(Math.max(0, page.entries.length - last));
  const left = page.entries.length - entries.length;
  const all = ['test', ...page.lanes.map((_, lane) => `store${lane}`)];
  const over = all.length === 1 ? 'test' : `test,${all.at(-1)}`;
  const note = (text: string): string => `  Note over ${over}: ${text}`;
  return [
    'sequenceDiagram',
    `  accTitle: ${escaped(page.title)}`,
    '  participant test as test',
    ...page.lanes.map((name, lane) => `  participant store${lane} as ${escaped(name)}`),
    ...(left > 0 ? [note(`${left} earlier ${left === 1 ? 'entry is' : 'entries are'} left out`)] : []),
    ...entries.flatMap((entry) => linesOf(entry, note)),
    ...(page.failure === undefined ? [] : [note(breaking(page.failure.lines.slice(0, MOST_LINES)))]),
  ].join('\n');
}

function linesOf(entry: PageEntry, note: (text: string) => string): readonly string[] {
  const { number, lane, text, answer, tone, violations } = entry;
  const store = `store${lane}`;
  const back = (said: string): string => `  ${store}${ARROWS[tone] ?? '-->>'}test: ${said}`;
  const isOutcome = answer === '' && OUTCOMES.has(tone);
  const calls = [
    isOutcome ? back(`${number}. ${escaped(text)}`) : `  test->>${store}: ${number}. ${escaped(text)}`,
    ...(answer === '' ? [] : [back(escaped(answer))]),
  ];
  if (violations.length === 0) return calls;
  const notes = violations.map(({ invariant, message, differences }) => {
    const sides = differences.map(
      ({ field, expected, received }) =>
        `${field === undefined ? '' : `${field}: `}expected ${expected}, received ${received}`,
    );
    return note(breaking([`${invariant}: ${message}`, ...sides]));
  });
  return ['  rect rgba(220, 38, 38, 0.15)', ...calls, ...notes, '  end'];
}

/** Lines of text, in one line of the language. */
function breaking(lines: readonly string[]): string {
  return lines.map(escaped).join('<br/>');
}

/** What tells how a write went comes from the store. */
const OUTCOMES: ReadonlySet<PageEntry['tone']> = new Set(['good', 'held', 'bad']);

/** A failure comes back with a cross. */
const ARROWS: Partial<Record<PageEntry['tone'], string>> = { bad: '--x', violation: '--x' };

/** Text that Mermaid takes for text: whatever is special to it, or to HTML, as a character code. */
function escaped(text: string): string {
  return clip(text, LONGEST).replaceAll(/[^\p{L}\p{N} .,:()[\]'/_+*=!?-]/gu, (sign) => `#${sign.codePointAt(0)};`);
}
