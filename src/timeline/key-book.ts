import type { TableName } from '../oracle/differences.js';
import type { PageKey, PageWrittenRow } from './page.js';
import { printable } from './printable.js';
import { showRow } from './show-row.js';

/** Rows that were handed to a store: by table, and possibly not what a row should be. */
export type WrittenRows = Readonly<Partial<Record<TableName, unknown>>>;

/** The rows of which a timeline tells, numbered as they come up. */
export class KeyBook {
  readonly #indices = new Map<string, number>();
  readonly #keys: { readonly table: TableName; readonly key: string }[] = [];

  /** The index of a row's key, which is made known. */
  index(table: TableName, key: string): number {
    const name = `${table} ${key}`;
    const known = this.#indices.get(name);
    if (known !== undefined) return known;
    this.#indices.set(name, this.#keys.length);
    return this.#keys.push({ table, key: printable(key) }) - 1;
  }

  /** The index of a key in the first of some tables that has it; made known in the first if none has. */
  find(tables: readonly [TableName, ...TableName[]], key: string): number {
    const known = tables.find((candidate) => this.#indices.has(`${candidate} ${key}`));
    return this.index(known ?? tables[0], key);
  }

  /** The rows of a write as a timeline shows them; what has no key is left out. */
  written(rows: WrittenRows): readonly PageWrittenRow[] {
    return listed(rows).flatMap(([table, row]) => {
      const key = KEYS[table](row)[0];
      return key === undefined ? [] : [{ key: this.index(table, key[1]), row: showRow(row) }];
    });
  }

  /** The keys of the rows of a write, of the parents that they name, and of the object versions that they observe. */
  touched(rows: WrittenRows): readonly number[] {
    const keys = listed(rows).flatMap(([table, row]) => KEYS[table](row));
    return [...new Set(keys.map(([table, key]) => this.index(table, key)))];
  }

  /** All keys, each with as many digits of those ids as tell the rows of its table apart. */
  keys(): readonly PageKey[] {
    const shorten = new Map(TABLES.map((table) => [table, shortener(this.#keys.filter((key) => key.table === table))]));
    return this.#keys.map(({ table, key }) => ({ table, key, short: shorten.get(table)?.(key) ?? key }));
  }
}

const TABLES: readonly TableName[] = ['records', 'findings', 'occurrences', 'observations'];

type Named = readonly [table: TableName, key: string];

/** The keys that a row names, its own first. */
const KEYS: Readonly<Record<TableName, (row: unknown) => readonly Named[]>> = {
  records: (row) => named(['records', idsOf(idOf(row, 'key'), 'tenantId', 'policyHash', 'ovidHash')]),
  findings: (row) => named(['findings', idsOf(row, 'tenantId', 'findingId')]),
  occurrences: (row) =>
    named(['occurrences', idsOf(row, 'tenantId', 'occurrenceId')], ['findings', idsOf(row, 'tenantId', 'findingId')]),
  observations: (row) =>
    named(
      ['observations', idsOf(row, 'tenantId', 'observationId')],
      ['occurrences', idsOf(row, 'tenantId', 'occurrenceId')],
      ['records', idsOf(row, 'tenantId', 'policyHash', 'ovidHash')],
    ),
};

function named(...keys: readonly (readonly [TableName, string | undefined])[]): readonly Named[] {
  return keys[0]?.[1] === undefined ? [] : keys.filter((key): key is Named => key[1] !== undefined);
}

function idsOf(row: unknown, ...fields: readonly string[]): string | undefined {
  const ids = fields.map((field) => idOf(row, field));
  return ids.every((id) => typeof id === 'string') ? ids.join('/') : undefined;
}

/** A field of something that may not be an object, or not let itself be read. */
function idOf(row: unknown, field: string): unknown {
  try {
    return typeof row === 'object' && row !== null ? (row as Record<string, unknown>)[field] : undefined;
  } catch {
    return undefined;
  }
}

function listed(rows: WrittenRows): readonly (readonly [table: TableName, row: unknown])[] {
  return TABLES.flatMap((table) => {
    const list = rows[table];
    return Array.isArray(list) ? list.map((row: unknown) => [table, row] as const) : [];
  });
}

/** Shows of each key the ids in which the keys differ, the last in any case, in so many digits that no two look alike. */
function shortener(keys: readonly { readonly key: string }[]): (key: string) => string {
  const ids = keys.map(({ key }) => key.split('/'));
  const last = Math.max(0, (ids[0]?.length ?? 0) - 1);
  const telling = (ids[0] ?? []).map((id, index) => index === last || ids.some((other) => other[index] !== id));
  for (const digits of [8, 16]) {
    const shorten = (key: string): string =>
      key
        .split('/')
        .filter((_, index) => telling[index] ?? true)
        .map((id) => id.slice(0, digits))
        .join('/');
    if (new Set(keys.map(({ key }) => shorten(key))).size === keys.length) return shorten;
  }
  return (key) => key;
}
