import {
  DoneLedgerRecord,
  ReadyCommitHandle,
  type CommitHandle,
  type DoneLedger,
  type DoneLedgerCommitReceipt,
  type DoneLedgerKey,
  type OvidHash,
  type PolicyHash,
  type TenantId,
} from '../../../src/index.js';

type Records = readonly DoneLedgerRecord[];

/**
 * A correct ledger of another make, every decision of which can be replaced: a Map of plain rows. It is not strict: it refuses
 * with errors of its own, at submission, applies held writes newest first, and loses answers rather than writes.
 */
export class OtherLedger implements DoneLedger {
  rows = new Map<string, DoneLedgerRecord>();
  held: (() => void)[] | undefined;
  failing = false;

  keyOf({ tenantId, policyHash, ovidHash }: DoneLedgerKey): string {
    return `${tenantId}/${policyHash}/${ovidHash}`;
  }

  validate(record: DoneLedgerRecord): void {
    DoneLedgerRecord.validate(record);
  }

  merge(row: DoneLedgerRecord, record: DoneLedgerRecord): DoneLedgerRecord {
    return DoneLedgerRecord.merge(row, record);
  }

  /** How two records of one batch merge. */
  mergeInBatch(earlier: DoneLedgerRecord, later: DoneLedgerRecord): DoneLedgerRecord {
    return this.merge(earlier, later);
  }

  fold(records: Records): Map<string, DoneLedgerRecord> {
    const folded = new Map<string, DoneLedgerRecord>();
    for (const record of records) {
      const key = this.keyOf(record.key);
      const earlier = folded.get(key);
      folded.set(key, earlier === undefined ? record : this.mergeInBatch(earlier, record));
    }
    return folded;
  }

  /** What becomes of a row on its way into the table. */
  stored(record: DoneLedgerRecord): DoneLedgerRecord {
    const { key, status, bytesScanned, findingsCount, provenance, errorCode } = record;
    return { key: { ...key }, status, bytesScanned, findingsCount, provenance: { ...provenance }, errorCode } as never;
  }

  /** What a caller is handed of a row. */
  shown(row: DoneLedgerRecord): DoneLedgerRecord {
    return { ...structuredClone(row), updatedAt: 'a column of its own' } as never;
  }

  receipt(folded: Records, _records: Records): DoneLedgerCommitReceipt {
    const scannedCount = folded.filter(({ status }) => status.startsWith('Scanned')).length;
    return {
      recordCount: folded.length,
      scannedCount,
      findingsCount: folded.reduce((sum, { findingsCount }) => sum + findingsCount, 0),
    };
  }

  apply(records: Records): DoneLedgerCommitReceipt {
    for (const record of records) this.validate(record);
    const folded = this.fold(records);
    for (const [key, record] of folded) {
      const row = this.rows.get(key);
      this.rows.set(key, this.stored(row === undefined ? record : this.merge(row, record)));
    }
    return this.receipt([...folded.values()], records);
  }

  /** What is kept of a batch from its submission to its commit. */
  taken(records: Records): Records {
    for (const record of records) this.validate(record);
    return records.map((record) => this.stored(record));
  }

  async batchUpsert(records: Records): Promise<CommitHandle<DoneLedgerCommitReceipt>> {
    const taken = this.taken(records);
    const { held } = this;
    if (held === undefined) return this.commit(taken);
    const receipt = new Promise<DoneLedgerCommitReceipt>((resolve) => held.push(() => resolve(this.apply(taken))));
    let waited = false;
    return {
      async wait() {
        if (waited) throw new Error('waited for already');
        waited = true;
        return receipt;
      },
    };
  }

  /** A commit that fails may have been applied: it is the answer that was lost. */
  commit(records: Records): CommitHandle<DoneLedgerCommitReceipt> {
    const receipt = this.apply(records);
    if (!this.failing) return ReadyCommitHandle.ok(receipt);
    this.failing = false;
    return ReadyCommitHandle.err(new Error('connection reset'));
  }

  holdWrites(): () => void {
    this.held = [];
    return () => {
      for (const apply of this.held?.toReversed() ?? []) apply();
      this.held = undefined;
    };
  }

  failNextCommit(): void {
    this.failing = true;
  }

  restart(): this {
    return this; // its rows outlive it
  }

  async batchGet(
    tenantId: TenantId,
    policyHash: PolicyHash,
    ovidHashes: readonly OvidHash[],
  ): Promise<readonly (DoneLedgerRecord | undefined)[]> {
    return ovidHashes.map((ovidHash) => {
      const row = this.rows.get(this.keyOf({ tenantId, policyHash, ovidHash }));
      return row === undefined ? undefined : this.shown(row);
    });
  }

  async listDoneHashes(tenantId: TenantId, policyHash: PolicyHash): Promise<readonly OvidHash[]> {
    const mine = [...this.rows.values()].filter(
      ({ key }) => key.tenantId === tenantId && key.policyHash === policyHash,
    );
    return mine.filter(({ status }) => status !== 'FailedRetryable').map(({ key }) => key.ovidHash);
  }
}
