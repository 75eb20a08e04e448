import type { DoneLedgerRecord } from '../records/done-ledger-record.js';
import type { FindingsUpsertBatch } from '../records/findings-batch.js';
import type { ObservationRecord } from '../records/observation-record.js';
import { kindOfSensitive } from '../values/secrets.js';
import type { FreshIds } from './fresh-ids.js';

const MOST_ROWS = 6;
const MOST_LEVELS = 5;

/** Puts the values of a check into words, identities by the names they have there. */
export class Wording {
  readonly #ids: FreshIds;

  constructor(ids: FreshIds) {
    this.#ids = ids;
  }

  /** Any value, on one line; objects so many levels deep, as a backend may answer with anything. */
  value(value: unknown, levels = MOST_LEVELS): string {
    if (typeof value === 'string')
      return this.#ids.nameOf(value) ?? (value.length === 64 ? `${value.slice(0, 8)}..` : JSON.stringify(value));
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'function') return 'a function';
    if (typeof value !== 'object' || value === null) return String(value);
    if (value instanceof Error) return this.error(value);
    if (levels === 0) return Array.isArray(value) ? '[..]' : '{ .. }';
    if (Array.isArray(value)) return this.#rows(value, (item) => this.value(item, levels - 1));
    const sensitive = kindOfSensitive(value);
    if (sensitive !== undefined) return `${sensitive}([redacted])`;
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    return `{ ${fields.map(([name, field]) => `${name}: ${this.value(field, levels - 1)}`).join(', ')} }`;
  }

  /** The records of a batch; checks hand over what is none, too. */
  records(records: readonly DoneLedgerRecord[]): string {
    return Array.isArray(records)
      ? this.#rows<DoneLedgerRecord>(records, (record) => this.#anyRecord(record))
      : this.value(records);
  }

  /** A ledger record: `ovid 1 of tenant A, policy A: ScannedClean, 5 bytes, 0 findings, run 1, shard 1, fence 1, 1..2`. */
  record({ key, status, bytesScanned, findingsCount, provenance, errorCode }: DoneLedgerRecord): string {
    const { runId, shardId, fenceEpoch, startedAt, finishedAt } = provenance;
    const code = errorCode === undefined ? '' : `, error code ${JSON.stringify(errorCode)}`;
    return (
      `{ ${this.value(key.ovidHash)} of ${this.value(key.tenantId)}, ${this.value(key.policyHash)}: ${status}${code}, ` +
      `${bytesScanned} bytes, ${findingsCount} findings, run ${runId}, shard ${shardId}, fence ${fenceEpoch}, ${startedAt}..${finishedAt} }`
    );
  }

  batch({ findings, occurrences, observations }: FindingsUpsertBatch): string {
    const layers = [
      ['findings', findings],
      ['occurrences', occurrences],
      ['observations', observations],
    ] as const;
    const filled = layers.filter(([, rows]) => (rows ?? []).length > 0); // a check may leave one out
    if (filled.length === 0) return '{ no rows }';
    return `{ ${filled.map(([name, rows]) => `${name}: ${this.#rows(rows, (row: object) => this.value(row))}`).join(', ')} }`;
  }

  observation(row: ObservationRecord): string {
    return this.value(row);
  }

  /** An error by its code and message. */
  error(error: unknown): string {
    if (!(error instanceof Error)) return `${this.value(error)}, which is no Error`;
    const { code } = error as { readonly code?: unknown };
    return `${typeof code === 'string' ? code : error.name}: ${error.message}`;
  }

  #anyRecord(record: DoneLedgerRecord): string {
    const { key, provenance } = (record ?? {}) as Partial<DoneLedgerRecord>;
    return typeof key === 'object' && typeof provenance === 'object' ? this.record(record) : this.value(record);
  }

  #rows<Row>(rows: readonly Row[], word: (row: Row) => string): string {
    const shown = rows.slice(0, MOST_ROWS).map(word);
    if (rows.length > shown.length) shown.push(`and ${rows.length - shown.length} more`);
    return `[${shown.join(', ')}]`;
  }
}
