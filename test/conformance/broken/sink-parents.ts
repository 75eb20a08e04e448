import type { FindingsUpsertBatch, ObservationRecord, OccurrenceRecord } from '../../../src/index.js';
import { PlainSink } from '../plain-backend.js';
import type { SinkTables } from '../plain/sink.js';
import { broken, STRICT, type Broken } from './broken.js';

const endsWith = (table: ReadonlyMap<string, unknown>, id: string): boolean =>
  [...table.keys()].some((key) => key.endsWith(id));

/** Children that are accepted without their parent, or refused with it. */
export const brokenParents = [
  broken({
    name: 'orphan occurrence accepted',
    bug: 'An occurrence needs no finding.',
    killedBy: ['FINDINGS-ORPHAN-01', 'FINDINGS-ORPHAN-08'],
    sink: class extends PlainSink {
      override hasFinding = () => true;
    },
  }),
  broken({
    name: 'orphan observation accepted',
    bug: 'An observation needs no occurrence.',
    killedBy: ['FINDINGS-ORPHAN-02', 'FINDINGS-ORPHAN-09'],
    sink: class extends PlainSink {
      override hasOccurrence = () => true;
    },
  }),
  broken({
    name: "another tenant's finding will do",
    bug: 'An occurrence is accepted if its finding exists in another tenant.',
    killedBy: ['FINDINGS-ORPHAN-03', 'FINDINGS-ORPHAN-12'],
    sink: class extends PlainSink {
      override hasFinding = ({ findings }: SinkTables, { findingId }: OccurrenceRecord) =>
        endsWith(findings, findingId);
    },
  }),
  broken({
    name: "another tenant's occurrence will do",
    bug: 'An observation is accepted if its occurrence exists in another tenant.',
    killedBy: ['FINDINGS-ORPHAN-04', 'FINDINGS-ORPHAN-12'],
    sink: class extends PlainSink {
      override hasOccurrence = ({ occurrences }: SinkTables, { occurrenceId }: ObservationRecord) =>
        endsWith(occurrences, occurrenceId);
    },
  }),
  broken({
    name: 'any finding of the tenant will do',
    bug: 'An occurrence is accepted once its tenant has a finding, whichever.',
    killedBy: 'FINDINGS-ORPHAN-08',
    sink: class extends PlainSink {
      override hasFinding = ({ findings }: SinkTables, { tenantId }: OccurrenceRecord) =>
        [...findings.keys()].some((key) => key.startsWith(tenantId));
    },
  }),
  broken({
    name: 'the finding will do for the observation',
    bug: 'An observation is accepted if its tenant has any finding, with or without the occurrence.',
    killedBy: ['FINDINGS-ORPHAN-02', 'FINDINGS-ORPHAN-05'],
    sink: class extends PlainSink {
      override hasOccurrence = ({ findings }: SinkTables, { tenantId }: ObservationRecord) =>
        [...findings.keys()].some((key) => key.startsWith(tenantId));
    },
  }),
  broken({
    name: 'findings of the same batch are not seen',
    bug: 'An occurrence is refused if its finding comes with it.',
    killedBy: ['FINDINGS-UPSERT-01', 'FINDINGS-PARENT-01'],
    sink: class extends PlainSink {
      override hasFinding = (_staged: SinkTables, row: OccurrenceRecord) => super.hasFinding(this.tables, row);
    },
  }),
  broken({
    name: 'occurrences of the same batch are not seen',
    bug: 'An observation is refused if its occurrence comes with it.',
    killedBy: ['FINDINGS-UPSERT-01', 'FINDINGS-PARENT-01'],
    sink: class extends PlainSink {
      override hasOccurrence = (_staged: SinkTables, row: ObservationRecord) => super.hasOccurrence(this.tables, row);
    },
  }),
  broken({
    name: 'findings of earlier batches are not seen',
    bug: 'An occurrence is refused unless its finding comes with it.',
    killedBy: 'FINDINGS-PARENT-02',
    sink: class extends PlainSink {
      override begin = () => ({ ...super.begin(), findings: new Map() });
    },
  }),
  broken({
    name: 'occurrences of earlier batches are not seen',
    bug: 'An observation is refused unless its occurrence comes with it.',
    killedBy: ['FINDINGS-MERGE-01', 'FINDINGS-PARENT-03'],
    sink: class extends PlainSink {
      override begin = () => ({ ...super.begin(), occurrences: new Map() });
    },
  }),
  broken({
    name: 'parents are looked for in one place',
    bug: 'If a batch brings any finding, those of earlier batches are not looked at.',
    killedBy: 'FINDINGS-PARENT-05',
    sink: class extends PlainSink {
      override hasFinding = (staged: SinkTables, row: OccurrenceRecord) =>
        super.hasFinding(staged.findings.size > this.tables.findings.size ? fresh(staged, this.tables) : staged, row);
    },
  }),
  broken({
    name: 'a refused finding counts as a parent',
    bug: 'Findings are known from the moment they are seen, whether or not they were stored.',
    killedBy: 'FINDINGS-ORPHAN-06',
    sink: class extends PlainSink {
      readonly #seen = new Set<string>();
      override addFinding(...[staged, row]: Parameters<PlainSink['addFinding']>) {
        this.#seen.add(this.keyOf(row.tenantId, row.findingId));
        super.addFinding(staged, row);
      }
      override hasFinding = (_: SinkTables, row: OccurrenceRecord) =>
        this.#seen.has(this.keyOf(row.tenantId, row.findingId));
    },
  }),
  broken({
    name: 'a refused orphan stays refused',
    bug: 'A row that was refused once is refused ever after, as a cache of failures has it.',
    killedBy: 'FINDINGS-ORPHAN-10',
    sink: class extends PlainSink {
      readonly #refused = new Set<string>();
      override hasFinding(staged: SinkTables, row: OccurrenceRecord) {
        if (!super.hasFinding(staged, row)) this.#refused.add(row.occurrenceId);
        return !this.#refused.has(row.occurrenceId);
      }
    },
  }),
  broken({
    name: 'observations judged first',
    bug: 'A backend that claims to be strict looks for the parents of observations before it looks at the other layers.',
    killedBy: ['FINDINGS-CODE-02', 'FINDINGS-CODE-03', 'FINDINGS-CODE-05'],
    claims: STRICT,
    sink: class extends PlainSink {
      override apply(batch: FindingsUpsertBatch) {
        const staged = this.begin();
        for (const row of batch.occurrences) staged.occurrences.set(this.keyOf(row.tenantId, row.occurrenceId), row);
        for (const row of batch.observations) this.addObservation(staged, row);
        return super.apply(batch);
      }
    },
  }),
  broken({
    name: 'content judged before parents',
    bug: 'A backend that claims to be strict compares an occurrence with the durable one before it looks for the finding.',
    killedBy: 'FINDINGS-CODE-04',
    claims: STRICT,
    sink: class extends PlainSink {
      override hasFinding(staged: SinkTables, row: OccurrenceRecord) {
        const old = staged.occurrences.get(this.keyOf(row.tenantId, row.occurrenceId));
        return (old !== undefined && !this.sameOccurrence(old, row)) || super.hasFinding(staged, row);
      }
    },
  }),
] satisfies readonly Broken[];

function fresh(staged: SinkTables, durable: SinkTables): SinkTables {
  const findings = [...staged.findings].filter(([key]) => !durable.findings.has(key));
  return { ...staged, findings: new Map(findings) };
}
