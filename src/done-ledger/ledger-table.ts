import type { DoneLedgerKey, DoneLedgerRecord } from '../records/done-ledger-record.js';
import { DoneLedgerStatus } from '../records/done-ledger-status.js';
import type { OvidHash, PolicyHash, TenantId } from '../values/identities.js';
import { valuesByKey } from '../values/order.js';
import { LedgerRows } from './ledger-rows.js';

/** The durable rows of a ledger: tenant -> policy -> object version -> record. */
export class LedgerTable {
  readonly #tenants = new Map<TenantId, Map<PolicyHash, LedgerRows>>();
  /** How many writes there were, modulo 2^32. */
  #writes = 0;
  /** Rows that a fork has as well: to be copied before they are written to. */
  #shared: Set<LedgerRows> | undefined;

  get size(): number {
    let size = 0;
    for (const policies of this.#tenants.values()) for (const rows of policies.values()) size += rows.size;
    return size;
  }

  get({ tenantId, policyHash, ovidHash }: DoneLedgerKey): DoneLedgerRecord | undefined {
    return this.rows(tenantId, policyHash)?.get(ovidHash);
  }

  /** The rows of one tenant under one policy, if there ever were any. */
  rows(tenantId: TenantId, policyHash: PolicyHash): LedgerRows | undefined {
    return this.#tenants.get(tenantId)?.get(policyHash);
  }

  /**
   * Merges valid records in; `true` if several of them went into one row. Each thing is done for all of them before the next is:
   * memory is slow, and the processor waits for many rows at once if there is little else between them.
   */
  merge(records: readonly DoneLedgerRecord[]): boolean {
    const tables = records.map(({ key }) => this.#rowsToWrite(key));
    const rows = records.map((record, index) => (tables[index] as LedgerRows).rowOf(record));
    this.#writes = (this.#writes + 1) >>> 0;
    let several = false;
    tables.forEach((table, index) => {
      if (table.noteWrite(rows[index] as number, this.#writes)) several = true;
    });
    tables.forEach((table, index) => table.join(rows[index] as number, records[index] as DoneLedgerRecord));
    return several;
  }

  /** The hashes of the rows with a terminal status, sorted. */
  doneHashes(tenantId: TenantId, policyHash: PolicyHash): OvidHash[] {
    const rows = this.rows(tenantId, policyHash)?.toSortedArray() ?? [];
    return rows.filter(({ status }) => DoneLedgerStatus.isTerminal(status)).map(({ key }) => key.ovidHash);
  }

  /** All rows, sorted by (tenant, policy, object version). */
  toSortedArray(): DoneLedgerRecord[] {
    return valuesByKey(this.#tenants).flatMap((policies) =>
      valuesByKey(policies).flatMap((rows) => rows.toSortedArray()),
    );
  }

  /** All rows by their key, in the order in which they were first written within a tenant and policy. */
  toMap(): Map<string, DoneLedgerRecord> {
    const byKey = new Map<string, DoneLedgerRecord>();
    for (const [tenantId, policies] of this.#tenants) {
      for (const [policyHash, rows] of policies) {
        for (const row of rows.toArray()) byKey.set(`${tenantId}/${policyHash}/${row.key.ovidHash}`, row);
      }
    }
    return byKey;
  }

  /** A table of its own with the same rows, which the two share until either writes to them. */
  fork(): LedgerTable {
    const fork = new LedgerTable();
    for (const [tenantId, policies] of this.#tenants) fork.#tenants.set(tenantId, new Map(policies));
    const rows = [...this.#tenants.values()].flatMap((policies) => [...policies.values()]);
    this.#shared = new Set(rows);
    fork.#shared = new Set(rows);
    return fork;
  }

  #rowsToWrite({ tenantId, policyHash }: DoneLedgerKey): LedgerRows {
    let policies = this.#tenants.get(tenantId);
    if (policies === undefined) this.#tenants.set(tenantId, (policies = new Map<PolicyHash, LedgerRows>()));
    let rows = policies.get(policyHash);
    if (rows === undefined) policies.set(policyHash, (rows = new LedgerRows()));
    else if (this.#shared?.delete(rows)) policies.set(policyHash, (rows = rows.copy()));
    return rows;
  }
}
