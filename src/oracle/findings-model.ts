import type { FindingRecord } from '../records/finding-record.js';
import type { FindingsUpsertBatch } from '../records/findings-batch.js';
import type { ObservationRecord } from '../records/observation-record.js';
import type { OccurrenceRecord } from '../records/occurrence-record.js';
import type { DurableFindingsCounts, FindingsCommitReceipt } from '../store/contracts.js';
import type { InMemoryPersistenceErrorCode } from '../store/errors.js';
import { ObservationContributions } from './definition.js';
import type { Verdict } from './verdict.js';

/** What a findings sink must contain: its immutable rows, and what the committed contributions of each observation come to. */
export class FindingsModel {
  readonly #findings = new Map<string, FindingRecord>();
  readonly #occurrences = new Map<string, OccurrenceRecord>();
  readonly #observations = new Map<string, ObservationHistory>();

  /** Takes note that a batch was committed. */
  commit({ findings, occurrences, observations }: FindingsUpsertBatch): void {
    for (const row of findings) keepFirst(this.#findings, findingKey(row), row);
    for (const row of occurrences) keepFirst(this.#occurrences, occurrenceKey(row), row);
    for (const row of observations) {
      const key = observationKey(row);
      let history = this.#observations.get(key);
      if (history === undefined) {
        history = { records: [], contributions: new ObservationContributions() };
        this.#observations.set(key, history);
      }
      history.records.push(row);
      history.contributions.add(row);
    }
  }

  /** What a commit of this batch must answer. */
  judge({ findings, occurrences, observations }: FindingsUpsertBatch): Verdict<FindingsCommitReceipt> {
    const stagedFindings = new Map<string, FindingRecord>();
    const stagedOccurrences = new Map<string, OccurrenceRecord>();
    const stagedObservations = new Map<string, ObservationRecord>();
    for (const row of findings) {
      const known = this.#findings.get(findingKey(row)) ?? keepFirst(stagedFindings, findingKey(row), row);
      if (!sameFields(known, row, ['stableItemId', 'ruleFingerprint']) || known.secretHash.tag !== row.secretHash.tag) {
        return refusal('FindingConflict');
      }
    }
    for (const row of occurrences) {
      const parent = findingKey(row);
      if (!this.#findings.has(parent) && !stagedFindings.has(parent)) return refusal('MissingFinding');
      const known = this.#occurrences.get(occurrenceKey(row)) ?? keepFirst(stagedOccurrences, occurrenceKey(row), row);
      if (!sameFields(known, row, ['findingId', 'objectVersionId', 'byteOffset', 'byteLength']))
        return refusal('OccurrenceConflict');
    }
    for (const row of observations) {
      const parent = occurrenceKey(row);
      if (!this.#occurrences.has(parent) && !stagedOccurrences.has(parent)) return refusal('MissingOccurrence');
      const known =
        this.#observations.get(observationKey(row))?.records[0] ??
        keepFirst(stagedObservations, observationKey(row), row);
      if (!sameFields(known, row, ['occurrenceId', 'policyHash', 'ovidHash'])) return refusal('ObservationConflict');
    }
    return {
      receipt: {
        findingCount: distinct(findings.map(findingKey)),
        occurrenceCount: distinct(occurrences.map(occurrenceKey)),
        observationCount: distinct(observations.map(observationKey)),
      },
    };
  }

  /** The contributions to each observation, by key. */
  contributions(): ReadonlyMap<string, readonly ObservationRecord[]> {
    return new Map(Array.from(this.#observations, ([key, { records }]) => [key, records]));
  }

  /** The finding under a {@link findingKey}. */
  finding(key: string): FindingRecord | undefined {
    return this.#findings.get(key);
  }

  /** The occurrence under an {@link occurrenceKey}. */
  occurrence(key: string): OccurrenceRecord | undefined {
    return this.#occurrences.get(key);
  }

  /** What the observation under an {@link observationKey} shows. */
  observation(key: string): ObservationRecord | undefined {
    return this.#observations.get(key)?.contributions.row();
  }

  /** How many rows each layer has. */
  counts(): DurableFindingsCounts {
    return {
      findings: this.#findings.size,
      occurrences: this.#occurrences.size,
      observations: this.#observations.size,
    };
  }

  /** All rows of each layer, by key, in no particular order. */
  tables(): FindingsModelRows {
    return {
      findings: this.#findings,
      occurrences: this.#occurrences,
      observations: new Map(
        Array.from(this.#observations, ([key, { contributions }]) => [key, contributions.row()] as const),
      ),
    };
  }

  /** All rows of each layer, by a key that sorts as (tenant, id) does. */
  rows(): FindingsModelRows {
    const { findings, occurrences, observations } = this.tables();
    return { findings: sorted(findings), occurrences: sorted(occurrences), observations: sorted(observations) };
  }
}

/** Rows of each layer by their keys. */
export interface FindingsModelRows {
  readonly findings: ReadonlyMap<string, FindingRecord>;
  readonly occurrences: ReadonlyMap<string, OccurrenceRecord>;
  readonly observations: ReadonlyMap<string, ObservationRecord>;
}

interface ObservationHistory {
  readonly records: ObservationRecord[];
  readonly contributions: ObservationContributions;
}

export const findingKey = (row: Pick<FindingRecord, 'tenantId' | 'findingId'>): string =>
  `${row.tenantId}/${row.findingId}`;
export const occurrenceKey = (row: Pick<OccurrenceRecord, 'tenantId' | 'occurrenceId'>): string =>
  `${row.tenantId}/${row.occurrenceId}`;
export const observationKey = (row: ObservationRecord): string => `${row.tenantId}/${row.observationId}`;

function keepFirst<Row>(rows: Map<string, Row>, key: string, row: Row): Row {
  const first = rows.get(key) ?? row;
  rows.set(key, first);
  return first;
}

function sameFields<Row>(a: Row, b: Row, fields: readonly (keyof Row)[]): boolean {
  return fields.every((field) => a[field] === b[field]);
}

function refusal(code: InMemoryPersistenceErrorCode): { readonly refusals: readonly [InMemoryPersistenceErrorCode] } {
  return { refusals: [code] };
}

function distinct(keys: readonly string[]): number {
  return new Set(keys).size;
}

function sorted<Row>(rows: ReadonlyMap<string, Row>): Map<string, Row> {
  return new Map([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));
}
