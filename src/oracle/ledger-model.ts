import type { DoneLedgerKey, DoneLedgerRecord } from '../records/done-ledger-record.js';
import type { DoneLedgerCommitReceipt } from '../store/contracts.js';
import { isScanned, LedgerContributions } from './definition.js';
import { LedgerKeyMap } from './ledger-key-map.js';
import type { Verdict } from './verdict.js';

/** What a done-ledger must contain: of each key what its committed records come to. */
export class LedgerModel {
  readonly #committed = new LedgerKeyMap<KeyHistory>();

  /** Takes note that a batch was committed. */
  commit(records: readonly DoneLedgerRecord[]): void {
    for (const record of records) {
      let history = this.#committed.get(record.key);
      if (history === undefined) {
        history = { records: [], contributions: new LedgerContributions() };
        this.#committed.set(record.key, history);
      }
      history.records.push(record);
      history.contributions.add(record);
    }
  }

  /** What a commit of this batch must answer. */
  judge(records: readonly DoneLedgerRecord[]): Verdict<DoneLedgerCommitReceipt> {
    if (!records.every(isValid)) return { refusals: ['BatchValidation'] };
    const byKey = new LedgerKeyMap<LedgerContributions>();
    for (const record of records) {
      let contributions = byKey.get(record.key);
      if (contributions === undefined) byKey.set(record.key, (contributions = new LedgerContributions()));
      contributions.add(record);
    }
    let [recordCount, scannedCount, findingsCount] = [0, 0, 0];
    for (const contributions of byKey.values()) {
      const row = contributions.row();
      recordCount++;
      if (isScanned(row.status)) scannedCount++;
      findingsCount += row.findingsCount;
    }
    return { receipt: { recordCount, scannedCount, findingsCount } };
  }

  /** The committed records of a key. */
  committed(key: DoneLedgerKey): readonly DoneLedgerRecord[] {
    return this.#committed.get(key)?.records ?? [];
  }

  /** The row that a key must have; `undefined` if nothing was committed under it. */
  row(key: DoneLedgerKey): DoneLedgerRecord | undefined {
    return this.#committed.get(key)?.contributions.row();
  }

  /** How many rows there must be. */
  get size(): number {
    return this.#committed.size;
  }

  /** All rows by {@link ledgerRowKey}, sorted. */
  rows(): Map<string, DoneLedgerRecord> {
    const rows = Array.from(this.#committed.values(), ({ contributions }) => contributions.row());
    const keyed = rows.map((row): [string, DoneLedgerRecord] => [ledgerRowKey(row.key), row]);
    return new Map(keyed.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

interface KeyHistory {
  readonly records: DoneLedgerRecord[];
  readonly contributions: LedgerContributions;
}

/** One string per key, which sorts as (tenant, policy, object version) does. */
export function ledgerRowKey({ tenantId, policyHash, ovidHash }: DoneLedgerKey): string {
  return `${tenantId}/${policyHash}/${ovidHash}`;
}

function isValid({ status, findingsCount, errorCode, provenance }: DoneLedgerRecord): boolean {
  return (
    (errorCode === undefined) === isScanned(status) &&
    !(status === 'ScannedClean' && findingsCount !== 0) &&
    !(status === 'ScannedWithFindings' && findingsCount === 0) &&
    provenance.startedAt <= provenance.finishedAt
  );
}
