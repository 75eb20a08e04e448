import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import {
  exposeBytes,
  FindingConflict,
  MissingFinding,
  MissingOccurrence,
  ObservationConflict,
  ObservationId,
  ObservationRecord,
  OccurrenceConflict,
  SecretHash,
  TenantId,
  type CommitHandle,
  type DurableFindingsCounts,
  type FindingRecord,
  type FindingsCommitReceipt,
  type FindingsConformanceProbe,
  type FindingsSink,
  type FindingsUpsertBatch,
  type OccurrenceRecord,
} from 'gossip-inmemory';
import { fromOrdered, fromSigned, fromUtf8, keepGreater, ordered, parameters, signed, utf8 } from './columns.ts';
import { commit } from './commit.ts';
import { readBatch } from './read-input.ts';
import { transaction } from './transaction.ts';

/** The findings sink on SQLite. A write goes row by row, in the contract's order; the first thing wrong undoes it all. */
export class SqliteFindingsSink implements FindingsSink, FindingsConformanceProbe {
  readonly #database: DatabaseSync;
  readonly #findings: ImmutableTable;
  readonly #occurrences: ImmutableTable;
  readonly #identities: ImmutableTable;
  readonly #merge: StatementSync;
  readonly #getObservation: StatementSync;
  readonly #snapshots: Readonly<Record<keyof DurableFindingsCounts, StatementSync>>;

