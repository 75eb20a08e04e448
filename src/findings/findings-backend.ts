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
import { FindingsTables, LayerWrites, type Writes } from './findings-tables.js';
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
    const durable = tables.toWrite(tenantId);
    const writes: Writes = {
      findings: new LayerWrites(
        durable.findings,
        findings.map(({ findingId }) => findingId),
      ),
      occurrences: new LayerWrites(
        durable.occurrences,
        occurrences.map(({ occurrenceId }) => occurrenceId),
      ),
      observations: new LayerWrites(
        durable.observations,
        observations.map(({ observationId }) => observationId),
      ),
    };
    try {
      findings.forEach((row, index) => putFinding(writes, row, index, origin));
      occurrences.forEach((row, index) => putOccurrence(writes, row, index, origin));
      observations.forEach((row, index) => putObservation(writes, row, index, origin));
    } catch (error) {
      for (const layer of [writes.findings, writes.occurrences, writes.observations]) layer.takeBack();
      throw error;
    }
    return receiptOf(writes.findings.size, writes.occurrences.size, writes.observations.size);
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

function putFinding({ findings }: Writes, finding: FindingRecord, index: number, origin: ErrorOrigin): void {
  const { tenantId, findingId } = finding;
  const existing = findings.at(index);
  if (existing === undefined) findings.put(index, finding, undefined);
  else if (!sameFinding(existing, finding)) throw new FindingConflict({ ...origin, tenantId, findingId });
}

function putOccurrence(
  { findings, occurrences }: Writes,
  occurrence: OccurrenceRecord,
  index: number,
  origin: ErrorOrigin,
): void {
  const { tenantId, findingId, occurrenceId } = occurrence;
  if (!findings.rows.has(findingId)) throw new MissingFinding({ ...origin, tenantId, occurrenceId, findingId });
  const existing = occurrences.at(index);
  if (existing === undefined) occurrences.put(index, occurrence, undefined);
  else if (!sameOccurrence(existing, occurrence)) throw new OccurrenceConflict({ ...origin, tenantId, occurrenceId });
}

function putObservation(
  { occurrences, observations }: Writes,
  observation: ObservationRecord,
  index: number,
  origin: ErrorOrigin,
): void {
  const { tenantId, occurrenceId, observationId } = observation;
  if (!occurrences.rows.has(occurrenceId)) {
    throw new MissingOccurrence({ ...origin, tenantId, observationId, occurrenceId });
  }
  const existing = observations.at(index);
  // The id is derived from tenant, policy and occurrence, which was checked on the way in; the object version is not in it.
  if (existing !== undefined && shownBy(existing).ovidHash !== observation.ovidHash) {
    throw new ObservationConflict({ ...origin, tenantId, observationId });
  }
  const row = existing === undefined ? observation : joinRow(existing, observation);
  if (row !== existing) observations.put(index, row, existing);
}

function receiptOf(findingCount: number, occurrenceCount: number, observationCount: number): FindingsCommitReceipt {
  return Object.freeze({ findingCount, occurrenceCount, observationCount });
}
