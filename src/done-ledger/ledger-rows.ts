import { compareFreshness, mergedFindingsCount } from '../records/done-ledger-merge.js';
import type { DoneLedgerRecord } from '../records/done-ledger-record.js';
import { rankOf } from '../records/done-ledger-status.js';
import { LEDGER_RECORD } from '../records/stamps.js';
import type { OvidHash } from '../values/identities.js';
import { valuesByKey } from '../values/order.js';

/**
 * The durable rows of one tenant under one policy, numbered as they come. What decides a merge lies side by side in columns, half a
 * line of the processor's cache for each row, so that most merges read nothing of the records that are there, and make none: a
 * merged record is made once somebody reads its row (decisions/0010-speed.md).
 */
export class LedgerRows {
  #numbers = new Map<OvidHash, number>();
  /** The freshest contribution to each row, which is the row itself unless that is stale. */
  #records: DoneLedgerRecord[] = [];
  /** The columns, which are 64 bits wide, and those of them that are half as wide. */
  #wide = new BigUint64Array(FIRST_ROWS * WIDE);
  #narrow = new Uint32Array(this.#wide.buffer);
  /** 1 while a row's record is yet to be made, of its freshest contribution and the columns. Apart, as readers need no more. */
  #stale = new Uint8Array(FIRST_ROWS);

  get size(): number {
    return this.#records.length;
  }

  get(ovidHash: OvidHash): DoneLedgerRecord | undefined {
    const row = this.#numbers.get(ovidHash);
    return row === undefined ? undefined : this.#recordOf(row);
  }

  /** All rows, in the order in which they were first written. */
  toArray(): DoneLedgerRecord[] {
    return this.#records.map((_, row) => this.#recordOf(row));
  }

  /** All rows, sorted by object version. */
  toSortedArray(): DoneLedgerRecord[] {
    return valuesByKey(this.#numbers).map((row) => this.#recordOf(row));
  }

  /** A copy, which can be written to without changing this one. */
  copy(): LedgerRows {
    const copy = new LedgerRows();
    copy.#numbers = new Map(this.#numbers);
    copy.#records = [...this.#records];
    copy.#wide = this.#wide.slice();
    copy.#narrow = new Uint32Array(copy.#wide.buffer);
    copy.#stale = this.#stale.slice();
    return copy;
  }

  /** The number of a record's row. A new row starts out below every record: rank, counts and times are 0. */
  rowOf(record: DoneLedgerRecord): number {
    const { ovidHash } = record.key;
    const row = this.#numbers.get(ovidHash);
    return row ?? this.#add(ovidHash, record);
  }

  /** Notes that a write contributes to a row; `true` if it did so before. */
  noteWrite(row: number, write: number): boolean {
    const at = row * NARROW + LAST_WRITE;
    if (this.#narrow[at] === write) return true;
    this.#narrow[at] = write;
    return false;
  }

  /** Merges a valid record into its row. */
  join(row: number, record: DoneLedgerRecord): void {
    const wide = this.#wide;
    const narrow = this.#narrow;
    const at = row * NARROW;
    const rank = rankOf(record.status);
    const existingRank = narrow[at + RANK] as number;
    const existingCount = narrow[at + FINDINGS_COUNT] as number;
    const existingBytes = wide[row * WIDE + BYTES_SCANNED] as bigint;
    const count = mergedFindingsCount(existingRank, existingCount, rank, record.findingsCount);
    const moreBytes = record.bytesScanned > existingBytes;
    if (moreBytes) wide[row * WIDE + BYTES_SCANNED] = record.bytesScanned;
    if (count !== existingCount) narrow[at + FINDINGS_COUNT] = count;
    if (this.#isFresher(record, rank, row, existingRank)) {
      this.#records[row] = record;
      narrow[at + RANK] = rank;
      wide[row * WIDE + FINISHED_AT] = record.provenance.finishedAt;
      this.#stale[row] = Number(count !== record.findingsCount || record.bytesScanned < existingBytes);
    } else if (moreBytes || count !== existingCount) {
      this.#stale[row] = 1;
    }
  }

  /** What {@link compareFreshness} says, from the columns where they suffice. */
  #isFresher(record: DoneLedgerRecord, rank: number, row: number, existingRank: number): boolean {
    if (rank !== existingRank) return rank > existingRank;
    const { finishedAt } = record.provenance;
    const existing = this.#wide[row * WIDE + FINISHED_AT] as bigint;
    if (finishedAt !== existing) return finishedAt > existing;
    return compareFreshness(record, this.#records[row] as DoneLedgerRecord) > 0;
  }

  #add(ovidHash: OvidHash, record: DoneLedgerRecord): number {
    const row = this.#records.length;
    if (row * WIDE === this.#wide.length) this.#grow();
    this.#numbers.set(ovidHash, row);
    this.#records.push(record);
    return row;
  }

  #recordOf(row: number): DoneLedgerRecord {
    const freshest = this.#records[row] as DoneLedgerRecord;
    if (this.#stale[row] === 0) return freshest;
    this.#stale[row] = 0;
    return (this.#records[row] = LEDGER_RECORD.seal({
      ...freshest,
      bytesScanned: this.#wide[row * WIDE + BYTES_SCANNED] as bigint,
      findingsCount: this.#narrow[row * NARROW + FINDINGS_COUNT] as number,
    }));
  }

  #grow(): void {
    const rows = Math.ceil(this.#records.length * 1.5);
    const wide = new BigUint64Array(rows * WIDE);
    wide.set(this.#wide);
    this.#wide = wide;
    this.#narrow = new Uint32Array(wide.buffer);
    const stale = new Uint8Array(rows);
    stale.set(this.#stale);
    this.#stale = stale;
  }
}

const FIRST_ROWS = 8;

// The columns of a row, first the wide ones.
const WIDE = 4;
const BYTES_SCANNED = 0;
const FINISHED_AT = 1;
const NARROW = 2 * WIDE;
const FINDINGS_COUNT = 4;
const RANK = 5;
/** Which write contributed last, modulo 2^32. */
const LAST_WRITE = 6;
