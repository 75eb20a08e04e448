import type { DoneLedgerKey, DoneLedgerRecord } from '../records/done-ledger-record.js';
import type { DoneLedgerCommitReceipt } from '../store/contracts.js';
import { isScanned, ledgerRowOf } from './definition.js';
import type { Verdict } from './verdict.js';

/** What a done-ledger must contain: the set of committed records of each key. */
export class LedgerModel {
  readonly #committed = new Map<string, DoneLedgerRecord[]>();

  /** Takes note that a batch was committed. */
  commit(records: readonly DoneLedgerRecord[]): void {
    for (const record of records) {
      const key = ledgerRowKey(record.key);
      const committed = this.#committed.get(key);
      if (committed === undefined) this.#committed.set(key, [record]);
      else committed.push(record);
    }
  }

  /** What a commit of this batch must answer. */
  judge(records: readonly DoneLedgerRecord[]): Verdict<DoneLedgerCommitReceipt> {
    if (!records.every(isValid)) return { refusals: ['BatchValidation'] };
    const byKey = new Map<string, DoneLedgerRecord[]>();
    for (const record of records) {
      const key = ledgerRowKey(record.key);
      byKey.set(key, [...(byKey.get(key) ?? []), record]);
    }
    const folded = [...byKey.values()].map(ledgerRowOf);
    return {
      receipt: {
        recordCount: folded.length,
        scannedCount: folded.filter(({ status }) => isScanned(status)).length,
        findingsCount: folded.reduce((sum, { findingsCount }) => sum + findingsCount, 0),
      },
    };
  }

  /** The committed records of a key. */
  committed(key: DoneLedgerKey): readonly DoneLedgerRecord[] {
    return this.#committed.get(ledgerRowKey(key)) ?? [];
  }

  /** The row that a key must have; `undefined` if nothing was committed under it. */
  row(key: DoneLedgerKey): DoneLedgerRecord | undefined {
    const committed = this.committed(key);
    return committed.length === 0 ? undefined : ledgerRowOf(committed);
  }

  /** All rows by {@link ledgerRowKey}, sorted. */
  rows(): Map<string, DoneLedgerRecord> {
    return new Map(
      [...this.#committed.keys()]
        .sort()
        .map((key) => [key, ledgerRowOf(this.#committed.get(key) as DoneLedgerRecord[])]),
    );
  }
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
