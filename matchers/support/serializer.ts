import { StoreDiff } from '../../src/compare/store-diff.js';
import { checkpointCoreOf } from '../../src/store/checkpoint.js';
import { coreOf } from '../../src/store/controlled-store.js';
import { FINDING, LEDGER_RECORD, OBSERVATION, OCCURRENCE } from '../../src/records/stamps.js';
import { hasMethods } from './arguments.js';
import { show } from './show.js';

/** A snapshot serializer as Vitest and Jest take it. */
export interface SnapshotSerializer {
  test(value: unknown): boolean;
  serialize(
    value: unknown,
    config: object,
    indentation: string,
    depth: number,
    refs: unknown[],
    printer: (value: unknown, config: object, indentation: string, depth: number, refs: unknown[]) => string,
  ): string;
}

/**
 * Shows stores, checkpoints and their rows in snapshots: sorted, one line a field, u64 as plain numbers, identities
 * shortened to their first and last digits, secrets redacted; and diffs as they show themselves. The same in every run and
 * runner. Of a store of a user's own it shows what that has as `snapshot()`, as the runner shows such values.
 */
export const gossipSerializer: SnapshotSerializer = {
  test: (value) =>
    StoreDiff.is(value) || rowName(value) !== undefined || tablesOf(value) !== undefined || rowsOf(value) !== undefined,
  serialize(value, config, indentation, depth, refs, printer) {
    const own = StoreDiff.is(value) ? undefined : rowsOf(value);
    if (own !== undefined) return `${storeName(value)} ${printer(own, config, indentation, depth, refs)}`;
    const lines = linesOf(value);
    return lines.map((line, index) => (index === 0 ? line : indentation + line)).join('\n');
  },
};

function linesOf(value: unknown): string[] {
  if (StoreDiff.is(value)) return String(value).split('\n');
  const name = rowName(value);
  if (name !== undefined) return [`${name} {`, ...fieldLines(value as object, '  '), '}'];
  const tables = tablesOf(value) ?? [];
  return [`${storeName(value)} {`, ...tables.flatMap(([table, rows]) => tableLines(table, rows)), '}'];
}

function tableLines(table: string, rows: readonly object[]): string[] {
  if (rows.length === 0) return [`  ${table}: none`];
  return [`  ${table}: ${rows.length}`, ...rows.flatMap((row) => linesOf(row).map((line) => `    ${line}`))];
}

function fieldLines(row: object, indent: string): string[] {
  return (Object.entries(row) as [string, unknown][]).flatMap(([field, value]) => {
    const isGroup = typeof value === 'object' && value !== null && !hasMethods(value, 'toJSON');
    return isGroup
      ? [`${indent}${field}:`, ...fieldLines(value, `${indent}  `)]
      : [`${indent}${field}: ${showLeaf(value)}`];
  });
}

/** As in messages, but u64 without the `n`: that a field is a bigint is no news in a snapshot. */
function showLeaf(value: unknown): string {
  return typeof value === 'bigint' ? `${value}` : show(value);
}

function rowName(value: unknown): string | undefined {
  if (LEDGER_RECORD.has(value)) return 'DoneLedgerRecord';
  if (FINDING.has(value)) return 'FindingRecord';
  if (OCCURRENCE.has(value)) return 'OccurrenceRecord';
  if (OBSERVATION.has(value)) return 'ObservationRecord';
  return undefined;
}

/** The tables of a ledger or a sink of ours, or of a checkpoint of one, in the order of their layers. */
function tablesOf(value: unknown): [table: string, rows: readonly object[]][] | undefined {
  const core = coreOf(value) ?? checkpointCoreOf(value);
  if (core === undefined) return undefined;
  const snapshots = {
    ...(core.kind === 'done-ledger' && { records: 'snapshot' }),
    findings: 'findingsSnapshot',
    occurrences: 'occurrencesSnapshot',
    observations: 'observationsSnapshot',
  };
  const tables = Object.entries(snapshots).flatMap(([table, method]): [string, readonly object[]][] =>
    hasMethods(value, method) ? [[table, value[method]?.() as readonly object[]]] : [],
  );
  return tables.length === 0 ? undefined : tables;
}

/** What a store of a user's own shows as its rows, in whatever form. */
function rowsOf(value: unknown): object | undefined {
  if (coreOf(value) === undefined || tablesOf(value) !== undefined || !hasMethods(value, 'snapshot')) return undefined;
  const rows = value.snapshot();
  return typeof rows === 'object' && rows !== null && !hasMethods(rows, 'then') ? rows : undefined;
}

function storeName(value: unknown): string {
  return (value as object).constructor.name;
}
