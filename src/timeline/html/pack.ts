import type { TableName } from '../../oracle/differences.js';
import type { PageEntry, PageRow, PageTone, TimelinePage } from '../page.js';

/** A list of different things, numbered from 0. */
class Numbered<T> {
  readonly items: T[] = [];
  readonly #numbers = new Map<string, number>();

  /** The number of an item. Two items of one name are the same. */
  of(name: string, item: T): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.items.length);
    return this.items.push(item) - 1;
  }
}

const TONES: readonly PageTone[] = ['plain', 'good', 'held', 'bad', 'fault', 'violation'];
const TABLES: readonly TableName[] = ['records', 'findings', 'occurrences', 'observations'];

/**
 * A timeline as the script of its page reads it: names, texts and rows are there once each, and go by their numbers. Only
 * the last `most` entries are kept, with the rows as they were before them.
 */
export function pack(page: TimelinePage, most: number): object {
  const strings = new Numbered<string>();
  const rows = new Numbered<readonly number[]>();
  const text = (value: string): number => strings.of(value, value);
  const row = (fields: PageRow): number => {
    const packed = Object.entries(fields).flatMap(([path, value]) => [text(path), text(value)]);
    return rows.of(packed.join(), packed);
  };
  const left = page.entries.length - most;
  const [earlier, entries] = left > 0 ? [page.entries.slice(0, left), page.entries.slice(left)] : [[], page.entries];
  const start = new Map(earlier.flatMap(({ changes }) => changes.map(({ key, after }) => [key, row(after)] as const)));
  const first = entries[0]?.number ?? 0;
  const packed = entries.map((entry) => packEntry(entry, text, row));
  return {
    title: page.title,
    summary:
      left > 0 ? [...page.summary, `The first ${left} of ${page.entries.length} entries are left out.`] : page.summary,
    failure: page.failure,
    lanes: page.lanes,
    tones: TONES,
    tables: TABLES,
    keys: page.keys.map(({ table, key, short }) => [TABLES.indexOf(table), key, short]),
    start: [...start],
    entries: packed,
    flights: page.flights.filter(({ to }) => to === undefined || to > first),
    rows: rows.items,
    strings: strings.items,
  };
}

function packEntry(
  entry: PageEntry,
  text: (value: string) => number,
  row: (fields: PageRow) => number,
): readonly unknown[] {
  return [
    entry.number,
    entry.lane,
    entry.phase === undefined ? -1 : text(entry.phase),
    entry.text,
    entry.answer,
    TONES.indexOf(entry.tone),
    entry.keys,
    entry.details.flatMap(([name, value]) => [text(name), text(value)]),
    entry.written.flatMap((written) => [written.key, row(written.row)]),
    entry.writes,
    entry.changes.flatMap(({ key, before, after }) => [key, before === undefined ? -1 : row(before), row(after)]),
    entry.faults.map(text),
    entry.violations,
  ];
}
