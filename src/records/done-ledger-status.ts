import { invalidType } from '../values/check.js';

/** How a scan of an object version ended, in rising rank. */
export type DoneLedgerStatus =
  'FailedRetryable' | 'FailedPermanent' | 'Skipped' | 'ScannedClean' | 'ScannedWithFindings';

/** The statuses and the lattice they form (specification 1-semantics, section 2). */
export const DoneLedgerStatus = Object.freeze({
  FailedRetryable: 'FailedRetryable',
  FailedPermanent: 'FailedPermanent',
  Skipped: 'Skipped',
  ScannedClean: 'ScannedClean',
  ScannedWithFindings: 'ScannedWithFindings',

  /** 1, 2, 3, 10 or 11. Throws `InvalidType` for what is not a status. */
  rank: (status: DoneLedgerStatus): number => rankOf(readStatus('status', status)),

  /** The status of a rank, `undefined` for any other number. */
  fromRank: (rank: number): DoneLedgerStatus | undefined => STATUSES.find((status) => rankOf(status) === rank),

  /** The join: the status of higher rank. */
  merge: (a: DoneLedgerStatus, b: DoneLedgerStatus): DoneLedgerStatus =>
    DoneLedgerStatus.rank(a) >= DoneLedgerStatus.rank(b) ? a : b,

  /** The object version was scanned, with or without findings. */
  isScanned: (status: DoneLedgerStatus): boolean => isScannedRank(DoneLedgerStatus.rank(status)),

  /** The scan failed, for now or for good. */
  isFailure: (status: DoneLedgerStatus): boolean => DoneLedgerStatus.rank(status) <= 2,

  /** The object version was left out on purpose. */
  isSkipped: (status: DoneLedgerStatus): boolean => DoneLedgerStatus.rank(status) === 3,

  /** Nothing more needs to be done: every status but `FailedRetryable`. */
  isTerminal: (status: DoneLedgerStatus): boolean => DoneLedgerStatus.rank(status) > 1,
});

/** The rank of a status that has been checked. A switch, as every merge asks: it is faster than a Map. */
export function rankOf(status: DoneLedgerStatus): number {
  switch (status) {
    case 'FailedRetryable':
      return 1;
    case 'FailedPermanent':
      return 2;
    case 'Skipped':
      return 3;
    case 'ScannedClean':
      return 10;
    case 'ScannedWithFindings':
      return 11;
  }
}

/** Whether a rank is that of a scanned status. */
export function isScannedRank(rank: number): boolean {
  return rank >= 10;
}

/** Reads a status. Throws `InvalidType`. */
export function readStatus(field: string, value: unknown): DoneLedgerStatus {
  if ((STATUSES as readonly unknown[]).includes(value)) return value as DoneLedgerStatus;
  throw invalidType(field, STATUSES.join(' | '), value);
}

const STATUSES: readonly DoneLedgerStatus[] = [
  'FailedRetryable',
  'FailedPermanent',
  'Skipped',
  'ScannedClean',
  'ScannedWithFindings',
];
