// Both stores on any SQL database. A session runs statements with `?` parameters: `all(sql, values)` gives rows, and
// `transaction(work)` runs some together.
import { exposeBytes } from '../../dist/esm/src/index.js';
import { FINDING, OCCURRENCE } from './sql-text.mjs';
import * as sql from './sql-text.mjs';
import { ledgerReceipt, mergeLedgerRecords } from './plain-merge.mjs';

const STATUSES = {
  1: 'FailedRetryable',
  2: 'FailedPermanent',
  3: 'Skipped',
  10: 'ScannedClean',
  11: 'ScannedWithFindings',
};
const RANKS = Object.fromEntries(Object.entries(STATUSES).map(([rank, status]) => [status, Number(rank)]));

export class SqlDoneLedger {
  constructor(session) {
    this.session = session;
  }

  /** The batch is folded here, as no database merges two rows of one key in one statement; the rest is the statement's. */
  async batchUpsert(records) {
    const folded = new Map();
    for (const record of records) {
      const key = record.key.policyHash + record.key.ovidHash;
      folded.set(key, folded.has(key) ? mergeLedgerRecords(folded.get(key), record) : record);
    }
    const rows = [...folded.values()];
    await this.session.transaction(() => this.session.all(sql.upsertLedger(rows.length), rows.flatMap(ledgerRow)));
    return { wait: async () => ledgerReceipt(rows) };
  }

  async batchGet(tenantId, policyHash, ovidHashes) {
    const select = sql.selectIn('done_ledger', ['tenant_id', 'policy_hash'], 'ovid_hash', ovidHashes.length);
    const rows = await this.session.all(select, [tenantId, policyHash, ...ovidHashes]);
    const found = new Map(rows.map((row) => [row.ovid_hash, toLedgerRecord(row)]));
    return ovidHashes.map((ovidHash) => found.get(ovidHash));
  }

  async snapshot() {
    const rows = await this.session.all(sql.selectAll('done_ledger', 'tenant_id, policy_hash, ovid_hash'), []);
    return rows.map(toLedgerRecord);
  }
}

export class SqlFindingsSink {
  constructor(session) {
    this.session = session;
  }

  async upsertBatch({ findings, occurrences, observations }) {
    await this.session.transaction(async () => {
      await this.insertNew('findings', FINDING, findings.map(findingRow));
      await this.needParents('findings', 'finding_id', occurrences, ({ findingId }) => findingId);
      await this.insertNew('occurrences', OCCURRENCE, occurrences.map(occurrenceRow));
      await this.needParents('occurrences', 'occurrence_id', observations, ({ occurrenceId }) => occurrenceId);
      const rows = observations.map(observationRow);
      await this.session.all(sql.upsertObservations(rows.length), rows.flat());
    });
    const receipt = {
      findingCount: findings.length,
      occurrenceCount: occurrences.length,
      observationCount: observations.length,
    };
    return { wait: async () => receipt };
  }

  /** Inserts rows, and refuses those of which another version is there. */
  async insertNew(table, columns, rows) {
    const [tenant, id] = columns;
    const select = sql.selectIn(table, [tenant], id, rows.length);
    const stored = await this.session.all(select, [rows[0][0], ...rows.map((row) => row[1])]);
    const byId = new Map(stored.map((row) => [row[id], row]));
    for (const row of rows) {
      const existing = byId.get(row[1]);
      if (existing && columns.some((column, place) => String(existing[column]) !== String(row[place]))) {
        throw new Error(`${table} has another ${row[1]}`);
      }
    }
    if (byId.size < rows.length) await this.session.all(sql.insertNew(table, columns, rows.length), rows.flat());
  }

  async needParents(table, id, children, parentOf) {
    const wanted = [...new Set(children.map(parentOf))];
    const select = sql.selectIn(table, ['tenant_id'], id, wanted.length);
    const stored = await this.session.all(select, [children[0].tenantId, ...wanted]);
    if (stored.length < wanted.length) throw new Error(`${table} lacks a parent`);
  }

