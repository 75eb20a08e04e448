import { brand, hasBrand } from '../values/brand.js';
import { isCanonicalId } from '../values/public-id.js';
import { leavesOf, showLeaf, type IdWriter } from './leaves.js';

const STORE_DIFF = Symbol.for('gossip-inmemory.StoreDiff');
const WIDTH = 100;

/** A field that differs; `undefined` where a row does not have it. */
export interface FieldChange {
  /** Path of the field, for example `provenance.runId`; empty for a row that is no object. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** A durable row that was added (no `before`), changed, or removed (no `after`). */
export interface RowChange<Row = unknown> {
  readonly change: 'added' | 'changed' | 'removed';
  /** `records`, `findings`, `occurrences`, `observations`, or a table of a store of your own. */
  readonly table: string;
  /** The ids of the row's key, joined by `/`; for a store of your own its key. */
  readonly key: string;
  readonly before?: Row;
  readonly after?: Row;
  /** The fields of a changed row that differ. */
  readonly fields: readonly FieldChange[];
}

/** What `diff()` found: durable rows that were added, changed and removed. */
export class StoreDiff<Row = unknown> {
  /** Kind of the two stores. */
  readonly store: string;
  /** All rows that differ, table by table. */
  readonly changes: readonly RowChange<Row>[];
  readonly #showId: IdWriter;

  /** @internal Diffs come from `diff()`. */
  constructor(store: string, changes: readonly RowChange<Row>[], showId: IdWriter) {
    this.store = store;
    this.changes = Object.freeze(changes);
    this.#showId = showId;
    brand(this, STORE_DIFF);
  }

  /** Recognises the diffs of every copy of this package that is loaded. */
  static is(value: unknown): value is StoreDiff {
    return hasBrand(value, STORE_DIFF);
  }

  /** Whether the two have the same durable rows. */
  get isEmpty(): boolean {
    return this.changes.length === 0;
  }

  /** Rows that only the later has. */
  get added(): readonly RowChange<Row>[] {
    return this.#of('added');
  }

  /** Rows that both have, with different content. */
  get changed(): readonly RowChange<Row>[] {
    return this.#of('changed');
  }

  /** Rows that only the earlier has. */
  get removed(): readonly RowChange<Row>[] {
    return this.#of('removed');
  }

  /** A line for each row and its fields, for people and snapshots. Secrets are redacted. */
  toString(): string {
    if (this.isEmpty) return `${this.store}: no row differs`;
    const counts = (['added', 'changed', 'removed'] as const)
      .map((change) => [this.#of(change).length, change] as const)
      .filter(([count]) => count > 0)
      .map(([count, change]) => `${count} ${change}`);
    return [`${this.store}: ${counts.join(', ')}`, ...this.changes.flatMap((row) => this.#linesOf(row))].join('\n');
  }

  #of(change: RowChange['change']): readonly RowChange<Row>[] {
    return this.changes.filter((row) => row.change === change);
  }

  #linesOf({ change, table, key, after, fields }: RowChange): string[] {
    const shownKey = key.split('/').map((id, index) => this.#showKey(table, id, index));
    const head = `${SIGNS[change]} ${ROWS.get(table)?.name ?? table} ${shownKey.join('/')}`;
    if (change === 'removed') return [head];
    if (change === 'changed') return [head, ...fields.map((field) => `    ${this.#showChange(field)}`)];
    const inKey = new Set<unknown>(key.split('/'));
    const shown = [...leavesOf(after)]
      .filter(([path, leaf]) => !(ROWS.get(table)?.key.includes(path) && inKey.has(leaf))) // the key shows these
      .map(([path, leaf]) => labelled(path, showLeaf(path, leaf, this.#showId)));
    return [head, ...wrap(shown)];
  }

  #showKey(table: string, id: string, index: number): string {
    if (!isCanonicalId(id)) return id;
    const field = ROWS.get(table)?.key[index] ?? 'id';
    return this.#showId(field.replace('key.', ''), id);
  }

  #showChange({ path, before, after }: FieldChange): string {
    const show = (leaf: unknown): string => (leaf === undefined ? 'nothing' : showLeaf(path, leaf, this.#showId));
    const [from, to] = [show(before), show(after)];
    return labelled(path, from === to ? `${from} -> another` : `${from} -> ${to}`);
  }
}

function labelled(path: string, text: string): string {
  return path === '' ? text : `${path}: ${text}`;
}

/** Items on as few lines as they fit on. */
function wrap(items: readonly string[]): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + item.length + 2 <= WIDTH) lines[lines.length - 1] = `${last}, ${item}`;
    else lines.push(`    ${item}`);
  }
  return lines.map((line, index) => (index < lines.length - 1 ? `${line},` : line));
}

const SIGNS = { added: '+', changed: '~', removed: '-' } as const;

/** What the rows of our tables are called, and the fields that make up their keys. */
const ROWS: ReadonlyMap<string, { readonly name: string; readonly key: readonly string[] }> = new Map([
  ['records', { name: 'record', key: ['key.tenantId', 'key.policyHash', 'key.ovidHash'] }],
  ['findings', { name: 'finding', key: ['tenantId', 'findingId'] }],
  ['occurrences', { name: 'occurrence', key: ['tenantId', 'occurrenceId'] }],
  ['observations', { name: 'observation', key: ['tenantId', 'observationId'] }],
]);
