import { LedgerModel, ledgerRowKey } from '../../oracle/ledger-model.js';
import type { DoneLedgerRecord } from '../../records/done-ledger-record.js';
import type { DoneLedgerStatus } from '../../records/done-ledger-status.js';
import type { DoneLedgerCommitReceipt } from '../../store/contracts.js';
import type { CheckContext, RecordSketch } from '../context.js';
import { ConformanceFailure } from '../failure.js';
import type { ConformanceCheck } from '../types.js';

// What the checks of the done-ledger share. What a row must be comes from the oracle's definition, which says what a set
// of records amounts to and does not know how any store merges.

/** Every status, in the order of their ranks. */
export const STATUSES: readonly DoneLedgerStatus[] = [
  'FailedRetryable',
  'FailedPermanent',
  'Skipped',
  'ScannedClean',
  'ScannedWithFindings',
];
export const UNSCANNED = STATUSES.slice(0, 3);
export const SCANNED = STATUSES.slice(3);

export const MAX_U32 = 2 ** 32 - 1;
export const MAX_U64 = 2n ** 64n - 1n;

/** How many of the records that a row comes of are told when it is wrong. */
const MOST_RECORDS = 6;

type Draft = Pick<ConformanceCheck, 'id' | 'title' | 'reason' | 'run'> & Partial<ConformanceCheck>;

/** A check of the done-ledger: a MUST that needs nothing, unless it says otherwise. */
export function ledgerCheck(draft: Draft): ConformanceCheck {
  return { level: 'MUST', contract: 'done-ledger', needs: [], ...draft };
}

/**
 * Writes each sequence to an object version of its own, step by step: the n-th records of all sequences in one batch. So
 * many sequences need no more round trips than one. Returns the records in the order in which they were written.
 */
export async function writeSequences(
  context: CheckContext,
  sequences: readonly (readonly RecordSketch[])[],
): Promise<readonly DoneLedgerRecord[]> {
  const written: DoneLedgerRecord[] = [];
  for (let step = 0; sequences.some(({ length }) => length > step); step++) {
    const batch = sequences.flatMap((sequence, index) => {
      const sketch = sequence[step];
      return sketch === undefined ? [] : [context.record({ ...sketch, ovidHash: context.ids.ovid(index + 1) })];
    });
    await context.ledger.write(batch);
    written.push(...batch);
  }
  return written;
}

/** Demands these counts of a receipt; what else a backend puts into it is its own affair. */
export function expectReceipt(
  context: CheckContext,
  what: string,
  received: unknown,
  expected: DoneLedgerCommitReceipt | undefined,
): void {
  context.expectEqual(what, pick(received, ['recordCount', 'scannedCount', 'findingsCount']), expected);
}

/** Demands these rows of an answer; what else a backend puts into a row is its own affair. */
export function expectAnswer(context: CheckContext, what: string, received: unknown, expected: unknown): void {
  const shown = Array.isArray(received) ? received.map(recordIn) : recordIn(received);
  context.expectEqual(what, shown, expected);
}

/** The fields of a record that a row has, whatever object it is. */
function recordIn(row: unknown): unknown {
  if (typeof row !== 'object' || row === null) return row;
  const { key, provenance } = row as Partial<DoneLedgerRecord>;
  return {
    key: pick(key, ['tenantId', 'policyHash', 'ovidHash']),
    ...(pick(row, ['status', 'errorCode', 'bytesScanned', 'findingsCount']) as object),
    provenance: pick(provenance, ['runId', 'shardId', 'fenceEpoch', 'startedAt', 'finishedAt']),
  };
}

function pick(from: unknown, names: readonly string[]): unknown {
  if (typeof from !== 'object' || from === null) return from;
  return Object.fromEntries(names.map((name) => [name, (from as Readonly<Record<string, unknown>>)[name]]));
}

/** Demands that the rows of these records' keys be what the records amount to; `field` says that only it matters. */
export async function expectRows(
  context: CheckContext,
  written: readonly DoneLedgerRecord[],
  field?: keyof DoneLedgerRecord,
): Promise<void> {
  const model = new LedgerModel();
  model.commit(written);
  for (const expected of byPlace(rowsOf(model, written))) {
    const { tenantId, policyHash } = (expected[0] as DoneLedgerRecord).key;
    const ovids = expected.map(({ key }) => key.ovidHash);
    const rows = await context.ledger.read(tenantId, policyHash, ovids);
    for (const [index, row] of rows.entries())
      expectRow(context, model, expected[index] as DoneLedgerRecord, row, field);
  }
}

