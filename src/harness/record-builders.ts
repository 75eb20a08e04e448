import {
  DoneLedgerRecord,
  type DoneLedgerKey,
  type DoneLedgerProvenance,
  type DoneLedgerRecordInput,
} from '../records/done-ledger-record.js';
import type { DoneLedgerStatus } from '../records/done-ledger-status.js';
import { FindingRecord } from '../records/finding-record.js';
import type { FindingsUpsertBatch } from '../records/findings-batch.js';
import { ObservationRecord, type ObservationRecordInput } from '../records/observation-record.js';
import { OccurrenceRecord, type OccurrenceRecordInput } from '../records/occurrence-record.js';
import { readCount } from '../store/control-arguments.js';
import { objectLike } from '../values/check.js';
import {
  ObjectVersionId,
  OvidHash,
  PolicyHash,
  RuleFingerprint,
  StableItemId,
  TenantId,
  type FindingIdInput,
} from '../values/identities.js';
import { PersistenceInputError } from '../values/input-error.js';
import type { U64Input } from '../values/scalars.js';
import { lazily } from '../values/lazily.js';
import { NormHash, SecretHash, TenantSecretKey } from '../values/secrets.js';
import { readableId } from './readable-id.js';
import { drawsOf, type Draws, type Seed } from './seed.js';

/** Something to scan. Its identities start with a readable word and its number, for example `071d0002..` for the ovid. */
export interface GossipItem {
  readonly path: string;
  readonly tenantId: TenantId;
  readonly policyHash: PolicyHash;
  readonly stableItemId: StableItemId;
  readonly objectVersionId: ObjectVersionId;
  readonly ovidHash: OvidHash;
}

/** A finding, its occurrence and the observation of that: closed, and a batch that a sink takes as it is. */
export interface FindingTriple extends FindingsUpsertBatch {
  readonly finding: FindingRecord;
  readonly occurrence: OccurrenceRecord;
  readonly observation: ObservationRecord;
}

/** What a worker needs of one item, and what it would write of it. */
export interface PageItem {
  readonly item: GossipItem;
  readonly triple: FindingTriple;
  /** Says that the item was scanned with one finding, the triple's. */
  readonly record: DoneLedgerRecord;
}

/** Fields of a ledger record to be set otherwise than drawn. */
export interface RecordOverrides extends Partial<Omit<DoneLedgerRecordInput, 'key' | 'provenance'>> {
  readonly key?: Partial<DoneLedgerKey>;
  readonly provenance?: { readonly [Field in keyof DoneLedgerProvenance]?: U64Input };
}

/** Fields of a finding to be set otherwise than drawn. */
export type FindingOverrides = Partial<FindingIdInput>;

/** Fields of an occurrence to be set otherwise than drawn; `finding` sets those that come from its parent. */
export interface OccurrenceOverrides extends Partial<OccurrenceRecordInput> {
  readonly finding?: FindingRecord;
}

/** Fields of an observation to be set otherwise than drawn; `occurrence` sets those that come from its parent. */
export interface ObservationOverrides extends Partial<ObservationRecordInput> {
  readonly occurrence?: OccurrenceRecord;
}

/** Fields of each layer of a triple to be set otherwise than drawn. */
export interface TripleOverrides {
  readonly finding?: FindingOverrides;
  readonly occurrence?: Omit<OccurrenceOverrides, 'finding'>;
  readonly observation?: Omit<ObservationOverrides, 'occurrence'>;
}

/**
 * Builds valid records of ever new items: the same ones for the same seed on every run. Every field can be overridden;
 * an override that no record has is refused with `InvalidType`.
 */
export class RecordBuilders {
  readonly #draws: Draws;
  #items = 0;

  /** @param seed where the drawn values (times, sizes, secrets) start; identities depend on the number of items only. */
  constructor(seed: Seed = 'gossip') {
    this.#draws = drawsOf(seed, 'record builders');
  }