  constructor(database: DatabaseSync) {
    const read = (rest: string): StatementSync => {
      const statement = database.prepare(`SELECT * FROM ${rest}`);
      statement.setReadBigInts(true); // a u64 does not fit into a number
      return statement;
    };
    this.#database = database;
    this.#findings = new ImmutableTable(database, 'findings', 'finding_id', FINDING);
    this.#occurrences = new ImmutableTable(database, 'occurrences', 'occurrence_id', OCCURRENCE);
    this.#identities = new ImmutableTable(database, 'observations', 'observation_id', OBSERVATION);
    this.#merge = database.prepare(MERGE);
    this.#getObservation = read('observations WHERE tenant_id = ? AND observation_id = ?');
    this.#snapshots = {
      findings: read('findings ORDER BY tenant_id, finding_id'),
      occurrences: read('occurrences ORDER BY tenant_id, occurrence_id'),
      observations: read('observations ORDER BY tenant_id, observation_id'),
    };
  }

  /** Writes three layers of rows of one tenant, all or none. Rejects with `BatchValidation`. */
  async upsertBatch(input: FindingsUpsertBatch): Promise<CommitHandle<FindingsCommitReceipt>> {
    const batch = readBatch(ORIGIN, input);
    return commit(() => transaction(this.#database, () => this.#write(batch)));
  }

  durableCounts(): DurableFindingsCounts {
    return {
      findings: this.#findings.count(),
      occurrences: this.#occurrences.count(),
      observations: this.#identities.count(),
    };
  }

  /** All durable findings, sorted by (tenant, id). */
  findingsSnapshot(): readonly FindingRecord[] {
    return this.#snapshots.findings.all().map(toFinding);
  }

  /** All durable occurrences, sorted by (tenant, id). */
  occurrencesSnapshot(): readonly OccurrenceRecord[] {
    return this.#snapshots.occurrences.all().map(toOccurrence);
  }

  /** All durable observations as merged, sorted by (tenant, id). */
  observationsSnapshot(): readonly ObservationRecord[] {
    return this.#snapshots.observations.all().map(toObservation);
  }

  /** A durable observation as merged. Throws a `PersistenceInputError` for a malformed id. */
  getObservation(tenantId: TenantId, observationId: ObservationId): ObservationRecord | undefined {
    TenantId.toBytes(tenantId);
    ObservationId.toBytes(observationId);
    const row = this.#getObservation.get(tenantId, observationId);
    return row && toObservation(row);
  }

  #write({ findings, occurrences, observations }: FindingsUpsertBatch): FindingsCommitReceipt {
    for (const row of findings) {
      const { tenantId, findingId, stableItemId, ruleFingerprint, secretHash } = row;
      const content = [stableItemId, ruleFingerprint, exposeBytes(secretHash)];
      const stored = this.#findings.compare(tenantId, findingId, content);
      if (stored === 'other') throw new FindingConflict({ ...row, ...ORIGIN });
      if (stored === 'none') this.#findings.insert(tenantId, findingId, content);
    }
    for (const row of occurrences) {
      const { tenantId, occurrenceId, findingId, objectVersionId, byteOffset, byteLength } = row;
      if (!this.#findings.has(tenantId, findingId)) throw new MissingFinding({ ...row, ...ORIGIN });
      const content = [findingId, objectVersionId, ordered(byteOffset), ordered(byteLength)];
      const stored = this.#occurrences.compare(tenantId, occurrenceId, content);
      if (stored === 'other') throw new OccurrenceConflict({ ...row, ...ORIGIN });
      if (stored === 'none') this.#occurrences.insert(tenantId, occurrenceId, content);
    }
    for (const row of observations) {
      const { tenantId, observationId, occurrenceId, policyHash, ovidHash } = row;
      if (!this.#occurrences.has(tenantId, occurrenceId)) throw new MissingOccurrence({ ...row, ...ORIGIN });
      const identity = [occurrenceId, policyHash, ovidHash];
      const stored = this.#identities.compare(tenantId, observationId, identity);
      if (stored === 'other') throw new ObservationConflict({ ...row, ...ORIGIN });
      this.#merge.run(tenantId, observationId, ...identity, ...contribution(row));
    }
    return {
      findingCount: new Set(findings.map(({ findingId }) => findingId)).size,
      occurrenceCount: new Set(occurrences.map(({ occurrenceId }) => occurrenceId)).size,
      observationCount: new Set(observations.map(({ observationId }) => observationId)).size,
    };
  }
}

/** A table whose rows, or whose columns given here, never change once they are there. */
class ImmutableTable {
  readonly #find: StatementSync;
  readonly #compare: StatementSync;
  readonly #insert: StatementSync;
  readonly #count: StatementSync;

  constructor(database: DatabaseSync, table: string, id: string, content: readonly string[]) {
    const columns = ['tenant_id', id, ...content];
    const same = content.map((column) => `${column} = ?`).join(' AND ');
    this.#find = database.prepare(`SELECT 1 FROM ${table} WHERE tenant_id = ? AND ${id} = ?`);
    this.#compare = database.prepare(`SELECT ${same} AS same FROM ${table} WHERE tenant_id = ? AND ${id} = ?`);
    this.#insert = database.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${parameters(columns)})`);
    this.#count = database.prepare(`SELECT count(*) AS rows FROM ${table}`);
  }

  /** Whether there is a row under an id, with this content or another one. */
  compare(tenantId: string, id: string, content: readonly SQLInputValue[]): 'none' | 'same' | 'other' {
    const row = this.#compare.get(...content, tenantId, id);
    return row === undefined ? 'none' : row['same'] === 1 ? 'same' : 'other';
  }

  has(tenantId: string, id: string): boolean {
    return this.#find.get(tenantId, id) !== undefined;
  }

  insert(tenantId: string, id: string, content: readonly SQLInputValue[]): void {
    this.#insert.run(tenantId, id, ...content);
  }

  count(): number {
    return Number(this.#count.get()?.['rows']);
  }
}

const ORIGIN = { store: 'sqlite-findings' };

const FINDING = ['stable_item_id', 'rule_fingerprint', 'secret_hash'];
const OCCURRENCE = ['finding_id', 'object_version_id', 'byte_offset', 'byte_length'];
const OBSERVATION = ['occurrence_id', 'policy_hash', 'ovid_hash'];
/** What the contributions to an observation compete with, most significant first. */
const WINNER = [
  ...['winner_seen_at', 'winner_has_location', 'winner_fence_epoch', 'winner_run_id', 'winner_shard_id'],
  ...['winner_display', 'winner_url'],
];
const LOCATED = WINNER.filter((column) => column !== 'winner_has_location').map((column) =>
  column.replace('winner', 'located'),
);
const COLUMNS = ['tenant_id', 'observation_id', ...OBSERVATION, ...WINNER, ...LOCATED];

const MERGE = `
  INSERT INTO observations AS durable (${COLUMNS.join(', ')})
  VALUES (${parameters(COLUMNS)})
  ON CONFLICT (tenant_id, observation_id) DO UPDATE SET
    ${keepGreater(WINNER)},
    ${keepGreater(LOCATED)}`;

/** The columns of WINNER, then of LOCATED. */
function contribution({ seenAt, fenceEpoch, runId, shardId, location }: ObservationRecord): SQLInputValue[] {
  const stamps = [ordered(fenceEpoch), signed(runId), signed(shardId)];
  if (location === undefined) {
    return [ordered(seenAt), 0, ...stamps, utf8(''), utf8(''), ...LOCATED.map(() => null)];
  }
  const place = [utf8(location.display), utf8(location.url ?? '')];
  return [ordered(seenAt), 1, ...stamps, ...place, ordered(seenAt), ...stamps, ...place];
}

type Row = Readonly<Record<string, SQLOutputValue>>;

/** Not through `fromPersisted`, which refuses an id that is not its derivation: the sink has taken it as it was. */
function toFinding(row: Row): FindingRecord {
  return Object.freeze({
    findingId: row['finding_id'],
    tenantId: row['tenant_id'],
    stableItemId: row['stable_item_id'],
    ruleFingerprint: row['rule_fingerprint'],
    secretHash: SecretHash.fromPersisted(row['secret_hash'] as Uint8Array),
  } as FindingRecord);
}

function toOccurrence(row: Row): OccurrenceRecord {
  return Object.freeze({
    occurrenceId: row['occurrence_id'],
    tenantId: row['tenant_id'],
    findingId: row['finding_id'],
    objectVersionId: row['object_version_id'],
    byteOffset: fromOrdered(row['byte_offset']),
    byteLength: fromOrdered(row['byte_length']),
  } as OccurrenceRecord);
}

function toObservation(row: Row): ObservationRecord {
  const { located_display: display, located_url: url } = row;
  return ObservationRecord.fromPersisted({
    ...({
      observationId: row['observation_id'],
      tenantId: row['tenant_id'],
      occurrenceId: row['occurrence_id'],
      policyHash: row['policy_hash'],
      ovidHash: row['ovid_hash'],
    } as Pick<ObservationRecord, 'observationId' | 'tenantId' | 'occurrenceId' | 'policyHash' | 'ovidHash'>),
    runId: fromSigned(row['winner_run_id']),
    shardId: fromSigned(row['winner_shard_id']),
    fenceEpoch: fromOrdered(row['winner_fence_epoch']),
    seenAt: fromOrdered(row['winner_seen_at']),
    ...(display !== null && { location: { display: fromUtf8(display), url: fromUtf8(url) } }),
  });
}