/** The rows that some records amount to, in the order in which their keys were first written. */
function rowsOf(model: LedgerModel, written: readonly DoneLedgerRecord[]): readonly DoneLedgerRecord[] {
  const keys = new Map(written.map(({ key }) => [ledgerRowKey(key), key]));
  return [...keys.values()].map((key) => model.row(key) as DoneLedgerRecord);
}

/** Rows by tenant and policy, as they are read. */
function byPlace(rows: readonly DoneLedgerRecord[]): readonly (readonly DoneLedgerRecord[])[] {
  const places = new Map<string, DoneLedgerRecord[]>();
  for (const row of rows) {
    const place = `${row.key.tenantId}/${row.key.policyHash}`;
    const there = places.get(place);
    if (there === undefined) places.set(place, [row]);
    else there.push(row);
  }
  return [...places.values()];
}

function expectRow(
  context: CheckContext,
  model: LedgerModel,
  expected: DoneLedgerRecord,
  row: DoneLedgerRecord | undefined,
  field: keyof DoneLedgerRecord | undefined,
): void {
  const whole = field === undefined || typeof row !== 'object' || row === null;
  const [received, wanted] = whole
    ? [recordIn(row), expected]
    : [{ [field]: row[field] }, { [field]: expected[field] }];
  if (same(context, received, wanted)) return; // what follows is long, and there may be a thousand rows
  const { words } = context;
  const written = model.committed(expected.key);
  const history = written.slice(0, MOST_RECORDS).map((record) => words.record(record));
  if (written.length > history.length) history.push(`${written.length - history.length} more`);
  const what = `The row of ${words.value(expected.key.ovidHash)}, after ${history.join(', then ')},`;
  context.expectEqual(what, received, wanted);
}

/** Demands that there be no row under the keys of these records, which are of one tenant and policy. */
export async function expectNoRows(context: CheckContext, records: readonly DoneLedgerRecord[]): Promise<void> {
  const [first] = records;
  if (first === undefined) return;
  const ovids = records.map(({ key }) => key.ovidHash);
  const rows = await context.ledger.read(first.key.tenantId, first.key.policyHash, ovids);
  context.expectEqual(
    'The answer',
    rows,
    ovids.map(() => undefined),
  );
}

/** Demands that each key have either the row of before or the row of after, and all of them the same of the two. */
export async function expectAllOrNothing(
  context: CheckContext,
  before: readonly DoneLedgerRecord[],
  batch: readonly DoneLedgerRecord[],
): Promise<void> {
  const [old, merged] = [new LedgerModel(), new LedgerModel()];
  old.commit(before);
  merged.commit([...before, ...batch]);
  const keys = [...merged.rows().values()].map(({ key }) => key);
  const [{ tenantId, policyHash }] = keys as [(typeof keys)[0]];
  const read = await context.ledger.read(
    tenantId,
    policyHash,
    keys.map(({ ovidHash }) => ovidHash),
  );
  const rows = read.map(recordIn);
  const applied = rows.some((row, index) => !same(context, row, old.row(keys[index] as (typeof keys)[0])));
  const model = applied ? merged : old;
  const state = applied ? 'as some rows show it' : 'as if the write had never been';
  context.expectEqual(
    `The state of all rows of the batch, ${state},`,
    rows,
    keys.map((key) => model.row(key)),
  );
}

function same(context: CheckContext, received: unknown, expected: unknown): boolean {
  try {
    context.expectEqual('', received, expected);
    return true;
  } catch {
    return false;
  }
}

/** What a promise rejects with; a failed check if it resolves. */
export async function rejectionOf(what: string, promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ConformanceFailure) throw error;
    return error;
  }
  throw new ConformanceFailure(`${what} must reject.`);
}

/** A record as a caller may write it by hand, every part of it open to change. */
export interface HandMade {
  key: Record<string, unknown>;
  provenance: Record<string, unknown>;
  [field: string]: unknown;
}

/** A hand-made copy of a record. */
export function handMade(record: DoneLedgerRecord): HandMade {
  return { ...record, key: { ...record.key }, provenance: { ...record.provenance } };
}

/** What the types do not allow, but a caller in JavaScript may hand over. */
export function asRecord(value: unknown): DoneLedgerRecord {
  return value as DoneLedgerRecord;
}

/** All orders of some items. */
export function ordersOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item, index) => ordersOf(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

/** All unordered pairs of different items. */
export function pairsOf<T>(items: readonly T[]): readonly (readonly [T, T])[] {
  return items.flatMap((item, index) => items.slice(index + 1).map((other) => [item, other] as const));
}

/** Both orders of each pair. */
export function bothOrders<T>(pairs: readonly (readonly [T, T])[]): readonly (readonly T[])[] {
  return pairs.flatMap(([a, b]) => [
    [a, b],
    [b, a],
  ]);
}
