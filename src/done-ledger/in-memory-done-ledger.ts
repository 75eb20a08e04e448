import { readLedgerKey, type DoneLedgerKey, type DoneLedgerRecord } from '../records/done-ledger-record.js';
import type { DoneLedger, DoneLedgerCommitReceipt } from '../store/contracts.js';
import { Checkpoint } from '../store/checkpoint.js';
import { ControlledStore } from '../store/controlled-store.js';
import type { InMemoryStoreCore, StoreOptions } from '../store/core.js';
import type { StoreHandle } from '../store/handle.js';
import { readArray, reading } from '../values/check.js';
import type { OvidHash, PolicyHash, TenantId } from '../values/identities.js';
import { canonicalId, isCanonicalId } from '../values/public-id.js';
import { doneLedgerBackend } from './done-ledger-backend.js';
import type { LedgerTable } from './ledger-table.js';

type Records = readonly DoneLedgerRecord[];
type Core = InMemoryStoreCore<Records, LedgerTable, DoneLedgerCommitReceipt>;

/**
 * The done-ledger in memory (specification 1-semantics, section 5): rows merge in a monotonic lattice, whatever the order
 * and number of writes.
 */
export class InMemoryDoneLedger
  extends ControlledStore<Records, LedgerTable, DoneLedgerCommitReceipt>
  implements DoneLedger
{
  /** @param core makes this another handle on that store; {@link clone} does. */
  constructor(options?: StoreOptions, core?: Core) {
    super(core ?? doneLedgerBackend, options);
  }

  /** Another handle on the same store. It is of this class, also where a subclass is asked. */
  override clone(): InMemoryDoneLedger {
    return this.core.read(() => new InMemoryDoneLedger(undefined, this.core));
  }

  /** An independent ledger in the same state; see `ControlledStore.fork`. It is of this class, too. */
  override fork(): InMemoryDoneLedger {
    return new InMemoryDoneLedger(undefined, this.core.fork());
  }

  /** The durable rows as they are now. */
  override checkpoint(): DoneLedgerCheckpoint {
    return new DoneLedgerCheckpoint(this.core.forkDurable());
  }

  /** Merges records into the ledger, all or none. Rejects with an `InMemoryPersistenceError`. */
  batchUpsert(records: Records): Promise<StoreHandle<DoneLedgerCommitReceipt>> {
    return this.core.submit(records, this.batchUpsert);
  }

  /** One answer per hash asked for, in that order. Rejects with a `PersistenceInputError` for a malformed id. */
  async batchGet(
    tenantId: TenantId,
    policyHash: PolicyHash,
    ovidHashes: readonly OvidHash[],
  ): Promise<ReadonlyArray<DoneLedgerRecord | undefined>> {
    const tenant = canonicalId<TenantId>('tenantId', tenantId);
    const policy = canonicalId<PolicyHash>('policyHash', policyHash);
    const hashes = reading('ovidHashes', () =>
      readArray('ovidHashes', ovidHashes, isCanonicalId<OvidHash>, canonicalId<OvidHash>),
    );
    return this.core.read((table) => {
      const rows = table.rows(tenant, policy);
      return hashes.map((ovidHash) => rows?.get(ovidHash));
    });
  }

  /** The hashes of rows with a terminal status, sorted. Rejects with a `PersistenceInputError` for a malformed id. */
  async listDoneHashes(tenantId: TenantId, policyHash: PolicyHash): Promise<readonly OvidHash[]> {
    const tenant = canonicalId<TenantId>('tenantId', tenantId);
    const policy = canonicalId<PolicyHash>('policyHash', policyHash);
    return this.core.read((table) => table.doneHashes(tenant, policy));
  }

  /** The durable row of a key. Throws a `PersistenceInputError` for a malformed key. */
  getRecord(key: DoneLedgerKey): DoneLedgerRecord | undefined {
    const wanted = reading('key', () => readLedgerKey('key', key));
    return this.core.read((table) => table.get(wanted));
  }

  /** All durable rows, sorted by (tenant, policy, object version). */
  snapshot(): readonly DoneLedgerRecord[] {
    return this.core.read((table) => table.toSortedArray());
  }

  /** How many durable rows there are. */
  durableCounts(): { readonly records: number } {
    return this.core.read((table) => ({ records: table.size }));
  }
}

/** The durable rows of a done-ledger as they were at one moment. */
export class DoneLedgerCheckpoint extends Checkpoint<Records, LedgerTable, DoneLedgerCommitReceipt> {
  readonly #ledger: InMemoryDoneLedger;

  /** @internal */
  constructor(core: Core) {
    super(core);
    this.#ledger = new InMemoryDoneLedger(undefined, core);
  }

  /** A new ledger that starts with these rows: nothing pending, no faults, ids from 1. */
  override fork(options?: StoreOptions): InMemoryDoneLedger {
    return new InMemoryDoneLedger(undefined, this.core.forkDurable(options));
  }

  /** The row of a key. Throws a `PersistenceInputError` for a malformed key. */
  getRecord(key: DoneLedgerKey): DoneLedgerRecord | undefined {
    return this.#ledger.getRecord(key);
  }

  /** All rows, sorted by (tenant, policy, object version). */
  snapshot(): readonly DoneLedgerRecord[] {
    return this.#ledger.snapshot();
  }

  /** How many rows there are. */
  durableCounts(): { readonly records: number } {
    return this.#ledger.durableCounts();
  }
}
