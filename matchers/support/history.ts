import { listOfEvents, numbered } from '../../src/harness/event-lines.js';
import { timelineOf } from '../../src/harness/timeline.js';
import type { DoneLedgerRecord } from '../../src/records/done-ledger-record.js';
import type { FindingsUpsertBatch } from '../../src/records/findings-batch.js';
import type { AnyRow, TableName } from '../../src/oracle/differences.js';
import { findingKey, observationKey, occurrenceKey } from '../../src/oracle/findings-model.js';
import { ledgerRowKey } from '../../src/oracle/ledger-model.js';
import { coreOf } from '../../src/store/controlled-store.js';
import type { StoreEvent } from '../../src/store/events.js';

/** Which writes a history is about: those that touch rows of these keys, or those with such a payload. */
type Concern = ReadonlySet<string> | ((payload: unknown) => boolean);

/**
 * What happened to a store, or to some of its rows, as numbered lines; the latest ones if there are many. Known only if a
 * timeline follows the store, as it does for the fixtures.
 */
export function historyOf(store: unknown, concern?: Concern): string {
  const timeline = timelineOf(store);
  if (timeline === undefined)
    return 'History: unknown, as no timeline follows this store. The fixtures have one; so has new Timeline(store).';
  const kind = coreOf(store)?.kind;
  const own = numbered(timeline.events()).filter(({ event }) => event.store === kind);
  const writes = concern === undefined ? undefined : writesTouching(own, concern);
  const relevant = writes === undefined ? own : own.filter(({ event }) => isAbout(event, writes));
  if (relevant.length === 0)
    return `History: no write has touched ${concern === undefined ? 'this store' : 'such a row'}.`;
  return listOfEvents('History', relevant);
}

function writesTouching(events: readonly { event: StoreEvent }[], concern: Concern): ReadonlySet<bigint> {
  const touches =
    typeof concern === 'function'
      ? ({ payload }: StoreEvent) => concern(payload)
      : (event: StoreEvent) => keysIn(event)?.some((key) => concern.has(key)) ?? true;
  const writes = new Set<bigint>();
  for (const { event } of events) {
    if (event.type === 'accepted' && touches(event)) writes.add(event.operationId);
  }
  return writes;
}

function isAbout(event: StoreEvent, writes: ReadonlySet<bigint>): boolean {
  return 'operationId' in event && event.operationId !== undefined && writes.has(event.operationId);
}

/** The rows of one layer in everything that was submitted to a store, as far as a timeline knows. */
export function rowsWritten(store: unknown, layer: TableName): readonly AnyRow[] {
  const kind = coreOf(store)?.kind;
  const events = timelineOf(store)?.events() ?? [];
  return events.flatMap((event) =>
    event.type === 'accepted' && event.store === kind ? (rowsIn(event)?.[layer] ?? []) : [],
  );
}

/** The rows in the payload of an event of one of our two stores, by layer; `undefined` for a user's own store. */
function rowsIn({ store, payload }: StoreEvent): Partial<Record<TableName, readonly AnyRow[]>> | undefined {
  if (store === 'done-ledger') return { records: payload as readonly DoneLedgerRecord[] };
  return store === 'findings' ? { ...(payload as FindingsUpsertBatch) } : undefined;
}

function keysIn(event: StoreEvent): string[] | undefined {
  const layers = rowsIn(event);
  return layers && Object.entries(layers).flatMap(([layer, rows]) => rows.map(KEYS[layer as TableName] as KeyOf));
}

type KeyOf = (row: AnyRow) => string;

const KEYS = {
  records: ({ key }: DoneLedgerRecord) => ledgerRowKey(key),
  findings: findingKey,
  occurrences: occurrenceKey,
  observations: observationKey,
};
