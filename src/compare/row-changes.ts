import { compare } from '../values/order.js';
import { leavesOf, sameLeaf } from './leaves.js';

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

/** Compares two tables row by row, sorted by key or in the order of the rows. */
export function changesOf<Row>(
  table: string,
  before: ReadonlyMap<string, Row>,
  after: ReadonlyMap<string, Row>,
  sorted: boolean,
): RowChange<Row>[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  if (sorted) keys.sort(compare);
  return keys.flatMap((key): RowChange<Row>[] => {
    const [old, row] = [before.get(key) as Row, after.get(key) as Row];
    if (!before.has(key)) return [{ change: 'added', table, key, after: row, fields: [] }];
    if (!after.has(key)) return [{ change: 'removed', table, key, before: old, fields: [] }];
    const fields = old === row ? [] : differingFields(old, row);
    return fields.length === 0 ? [] : [{ change: 'changed', table, key, before: old, after: row, fields }];
  });
}

function differingFields(before: unknown, after: unknown): FieldChange[] {
  const [from, to] = [leavesOf(before), leavesOf(after)];
  const paths = [...new Set([...from.keys(), ...to.keys()])];
  return paths
    .filter((path) => from.has(path) !== to.has(path) || !sameLeaf(from.get(path), to.get(path)))
    .map((path) => ({ path, before: from.get(path), after: to.get(path) }));
}
