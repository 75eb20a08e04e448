import { brand, hasBrand } from '../values/brand.js';
import { describeFields, labelled, nameRow } from './describe-row.js';
import { showLeaf, type IdWriter } from './leaves.js';
import type { FieldChange, RowChange } from './row-changes.js';

const STORE_DIFF = Symbol.for('gossip-inmemory.StoreDiff');

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
    const head = `${SIGNS[change]} ${nameRow(table, key, this.#showId)}`;
    if (change === 'added') return [head, ...describeFields(table, key, after, this.#showId)];
    return [head, ...fields.map((field) => `    ${this.#showChange(field)}`)];
  }

  #showChange({ path, before, after }: FieldChange): string {
    const show = (leaf: unknown): string => (leaf === undefined ? 'nothing' : showLeaf(path, leaf, this.#showId));
    const [from, to] = [show(before), show(after)];
    return labelled(path, from === to ? `${from} -> another` : `${from} -> ${to}`);
  }
}

const SIGNS = { added: '+', changed: '~', removed: '-' } as const;
