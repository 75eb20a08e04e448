import {
  FindingConflict,
  FindingId,
  MissingFinding,
  MissingOccurrence,
  ObjectVersionId,
  ObservationConflict,
  ObservationId,
  ObservationRecord,
  OccurrenceConflict,
  OccurrenceId,
  OvidHash,
  PolicyHash,
  RuleFingerprint,
  SecretHash,
  StableItemId,
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
import { bytea, fromInt64, fromUtf8 } from './columns.ts';
import { commit } from './commit.ts';
import type { Database, Session, TextRow } from './database.ts';
import { findingRow, observationRow, occurrenceRow } from './findings-rows.ts';
import * as sql from './findings-sql.ts';
import { readBatch } from './read-input.ts';
import { DEFAULT_RETRY, retrying, type RetryPolicy } from './retry.ts';

/**
 * The findings sink on PostgreSQL. A write is a transaction of one statement per layer that has rows, and one that looks
 * for what is wrong with them; if anything is, the transaction is rolled back.
 */
export class PostgresFindingsSink implements FindingsSink, FindingsConformanceProbe {
  readonly #database: Database;
  readonly #retry: RetryPolicy;

  constructor(database: Database, retry: RetryPolicy = DEFAULT_RETRY) {
    this.#database = database;
    this.#retry = retry;
  }

  /** Writes three layers of rows of one tenant, all or none. Rejects with `BatchValidation`. */
  async upsertBatch(input: FindingsUpsertBatch): Promise<CommitHandle<FindingsCommitReceipt>> {
    const batch = readBatch(ORIGIN, input);
    const rows: LayerRows = [
      JSON.stringify(batch.findings.map(findingRow)),
      JSON.stringify(batch.occurrences.map(occurrenceRow)),
      JSON.stringify(batch.observations.map(observationRow)),
    ];
    return commit(() =>
      retrying(this.#retry, () => this.#database.transaction((session) => write(session, batch, rows))),
    );
  }

  async durableCounts(): Promise<DurableFindingsCounts> {
    const [counts] = await this.#database.query<TextRow>(sql.COUNT);
    return {
      findings: Number(counts?.['findings']),
      occurrences: Number(counts?.['occurrences']),
      observations: Number(counts?.['observations']),
    };
  }

  /** All durable findings, sorted by (tenant, id). */
  async findingsSnapshot(): Promise<readonly FindingRecord[]> {
    return (await this.#database.query<Columns>(sql.SELECT_FINDINGS)).map(toFinding);
  }

  /** All durable occurrences, sorted by (tenant, id). */
  async occurrencesSnapshot(): Promise<readonly OccurrenceRecord[]> {
    return (await this.#database.query<Columns>(sql.SELECT_OCCURRENCES)).map(toOccurrence);
  }

  /** All durable observations as merged, sorted by (tenant, id). */
  async observationsSnapshot(): Promise<readonly ObservationRecord[]> {
    return (await this.#database.query<Columns>(sql.SELECT_OBSERVATIONS)).map(toObservation);
  }

  /** A durable observation as merged. Rejects with a `PersistenceInputError` for a malformed id. */
  async getObservation(tenantId: TenantId, observationId: ObservationId): Promise<ObservationRecord | undefined> {
    const key = [bytea(TenantId.toBytes(tenantId)), bytea(ObservationId.toBytes(observationId))];
    const [row] = await this.#database.query<Columns>(sql.GET_OBSERVATION, key);
    return row && toObservation(row);
  }
}

const ORIGIN = { store: 'postgres-findings' };

/** The rows of a batch as JSON: findings, occurrences, observations. */
type LayerRows = readonly [findings: string, occurrences: string, observations: string];

/** The rows of one transaction go in parents first and in the order of their keys: no two writers wait in a circle. */
async function write(session: Session, batch: FindingsUpsertBatch, rows: LayerRows): Promise<FindingsCommitReceipt> {
  const [findings, occurrences, observations] = rows;
  const count = async (statement: string, layer: string): Promise<number> => {
    if (layer === '[]') return 0;
    const [written] = await session.query<{ readonly rows: string }>(statement, [layer]);
    return Number(written?.rows);
  };
  const receipt = {
    findingCount: await count(sql.INSERT_FINDINGS, findings),
    occurrenceCount: await count(sql.INSERT_OCCURRENCES, occurrences),
    observationCount: await count(sql.MERGE_OBSERVATIONS, observations),
  };
  if (rows.every((layer) => layer === '[]')) return receipt;
  // A statement of its own: its snapshot shows what other writers committed while those above were waiting for them.
  const [problem] = await session.query<sql.Problem>(sql.FIRST_PROBLEM, rows);
  if (problem !== undefined) throw refusalFor(problem, batch);
  return receipt;
}

function refusalFor({ code, ordinal }: sql.Problem, batch: FindingsUpsertBatch): Error {
  const at = <Row>(layer: readonly Row[]): Row & typeof ORIGIN => ({ ...(layer[Number(ordinal)] as Row), ...ORIGIN });
  switch (code) {
    case 'FindingConflict':
      return new FindingConflict(at(batch.findings));
    case 'MissingFinding':
      return new MissingFinding(at(batch.occurrences));
    case 'OccurrenceConflict':
      return new OccurrenceConflict(at(batch.occurrences));
    case 'MissingOccurrence':
      return new MissingOccurrence(at(batch.observations));
    case 'ObservationConflict':
      return new ObservationConflict(at(batch.observations));
  }
}

/** A row as it is selected: ids, bytes and texts in hex, u64 in decimals. */
type Columns = Readonly<Record<string, string>>;

/** Not through `fromPersisted`, which refuses an id that is not its derivation: the sink has taken it as it was. */
function toFinding(row: Columns): FindingRecord {
  return Object.freeze({
    findingId: FindingId.fromHex(row['finding_id'] as string),
    tenantId: TenantId.fromHex(row['tenant_id'] as string),
    stableItemId: StableItemId.fromHex(row['stable_item_id'] as string),
    ruleFingerprint: RuleFingerprint.fromHex(row['rule_fingerprint'] as string),
    secretHash: SecretHash.fromPersisted(Buffer.from(row['secret_hash'] as string, 'hex')),
  });
}

function toOccurrence(row: Columns): OccurrenceRecord {
  return Object.freeze({
    occurrenceId: OccurrenceId.fromHex(row['occurrence_id'] as string),
    tenantId: TenantId.fromHex(row['tenant_id'] as string),
    findingId: FindingId.fromHex(row['finding_id'] as string),
    objectVersionId: ObjectVersionId.fromHex(row['object_version_id'] as string),
    byteOffset: BigInt(row['byte_offset'] as string),
    byteLength: BigInt(row['byte_length'] as string),
  });
}

function toObservation(row: Columns): ObservationRecord {
  const display = row['location_display'];
  return ObservationRecord.fromPersisted({
    observationId: ObservationId.fromHex(row['observation_id'] as string),
    tenantId: TenantId.fromHex(row['tenant_id'] as string),
    occurrenceId: OccurrenceId.fromHex(row['occurrence_id'] as string),
    policyHash: PolicyHash.fromHex(row['policy_hash'] as string),
    ovidHash: OvidHash.fromHex(row['ovid_hash'] as string),
    runId: fromInt64(row['run_id'] as string),
    shardId: fromInt64(row['shard_id'] as string),
    fenceEpoch: BigInt(row['fence_epoch'] as string),
    seenAt: BigInt(row['seen_at'] as string),
    ...(display && { location: { display: fromUtf8(display), url: fromUtf8(row['location_url'] as string) } }),
  });
}
