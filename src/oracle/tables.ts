import type { InMemoryDoneLedger } from '../done-ledger/in-memory-done-ledger.js';
import type { InMemoryFindingsSink } from '../findings/in-memory-findings-sink.js';
import type { AnyRow, TableName } from './differences.js';
import { findingKey, observationKey, occurrenceKey } from './findings-model.js';
import { ledgerRowKey } from './ledger-model.js';

/** Whatever shows the durable rows of a ledger at once. */
export type ReadableLedger = Pick<InMemoryDoneLedger, 'snapshot'>;

/** Whatever shows the durable rows of a sink at once. */
export type ReadableSink = Pick<
  InMemoryFindingsSink,
  'findingsSnapshot' | 'occurrencesSnapshot' | 'observationsSnapshot'
>;

/** Durable rows by table and key. */
export type Tables = ReadonlyMap<TableName, ReadonlyMap<string, AnyRow>>;

/** The durable rows of a ledger, by table and key. */
export function ledgerTables(ledger: ReadableLedger): Tables {
  return new Map([['records', keyed(ledger.snapshot(), ({ key }) => ledgerRowKey(key))]]);
}

/** The durable rows of a sink, by table and key. */
export function sinkTables(sink: ReadableSink): Tables {
  return new Map<TableName, ReadonlyMap<string, AnyRow>>([
    ['findings', keyed(sink.findingsSnapshot(), findingKey)],
    ['occurrences', keyed(sink.occurrencesSnapshot(), occurrenceKey)],
    ['observations', keyed(sink.observationsSnapshot(), observationKey)],
  ]);
}

function keyed<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row> {
  return new Map(rows.map((row) => [keyOf(row), row]));
}
