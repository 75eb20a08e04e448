import {
  BatchValidation,
  exposeBytes,
  FindingConflict,
  MissingFinding,
  MissingOccurrence,
  ObservationConflict,
  OccurrenceConflict,
  PersistenceInputError,
  type CommitHandle,
  type DurableFindingsCounts,
  type FindingRecord,
  type FindingsCommitReceipt,
  type FindingsSink,
  type FindingsUpsertBatch,
  type InMemoryPersistenceError,
  type ObservationId,
  type ObservationRecord,
  type OccurrenceRecord,
  type TenantId,
} from '../../../src/index.js';
import type { PlainCommits } from './commits.js';
import { refuse } from './input.js';
import { isAfter, signed } from './ledger.js';
import { readBatch } from './read-batch.js';

/** Of an observation, the latest contribution, and the latest that knew where. */
export interface Sighting {
  readonly latest: ObservationRecord;
  readonly located: ObservationRecord | undefined;
}

export interface SinkTables {
  readonly findings: Map<string, FindingRecord>;
  readonly occurrences: Map<string, OccurrenceRecord>;
  readonly observations: Map<string, Sighting>;
}

const store = 'plain sink';

/** A sink as somebody else would write it. Each method is a decision that can be taken wrongly. */
export class PlainSink implements FindingsSink {
  readonly tables: SinkTables;
  readonly commits: PlainCommits;

  constructor(tables: SinkTables, commits: PlainCommits) {
    this.tables = tables;
    this.commits = commits;
  }

  async upsertBatch(batch: FindingsUpsertBatch): Promise<CommitHandle<FindingsCommitReceipt>> {
    const rows = this.refusing(() => this.copyIn(batch));
    return this.commits.submit(() => this.apply(rows));
  }

  async durableCounts(): Promise<DurableFindingsCounts> {
    const { findings, occurrences, observations } = this.tables;
    return { findings: findings.size, occurrences: occurrences.size, observations: observations.size };
  }

  getObservation(tenantId: TenantId, observationId: ObservationId): ObservationRecord | undefined {
    const sighting = this.tables.observations.get(this.keyOf(tenantId, observationId));
    return sighting && this.copyOut(sighting);
  }

  /** Stores a batch, all of it or nothing: on copies of the tables, which then take their place. */
  apply(batch: FindingsUpsertBatch): FindingsCommitReceipt {
    const staged = this.begin();
    for (const row of batch.findings) this.addFinding(staged, row);
    for (const row of batch.occurrences) this.addOccurrence(staged, row);
    for (const row of batch.observations) this.addObservation(staged, row);
    const receipt = this.receipt(batch);
    this.finish(staged);
    return receipt;
  }

  begin(): SinkTables {
    const { findings, occurrences, observations } = this.tables;
    return { findings: new Map(findings), occurrences: new Map(occurrences), observations: new Map(observations) };
  }

  finish(staged: SinkTables): void {
    for (const layer of ['findings', 'occurrences', 'observations'] as const) {
      const table: Map<string, unknown> = this.tables[layer];
      for (const [key, row] of staged[layer]) table.set(key, row);
    }
  }

  addFinding({ findings }: SinkTables, row: FindingRecord): void {
    const key = this.keyOf(row.tenantId, row.findingId);
    const old = findings.get(key);
    if (old === undefined) findings.set(key, row);
    else if (!this.sameFinding(old, row)) throw this.findingConflict(row);
  }

  addOccurrence(staged: SinkTables, row: OccurrenceRecord): void {
    if (!this.hasFinding(staged, row)) throw new MissingFinding({ store, ...row });
    const key = this.keyOf(row.tenantId, row.occurrenceId);
    const old = staged.occurrences.get(key);
    if (old === undefined) staged.occurrences.set(key, row);
    else if (!this.sameOccurrence(old, row)) throw new OccurrenceConflict({ store, ...row });
  }

  addObservation(staged: SinkTables, row: ObservationRecord): void {
    if (!this.hasOccurrence(staged, row)) throw new MissingOccurrence({ store, ...row });
    const key = this.keyOf(row.tenantId, row.observationId);
    const old = staged.observations.get(key);
    if (old !== undefined && !this.sameObservation(old.latest, row)) throw new ObservationConflict({ store, ...row });
    const sighting = { latest: row, located: row.location && row };
    staged.observations.set(key, old === undefined ? sighting : this.join(old, sighting));
  }

