import type { FindingRecord } from '../records/finding-record.js';
import type { FindingsUpsertBatch } from '../records/findings-batch.js';
import type { ObservationRecord } from '../records/observation-record.js';
import type { OccurrenceRecord } from '../records/occurrence-record.js';
import type {
  DurableFindingsCounts,
  FindingsCommitReceipt,
  FindingsConformanceProbe,
  FindingsSink,
} from '../store/contracts.js';
import { Checkpoint } from '../store/checkpoint.js';
import { ControlledStore } from '../store/controlled-store.js';
import type { InMemoryStoreCore, StoreOptions } from '../store/core.js';
import type { StoreHandle } from '../store/handle.js';
import type { FindingId, ObservationId, OccurrenceId, TenantId } from '../values/identities.js';
import { canonicalId } from '../values/public-id.js';
import { findingsBackend } from './findings-backend.js';
import type { FindingsTables, ReadonlyTables } from './findings-tables.js';
import { shownBy } from './observation-row.js';

type Core = InMemoryStoreCore<FindingsUpsertBatch, FindingsTables, FindingsCommitReceipt>;

/**
 * The findings sink in memory (specification 1-semantics, section 6): immutable findings and occurrences, observations
 * that merge, and never a child without its parent.
 */
export class InMemoryFindingsSink
  extends ControlledStore<FindingsUpsertBatch, FindingsTables, FindingsCommitReceipt>
  implements FindingsSink, FindingsConformanceProbe
{
  /** @param core makes this another handle on that store; {@link clone} does. */
  constructor(options?: StoreOptions, core?: Core) {
    super(core ?? findingsBackend, options);
  }

  /** Another handle on the same store. It is of this class, also where a subclass is asked. */
  override clone(): InMemoryFindingsSink {
    return this.core.read(() => new InMemoryFindingsSink(undefined, this.core));
  }

  /** An independent sink in the same state; see `ControlledStore.fork`. It is of this class, too. */
  override fork(): InMemoryFindingsSink {
    return new InMemoryFindingsSink(undefined, this.core.fork());
  }

  /** The durable rows as they are now. */
  override checkpoint(): FindingsCheckpoint {
    return new FindingsCheckpoint(this.core.forkDurable());
  }

  /** Writes three layers of rows of one tenant, all or none. Rejects with an `InMemoryPersistenceError`. */
  upsertBatch(batch: FindingsUpsertBatch): Promise<StoreHandle<FindingsCommitReceipt>> {
    return this.core.submit(batch, this.upsertBatch);
  }

  /** How many durable rows each layer has. */
  durableCounts(): DurableFindingsCounts {
    return this.core.read((tables) => ({
      findings: tables.count('findings'),
      occurrences: tables.count('occurrences'),
      observations: tables.count('observations'),
    }));
  }

  /** All durable findings, sorted by (tenant, id). */
  findingsSnapshot(): readonly FindingRecord[] {
    return this.core.read((tables) => tables.sorted((tenant) => tenant.findings));
  }

  /** All durable occurrences, sorted by (tenant, id). */
  occurrencesSnapshot(): readonly OccurrenceRecord[] {
    return this.core.read((tables) => tables.sorted((tenant) => tenant.occurrences));
  }

  /** All durable observations as merged, sorted by (tenant, id). */
  observationsSnapshot(): readonly ObservationRecord[] {
    return this.core.read((tables) => tables.sorted((tenant) => tenant.observations).map(shownBy));
  }

  /** A durable finding. Throws a `PersistenceInputError` for a malformed id. */
  getFinding(tenantId: TenantId, findingId: FindingId): FindingRecord | undefined {
    return this.#of(tenantId).findings.get(canonicalId<FindingId>('findingId', findingId));
  }

  /** A durable occurrence. Throws a `PersistenceInputError` for a malformed id. */
  getOccurrence(tenantId: TenantId, occurrenceId: OccurrenceId): OccurrenceRecord | undefined {
    return this.#of(tenantId).occurrences.get(canonicalId<OccurrenceId>('occurrenceId', occurrenceId));
  }

  /** A durable observation as merged. Throws a `PersistenceInputError` for a malformed id. */
  getObservation(tenantId: TenantId, observationId: ObservationId): ObservationRecord | undefined {
    const row = this.#of(tenantId).observations.get(canonicalId<ObservationId>('observationId', observationId));
    return row && shownBy(row);
  }

  #of(tenantId: TenantId): ReadonlyTables {
    const tenant = canonicalId<TenantId>('tenantId', tenantId);
    return this.core.read((tables) => tables.of(tenant));
  }
}

/** The durable rows of a findings sink as they were at one moment. */
export class FindingsCheckpoint
  extends Checkpoint<FindingsUpsertBatch, FindingsTables, FindingsCommitReceipt>
  implements FindingsConformanceProbe
{
  readonly #sink: InMemoryFindingsSink;

  /** @internal */
  constructor(core: Core) {
    super(core);
    this.#sink = new InMemoryFindingsSink(undefined, core);
  }

  /** A new sink that starts with these rows: nothing pending, no faults, ids from 1. */
  override fork(options?: StoreOptions): InMemoryFindingsSink {
    return new InMemoryFindingsSink(undefined, this.core.forkDurable(options));
  }

  /** How many rows each layer has. */
  durableCounts(): DurableFindingsCounts {
    return this.#sink.durableCounts();
  }

  /** All findings, sorted by (tenant, id). */
  findingsSnapshot(): readonly FindingRecord[] {
    return this.#sink.findingsSnapshot();
  }

  /** All occurrences, sorted by (tenant, id). */
  occurrencesSnapshot(): readonly OccurrenceRecord[] {
    return this.#sink.occurrencesSnapshot();
  }

  /** All observations as merged, sorted by (tenant, id). */
  observationsSnapshot(): readonly ObservationRecord[] {
    return this.#sink.observationsSnapshot();
  }

  /** A finding. Throws a `PersistenceInputError` for a malformed id. */
  getFinding(tenantId: TenantId, findingId: FindingId): FindingRecord | undefined {
    return this.#sink.getFinding(tenantId, findingId);
  }

  /** An occurrence. Throws a `PersistenceInputError` for a malformed id. */
  getOccurrence(tenantId: TenantId, occurrenceId: OccurrenceId): OccurrenceRecord | undefined {
    return this.#sink.getOccurrence(tenantId, occurrenceId);
  }

  /** An observation as merged. Throws a `PersistenceInputError` for a malformed id. */
  getObservation(tenantId: TenantId, observationId: ObservationId): ObservationRecord | undefined {
    return this.#sink.getObservation(tenantId, observationId);
  }
}
