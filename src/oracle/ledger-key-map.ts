import type { DoneLedgerKey } from '../records/done-ledger-record.js';

/** Values by ledger key. Nested, as putting three identities together into one costs more than looking up three. */
export class LedgerKeyMap<Value> {
  readonly #tenants = new Map<string, Map<string, Map<string, Value>>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get({ tenantId, policyHash, ovidHash }: DoneLedgerKey): Value | undefined {
    return this.#tenants.get(tenantId)?.get(policyHash)?.get(ovidHash);
  }

  set({ tenantId, policyHash, ovidHash }: DoneLedgerKey, value: Value): void {
    let policies = this.#tenants.get(tenantId);
    if (policies === undefined) this.#tenants.set(tenantId, (policies = new Map<string, Map<string, Value>>()));
    let rows = policies.get(policyHash);
    if (rows === undefined) policies.set(policyHash, (rows = new Map<string, Value>()));
    if (!rows.has(ovidHash)) this.#size++;
    rows.set(ovidHash, value);
  }

  /** All values, in the order of their keys' first use. */
  *values(): Generator<Value> {
    for (const policies of this.#tenants.values()) {
      for (const rows of policies.values()) yield* rows.values();
    }
  }
}