  /** The next item. */
  item(): GossipItem {
    const number = ++this.#items;
    return Object.freeze({
      path: `item-${number}.txt`,
      tenantId: readableId(TenantId, '7e4a', 1),
      policyHash: readableId(PolicyHash, '9011', 1),
      stableItemId: readableId(StableItemId, '17e3', number),
      objectVersionId: readableId(ObjectVersionId, '5e12', number),
      ovidHash: readableId(OvidHash, '071d', number),
    });
  }

  /** A ledger record ScannedWithFindings, with one finding. */
  scanned(overrides: RecordOverrides = {}): DoneLedgerRecord {
    return this.#record(this.item(), 'ScannedWithFindings', overrides);
  }

  /** A ledger record ScannedClean. */
  clean(overrides: RecordOverrides = {}): DoneLedgerRecord {
    return this.#record(this.item(), 'ScannedClean', overrides);
  }

  /** A ledger record FailedRetryable, error code `IO_TIMEOUT`. */
  failed(overrides: RecordOverrides = {}): DoneLedgerRecord {
    return this.#record(this.item(), 'FailedRetryable', { errorCode: 'IO_TIMEOUT', ...overrides });
  }

  /** A ledger record Skipped, error code `TOO_LARGE`. */
  skipped(overrides: RecordOverrides = {}): DoneLedgerRecord {
    return this.#record(this.item(), 'Skipped', { errorCode: 'TOO_LARGE', ...overrides });
  }

  /** A finding in a new item. */
  finding(overrides: FindingOverrides = {}): FindingRecord {
    return this.#finding(this.item(), overrides);
  }

  /** An occurrence: of `finding` if that is given, else an orphan, whose finding exists nowhere. */
  occurrence(overrides: OccurrenceOverrides = {}): OccurrenceRecord {
    const item = this.item();
    return this.#occurrence(item, overrides.finding ?? this.#finding(item, {}), overrides);
  }

