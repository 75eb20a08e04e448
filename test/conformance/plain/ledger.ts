import {
  BatchValidation,
  PersistenceInputError,
  type CommitHandle,
  type DoneLedger,
  type DoneLedgerCommitReceipt,
  type DoneLedgerErrorCode,
  type DoneLedgerKey,
  type DoneLedgerRecord,
  type DoneLedgerStatus,
  type OvidHash,
  type PolicyHash,
  type TenantId,
} from '../../../src/index.js';
import type { PlainCommits } from './commits.js';
import { id, list, object, refuse, text, u32, u64 } from './input.js';

export const STATUSES: readonly string[] = [
  'FailedRetryable',
  'FailedPermanent',
  'Skipped',
  'ScannedClean',
  'ScannedWithFindings',
];

export type LedgerTable = Map<string, DoneLedgerRecord>;
type Merged = Pick<DoneLedgerRecord, 'provenance' | 'status' | 'errorCode'>;

/** A ledger as somebody else would write it. Each method is a decision that can be taken wrongly. */
export class PlainLedger implements DoneLedger {
  readonly rows: LedgerTable;
  readonly commits: PlainCommits;

  constructor(rows: LedgerTable, commits: PlainCommits) {
    this.rows = rows;
    this.commits = commits;
  }

  async batchGet(tenantId: TenantId, policyHash: PolicyHash, ovidHashes: readonly OvidHash[]) {
    const keys = list('ovidHashes', ovidHashes, (field, ovidHash) =>
      this.readKey(field, { tenantId, policyHash, ovidHash }),
    );
    return this.answer(keys);
  }

  /** The answers to a question, each at its place. */
  answer(keys: readonly DoneLedgerKey[]): (DoneLedgerRecord | undefined)[] {
    return keys.map((key) => this.find(key));
  }

  find(key: DoneLedgerKey): DoneLedgerRecord | undefined {
    const row = this.rows.get(this.keyOf(key));
    return row && this.copyOut(row);
  }

  async listDoneHashes(tenantId: TenantId, policyHash: PolicyHash): Promise<readonly OvidHash[]> {
    const rows = [...this.rows.values()].filter((row) => this.listed(row, tenantId, policyHash));
    return rows.map(({ key }) => key.ovidHash).sort();
  }

  listed({ key, status }: DoneLedgerRecord, tenantId: TenantId, policyHash: PolicyHash): boolean {
    return key.tenantId === tenantId && key.policyHash === policyHash && status !== 'FailedRetryable';
  }

  async batchUpsert(records: readonly DoneLedgerRecord[]): Promise<CommitHandle<DoneLedgerCommitReceipt>> {
    const batch = this.refusing(() => this.copyIn(records));
    return this.commits.submit(() => this.apply(batch));
  }

  /** Stores a batch, all of it or nothing. */
  apply(batch: readonly DoneLedgerRecord[]): DoneLedgerCommitReceipt {
    this.refusing(() => batch.forEach((row) => this.validate(row)));
    const folded = this.fold(batch);
    const receipt = this.receipt([...folded.values()], batch);
    this.store(folded);
    return receipt;
  }

  store(folded: LedgerTable): void {
    for (const [key, row] of folded) this.put(this.rows, key, row);
  }

  fold(batch: readonly DoneLedgerRecord[]): LedgerTable {
    const folded: LedgerTable = new Map();
    for (const row of batch) this.put(folded, this.keyOf(row.key), row);
    return folded;
  }

  put(table: LedgerTable, key: string, row: DoneLedgerRecord): void {
    const old = table.get(key);
    table.set(key, old === undefined ? row : this.merge(old, row));
  }

  keyOf({ tenantId, policyHash, ovidHash }: DoneLedgerKey): string {
    return [tenantId, policyHash, ovidHash].join('/');
  }

  merge(old: DoneLedgerRecord, row: DoneLedgerRecord): DoneLedgerRecord {
    const winner = this.isGreater(row, old) ? row : old;
    const loser = winner === row ? old : row;
    const { status, provenance, errorCode } = this.decided(winner, loser);
    const merged = {
      key: old.key,
      status,
      bytesScanned: this.bytes(winner, loser),
      findingsCount: this.count(winner, loser),
      provenance,
    };
    return errorCode === undefined ? merged : { ...merged, errorCode };
  }

  /** What comes from the winner. */
  decided(winner: DoneLedgerRecord, _loser: DoneLedgerRecord): Merged {
    return winner;
  }

  bytes(a: DoneLedgerRecord, b: DoneLedgerRecord): bigint {
    return a.bytesScanned > b.bytesScanned ? a.bytesScanned : b.bytesScanned;
  }

  count(winner: DoneLedgerRecord, loser: DoneLedgerRecord): number {
    if (winner.status === 'ScannedClean') return 0;
    const both = winner.status !== 'ScannedWithFindings' || loser.status === winner.status;
    return both ? Math.max(winner.findingsCount, loser.findingsCount) : winner.findingsCount;
  }

