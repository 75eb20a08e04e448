import { DoneLedgerRecord, type DoneLedgerProvenance } from '../records/done-ledger-record.js';
import type { DoneLedgerStatus } from '../records/done-ledger-status.js';
import { FindingRecord } from '../records/finding-record.js';
import type { FindingsUpsertBatch } from '../records/findings-batch.js';
import type { Location } from '../records/location.js';
import { ObservationRecord, type ObservationRecordInput } from '../records/observation-record.js';
import { OccurrenceRecord } from '../records/occurrence-record.js';
import { fieldsOf } from '../oracle/differences.js';
import type { InMemoryPersistenceErrorCode } from '../store/errors.js';
import type { OvidHash, PolicyHash, TenantId } from '../values/identities.js';
import type { U64Input } from '../values/scalars.js';
import { Controls } from './controls.js';
import { ConformanceFailure } from './failure.js';
import type { FreshIds } from './fresh-ids.js';
import { Trace, TracedLedger, TracedSink, type WriteOutcome } from './traced.js';
import type { ConformanceBackend, Supports } from './types.js';
import { Wording } from './wording.js';

/** What a check may say of a ledger record; the rest is a valid record of tenant A, policy A, ovid 1. */
export interface RecordSketch extends Partial<Record<keyof DoneLedgerProvenance, U64Input>> {
  readonly tenantId?: TenantId;
  readonly policyHash?: PolicyHash;
  readonly ovidHash?: OvidHash;
  readonly status?: DoneLedgerStatus;
  readonly bytesScanned?: U64Input;
  readonly findingsCount?: number;
  readonly errorCode?: string | undefined;
}

/** What a check may say of a finding, its occurrence and the observation of that; `label` makes them new ones. */
export interface ChainSketch {
  readonly label?: number | string;
  readonly tenantId?: TenantId;
  readonly policyHash?: PolicyHash;
  readonly ovidHash?: OvidHash;
  readonly seenAt?: U64Input;
  readonly runId?: U64Input;
  readonly shardId?: U64Input;
  readonly fenceEpoch?: U64Input;
  readonly byteOffset?: U64Input;
  readonly byteLength?: U64Input;
  readonly location?: Location | undefined;
}

/** A finding, its occurrence and the observation of that, and the closed batch of the three. */
export interface Chain {
  readonly finding: FindingRecord;
  readonly occurrence: OccurrenceRecord;
  readonly observation: ObservationRecord;
  readonly batch: FindingsUpsertBatch;
}

/** What a check is run with: a backend of which every call is noted, identities of its own, and words for what it demands. */
export class CheckContext {
  readonly backend: ConformanceBackend;
  readonly supports: Supports;
  readonly ids: FreshIds;
  readonly words: Wording;
  readonly trace: Trace;
  readonly ledger: TracedLedger;
  readonly sink: TracedSink;
  readonly controls: Controls;
  #successor: CheckContext | undefined;

  constructor(backend: ConformanceBackend, supports: Supports, ids: FreshIds, trace = new Trace()) {
    this.backend = backend;
    this.supports = supports;
    this.ids = ids;
    this.trace = trace;
    this.words = new Wording(ids);
    this.ledger = new TracedLedger(backend.doneLedger, this.trace, this.words);
    this.sink = new TracedSink(backend.findings, this.trace, this.words);
    this.controls = new Controls(backend, this.trace, this.words);
  }

  /** The backend that is in service now: the one after the last restart. */
  get inService(): ConformanceBackend {
    return this.#successor?.inService ?? this.backend;
  }

  /** For `restart`: restarts the backend. What is returned works on the one that follows; this context is done with. */
  async restart(): Promise<CheckContext> {
    this.#successor = new CheckContext(await this.controls.restart(), this.supports, this.ids, this.trace);
    return this.#successor;
  }

  /** A valid ledger record. */
  record(sketch: RecordSketch = {}): DoneLedgerRecord {
    const { status = 'ScannedClean', startedAt = 10, finishedAt = 20, runId = 1, shardId = 1, fenceEpoch = 1 } = sketch;
    const { tenantId = this.ids.tenant(), policyHash = this.ids.policy(), ovidHash = this.ids.ovid() } = sketch;
    const scanned = status === 'ScannedClean' || status === 'ScannedWithFindings';
    const errorCode = 'errorCode' in sketch ? sketch.errorCode : scanned ? undefined : 'CHECK';
    return DoneLedgerRecord.create({
      key: { tenantId, policyHash, ovidHash },
      status,
      bytesScanned: sketch.bytesScanned ?? 100,
      findingsCount: sketch.findingsCount ?? (status === 'ScannedWithFindings' ? 1 : 0),
      provenance: { runId, shardId, fenceEpoch, startedAt, finishedAt },
      errorCode,
    });
  }

