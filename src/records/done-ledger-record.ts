import { objectLike, reading, storedU64, u32, u64, type U64Reader } from '../values/check.js';
import type { OvidHash, PolicyHash, TenantId } from '../values/identities.js';
import { PersistenceInputError } from '../values/input-error.js';
import { abbreviate, canonicalId } from '../values/public-id.js';
import type { FenceEpoch, LogicalTime, RunId, ShardId, U64Input } from '../values/scalars.js';
import { readErrorCode, type DoneLedgerErrorCode } from './done-ledger-error-code.js';
import { mergeRecords } from './done-ledger-merge.js';
import { isScannedRank, rankOf, readStatus, type DoneLedgerStatus } from './done-ledger-status.js';
import { LEDGER_KEY, LEDGER_RECORD } from './stamps.js';

/** The key of a ledger row: which object version, under which policy, for whom. */
export interface DoneLedgerKey {
  readonly tenantId: TenantId;
  readonly policyHash: PolicyHash;
  readonly ovidHash: OvidHash;
}

/** Who wrote a ledger row, and when. */
export interface DoneLedgerProvenance {
  readonly runId: RunId;
  readonly shardId: ShardId;
  readonly fenceEpoch: FenceEpoch;
  readonly startedAt: LogicalTime;
  readonly finishedAt: LogicalTime;
}

/** One row of the done-ledger (specification 1-semantics, section 2). Immutable plain data. */
export interface DoneLedgerRecord {
  readonly key: DoneLedgerKey;
  readonly status: DoneLedgerStatus;
  /** u64. */
  readonly bytesScanned: bigint;
  /** u32. */
  readonly findingsCount: number;
  readonly provenance: DoneLedgerProvenance;
  /** Present exactly when the status is a failure or a skip. */
  readonly errorCode?: DoneLedgerErrorCode;
}

/** What {@link DoneLedgerRecord.create} takes: a record whose u64 fields may be numbers, and a plain error code. */
export interface DoneLedgerRecordInput {
  readonly key: DoneLedgerKey;
  readonly status: DoneLedgerStatus;
  readonly bytesScanned: U64Input;
  readonly findingsCount: number;
  readonly provenance: { readonly [Field in keyof DoneLedgerProvenance]: U64Input };
  readonly errorCode?: string | undefined;
}

export const DoneLedgerRecord = Object.freeze({
  /**
   * Makes a record. Throws a `PersistenceInputError`: whatever the fields' own checks raise, and
   * `InconsistentFindingsCount` for ScannedWithFindings with none or ScannedClean with some.
   */
  create: (input: DoneLedgerRecordInput): DoneLedgerRecord => {
    const record = readLedgerRecord(CREATED, input, u64);
    checkFindingsCount(record, 'record');
    return record;
  },

  /**
   * Checks a record, hand-made or not, as a store does on every write, and returns it in canonical form. Beyond what
   * `create` demands: a scanned status without an error code, any other with one, `startedAt <= finishedAt`.
   */
  validate: (record: DoneLedgerRecord): DoneLedgerRecord => validRecord('record', record),

  /**
   * The join of two records of one key (specification 1-semantics, section 5): commutative, associative, idempotent.
   * Throws what `validate` throws, and `KeyMismatch`.
   */
  merge: (existing: DoneLedgerRecord, incoming: DoneLedgerRecord): DoneLedgerRecord => {
    const left = validRecord('existing', existing);
    const right = validRecord('incoming', incoming);
    for (const part of ['tenantId', 'policyHash', 'ovidHash'] as const) {
      if (left.key[part] === right.key[part]) continue;
      throw new PersistenceInputError(
        'KeyMismatch',
        { field: `incoming.key.${part}`, expected: left.key[part], received: right.key[part] },
        `only records of one key merge; expected ${abbreviate(left.key[part])}, received ${abbreviate(right.key[part])}`,
      );
    }
    return mergeRecords(left, right);
  },
});

/** Reads a record a store is handed: u64 fields are bigints, extra keys are dropped, the result is a copy. */
export function parseLedgerRecord(field: string, value: unknown): DoneLedgerRecord {
  return readLedgerRecord(pathsUnder(field), value, storedU64);
}

