import {
  DoneLedgerRecord,
  DoneLedgerStatus,
  OvidHash,
  PolicyHash,
  TenantId,
  type CommitHandle,
  type DoneLedger,
  type DoneLedgerCommitReceipt,
} from 'gossip-inmemory';
import { bytea, fromInt64, int64 } from './columns.ts';
import { commit } from './commit.ts';
import type { Database } from './database.ts';
import { checkRecords, readHashes, readRecords } from './read-input.ts';
import { DEFAULT_RETRY, retrying, type RetryPolicy } from './retry.ts';

/** The done-ledger on PostgreSQL. A write is one statement, which folds its batch and merges it with the durable rows. */
export class PostgresDoneLedger implements DoneLedger {
  readonly #database: Database;
  readonly #retry: RetryPolicy;

  constructor(database: Database, retry: RetryPolicy = DEFAULT_RETRY) {
    this.#database = database;
    this.#retry = retry;
  }

  /** Merges records into the ledger, all or none. Rejects with `BatchValidation`. */
  async batchUpsert(input: readonly DoneLedgerRecord[]): Promise<CommitHandle<DoneLedgerCommitReceipt>> {
    const submitted = readRecords(ORIGIN, input);
    return commit(async () => {
      checkRecords(ORIGIN, submitted);
      const batch = JSON.stringify(submitted.map(toRow));
      const [counts] = await retrying(this.#retry, () => this.#database.query<Counts>(UPSERT, [batch]));
      const { records, scanned, findings } = counts as Counts;
      return { recordCount: Number(records), scannedCount: Number(scanned), findingsCount: Number(findings) };
    });
  }

  /** One answer per hash asked for, in that order. Rejects with a `PersistenceInputError` for a malformed id. */
  async batchGet(
    tenantId: TenantId,
    policyHash: PolicyHash,
    ovidHashes: readonly OvidHash[],
  ): Promise<ReadonlyArray<DoneLedgerRecord | undefined>> {
    const asked = readHashes(ovidHashes);
    const hashes = JSON.stringify(asked.map(bytea));
    const rows = await this.#database.query<Row>(GET, [...keyOf(tenantId, policyHash), hashes]);
    const found = new Map(rows.map((row) => [row.ovid_hash, fromRow(row)]));
    return asked.map((hash) => found.get(hash));
  }

  /** The hashes of rows with a terminal status, sorted. Rejects with a `PersistenceInputError` for a malformed id. */
  async listDoneHashes(tenantId: TenantId, policyHash: PolicyHash): Promise<readonly OvidHash[]> {
    const rows = await this.#database.query<Pick<Row, 'ovid_hash'>>(LIST_DONE, keyOf(tenantId, policyHash));
    return rows.map(({ ovid_hash }) => OvidHash.fromHex(ovid_hash));
  }

  /** All durable rows, sorted by (tenant, policy, object version). */
  async snapshot(): Promise<readonly DoneLedgerRecord[]> {
    return (await this.#database.query<Row>(SNAPSHOT)).map(fromRow);
  }
}

const ORIGIN = { store: 'postgres-done-ledger' };

interface Counts extends Record<string, string> {
  readonly records: string;
  readonly scanned: string;
  readonly findings: string;
}

/** A row as it is selected: u64 in decimals, ids in hex. */
interface Row extends Record<string, string> {
  readonly tenant_id: string;
  readonly policy_hash: string;
  readonly ovid_hash: string;
  readonly status: string;
  readonly bytes_scanned: string;
  readonly findings_count: string;
  readonly run_id: string;
  readonly shard_id: string;
  readonly fence_epoch: string;
  readonly started_at: string;
  readonly finished_at: string;
  readonly error_code: string;
}

/** The bytes of the ids, which refuses malformed ones, as parameters. */
function keyOf(tenantId: TenantId, policyHash: PolicyHash): [string, string] {
  return [bytea(TenantId.toBytes(tenantId)), bytea(PolicyHash.toBytes(policyHash))];
}

function toRow({ key, status, bytesScanned, findingsCount, provenance, errorCode }: DoneLedgerRecord): Row {
  return {
    tenant_id: bytea(key.tenantId),
    policy_hash: bytea(key.policyHash),
    ovid_hash: bytea(key.ovidHash),
    status: String(DoneLedgerStatus.rank(status)),
    bytes_scanned: String(bytesScanned),
    findings_count: String(findingsCount),
    run_id: int64(provenance.runId),
    shard_id: int64(provenance.shardId),
    fence_epoch: String(provenance.fenceEpoch),
    started_at: String(provenance.startedAt),
    finished_at: String(provenance.finishedAt),
    error_code: errorCode ?? '',
  };
}

function fromRow(row: Row): DoneLedgerRecord {
  return DoneLedgerRecord.create({
    key: {
      tenantId: TenantId.fromHex(row.tenant_id),
      policyHash: PolicyHash.fromHex(row.policy_hash),
      ovidHash: OvidHash.fromHex(row.ovid_hash),
    },
    status: DoneLedgerStatus.fromRank(Number(row.status)) as DoneLedgerStatus,
    bytesScanned: BigInt(row.bytes_scanned),
    findingsCount: Number(row.findings_count),
    provenance: {
      runId: fromInt64(row.run_id),
      shardId: fromInt64(row.shard_id),
      fenceEpoch: BigInt(row.fence_epoch),
      startedAt: BigInt(row.started_at),
      finishedAt: BigInt(row.finished_at),
    },
    errorCode: row.error_code === '' ? undefined : row.error_code,
  });
}

/**
 * Folds a batch to one row per key, merges that with the durable rows, and counts it. Rows are locked in the order of their
 * keys, so writers whose batches overlap wait for each other, and never in a circle. A row that a batch does not change is
 * not written.
 */
const UPSERT = `
  WITH incoming AS (
    SELECT
      tenant_id, policy_hash, ovid_hash, bytes_scanned, findings_count,
      ROW(status, finished_at, started_at, fence_epoch, run_id, shard_id, error_code)::ledger_claim AS claim
    FROM json_to_recordset($1::json) AS batch (
      tenant_id bytes32, policy_hash bytes32, ovid_hash bytes32, status SMALLINT, bytes_scanned u64,
      findings_count BIGINT, run_id BIGINT, shard_id BIGINT, fence_epoch u64, started_at u64, finished_at u64,
      error_code TEXT
    )
  ),
  folded AS (
    SELECT DISTINCT ON (tenant_id, policy_hash, ovid_hash)
      tenant_id, policy_hash, ovid_hash, claim,
      max(bytes_scanned) OVER same_key AS bytes_scanned,
      CASE (claim).status
        WHEN 10 THEN 0
        WHEN 11 THEN max(findings_count) FILTER (WHERE (claim).status = 11) OVER same_key
        ELSE max(findings_count) OVER same_key
      END AS findings_count
    FROM incoming
    WINDOW same_key AS (PARTITION BY tenant_id, policy_hash, ovid_hash)
    ORDER BY tenant_id, policy_hash, ovid_hash, claim DESC
  ),
  merged AS (
    INSERT INTO done_ledger AS durable (tenant_id, policy_hash, ovid_hash, claim, bytes_scanned, findings_count)
    SELECT tenant_id, policy_hash, ovid_hash, claim, bytes_scanned, findings_count
    FROM folded
    ORDER BY tenant_id, policy_hash, ovid_hash
    ON CONFLICT (tenant_id, policy_hash, ovid_hash) DO UPDATE SET
      claim = GREATEST(durable.claim, EXCLUDED.claim),
      bytes_scanned = GREATEST(durable.bytes_scanned, EXCLUDED.bytes_scanned),
      findings_count = CASE (GREATEST(durable.claim, EXCLUDED.claim)).status
        WHEN 10 THEN 0
        WHEN 11 THEN GREATEST(
          CASE WHEN (durable.claim).status = 11 THEN durable.findings_count END,
          CASE WHEN (EXCLUDED.claim).status = 11 THEN EXCLUDED.findings_count END
        )
        ELSE GREATEST(durable.findings_count, EXCLUDED.findings_count)
      END
    WHERE EXCLUDED.claim > durable.claim
      OR EXCLUDED.bytes_scanned > durable.bytes_scanned
      OR EXCLUDED.findings_count > durable.findings_count
  )
  SELECT
    count(*)::text AS records,
    count(*) FILTER (WHERE (claim).status >= 10)::text AS scanned,
    coalesce(sum(findings_count), 0)::text AS findings
  FROM folded`;

const SELECT = `
  SELECT
    encode(tenant_id, 'hex') AS tenant_id,
    encode(policy_hash, 'hex') AS policy_hash,
    encode(ovid_hash, 'hex') AS ovid_hash,
    (claim).status::text AS status,
    bytes_scanned::text AS bytes_scanned,
    findings_count::text AS findings_count,
    (claim).run_id::text AS run_id,
    (claim).shard_id::text AS shard_id,
    (claim).fence_epoch::text AS fence_epoch,
    (claim).started_at::text AS started_at,
    (claim).finished_at::text AS finished_at,
    (claim).error_code AS error_code
  FROM done_ledger`;

const GET = `${SELECT}
  WHERE tenant_id = $1::text::bytea AND policy_hash = $2::text::bytea
    AND ovid_hash IN (SELECT value::bytea FROM json_array_elements_text($3::json))`;

const SNAPSHOT = `${SELECT}
  ORDER BY done_ledger.tenant_id, done_ledger.policy_hash, done_ledger.ovid_hash`;

const LIST_DONE = `
  SELECT encode(ovid_hash, 'hex') AS ovid_hash
  FROM done_ledger
  WHERE tenant_id = $1::text::bytea AND policy_hash = $2::text::bytea AND (claim).status > 1
  ORDER BY done_ledger.ovid_hash`;
