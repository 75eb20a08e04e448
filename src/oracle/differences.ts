import type { DoneLedgerRecord } from '../records/done-ledger-record.js';
import type { FindingRecord } from '../records/finding-record.js';
import type { ObservationRecord } from '../records/observation-record.js';
import type { OccurrenceRecord } from '../records/occurrence-record.js';

/** The tables of both stores. */
export type TableName = 'records' | 'findings' | 'occurrences' | 'observations';

/** A row of any table. */
export type AnyRow = DoneLedgerRecord | FindingRecord | OccurrenceRecord | ObservationRecord;

/** One row that is not as it should be: it differs, is missing (no `actual`), or should not be there (no `expected`). */
export interface RowDifference {
  readonly table: TableName;
  /** The ids of the row's key, joined by `/`. */
  readonly key: string;
  readonly expected?: AnyRow;
  readonly actual?: AnyRow;
  /** Paths of the fields that differ, for example `provenance.runId`. */
  readonly fields: readonly string[];
}

/** Compares two tables row by row; differences come sorted by key. */
export function compareTables(
  table: TableName,
  expected: ReadonlyMap<string, AnyRow>,
  actual: ReadonlyMap<string, AnyRow>,
): RowDifference[] {
  const keys = [...new Set([...expected.keys(), ...actual.keys()])].sort();
  return keys.flatMap((key): RowDifference[] => {
    const wanted = expected.get(key);
    const found = actual.get(key);
    if (wanted === undefined) return found === undefined ? [] : [{ table, key, actual: found, fields: [] }];
    if (found === undefined) return [{ table, key, expected: wanted, fields: [] }];
    const fields = differingFields(wanted, found);
    return fields.length === 0 ? [] : [{ table, key, expected: wanted, actual: found, fields }];
  });
}

/** Paths of the fields in which two rows, or parts of rows, differ. */
export function differingFields(a: object, b: object): string[] {
  const left = fieldsOf(a);
  const right = fieldsOf(b);
  const paths = new Set([...left.keys(), ...right.keys()]);
  return [...paths].filter((path) => left.get(path) !== right.get(path));
}

/** Whether two rows, or parts of rows, have the same fields with the same values: {@link differingFields} finds none. */
export function sameRow(a: object | undefined, b: object | undefined): boolean {
  if (a === b) return true;
  return a !== undefined && b !== undefined && contains(a, b) && contains(b, a);
}

function contains(whole: object, part: object): boolean {
  for (const name in part) {
    const value = part[name as never] as unknown;
    const other = whole[name as never] as unknown;
    if (value === other || !Object.hasOwn(part, name)) continue;
    if (typeof value !== 'object' || typeof other !== 'object' || value === null || other === null) return false;
    if (!sameRow(value, other)) return false;
  }
  return true;
}

/** The leaves of a row by path. Sensitive values are leaves that stand for themselves by their salted tag. */
export function fieldsOf(row: object, prefix = ''): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const [name, value] of Object.entries(row) as [string, unknown][]) {
    if (value === undefined) continue;
    if (typeof value === 'object' && value !== null) {
      for (const [path, leaf] of fieldsOf(value, `${prefix}${name}.`)) fields.set(path, leaf);
    } else {
      fields.set(`${prefix}${name}`, value);
    }
  }
  return fields;
}
