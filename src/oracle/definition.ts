import type { DoneLedgerErrorCode } from '../records/done-ledger-error-code.js';
import type { DoneLedgerRecord } from '../records/done-ledger-record.js';
import type { DoneLedgerStatus } from '../records/done-ledger-status.js';
import type { ObservationRecord } from '../records/observation-record.js';

// The joins of specification 1-semantics, sections 5 and 6, written down a second time, as definitions over a set of
// contributions. The stores merge pairwise, in order of arrival; nothing here does, and nothing here is shared with
// them. That is the point: a mistake in one of the two shows as a difference.

/** What a ledger row must be once exactly these records of its key are committed. */
export function ledgerRowOf(records: readonly DoneLedgerRecord[]): DoneLedgerRecord {
  const freshest = greatest(records, (record) => [
    RANKING.indexOf(record.status),
    record.provenance.finishedAt,
    record.provenance.startedAt,
    record.provenance.fenceEpoch,
    signed(record.provenance.runId),
    signed(record.provenance.shardId),
    record.errorCode ?? '',
  ]);
  const { key, status, provenance, errorCode } = freshest;
  return {
    key,
    status,
    bytesScanned: records.reduce((most, { bytesScanned }) => (bytesScanned > most ? bytesScanned : most), 0n),
    findingsCount: findingsOf(records, status),
    provenance,
    ...(!isScanned(status) && { errorCode: errorCode as DoneLedgerErrorCode }),
  };
}

/** Whether a status says that the object version was scanned. */
export function isScanned(status: DoneLedgerStatus): boolean {
  return status === 'ScannedClean' || status === 'ScannedWithFindings';
}

/** What an observation must show once exactly these contributions to it are committed. */
export function observationRowOf(contributions: readonly ObservationRecord[]): ObservationRecord {
  const { winner, located } = shownContributions(contributions);
  const { location: _, ...row } = winner;
  return located?.location === undefined ? row : { ...row, location: located.location };
}

/** The contributions that an observation shows: the greatest, and for its location the greatest that has one. */
export function shownContributions(contributions: readonly ObservationRecord[]): {
  readonly winner: ObservationRecord;
  readonly located: ObservationRecord | undefined;
} {
  const withLocation = contributions.filter(({ location }) => location !== undefined);
  return {
    winner: greatest(contributions, contributionKey),
    located: withLocation.length === 0 ? undefined : greatest(withLocation, contributionKey),
  };
}

function findingsOf(records: readonly DoneLedgerRecord[], merged: DoneLedgerStatus): number {
  if (merged === 'ScannedClean') return 0;
  const counted = merged === 'ScannedWithFindings' ? records.filter(({ status }) => status === merged) : records;
  return Math.max(...counted.map(({ findingsCount }) => findingsCount));
}

function contributionKey({ seenAt, location, fenceEpoch, runId, shardId }: ObservationRecord): SortKey {
  return [
    seenAt,
    location === undefined ? 0 : 1,
    fenceEpoch,
    signed(runId),
    signed(shardId),
    utf8(location?.display),
    utf8(location?.url),
  ];
}

type SortKey = readonly (bigint | number | string)[];

function greatest<T>(items: readonly T[], keyOf: (item: T) => SortKey): T {
  return items.reduce((best, item) => (isGreater(keyOf(item), keyOf(best)) ? item : best));
}

function isGreater(a: SortKey, b: SortKey): boolean {
  const level = a.findIndex((value, index) => value !== b[index]);
  return level >= 0 && (a[level] as bigint) > (b[level] as bigint);
}

/** The same 64 bits, read as a signed integer. */
function signed(value: bigint): bigint {
  return value >= 2n ** 63n ? value - 2n ** 64n : value;
}

/** A string whose code units are the UTF-8 bytes of `text`, so that it sorts as those do. */
function utf8(text = ''): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}

const RANKING: readonly DoneLedgerStatus[] = [
  'FailedRetryable',
  'FailedPermanent',
  'Skipped',
  'ScannedClean',
  'ScannedWithFindings',
];
