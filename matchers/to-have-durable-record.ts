import { ledgerRowKey } from '../src/oracle/ledger-model.js';
import type { DoneLedgerRecord } from '../src/records/done-ledger-record.js';
import { kindOf } from '../src/values/check.js';
import type { MatcherContext, MatcherResult } from './support/context.js';
import { judgeDurableRow, type RowKind } from './support/durable-row.js';
import { KEY_FIELDS, RECORD_FIELDS } from './support/row-fields.js';

const RECORD: RowKind = {
  name: 'toHaveDurableRecord',
  row: 'record',
  receiver: 'a ledger',
  snapshot: 'snapshot',
  fields: RECORD_FIELDS,
  layer: 'records',
  identity: ['key.tenantId', 'key.policyHash', 'key.ovidHash'],
  keyOf: (row) => ledgerRowKey((row as DoneLedgerRecord).key),
  normalise: (argument) => (isKey(argument) ? { key: argument } : argument),
};

/** Holds when a ledger has a durable row of this key, or one that this part of a record matches. */
export function toHaveDurableRecord(
  this: MatcherContext,
  received: unknown,
  ...args: readonly unknown[]
): MatcherResult {
  return judgeDurableRow(this, RECORD, received, args);
}

/** A ledger key, or a part of one, instead of a part of a record. */
function isKey(argument: unknown): boolean {
  return (
    kindOf(argument) === 'object' && Object.keys(argument as object).some((field) => Object.hasOwn(KEY_FIELDS, field))
  );
}
