import { objectLike, reading, storedU64, u64, type U64Reader } from '../values/check.js';
import {
  ObservationId,
  type ObservationIdInput,
  type OccurrenceId,
  type OvidHash,
  type PolicyHash,
  type TenantId,
} from '../values/identities.js';
import { canonicalId } from '../values/public-id.js';
import type { FenceEpoch, LogicalTime, RunId, ShardId, U64Input } from '../values/scalars.js';
import { checkDerivedId } from './derived-id.js';
import { readLocation, type Location } from './location.js';
import { OBSERVATION } from './stamps.js';

/** An occurrence, seen under a policy (specification 1-semantics, section 2). Immutable plain data. */
export interface ObservationRecord {
  readonly tenantId: TenantId;
  readonly observationId: ObservationId;
  readonly occurrenceId: OccurrenceId;
  readonly policyHash: PolicyHash;
  readonly ovidHash: OvidHash;
  readonly runId: RunId;
  readonly shardId: ShardId;
  readonly fenceEpoch: FenceEpoch;
  readonly seenAt: LogicalTime;
  readonly location?: Location;
}

/** What {@link ObservationRecord.create} takes: u64 fields may be numbers, the location a literal. */
export interface ObservationRecordInput extends ObservationIdInput {
  readonly ovidHash: OvidHash;
  readonly runId: U64Input;
  readonly shardId: U64Input;
  readonly fenceEpoch: U64Input;
  readonly seenAt: U64Input;
  readonly location?: Location | undefined;
}

export const ObservationRecord = Object.freeze({
  /** Makes an observation and derives its id. Throws a `PersistenceInputError`, whatever the fields' checks raise. */
  create: (input: ObservationRecordInput): ObservationRecord =>
    reading('observation', () =>
      readObservation('observation', objectLike('observation', input), u64, ObservationId.derive),
    ),

  /** Rebuilds an observation with the id that was stored. Throws `ObservationIdMismatch` if that is not the derivation. */
  fromPersisted: (input: ObservationRecordInput & { readonly observationId: ObservationId }): ObservationRecord =>
    readStored('observation', input, u64),
});

/** The part of an observation that differs between the contributions to it. */
export type Contribution = Pick<ObservationRecord, 'runId' | 'shardId' | 'fenceEpoch' | 'seenAt' | 'location'>;

/** Another contribution, of checked values, to an observation: with the same id, which need not be derived again. */
export function contributionTo(observation: ObservationRecord, contribution: Contribution): ObservationRecord {
  const { observationId, tenantId, occurrenceId, policyHash, ovidHash } = observation;
  return OBSERVATION.seal({
    observationId,
    tenantId,
    occurrenceId,
    policyHash,
    ovidHash,
    location: undefined,
    ...contribution,
  });
}

/** Reads an observation that a store is handed. Throws `ObservationIdMismatch` if its id is not the derivation. */
export function parseObservation(field: string, value: unknown): ObservationRecord {
  return readStored(field, value, storedU64);
}

function readStored(field: string, value: unknown, readU64: U64Reader): ObservationRecord {
  return reading(field, () => {
    const source = objectLike(field, value);
    return readObservation(field, source, readU64, (fields) => {
      const id = canonicalId<ObservationId>(`${field}.observationId`, source['observationId']);
      checkDerivedId('ObservationIdMismatch', `${field}.observationId`, ObservationId.derive(fields), id);
      return id;
    });
  });
}

function readObservation(
  field: string,
  source: Readonly<Record<string, unknown>>,
  readU64: U64Reader,
  id: (fields: ObservationIdInput) => ObservationId,
): ObservationRecord {
  const fields = {
    tenantId: canonicalId<TenantId>(`${field}.tenantId`, source['tenantId']),
    occurrenceId: canonicalId<OccurrenceId>(`${field}.occurrenceId`, source['occurrenceId']),
    policyHash: canonicalId<PolicyHash>(`${field}.policyHash`, source['policyHash']),
    ovidHash: canonicalId<OvidHash>(`${field}.ovidHash`, source['ovidHash']),
    runId: readU64(`${field}.runId`, source['runId']) as RunId,
    shardId: readU64(`${field}.shardId`, source['shardId']) as ShardId,
    fenceEpoch: readU64(`${field}.fenceEpoch`, source['fenceEpoch']) as FenceEpoch,
    seenAt: readU64(`${field}.seenAt`, source['seenAt']) as LogicalTime,
  };
  const location = source['location'];
  return OBSERVATION.seal({
    ...fields,
    observationId: id(fields),
    location: location === undefined ? undefined : readLocation(`${field}.location`, location),
  });
}
