import { differingFields } from '../src/oracle/differences.js';
import { DoneLedgerRecord } from '../src/records/done-ledger-record.js';
import { DoneLedgerStatus } from '../src/records/done-ledger-status.js';
import { kindOf } from '../src/values/check.js';
import { PersistenceInputError } from '../src/values/input-error.js';
import { checkArguments, describe, wrongArgument, wrongReceiver } from './support/arguments.js';
import { MatcherUsageError, type MatcherContext, type MatcherResult } from './support/context.js';
import { report } from './support/report.js';
import { partOf } from './support/row-fields.js';
import { isStatus } from './support/statuses.js';

const NAME = 'toDominate';

/** Holds when merging the argument, a record or a status, into the received one changes nothing. */
export function toDominate(this: MatcherContext, received: unknown, ...args: readonly unknown[]): MatcherResult {
  checkArguments(NAME, args, 1, 1);
  const other = args[0];
  return typeof received === 'string' ? judgeStatus(this, received, other) : judgeRecord(this, received, other);
}

function judgeStatus(context: MatcherContext, received: string, other: unknown): MatcherResult {
  if (!isStatus(received)) throw wrongReceiver(NAME, 'a ledger record or a status', received);
  if (!isStatus(other)) throw wrongArgument(NAME, `a status is compared with a status, not ${describe(other)}`);
  const pass = DoneLedgerStatus.merge(received, other) === received;
  const rank = (status: DoneLedgerStatus): string => `${status} (rank ${DoneLedgerStatus.rank(status)})`;
  return report(context, NAME, 'status', pass, () => ({
    sentence: `${rank(received)} ${pass ? 'absorbs' : 'is below'} ${rank(other)}.`,
    shown: { expected: other, received },
  }));
}

function judgeRecord(context: MatcherContext, received: unknown, other: unknown): MatcherResult {
  if (kindOf(received) !== 'object') throw wrongReceiver(NAME, 'a ledger record or a status', received);
  if (kindOf(other) !== 'object')
    throw wrongArgument(NAME, `a record is compared with a record, not ${describe(other)}`);
  const record = valid(() => DoneLedgerRecord.merge(received as DoneLedgerRecord, received as DoneLedgerRecord));
  const merged = valid(() => DoneLedgerRecord.merge(record, other as DoneLedgerRecord));
  const changed = differingFields(record, merged);
  const pass = changed.length === 0;
  return report(context, NAME, 'record', pass, () => ({
    sentence: pass ? 'Merging the record in changes nothing.' : `Merging the record in changes ${changed.join(', ')}.`,
    ...(!pass && { shown: { expected: partOf(merged, changed), received: partOf(record, changed) } }),
    diff: { actual: record, expected: merged },
  }));
}

function valid(read: () => DoneLedgerRecord): DoneLedgerRecord {
  try {
    return read();
  } catch (error) {
    if (!PersistenceInputError.is(error)) throw error;
    throw new MatcherUsageError(`${NAME}() compares valid records of one key. ${error.message}.`, { cause: error });
  }
}
