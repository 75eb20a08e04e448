import { findingKey } from '../src/oracle/findings-model.js';
import type { FindingRecord } from '../src/records/finding-record.js';
import type { MatcherContext, MatcherResult } from './support/context.js';
import { judgeDurableRow, type RowKind } from './support/durable-row.js';
import { FINDING_FIELDS } from './support/row-fields.js';

const FINDING: RowKind = {
  name: 'toHaveDurableFinding',
  row: 'finding',
  receiver: 'a sink',
  snapshot: 'findingsSnapshot',
  fields: FINDING_FIELDS,
  layer: 'findings',
  identity: ['tenantId', 'findingId'],
  keyOf: (row) => findingKey(row as FindingRecord),
};

/** Holds when a sink has a durable finding that this part of one matches. */
export function toHaveDurableFinding(
  this: MatcherContext,
  received: unknown,
  ...args: readonly unknown[]
): MatcherResult {
  return judgeDurableRow(this, FINDING, received, args);
}