  /** A finding, its occurrence and the observation of that. */
  chain(sketch: ChainSketch = {}): Chain {
    const { label = 1, tenantId = this.ids.tenant(), byteOffset = 10, byteLength = 20 } = sketch;
    const finding = FindingRecord.create({
      tenantId,
      stableItemId: this.ids.item(label),
      ruleFingerprint: this.ids.rule(label),
      secretHash: this.ids.secret(label),
    });
    const { findingId } = finding;
    const occurrence = OccurrenceRecord.create({
      tenantId,
      findingId,
      objectVersionId: this.ids.version(label),
      byteOffset,
      byteLength,
    });
    this.ids.name(findingId, `finding ${label}`);
    this.ids.name(occurrence.occurrenceId, `occurrence ${label}`);
    const observation = this.observation(occurrence, sketch);
    return {
      finding,
      occurrence,
      observation,
      batch: { findings: [finding], occurrences: [occurrence], observations: [observation] },
    };
  }

  /** An observation of an occurrence. */
  observation(occurrence: OccurrenceRecord, sketch: ChainSketch = {}): ObservationRecord {
    const { label = 1, policyHash = this.ids.policy(), ovidHash = this.ids.ovid(label), location } = sketch;
    const { seenAt = 10, runId = 1, shardId = 1, fenceEpoch = 1 } = sketch;
    const { tenantId, occurrenceId } = occurrence;
    const input: ObservationRecordInput = {
      tenantId,
      occurrenceId,
      policyHash,
      ovidHash,
      runId,
      shardId,
      fenceEpoch,
      seenAt,
    };
    const observation = ObservationRecord.create(location === undefined ? input : { ...input, location });
    this.ids.name(observation.observationId, `observation of ${this.ids.nameOf(occurrenceId) ?? 'an occurrence'}`);
    return observation;
  }

  /** Writes records and waits for each write, one after the other. */
  async writeEach(records: readonly DoneLedgerRecord[]): Promise<void> {
    for (const record of records) await this.ledger.write([record]);
  }

  /** The durable row under a record's key. */
  async rowOf({ key }: Pick<DoneLedgerRecord, 'key'>): Promise<DoneLedgerRecord | undefined> {
    const [row] = await this.ledger.read(key.tenantId, key.policyHash, [key.ovidHash]);
    return row;
  }

  /** Demands that a value be this one. Rows, receipts and arrays of them are compared field by field. */
  expectEqual(what: string, received: unknown, expected: unknown): void {
    const wrong = differingPaths(received, expected);
    if (wrong.length === 0) return;
    const where = wrong[0] === '' ? '' : ` It differs in ${wrong.join(', ')}.`;
    throw new ConformanceFailure(`${what} is not what it must be.${where}`, {
      expected: this.words.value(expected),
      received: this.words.value(received),
    });
  }

  /** Demands that something hold. */
  expect(holds: boolean, sentence: string): void {
    if (!holds) throw new ConformanceFailure(sentence);
  }

  /**
   * Demands that a write was refused, at submission or at commit; of a strict backend also where, and with which code.
   */
  expectRefused(
    what: string,
    outcome: WriteOutcome<object>,
    code: InMemoryPersistenceErrorCode,
    at: 'submission' | 'commit',
  ): void {
    if ('receipt' in outcome) {
      throw new ConformanceFailure(`${what} must be refused.`, {
        expected: code,
        received: this.words.value(outcome.receipt),
      });
    }
    if (this.supports.strict !== true) return;
    const { code: received } = (outcome.refusal ?? {}) as { readonly code?: unknown };
    if (received === code && outcome.at === at) return;
    throw new ConformanceFailure(`${what} must be refused with ${code} at ${at}, as the backend claims to be strict.`, {
      expected: `${code} at ${at}`,
      received: `${this.words.error(outcome.refusal)} at ${outcome.at}`,
    });
  }
}

/** Paths of the leaves in which two values differ; `['']` if they are not both objects and differ. */
function differingPaths(a: unknown, b: unknown): string[] {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b) ? [] : [''];
  if (Array.isArray(a) !== Array.isArray(b)) return [''];
  const left = fieldsOf(a);
  const right = fieldsOf(b);
  const paths = [...new Set([...left.keys(), ...right.keys()])].filter((path) => left.get(path) !== right.get(path));
  return Array.isArray(a) && a.length !== (b as readonly unknown[]).length ? [...paths, 'length'] : paths;
}
