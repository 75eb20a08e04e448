import { occurrenceKey } from '../src/oracle/findings-model.js';
import type { OccurrenceRecord } from '../src/records/occurrence-record.js';
import type { MatcherContext, MatcherResult } from './support/context.js';
import { judgeDurableRow, type RowKind } from './support/durable-row.js';
import { OCCURRENCE_FIELDS } from './support/row-fields.js';

const OCCURRENCE: RowKind = {
  name: 'toHaveDurableOccurrence',
  row: 'occurrence',
  receiver: 'a sink',
  snapshot: 'occurrencesSnapshot',
  fields: OCCURRENCE_FIELDS,
  layer: 'occurrences',
  identity: ['tenantId', 'occurrenceId'],
  keyOf: (row) => occurrenceKey(row as OccurrenceRecord),
};

/** Holds when a sink has a durable occurrence that this part of one matches. */
export function toHaveDurableOccurrence(
  this: MatcherContext,
  received: unknown,
  ...args: readonly unknown[]
): MatcherResult {
  return judgeDurableRow(this, OCCURRENCE, received, args);
}