  keyOf(tenantId: string, rowId: string): string {
    return `${tenantId}/${rowId}`;
  }

  hasFinding({ findings }: SinkTables, { tenantId, findingId }: OccurrenceRecord): boolean {
    return findings.has(this.keyOf(tenantId, findingId));
  }

  hasOccurrence({ occurrences }: SinkTables, { tenantId, occurrenceId }: ObservationRecord): boolean {
    return occurrences.has(this.keyOf(tenantId, occurrenceId));
  }

  sameFinding(a: FindingRecord, b: FindingRecord): boolean {
    const sameSecret = Buffer.compare(exposeBytes(a.secretHash), exposeBytes(b.secretHash)) === 0;
    return a.stableItemId === b.stableItemId && a.ruleFingerprint === b.ruleFingerprint && sameSecret;
  }

  sameOccurrence(a: OccurrenceRecord, b: OccurrenceRecord): boolean {
    const sameSpan = a.byteOffset === b.byteOffset && a.byteLength === b.byteLength;
    return a.findingId === b.findingId && a.objectVersionId === b.objectVersionId && sameSpan;
  }

  /** Whether two rows of one id, which is derived from all of their identity but this, are of one identity. */
  sameObservation(a: ObservationRecord, b: ObservationRecord): boolean {
    return a.ovidHash === b.ovidHash;
  }

  findingConflict(row: FindingRecord): InMemoryPersistenceError | Error {
    return new FindingConflict({ store, ...row });
  }

  join(a: Sighting, b: Sighting): Sighting {
    return { latest: this.later(a.latest, b.latest), located: this.located(a, b) };
  }

  located({ located: a }: Sighting, { located: b }: Sighting): ObservationRecord | undefined {
    return a && b ? this.later(a, b) : (a ?? b);
  }

  later(a: ObservationRecord, b: ObservationRecord): ObservationRecord {
    return isAfter(this.levels(b), this.levels(a)) ? b : a;
  }

  /** What decides which contribution is the later one, first things first. */
  levels({ seenAt, location, fenceEpoch, runId, shardId }: ObservationRecord): readonly (bigint | string | number)[] {
    const { display = '', url = '' } = location ?? {};
    return [seenAt, location ? 1 : 0, fenceEpoch, signed(runId), signed(shardId), this.text(display), this.text(url)];
  }

  /** A text in a form that sorts as its UTF-8 bytes do. */
  text(value: string): string {
    return Buffer.from(value).toString('hex');
  }

  /** Distinct rows per layer. */
  receipt({ findings, occurrences, observations }: FindingsUpsertBatch): FindingsCommitReceipt {
    return {
      findingCount: this.distinct(findings.map((row) => row.findingId)),
      occurrenceCount: this.distinct(occurrences.map((row) => row.occurrenceId)),
      observationCount: this.distinct(observations.map((row) => row.observationId)),
    };
  }

  distinct(ids: readonly string[]): number {
    return new Set(ids).size;
  }

  /** Takes what the caller hands over, checked by itself, and leaves the caller its own. */
  copyIn(batch: FindingsUpsertBatch): FindingsUpsertBatch {
    const rows = readBatch(batch, (field, derived, stored) => this.checkId(field, derived, stored));
    this.checkTenants(rows);
    return rows;
  }

  checkId(field: string, derived: ObservationId, stored: ObservationId): void {
    if (derived !== stored) refuse('ObservationIdMismatch', field);
  }

  checkTenants({ findings, occurrences, observations }: FindingsUpsertBatch): void {
    const tenants = new Set([findings, occurrences, observations].flat().map(({ tenantId }) => tenantId));
    if (tenants.size > 1) refuse('InconsistentTenant', 'tenantId');
  }

  /** Gives the caller an observation to keep, as it shows. */
  copyOut({ latest, located }: Sighting): ObservationRecord {
    const { location: _, ...row } = latest;
    return located?.location === undefined ? row : { ...row, location: { ...located.location } };
  }

  /** Gives an input error the form in which a batch is refused. */
  refusing<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw error instanceof PersistenceInputError ? new BatchValidation({ store }, error) : error;
    }
  }
}
