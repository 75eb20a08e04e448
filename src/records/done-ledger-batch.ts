import { readArray, reading } from '../values/check.js';
import { checkRecordRules, parseLedgerRecord, type DoneLedgerRecord } from './done-ledger-record.js';
import { LEDGER_RECORD } from './stamps.js';

/** What one write to a done-ledger carries; of several tenants, if need be. For backends of your own. */
export const DoneLedgerBatch = Object.freeze({
  /**
   * Reads a batch as a ledger must at submission: a copy of its own, frozen, of which shape, types and ranges have been
   * checked. Throws a `PersistenceInputError`.
   */
  parse: (records: unknown): readonly DoneLedgerRecord[] =>
    Object.freeze(reading('records', () => readArray('records', records, LEDGER_RECORD.has, parseLedgerRecord))),

  /** Holds a batch to the rules of its records, as a ledger must at commit. Throws for the first that is broken. */
  validate: (records: readonly DoneLedgerRecord[]): void => checkBatchRules(DoneLedgerBatch.parse(records)),
});

/** Holds records that were read to the rules of a write. */
export function checkBatchRules(records: readonly DoneLedgerRecord[]): void {
  for (let index = 0; index < records.length; index++) {
    checkRecordRules(records[index] as DoneLedgerRecord, 'records', index);
  }
}
