import { sameFinding, type FindingRecord } from '../records/finding-record.js';
import { FindingsUpsertBatch } from '../records/findings-batch.js';
import type { ObservationRecord } from '../records/observation-record.js';
import { sameOccurrence, type OccurrenceRecord } from '../records/occurrence-record.js';
import type { StoreBackend } from '../store/backend.js';
import type { FindingsCommitReceipt } from '../store/contracts.js';
import { digestOfRow } from '../store/digest.js';
import {
  FindingConflict,
  MissingFinding,
  MissingOccurrence,
  ObservationConflict,
  OccurrenceConflict,
  type ErrorOrigin,
} from '../store/errors.js';
import { FindingsTables, TableChanges } from './findings-tables.js';
import { contributionsTo, joinRow, shownBy } from './observation-row.js';

/** What makes a store a findings sink (specification 1-semantics, section 6). */
export const findingsBackend: StoreBackend<FindingsUpsertBatch, FindingsTables, FindingsCommitReceipt> = Object.freeze({
  kind: 'findings',

  createDurable: () => new FindingsTables(),

  prepare: FindingsUpsertBatch.parse,

  /** Puts all three layers in, each row against what is there by then; takes everything back if a row must be refused. */
  apply(tables: FindingsTables, batch: FindingsUpsertBatch, origin: ErrorOrigin): FindingsCommitReceipt {
    const { findings, occurrences, observations } = batch;
    const tenantId = (findings[0] ?? occurrences[0] ?? observations[0])?.tenantId;
    if (tenantId === undefined) return receiptOf(0, 0, 0);
    const changes = new TableChanges(tables.toWrite(tenantId));
    try {
      for (const finding of findings) putFinding(changes, finding, origin);
      for (const occurrence of occurrences) putOccurrence(changes, occurrence, origin);
      for (const observation of observations) putObservation(changes, observation, origin);
    } catch (error) {
      changes.takeBack();
      throw error;
    }
    return receiptOf(
      new Set(findings.map(({ findingId }) => findingId)).size,
      new Set(occurrences.map(({ occurrenceId }) => occurrenceId)).size,
      new Set(observations.map(({ observationId }) => observationId)).size,
    );
  },

  countRows: ({ findings, occurrences, observations }: FindingsUpsertBatch) =>
    findings.length + occurrences.length + observations.length,

  fork: (tables: FindingsTables) => tables.fork(),

  tables: (tables: FindingsTables) => ({
    findings: tables.toMap((tenant) => tenant.findings),
    occurrences: tables.toMap((tenant) => tenant.occurrences),
    observations: new Map(
      Array.from(
        tables.toMap((tenant) => tenant.observations),
        ([key, row]) => [key, shownBy(row)],
      ),
    ),
  }),

  /** Of observations both contributions, the hidden one too: it decides what becomes of the next. */
  digest: (tables: FindingsTables) =>
    [
      ...tables.sorted((tenant) => tenant.findings).map(digestOfRow),
      ...tables.sorted((tenant) => tenant.occurrences).map(digestOfRow),
      ...tables.sorted((tenant) => tenant.observations).flatMap((row) => contributionsTo(row).map(digestOfRow)),
    ].join('\n'),
});

// One function per layer: an engine makes each fast for the one kind of row that it meets.

function putFinding(changes: TableChanges, finding: FindingRecord, origin: ErrorOrigin): void {
  const { tenantId, findingId } = finding;
  const existing = changes.tables.findings.get(findingId);
  if (existing === undefined) changes.put('findings', findingId, finding, undefined);
  else if (!sameFinding(existing, finding)) throw new FindingConflict({ ...origin, tenantId, findingId });
}

function putOccurrence(changes: TableChanges, occurrence: OccurrenceRecord, origin: ErrorOrigin): void {
  const { tenantId, findingId, occurrenceId } = occurrence;
  const { findings, occurrences } = changes.tables;
  if (!findings.has(findingId)) throw new MissingFinding({ ...origin, tenantId, occurrenceId, findingId });
  const existing = occurrences.get(occurrenceId);
  if (existing === undefined) changes.put('occurrences', occurrenceId, occurrence, undefined);
  else if (!sameOccurrence(existing, occurrence)) throw new OccurrenceConflict({ ...origin, tenantId, occurrenceId });
}

function putObservation(changes: TableChanges, observation: ObservationRecord, origin: ErrorOrigin): void {
  const { tenantId, occurrenceId, observationId } = observation;
  const { occurrences, observations } = changes.tables;
  if (!occurrences.has(occurrenceId)) {
    throw new MissingOccurrence({ ...origin, tenantId, observationId, occurrenceId });
  }
  const existing = observations.get(observationId);
  // The id is derived from tenant, policy and occurrence, which was checked on the way in; the object version is not in it.
  if (existing !== undefined && shownBy(existing).ovidHash !== observation.ovidHash) {
    throw new ObservationConflict({ ...origin, tenantId, observationId });
  }
  const row = existing === undefined ? observation : joinRow(existing, observation);
  if (row !== existing) changes.put('observations', observationId, row, existing);
}

function receiptOf(findingCount: number, occurrenceCount: number, observationCount: number): FindingsCommitReceipt {
  return Object.freeze({ findingCount, occurrenceCount, observationCount });
}