  /** An observation: of `occurrence` if that is given, else an orphan, whose occurrence exists nowhere. */
  observation(overrides: ObservationOverrides = {}): ObservationRecord {
    const item = this.item();
    return this.#observation(
      item,
      overrides.occurrence ?? this.#occurrence(item, this.#finding(item, {}), {}),
      overrides,
    );
  }

  /** A finding in a new item, its occurrence, and the observation of that. */
  triple(overrides: TripleOverrides = {}): FindingTriple {
    refuseUnknown('triple', overrides, ['finding', 'occurrence', 'observation']);
    return this.#triple(this.item(), overrides);
  }

  /** `count` items, each with the findings and the ledger record that a worker would write of it. */
  page(count = 3): readonly PageItem[] {
    readCount('count', count);
    return Array.from({ length: count }, () => {
      const item = this.item();
      return { item, triple: this.#triple(item, {}), record: this.#record(item, 'ScannedWithFindings', {}) };
    });
  }

  #record(item: GossipItem, status: DoneLedgerStatus, overrides: RecordOverrides): DoneLedgerRecord {
    refuseUnknown('record', overrides, ['key', 'status', 'bytesScanned', 'findingsCount', 'provenance', 'errorCode']);
    refuseUnknown('record.key', overrides.key ?? {}, ['tenantId', 'policyHash', 'ovidHash']);
    refuseUnknown('record.provenance', overrides.provenance ?? {}, PROVENANCE_FIELDS);
    const startedAt = this.#items * 10;
    const drawn = { bytesScanned: this.#draws.int(100, 9999), finishedAt: startedAt + this.#draws.int(1, 9) };
    const { tenantId, policyHash, ovidHash } = item;
    return DoneLedgerRecord.create({
      status,
      bytesScanned: drawn.bytesScanned,
      findingsCount: status === 'ScannedWithFindings' ? 1 : 0,
      ...overrides,
      key: { tenantId, policyHash, ovidHash, ...overrides.key },
      provenance: {
        runId: 1,
        shardId: 1,
        fenceEpoch: 1,
        startedAt,
        finishedAt: drawn.finishedAt,
        ...overrides.provenance,
      },
    });
  }

  #finding({ tenantId, stableItemId }: GossipItem, overrides: FindingOverrides): FindingRecord {
    refuseUnknown('finding', overrides, ['tenantId', 'stableItemId', 'ruleFingerprint', 'secretHash']);
    const digest = Uint8Array.from({ length: 32 }, () => this.#draws.int(0, 255));
    const secretHash = SecretHash.derive(tenantKey(), NormHash.fromDigest(digest));
    return FindingRecord.create({ tenantId, stableItemId, ruleFingerprint: rule(), secretHash, ...overrides });
  }

  #occurrence(
    item: GossipItem,
    parent: FindingRecord,
    { finding: _, ...overrides }: OccurrenceOverrides,
  ): OccurrenceRecord {
    refuseUnknown('occurrence', overrides, OCCURRENCE_FIELDS);
    const { tenantId, findingId } = parent;
    const { objectVersionId } = item;
    const drawn = { byteOffset: this.#draws.int(0, 999), byteLength: this.#draws.int(8, 40) };
    return OccurrenceRecord.create({ tenantId, findingId, objectVersionId, ...drawn, ...overrides });
  }

  #observation(
    item: GossipItem,
    parent: OccurrenceRecord,
    { occurrence: _, ...overrides }: ObservationOverrides,
  ): ObservationRecord {
    refuseUnknown('observation', overrides, OBSERVATION_FIELDS);
    const { tenantId, occurrenceId } = parent;
    const { policyHash, ovidHash, path } = item;
    return ObservationRecord.create({
      tenantId,
      occurrenceId,
      policyHash,
      ovidHash,
      runId: 1,
      shardId: 1,
      fenceEpoch: 1,
      seenAt: this.#items * 10,
      location: { display: `${path}:${this.#draws.int(1, 99)}` },
      ...overrides,
    });
  }

  #triple(item: GossipItem, overrides: TripleOverrides): FindingTriple {
    refuseUnknown('occurrence', overrides.occurrence ?? {}, OCCURRENCE_FIELDS); // its parents are the triple's own
    refuseUnknown('observation', overrides.observation ?? {}, OBSERVATION_FIELDS);
    const finding = this.#finding(item, overrides.finding ?? {});
    const occurrence = this.#occurrence(item, finding, overrides.occurrence ?? {});
    const observation = this.#observation(item, occurrence, overrides.observation ?? {});
    return {
      finding,
      occurrence,
      observation,
      findings: [finding],
      occurrences: [occurrence],
      observations: [observation],
    };
  }
}

function refuseUnknown(field: string, overrides: object, known: readonly string[]): void {
  for (const name of Object.keys(objectLike(field, overrides))) {
    if (known.includes(name)) continue;
    throw new PersistenceInputError(
      'InvalidType',
      { field: `${field}.${name}`, expected: known.join(' | '), received: name },
      `is no field to override; there are ${known.join(', ')}`,
    );
  }
}

const PROVENANCE_FIELDS = ['runId', 'shardId', 'fenceEpoch', 'startedAt', 'finishedAt'];
const OCCURRENCE_FIELDS = ['tenantId', 'findingId', 'objectVersionId', 'byteOffset', 'byteLength'];
const OBSERVATION_FIELDS = [
  'tenantId',
  'occurrenceId',
  'policyHash',
  'ovidHash',
  'runId',
  'shardId',
  'fenceEpoch',
  'seenAt',
  'location',
];
const tenantKey = lazily(() => TenantSecretKey.fromBytes(new Uint8Array(32).fill(0x7e)));
const rule = lazily(() => RuleFingerprint.fromRuleName('gossip-inmemory/test-rule'));