/** Reads the three identities of a ledger key. */
export function readLedgerKey(field: string, value: unknown): DoneLedgerKey {
  if (LEDGER_KEY.has(value)) return value;
  const { tenantId, policyHash, ovidHash } = objectLike(field, value);
  return LEDGER_KEY.seal({
    tenantId: canonicalId<TenantId>(`${field}.tenantId`, tenantId),
    policyHash: canonicalId<PolicyHash>(`${field}.policyHash`, policyHash),
    ovidHash: canonicalId<OvidHash>(`${field}.ovidHash`, ovidHash),
  });
}

/** The rules that every write is held to, on a record whose fields have been checked. `index` is its place in a batch. */
export function checkRecordRules(record: DoneLedgerRecord, name: string, index?: number): void {
  checkFindingsCount(record, name, index);
  const { status, errorCode, provenance } = record;
  if (isScannedRank(rankOf(status))) {
    if (errorCode !== undefined) {
      throw new PersistenceInputError(
        'UnexpectedErrorCode',
        { field: `${at(name, index)}.errorCode`, received: errorCode },
        `a ${status} record has no error code`,
      );
    }
  } else if (errorCode === undefined) {
    throw new PersistenceInputError(
      'MissingErrorCode',
      { field: `${at(name, index)}.errorCode` },
      `a ${status} record needs an error code`,
    );
  }
  if (provenance.startedAt > provenance.finishedAt) {
    throw new PersistenceInputError(
      'ProvenanceOrdering',
      { field: `${at(name, index)}.provenance.finishedAt`, min: provenance.startedAt, actual: provenance.finishedAt },
      `finished at ${provenance.finishedAt}, before it started at ${provenance.startedAt}`,
    );
  }
}

function checkFindingsCount({ status, findingsCount }: DoneLedgerRecord, name: string, index?: number): void {
  const consistent =
    status === 'ScannedWithFindings' ? findingsCount > 0 : status === 'ScannedClean' ? findingsCount === 0 : true;
  if (consistent) return;
  throw new PersistenceInputError(
    'InconsistentFindingsCount',
    { field: `${at(name, index)}.findingsCount`, actual: findingsCount },
    `a ${status} record cannot have ${findingsCount} findings`,
  );
}

/** The path of a record; put together only once there is something to say of it. */
function at(name: string, index: number | undefined): string {
  return index === undefined ? name : `${name}[${index}]`;
}

function validRecord(field: string, value: unknown): DoneLedgerRecord {
  const record = LEDGER_RECORD.has(value) ? value : parseLedgerRecord(field, value);
  checkRecordRules(record, field);
  return record;
}

function readLedgerRecord(at: RecordPaths, value: unknown, readU64: U64Reader): DoneLedgerRecord {
  return reading(at.record, () => {
    const { key, status, bytesScanned, findingsCount, provenance, errorCode } = objectLike(at.record, value);
    return LEDGER_RECORD.seal({
      key: readLedgerKey(at.key, key),
      status: readStatus(at.status, status),
      bytesScanned: readU64(at.bytesScanned, bytesScanned),
      findingsCount: u32(at.findingsCount, findingsCount),
      provenance: readProvenance(at, provenance, readU64),
      errorCode: errorCode === undefined ? undefined : readErrorCode(at.errorCode, errorCode),
    });
  });
}

function readProvenance(at: RecordPaths, value: unknown, readU64: U64Reader): DoneLedgerProvenance {
  const { runId, shardId, fenceEpoch, startedAt, finishedAt } = objectLike(at.provenance, value);
  return Object.freeze({
    runId: readU64(at.runId, runId) as RunId,
    shardId: readU64(at.shardId, shardId) as ShardId,
    fenceEpoch: readU64(at.fenceEpoch, fenceEpoch) as FenceEpoch,
    startedAt: readU64(at.startedAt, startedAt) as LogicalTime,
    finishedAt: readU64(at.finishedAt, finishedAt) as LogicalTime,
  });
}

/** The paths of a record's fields in errors. Put together once for the constructor, which is called often. */
function pathsUnder(record: string) {
  const provenance = `${record}.provenance`;
  return {
    record,
    key: `${record}.key`,
    status: `${record}.status`,
    bytesScanned: `${record}.bytesScanned`,
    findingsCount: `${record}.findingsCount`,
    errorCode: `${record}.errorCode`,
    provenance,
    runId: `${provenance}.runId`,
    shardId: `${provenance}.shardId`,
    fenceEpoch: `${provenance}.fenceEpoch`,
    startedAt: `${provenance}.startedAt`,
    finishedAt: `${provenance}.finishedAt`,
  };
}

type RecordPaths = ReturnType<typeof pathsUnder>;

const CREATED = pathsUnder('record');
