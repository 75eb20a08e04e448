import { sameFinding } from '../records/finding-record.js';
import { FindingsUpsertBatch } from '../records/findings-batch.js';
import type { ObservationRecord } from '../records/observation-record.js';
import { sameOccurrence } from '../records/occurrence-record.js';
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
import type { ObservationId } from '../values/identities.js';
import { FindingsTables, type TenantTables } from './findings-tables.js';
import { joinRows, rowOf, type ObservationRow } from './observation-row.js';

/** What makes a store a findings sink (specification 1-semantics, section 6). */
export const findingsBackend: StoreBackend<FindingsUpsertBatch, FindingsTables, FindingsCommitReceipt> = Object.freeze({
  kind: 'findings',

  createDurable: () => new FindingsTables(),

  prepare: FindingsUpsertBatch.parse,

  /** Stages all three layers, each against what is durable and what is staged; then, if nothing is wrong, keeps them. */
  apply(
    tables: FindingsTables,
    { findings, occurrences, observations }: FindingsUpsertBatch,
    origin: ErrorOrigin,
  ): FindingsCommitReceipt {
    const tenantId = (findings[0] ?? occurrences[0] ?? observations[0])?.tenantId;
    if (tenantId === undefined) return receiptOf(0, 0, 0);
    const durable = tables.of(tenantId);

    const stagedFindings: TenantTables['findings'] = new Map();
    for (const finding of findings) {
      const { findingId } = finding;
      const conflict = (): Error => new FindingConflict({ ...origin, tenantId, findingId });
      stageImmutable(findingId, finding, durable.findings, stagedFindings, sameFinding, conflict);
    }

    const stagedOccurrences: TenantTables['occurrences'] = new Map();
    for (const occurrence of occurrences) {
      const { findingId, occurrenceId } = occurrence;
      if (!stagedFindings.has(findingId) && !durable.findings.has(findingId)) {
        throw new MissingFinding({ ...origin, tenantId, occurrenceId, findingId });
      }
      const conflict = (): Error => new OccurrenceConflict({ ...origin, tenantId, occurrenceId });
      stageImmutable(occurrenceId, occurrence, durable.occurrences, stagedOccurrences, sameOccurrence, conflict);
    }

    const stagedObservations: TenantTables['observations'] = new Map();
    for (const observation of observations) {
      const { occurrenceId, observationId } = observation;
      if (!stagedOccurrences.has(occurrenceId) && !durable.occurrences.has(occurrenceId)) {
        throw new MissingOccurrence({ ...origin, tenantId, observationId, occurrenceId });
      }
      stageObservation(observation, durable.observations, stagedObservations, origin);
    }

    tables.put(tenantId, {
      findings: stagedFindings,
      occurrences: stagedOccurrences,
      observations: stagedObservations,
    });
    return receiptOf(stagedFindings.size, stagedOccurrences.size, stagedObservations.size);
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
        ([key, { record }]) => [key, record],
      ),
    ),
  }),

  /** Of observations both contributions, the hidden one too: it decides what becomes of the next. */
  digest: (tables: FindingsTables) =>
    [
      ...tables.sorted((tenant) => tenant.findings).map(digestOfRow),
      ...tables.sorted((tenant) => tenant.occurrences).map(digestOfRow),
      ...tables
        .sorted((tenant) => tenant.observations)
        .flatMap((row) => [digestOfRow(row.winner), row.located && digestOfRow(row.located)]),
    ].join('\n'),
});

/** Stages a row that may be written again, but never with other content. */
function stageImmutable<Id, Row>(
  id: Id,
  row: Row,
  durable: ReadonlyMap<Id, Row>,
  staged: Map<Id, Row>,
  same: (a: Row, b: Row) => boolean,
  conflict: () => Error,
): void {
  const existing = staged.get(id) ?? durable.get(id);
  if (existing !== undefined && existing !== row && !same(existing, row)) throw conflict();
  staged.set(id, existing ?? row);
}

function stageObservation(
  row: ObservationRecord,
  durable: ReadonlyMap<ObservationId, ObservationRow>,
  staged: Map<ObservationId, ObservationRow>,
  origin: ErrorOrigin,
): void {
  const { tenantId, observationId } = row;
  const existing = staged.get(observationId) ?? durable.get(observationId);
  if (existing !== undefined && !sameIdentity(existing.record, row)) {
    throw new ObservationConflict({ ...origin, tenantId, observationId });
  }
  staged.set(observationId, existing === undefined ? rowOf(row) : joinRows(existing, rowOf(row)));
}

/** Tenant and observation id are the key; the rest of an observation's identity must not change under it. */
function sameIdentity(a: ObservationRecord, b: ObservationRecord): boolean {
  return a.occurrenceId === b.occurrenceId && a.policyHash === b.policyHash && a.ovidHash === b.ovidHash;
}

function receiptOf(findingCount: number, occurrenceCount: number, observationCount: number): FindingsCommitReceipt {
  return Object.freeze({ findingCount, occurrenceCount, observationCount });
}