  isGreater(a: DoneLedgerRecord, b: DoneLedgerRecord): boolean {
    return isAfter(this.levels(a), this.levels(b));
  }

  /** What decides who wins, first things first. */
  levels({ status, provenance, errorCode }: DoneLedgerRecord): readonly (bigint | string | number)[] {
    const { finishedAt, startedAt, fenceEpoch, runId, shardId } = provenance;
    return [
      STATUSES.indexOf(status),
      finishedAt,
      startedAt,
      fenceEpoch,
      signed(runId),
      signed(shardId),
      errorCode ?? '',
    ];
  }

  receipt(folded: readonly DoneLedgerRecord[], _batch: readonly DoneLedgerRecord[]): DoneLedgerCommitReceipt {
    return {
      recordCount: folded.length,
      scannedCount: folded.filter(({ status }) => status.startsWith('Scanned')).length,
      findingsCount: folded.reduce((sum, { findingsCount }) => sum + findingsCount, 0),
    };
  }

  /** Takes what the caller hands over, checked by itself, and leaves the caller its own. */
  copyIn(records: readonly DoneLedgerRecord[]): DoneLedgerRecord[] {
    return list('records', records, (field, value) => this.readRecord(field, value));
  }

  /** Gives the caller a row to keep. */
  copyOut(row: DoneLedgerRecord): DoneLedgerRecord {
    return { ...row, key: { ...row.key }, provenance: { ...row.provenance } };
  }

  /** The rules between the fields of a record. */
  validate({ status, findingsCount, errorCode, provenance }: DoneLedgerRecord): void {
    const scanned = status.startsWith('Scanned');
    if (scanned && findingsCount > 0 !== (status === 'ScannedWithFindings'))
      refuse('InconsistentFindingsCount', 'findingsCount');
    if (scanned && errorCode !== undefined) refuse('UnexpectedErrorCode', 'errorCode');
    if (!scanned && errorCode === undefined) refuse('MissingErrorCode', 'errorCode');
    if (provenance.startedAt > provenance.finishedAt) refuse('ProvenanceOrdering', 'provenance.finishedAt');
  }

  readRecord(field: string, value: unknown): DoneLedgerRecord {
    const { key, status, bytesScanned, findingsCount, provenance, errorCode } = object(field, value);
    const { runId, shardId, fenceEpoch, startedAt, finishedAt } = object(`${field}.provenance`, provenance);
    const row = {
      key: this.readKey(`${field}.key`, key),
      status: this.readStatus(`${field}.status`, status),
      bytesScanned: u64(`${field}.bytesScanned`, bytesScanned),
      findingsCount: u32(`${field}.findingsCount`, findingsCount),
      provenance: {
        runId: u64<DoneLedgerRecord['provenance']['runId']>(`${field}.runId`, runId),
        shardId: u64<DoneLedgerRecord['provenance']['shardId']>(`${field}.shardId`, shardId),
        fenceEpoch: u64<DoneLedgerRecord['provenance']['fenceEpoch']>(`${field}.fenceEpoch`, fenceEpoch),
        startedAt: u64<DoneLedgerRecord['provenance']['startedAt']>(`${field}.startedAt`, startedAt),
        finishedAt: u64<DoneLedgerRecord['provenance']['finishedAt']>(`${field}.finishedAt`, finishedAt),
      },
    };
    return errorCode === undefined ? row : { ...row, errorCode: this.readErrorCode(`${field}.errorCode`, errorCode) };
  }

  readKey(field: string, value: unknown): DoneLedgerKey {
    const { tenantId, policyHash, ovidHash } = object(field, value);
    return { tenantId: id(field, tenantId), policyHash: id(field, policyHash), ovidHash: id(field, ovidHash) };
  }

  readStatus(field: string, value: unknown): DoneLedgerStatus {
    if (!STATUSES.includes(value as string)) refuse('InvalidType', field);
    return value as DoneLedgerStatus;
  }

  readErrorCode(field: string, value: unknown): DoneLedgerErrorCode {
    const code = text(field, value, 1, 128);
    if (!/^[A-Za-z0-9 _.:/-]+$/.test(code)) refuse('InvalidByte', field);
    if (code.trim() === '') refuse('Empty', field);
    return code as DoneLedgerErrorCode;
  }

  /** Gives an input error the form in which a batch is refused. */
  refusing<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw error instanceof PersistenceInputError ? new BatchValidation({ store: 'plain ledger' }, error) : error;
    }
  }
}

/** The same 64 bits as a signed integer. */
export const signed = (value: bigint): bigint => BigInt.asIntN(64, value);

/** Whether the first list is greater, compared left to right. */
export function isAfter(a: readonly (bigint | string | number)[], b: readonly (bigint | string | number)[]): boolean {
  const level = a.findIndex((value, index) => value !== b[index]);
  return level >= 0 && a[level]! > b[level]!;
}
