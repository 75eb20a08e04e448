import { mergeRecords } from '../records/done-ledger-merge.js';
import type { DoneLedgerKey, DoneLedgerRecord } from '../records/done-ledger-record.js';
import { DoneLedgerStatus } from '../records/done-ledger-status.js';
import type { OvidHash, PolicyHash, TenantId } from '../values/identities.js';
import { valuesByKey } from '../values/order.js';

type Rows = Map<OvidHash, DoneLedgerRecord>;

/** The durable rows of a ledger: tenant -> policy -> object version -> record. */
export class LedgerTable {
  readonly #tenants = new Map<TenantId, Map<PolicyHash, Rows>>();
  #size = 0;
  /** Rows that a fork has as well: to be copied before they are written to. */
  #shared: Set<Rows> | undefined;

  get size(): number {
    return this.#size;
  }

  get({ tenantId, policyHash, ovidHash }: DoneLedgerKey): DoneLedgerRecord | undefined {
    return this.rows(tenantId, policyHash)?.get(ovidHash);
  }

  /** The rows of one tenant under one policy, if there ever were any. */
  rows(tenantId: TenantId, policyHash: PolicyHash): ReadonlyMap<OvidHash, DoneLedgerRecord> | undefined {
    return this.#tenants.get(tenantId)?.get(policyHash);
  }

  /** Merges valid records in, one after the other. */
  merge(records: readonly DoneLedgerRecord[]): void {
    let rows: Rows | undefined;
    let tenantId: TenantId | undefined;
    let policyHash: PolicyHash | undefined;
    for (const record of records) {
      const { key } = record;
      if (rows === undefined || key.tenantId !== tenantId || key.policyHash !== policyHash) {
        ({ tenantId, policyHash } = key);
        rows = this.#rowsToWrite(tenantId, policyHash);
      }
      const existing = rows.get(key.ovidHash);
      if (existing === undefined) this.#size++;
      const merged = existing === undefined ? record : mergeRecords(existing, record);
      if (merged !== existing) rows.set(key.ovidHash, merged);
    }
  }

  /** The hashes of the rows with a terminal status, sorted. */
  doneHashes(tenantId: TenantId, policyHash: PolicyHash): OvidHash[] {
    const done: OvidHash[] = [];
    for (const [ovidHash, { status }] of this.rows(tenantId, policyHash) ?? []) {
      if (DoneLedgerStatus.isTerminal(status)) done.push(ovidHash);
    }
    return done.sort();
  }

  /** All rows, sorted by (tenant, policy, object version). */
  toSortedArray(): DoneLedgerRecord[] {
    return valuesByKey(this.#tenants).flatMap((policies) => valuesByKey(policies).flatMap((rows) => valuesByKey(rows)));
  }

  /** All rows by their key, in the order in which they were first written within a tenant and policy. */
  toMap(): Map<string, DoneLedgerRecord> {
    const byKey = new Map<string, DoneLedgerRecord>();
    for (const [tenantId, policies] of this.#tenants) {
      for (const [policyHash, rows] of policies) {
        for (const [ovidHash, record] of rows) byKey.set(`${tenantId}/${policyHash}/${ovidHash}`, record);
      }
    }
    return byKey;
  }

  /** A table of its own with the same rows, which the two share until either writes to them. */
  fork(): LedgerTable {
    const fork = new LedgerTable();
    fork.#size = this.#size;
    for (const [tenantId, policies] of this.#tenants) fork.#tenants.set(tenantId, new Map(policies));
    const rows = [...this.#tenants.values()].flatMap((policies) => [...policies.values()]);
    this.#shared = new Set(rows);
    fork.#shared = new Set(rows);
    return fork;
  }

  #rowsToWrite(tenantId: TenantId, policyHash: PolicyHash): Rows {
    let policies = this.#tenants.get(tenantId);
    if (policies === undefined) this.#tenants.set(tenantId, (policies = new Map<PolicyHash, Rows>()));
    let rows = policies.get(policyHash);
    if (rows === undefined) policies.set(policyHash, (rows = new Map<OvidHash, DoneLedgerRecord>()));
    else if (this.#shared?.delete(rows)) policies.set(policyHash, (rows = new Map(rows)));
    return rows;
  }
}
