import { DoneLedgerStatus } from '../../src/records/done-ledger-status.js';

/** All statuses, in rising rank. */
export const STATUSES: readonly DoneLedgerStatus[] = Object.values(DoneLedgerStatus).filter(
  (value) => typeof value === 'string',
);

/** Whether a value is a status. */
export function isStatus(value: unknown): value is DoneLedgerStatus {
  return STATUSES.includes(value as DoneLedgerStatus);
}
