import type { DoneLedgerKey } from '../records/done-ledger-record.js';

/** Keys of one object version, and their values. */
interface Entry<Value> {
  readonly key: DoneLedgerKey;
  value: Value;
  readonly next: Entry<Value> | undefined;
}

/**
 * Values by ledger key. Looked up by the object version, of which few keys have the same: putting three identities together
 * costs more, and so do three maps.
 */
export class LedgerKeyMap<Value> {
  readonly #entries = new Map<string, Entry<Value>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(key: DoneLedgerKey): Value | undefined {
    return this.#entry(key)?.value;
  }

  set(key: DoneLedgerKey, value: Value): void {
    const entry = this.#entry(key);
    if (entry !== undefined) {
      entry.value = value;
      return;
    }
    this.#size++;
    this.#entries.set(key.ovidHash, { key, value, next: this.#entries.get(key.ovidHash) });
  }

  /** All values, by object version in the order of its first use. */
  *values(): Generator<Value> {
    for (const first of this.#entries.values())
      for (let entry: Entry<Value> | undefined = first; entry !== undefined; entry = entry.next) yield entry.value;
  }

  #entry({ tenantId, policyHash, ovidHash }: DoneLedgerKey): Entry<Value> | undefined {
    let entry = this.#entries.get(ovidHash);
    while (entry !== undefined && (entry.key.policyHash !== policyHash || entry.key.tenantId !== tenantId))
      entry = entry.next;
    return entry;
  }
}
