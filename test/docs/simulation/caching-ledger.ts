import { InMemoryDoneLedger, type DoneLedgerRecord, type OvidHash } from 'gossip-inmemory';

/** Keeps the rows that it has read until they are written again. Its bug: until a write is submitted, not until it commits. */
export class CachingLedger extends InMemoryDoneLedger {
  readonly #rows = new Map<OvidHash, DoneLedgerRecord | undefined>();

  override async batchUpsert(records: readonly DoneLedgerRecord[]) {
    for (const { key } of records) this.#rows.delete(key.ovidHash);
    return super.batchUpsert(records);
  }

  override async batchGet(...[tenantId, policyHash, hashes]: Parameters<InMemoryDoneLedger['batchGet']>) {
    const rows = await super.batchGet(tenantId, policyHash, hashes);
    hashes.forEach((hash, index) => this.#rows.has(hash) || this.#rows.set(hash, rows[index]));
    return hashes.map((hash) => this.#rows.get(hash));
  }
}
