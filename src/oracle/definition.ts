import type { DoneLedgerErrorCode } from '../records/done-ledger-error-code.js';
import type { DoneLedgerRecord } from '../records/done-ledger-record.js';
import type { DoneLedgerStatus } from '../records/done-ledger-status.js';
import type { Location } from '../records/location.js';
import type { ObservationRecord } from '../records/observation-record.js';

// The joins of specification 1-semantics, sections 5 and 6, written down a second time, as definitions over a set of
// contributions. The stores merge pairwise, in order of arrival; nothing here does, and nothing here is shared with
// them. That is the point: a mistake in one of the two shows as a difference.

/** What a ledger row must be once exactly these records of its key are committed. */
export function ledgerRowOf(records: readonly DoneLedgerRecord[]): DoneLedgerRecord {
  const contributions = new LedgerContributions();
  for (const record of records) contributions.add(record);
  return contributions.row();
}

/** The committed records of one key, as far as the row depends on them: what is greatest among them, field by field. */
export class LedgerContributions {
  readonly #freshest = new Greatest<DoneLedgerRecord>(freshness);
  #bytesScanned = 0n;
  #findings = 0;
  #findingsOfFound = 0;
  #row: DoneLedgerRecord | undefined;

  add(record: DoneLedgerRecord): void {
    this.#row = undefined;
    this.#freshest.add(record);
    if (record.bytesScanned > this.#bytesScanned) this.#bytesScanned = record.bytesScanned;
    this.#findings = Math.max(this.#findings, record.findingsCount);
    if (record.status === 'ScannedWithFindings')
      this.#findingsOfFound = Math.max(this.#findingsOfFound, record.findingsCount);
  }

  /** The row. There must be a contribution. */
  row(): DoneLedgerRecord {
    return (this.#row ??= this.#join());
  }

  /** The freshest record itself, if that is the row. */
  #join(): DoneLedgerRecord {
    const freshest = this.#freshest.item();
    const { key, status, provenance, errorCode } = freshest;
    const bytesScanned = this.#bytesScanned;
    const findingsCount =
      status === 'ScannedClean' ? 0 : status === 'ScannedWithFindings' ? this.#findingsOfFound : this.#findings;
    const same = freshest.bytesScanned === bytesScanned && freshest.findingsCount === findingsCount;
    if (same && isScanned(status) === (errorCode === undefined)) return freshest;
    const row = { key, status, bytesScanned, findingsCount, provenance };
    return isScanned(status) ? row : { ...row, errorCode: errorCode as DoneLedgerErrorCode };
  }
}

/** Whether a status says that the object version was scanned. */
export function isScanned(status: DoneLedgerStatus): boolean {
  return status === 'ScannedClean' || status === 'ScannedWithFindings';
}

/** What an observation must show once exactly these contributions to it are committed. */
export function observationRowOf(records: readonly ObservationRecord[]): ObservationRecord {
  return contributionsOf(records).row();
}

/** The contributions that an observation shows: the greatest, and for its location the greatest that has one. */
export function shownContributions(records: readonly ObservationRecord[]): {
  readonly winner: ObservationRecord;
  readonly located: ObservationRecord | undefined;
} {
  const { winner, located } = contributionsOf(records);
  return { winner, located };
}

/** The committed contributions to one observation, as far as the row depends on them. */
export class ObservationContributions {
  readonly #winner = new Greatest<ObservationRecord>(contributionKey);
  readonly #located = new Greatest<ObservationRecord>(contributionKey);
  #row: ObservationRecord | undefined;

  add(record: ObservationRecord): void {
    this.#row = undefined;
    this.#winner.add(record);
    if (record.location !== undefined) this.#located.add(record);
  }

  /** The greatest contribution. There must be one. */
  get winner(): ObservationRecord {
    return this.#winner.item();
  }

  /** The greatest contribution that has a location. */
  get located(): ObservationRecord | undefined {
    return this.#located.found();
  }

  /** What the observation shows: the greatest contribution itself, unless its location is that of another. */
  row(): ObservationRecord {
    const { winner, located } = this;
    if (located === undefined || located === winner) return winner;
    return (this.#row ??= { ...winner, location: located.location as Location });
  }
}

function contributionsOf(records: readonly ObservationRecord[]): ObservationContributions {
  const contributions = new ObservationContributions();
  for (const record of records) contributions.add(record);
  return contributions;
}

function freshness({ status, provenance, errorCode }: DoneLedgerRecord): SortKey {
  const { finishedAt, startedAt, fenceEpoch, runId, shardId } = provenance;
  return [RANKING.indexOf(status), finishedAt, startedAt, fenceEpoch, signed(runId), signed(shardId), errorCode ?? ''];
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

/** The greatest of the items added; the first of equals. */
class Greatest<T> {
  readonly #keyOf: (item: T) => SortKey;
  #item: T | undefined;
  /** Of the item; made once there is another one to compare it with. */
  #key: SortKey | undefined;

  constructor(keyOf: (item: T) => SortKey) {
    this.#keyOf = keyOf;
  }

  add(item: T): void {
    if (this.#item === undefined) {
      this.#item = item;
      return;
    }
    const key = this.#keyOf(item);
    this.#key ??= this.#keyOf(this.#item);
    if (!isGreater(key, this.#key)) return;
    this.#item = item;
    this.#key = key;
  }

  found(): T | undefined {
    return this.#item;
  }

  item(): T {
    if (this.#item === undefined) throw new TypeError('there is no contribution');
    return this.#item;
  }
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
  if (text === '') return text;
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}

const RANKING: readonly DoneLedgerStatus[] = [
  'FailedRetryable',
  'FailedPermanent',
  'Skipped',
  'ScannedClean',
  'ScannedWithFindings',
];
