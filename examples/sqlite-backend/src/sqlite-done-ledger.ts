import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import {
  DoneLedgerRecord,
  DoneLedgerStatus,
  PolicyHash,
  TenantId,
  type CommitHandle,
  type DoneLedger,
  type DoneLedgerCommitReceipt,
  type OvidHash,
} from 'gossip-inmemory';
import { fromOrdered, fromSigned, keepGreater, ordered, parameters, signed } from './columns.ts';
import { commit } from './commit.ts';
import { checkRecords, readHashes, readRecords } from './read-input.ts';
import { transaction } from './transaction.ts';

/** The done-ledger on SQLite. */
export class SqliteDoneLedger implements DoneLedger {
  readonly #database: DatabaseSync;
  readonly #fold: StatementSync;
  readonly #merge: StatementSync;
  readonly #count: StatementSync;
  readonly #get: StatementSync;
  readonly #listDone: StatementSync;
  readonly #snapshot: StatementSync;

  constructor(database: DatabaseSync) {
    const prepare = (statement: string): StatementSync => {
      const prepared = database.prepare(statement);
      prepared.setReadBigInts(true); // a u64 does not fit into a number
      return prepared;
    };
    this.#database = database;
    this.#fold = prepare(upsert('temp.incoming', `VALUES (${parameters(COLUMNS)})`));
    this.#merge = prepare(upsert('main.done_ledger', 'SELECT * FROM temp.incoming WHERE TRUE'));
    this.#count = prepare(COUNT);
    this.#get = prepare(`SELECT * FROM done_ledger WHERE tenant_id = ? AND policy_hash = ? AND ovid_hash = ?`);
    this.#listDone = prepare(LIST_DONE);
    this.#snapshot = prepare('SELECT * FROM done_ledger ORDER BY tenant_id, policy_hash, ovid_hash');
  }

  /** Merges records into the ledger, all or none. Rejects with `BatchValidation`. */
  async batchUpsert(input: readonly DoneLedgerRecord[]): Promise<CommitHandle<DoneLedgerCommitReceipt>> {
    const records = readRecords(ORIGIN, input);
    return commit(() => {
      checkRecords(ORIGIN, records);
      return transaction(this.#database, () => this.#write(records));
    });
  }

  /** One answer per hash asked for, in that order. Rejects with a `PersistenceInputError` for a malformed id. */
  async batchGet(
    tenantId: TenantId,
    policyHash: PolicyHash,
    ovidHashes: readonly OvidHash[],
  ): Promise<ReadonlyArray<DoneLedgerRecord | undefined>> {
    const key = checkedKey(tenantId, policyHash);
    return readHashes(ovidHashes).map((ovidHash) => {
      const row = this.#get.get(...key, ovidHash);
      return row && fromRow(row);
    });
  }

  /** The hashes of rows with a terminal status, sorted. Rejects with a `PersistenceInputError` for a malformed id. */
  async listDoneHashes(tenantId: TenantId, policyHash: PolicyHash): Promise<readonly OvidHash[]> {
    return this.#listDone.all(...checkedKey(tenantId, policyHash)).map((row) => row['ovid_hash'] as OvidHash);
  }

  /** All durable rows, sorted by (tenant, policy, object version). */
  snapshot(): readonly DoneLedgerRecord[] {
    return this.#snapshot.all().map(fromRow);
  }

  /** Folds the batch by the same rule by which it is then merged: into a table of its own, empty at first. */
  #write(records: readonly DoneLedgerRecord[]): DoneLedgerCommitReceipt {
    this.#database.exec('DELETE FROM temp.incoming');
    for (const record of records) this.#fold.run(...toRow(record));
    this.#merge.run();
    const counts = this.#count.get();
    return {
      recordCount: Number(counts?.['records']),
      scannedCount: Number(counts?.['scanned']),
      findingsCount: Number(counts?.['findings']),
    };
  }
}

const KEY = ['tenant_id', 'policy_hash', 'ovid_hash'];
/** What the records of one key compete with, most significant first. The winner brings them all. */
const CLAIM = ['status', 'finished_at', 'started_at', 'fence_epoch', 'run_id', 'shard_id', 'error_code'];
const COLUMNS = [...KEY, ...CLAIM, 'bytes_scanned', 'findings_count'];

function upsert(table: string, source: string): string {
  return `
    INSERT INTO ${table} AS durable (${COLUMNS.join(', ')})
    ${source}
    ON CONFLICT (${KEY.join(', ')}) DO UPDATE SET
      ${keepGreater(CLAIM)},
      bytes_scanned = max(durable.bytes_scanned, excluded.bytes_scanned),
      findings_count = CASE max(durable.status, excluded.status)
        WHEN 10 THEN 0
        WHEN 11 THEN max(
          iif(durable.status = 11, durable.findings_count, 1),
          iif(excluded.status = 11, excluded.findings_count, 1)
        )
        ELSE max(durable.findings_count, excluded.findings_count)
      END`;
}

const COUNT = `
  SELECT count(*) AS records, count(*) FILTER (WHERE status >= 10) AS scanned, coalesce(sum(findings_count), 0) AS findings
  FROM temp.incoming`;

const LIST_DONE = `
  SELECT ovid_hash FROM done_ledger WHERE tenant_id = ? AND policy_hash = ? AND status > 1 ORDER BY ovid_hash`;

function checkedKey(tenantId: TenantId, policyHash: PolicyHash): [TenantId, PolicyHash] {
  TenantId.toBytes(tenantId);
  PolicyHash.toBytes(policyHash);
  return [tenantId, policyHash];
}

function toRow({ key, status, bytesScanned, findingsCount, provenance, errorCode }: DoneLedgerRecord) {
  return [
    ...[key.tenantId, key.policyHash, key.ovidHash],
    DoneLedgerStatus.rank(status),
    ...[ordered(provenance.finishedAt), ordered(provenance.startedAt), ordered(provenance.fenceEpoch)],
    ...[signed(provenance.runId), signed(provenance.shardId)],
    errorCode ?? '',
    ...[ordered(bytesScanned), findingsCount],
  ];
}

function fromRow(row: Record<string, SQLOutputValue>): DoneLedgerRecord {
  return DoneLedgerRecord.create({
    key: {
      tenantId: row['tenant_id'] as TenantId,
      policyHash: row['policy_hash'] as PolicyHash,
      ovidHash: row['ovid_hash'] as OvidHash,
    },
    status: DoneLedgerStatus.fromRank(Number(row['status'])) as DoneLedgerStatus,
    bytesScanned: fromOrdered(row['bytes_scanned']),
    findingsCount: Number(row['findings_count']),
    provenance: {
      runId: fromSigned(row['run_id']),
      shardId: fromSigned(row['shard_id']),
      fenceEpoch: fromOrdered(row['fence_epoch']),
      startedAt: fromOrdered(row['started_at']),
      finishedAt: fromOrdered(row['finished_at']),
    },
    errorCode: row['error_code'] === '' ? undefined : (row['error_code'] as string),
  });
}

const ORIGIN = { store: 'sqlite-done-ledger' };
