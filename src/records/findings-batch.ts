import { objectLike, readArray, reading } from '../values/check.js';
import { PersistenceInputError } from '../values/input-error.js';
import { abbreviate } from '../values/public-id.js';
import { parseFinding, type FindingRecord } from './finding-record.js';
import { parseObservation, type ObservationRecord } from './observation-record.js';
import { parseOccurrence, type OccurrenceRecord } from './occurrence-record.js';
import { FINDING, OBSERVATION, OCCURRENCE } from './stamps.js';

/** What one write to a findings sink carries; all of one tenant. */
export interface FindingsUpsertBatch {
  readonly findings: readonly FindingRecord[];
  readonly occurrences: readonly OccurrenceRecord[];
  readonly observations: readonly ObservationRecord[];
}

export const FindingsUpsertBatch = Object.freeze({
  /**
   * Reads a batch as a sink must at submission: a copy of its own, frozen, of which shape, observation ids and tenants have
   * been checked. For backends of your own. Throws a `PersistenceInputError`.
   */
  parse: (batch: unknown): FindingsUpsertBatch => parse(batch),

  /**
   * Whether every occurrence's finding and every observation's occurrence, of the same tenant, is in the batch itself. A
   * diagnostic: a sink also accepts parents that are durable already. Throws `OrphanedReference` for the first that is
   * not, and what a sink throws for a batch that is malformed.
   */
  validateReferentialIntegrity: (batch: FindingsUpsertBatch): void => {
    const { findings, occurrences, observations } = parse(batch);
    const findingKeys = new Set(findings.map((row) => row.tenantId + row.findingId));
    const occurrenceKeys = new Set(occurrences.map((row) => row.tenantId + row.occurrenceId));
    occurrences.forEach(({ tenantId, findingId }, index) => {
      if (!findingKeys.has(tenantId + findingId)) throw orphan(`occurrences[${index}].findingId`, findingId);
    });
    observations.forEach(({ tenantId, occurrenceId }, index) => {
      if (!occurrenceKeys.has(tenantId + occurrenceId))
        throw orphan(`observations[${index}].occurrenceId`, occurrenceId);
    });
  },
});

function parse(value: unknown): FindingsUpsertBatch {
  const batch = reading('batch', () => {
    const { findings, occurrences, observations } = objectLike('batch', value);
    return Object.freeze({
      findings: Object.freeze(readArray('findings', findings, FINDING.has, parseFinding)),
      occurrences: Object.freeze(readArray('occurrences', occurrences, OCCURRENCE.has, parseOccurrence)),
      observations: Object.freeze(readArray('observations', observations, OBSERVATION.has, parseObservation)),
    });
  });
  checkOneTenant(batch);
  return batch;
}

function checkOneTenant({ findings, occurrences, observations }: FindingsUpsertBatch): void {
  const expected = (findings[0] ?? occurrences[0] ?? observations[0])?.tenantId;
  for (const [layer, rows] of [
    ['findings', findings],
    ['occurrences', occurrences],
    ['observations', observations],
  ] as const) {
    for (let index = 0; index < rows.length; index++) {
      const received = rows[index]?.tenantId as string;
      if (received === expected || expected === undefined) continue;
      throw new PersistenceInputError(
        'InconsistentTenant',
        { field: `${layer}[${index}].tenantId`, expected, received },
        `a batch is of one tenant; expected ${abbreviate(expected)}, received ${abbreviate(received)}`,
      );
    }
  }
}

function orphan(field: string, received: string): PersistenceInputError {
  return new PersistenceInputError(
    'OrphanedReference',
    { field, received },
    `refers to ${abbreviate(received)}, which is not in the batch`,
  );
}