  async findingsSnapshot() {
    return (await this.session.all(sql.selectAll('findings', 'tenant_id, finding_id'), [])).map(toFinding);
  }

  async occurrencesSnapshot() {
    return (await this.session.all(sql.selectAll('occurrences', 'tenant_id, occurrence_id'), [])).map(toOccurrence);
  }

  async observationsSnapshot() {
    return (await this.session.all(sql.selectAll('observations', 'tenant_id, observation_id'), [])).map(toObservation);
  }
}

function ledgerRow({ key, status, bytesScanned, findingsCount, provenance, errorCode = '' }) {
  const { runId, shardId, fenceEpoch, startedAt, finishedAt } = provenance;
  return [
    ...[key.tenantId, key.policyHash, key.ovidHash],
    ...[RANKS[status], finishedAt, startedAt, fenceEpoch, runId, shardId, errorCode],
    ...[bytesScanned, findingsCount],
  ];
}

function toLedgerRecord(row) {
  return {
    key: { tenantId: row.tenant_id, policyHash: row.policy_hash, ovidHash: row.ovid_hash },
    status: STATUSES[row.status],
    bytesScanned: BigInt(row.bytes_scanned),
    findingsCount: Number(row.findings_count),
    provenance: {
      runId: BigInt(row.run_id),
      shardId: BigInt(row.shard_id),
      fenceEpoch: BigInt(row.fence_epoch),
      startedAt: BigInt(row.started_at),
      finishedAt: BigInt(row.finished_at),
    },
    ...(row.error_code !== '' && { errorCode: row.error_code }),
  };
}

function findingRow({ tenantId, findingId, stableItemId, ruleFingerprint, secretHash }) {
  return [tenantId, findingId, stableItemId, ruleFingerprint, hexOf(secretHash)];
}

function toFinding(row) {
  return {
    findingId: row.finding_id,
    tenantId: row.tenant_id,
    stableItemId: row.stable_item_id,
    ruleFingerprint: row.rule_fingerprint,
    secretHash: row.secret_hash,
  };
}

function occurrenceRow({ tenantId, occurrenceId, findingId, objectVersionId, byteOffset, byteLength }) {
  return [tenantId, occurrenceId, findingId, objectVersionId, byteOffset, byteLength];
}

function toOccurrence(row) {
  return {
    occurrenceId: row.occurrence_id,
    tenantId: row.tenant_id,
    findingId: row.finding_id,
    objectVersionId: row.object_version_id,
    byteOffset: BigInt(row.byte_offset),
    byteLength: BigInt(row.byte_length),
  };
}

/** A contribution competes twice: as itself, and with its location; without one it is the least of all that have one. */
function observationRow(row) {
  const { tenantId, observationId, occurrenceId, policyHash, ovidHash, location } = row;
  const { seenAt, fenceEpoch, runId, shardId } = row;
  const claim = [
    ...[seenAt, location ? 1 : 0, fenceEpoch, runId, shardId],
    ...[location?.display ?? '', location?.url ?? ''],
  ];
  const identity = [tenantId, observationId, occurrenceId, policyHash, ovidHash];
  return [...identity, ...claim, ...(location ? claim : [-1, 0, 0, 0, 0, '', ''])];
}

function toObservation(row) {
  const { located_display: display, located_url: url } = row;
  return {
    observationId: row.observation_id,
    tenantId: row.tenant_id,
    occurrenceId: row.occurrence_id,
    policyHash: row.policy_hash,
    ovidHash: row.ovid_hash,
    runId: BigInt(row.winner_run_id),
    shardId: BigInt(row.winner_shard_id),
    fenceEpoch: BigInt(row.winner_fence_epoch),
    seenAt: BigInt(row.winner_seen_at),
    ...(display !== '' && { location: { display, ...(url !== '' && { url }) } }),
  };
}

function hexOf(secretHash) {
  return Buffer.from(exposeBytes(secretHash)).toString('hex');
}
