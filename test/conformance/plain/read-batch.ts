import {
  ObservationId,
  SecretHash,
  type FindingRecord,
  type FindingsUpsertBatch,
  type Location,
  type ObservationRecord,
  type OccurrenceRecord,
} from '../../../src/index.js';
import { id, list, object, refuse, text, u64 } from './input.js';

type CheckId = (field: string, derived: ObservationId, stored: ObservationId) => void;

/** Reads a batch of findings row by row; `checkId` judges the ids of observations. */
export function readBatch(batch: unknown, checkId: CheckId): FindingsUpsertBatch {
  const { findings, occurrences, observations } = object('batch', batch);
  return {
    findings: list('findings', findings, readFinding),
    occurrences: list('occurrences', occurrences, readOccurrence),
    observations: list('observations', observations, (field, value) => readObservation(field, value, checkId)),
  };
}

function readFinding(field: string, value: unknown): FindingRecord {
  const { tenantId, findingId, stableItemId, ruleFingerprint, secretHash } = object(field, value);
  if (!(secretHash instanceof SecretHash)) refuse('InvalidType', `${field}.secretHash`);
  return {
    tenantId: id(`${field}.tenantId`, tenantId),
    findingId: id(`${field}.findingId`, findingId),
    stableItemId: id(`${field}.stableItemId`, stableItemId),
    ruleFingerprint: id(`${field}.ruleFingerprint`, ruleFingerprint),
    secretHash,
  };
}

function readOccurrence(field: string, value: unknown): OccurrenceRecord {
  const { tenantId, occurrenceId, findingId, objectVersionId, byteOffset, byteLength } = object(field, value);
  const row: OccurrenceRecord = {
    tenantId: id(`${field}.tenantId`, tenantId),
    occurrenceId: id(`${field}.occurrenceId`, occurrenceId),
    findingId: id(`${field}.findingId`, findingId),
    objectVersionId: id(`${field}.objectVersionId`, objectVersionId),
    byteOffset: u64(`${field}.byteOffset`, byteOffset),
    byteLength: u64(`${field}.byteLength`, byteLength),
  };
  if (row.byteLength === 0n) refuse('ZeroSpanLength', `${field}.byteLength`);
  return row;
}

function readObservation(field: string, value: unknown, checkId: CheckId): ObservationRecord {
  const fields = object(field, value);
  const { location } = fields;
  const row: ObservationRecord = {
    tenantId: id(`${field}.tenantId`, fields['tenantId']),
    observationId: id(`${field}.observationId`, fields['observationId']),
    occurrenceId: id(`${field}.occurrenceId`, fields['occurrenceId']),
    policyHash: id(`${field}.policyHash`, fields['policyHash']),
    ovidHash: id(`${field}.ovidHash`, fields['ovidHash']),
    runId: u64(`${field}.runId`, fields['runId']),
    shardId: u64(`${field}.shardId`, fields['shardId']),
    fenceEpoch: u64(`${field}.fenceEpoch`, fields['fenceEpoch']),
    seenAt: u64(`${field}.seenAt`, fields['seenAt']),
  };
  checkId(`${field}.observationId`, ObservationId.derive(row), row.observationId);
  return location === undefined ? row : { ...row, location: readLocation(`${field}.location`, location) };
}

function readLocation(field: string, value: unknown): Location {
  const { display, url } = object(field, value);
  const location = { display: text(`${field}.display`, display, 1, 4096) };
  return url === undefined || url === '' ? location : { ...location, url: text(`${field}.url`, url, 0, 4096) };
}
