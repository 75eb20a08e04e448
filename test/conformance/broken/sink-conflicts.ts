import { exposeBytes, type FindingRecord, type ObservationRecord, type OccurrenceRecord } from '../../../src/index.js';
import { PlainSink } from '../plain-backend.js';
import { broken, type Broken } from './broken.js';

/** A sink that overlooks one field of a finding. */
function findingWithout(field: keyof FindingRecord, killedBy: string): Broken {
  return broken({
    name: `a finding's ${field} is not compared`,
    bug: `A finding of the same id with another ${field} is taken for a duplicate.`,
    killedBy,
    sink: class extends PlainSink {
      override sameFinding = (a: FindingRecord, b: FindingRecord) => super.sameFinding(a, { ...b, [field]: a[field] });
    },
  });
}

/** A sink that overlooks one field of an occurrence. */
function occurrenceWithout(field: keyof OccurrenceRecord, killedBy: string): Broken {
  return broken({
    name: `an occurrence's ${field} is not compared`,
    bug: `An occurrence of the same id with another ${field} is taken for a duplicate.`,
    killedBy,
    sink: class extends PlainSink {
      override sameOccurrence = (a: OccurrenceRecord, b: OccurrenceRecord) =>
        super.sameOccurrence(a, { ...b, [field]: a[field] });
    },
  });
}

/** Rows of one id that say different things, and are not told apart. */
export const brokenConflicts = [
  broken({
    name: 'findings overwritten',
    bug: 'A finding with other content replaces the one that is there.',
    killedBy: ['FINDINGS-CONFLICT-01', 'FINDINGS-CONFLICT-03'],
    sink: class extends PlainSink {
      override addFinding({ findings }: Parameters<PlainSink['addFinding']>[0], row: FindingRecord) {
        findings.set(this.keyOf(row.tenantId, row.findingId), row);
      }
    },
  }),
  broken({
    name: 'occurrences kept silently',
    bug: 'An occurrence with other content is dropped, as with ON CONFLICT DO NOTHING.',
    killedBy: ['FINDINGS-CONFLICT-04', 'FINDINGS-CONFLICT-06'],
    sink: class extends PlainSink {
      override sameOccurrence = () => true;
    },
  }),
  broken({
    name: 'observation identity overwritten',
    bug: 'An observation with another ovid is merged into the one that is there.',
    killedBy: 'FINDINGS-CONFLICT-08',
    sink: class extends PlainSink {
      override sameObservation = () => true;
    },
  }),
  broken({
    name: 'conflicts within a batch ignored',
    bug: 'Rows are compared with durable ones only, so the last of a batch wins.',
    killedBy: ['FINDINGS-CONFLICT-10', 'FINDINGS-CONFLICT-12'],
    sink: class extends PlainSink {
      override addFinding(...[staged, row]: Parameters<PlainSink['addFinding']>) {
        super.addFinding({ ...staged, findings: new Map(this.tables.findings) }, row);
        staged.findings.set(this.keyOf(row.tenantId, row.findingId), row);
      }
    },
  }),
  broken({
    name: 'observation conflicts within a batch ignored',
    bug: 'The ovid of an observation is compared with that of a durable one only.',
    killedBy: 'FINDINGS-CONFLICT-17',
    sink: class extends PlainSink {
      override sameObservation(a: ObservationRecord, b: ObservationRecord) {
        const durable = this.tables.observations.get(this.keyOf(b.tenantId, b.observationId));
        return durable === undefined || super.sameObservation(a, b);
      }
    },
  }),
  findingWithout('stableItemId', 'FINDINGS-CONFLICT-01'),
  findingWithout('ruleFingerprint', 'FINDINGS-CONFLICT-02'),
  findingWithout('secretHash', 'FINDINGS-CONFLICT-03'),
  occurrenceWithout('findingId', 'FINDINGS-CONFLICT-04'),
  occurrenceWithout('objectVersionId', 'FINDINGS-CONFLICT-05'),
  occurrenceWithout('byteOffset', 'FINDINGS-CONFLICT-06'),
  occurrenceWithout('byteLength', 'FINDINGS-CONFLICT-07'),
  broken({
    name: 'secrets compared by a prefix',
    bug: 'Secrets are compared by their first 16 bytes.',
    killedBy: 'FINDINGS-CONFLICT-09',
    sink: class extends PlainSink {
      override sameFinding(a: FindingRecord, b: FindingRecord) {
        const [x, y] = [a, b].map(({ secretHash }) => Buffer.from(exposeBytes(secretHash)).toString('hex', 0, 16));
        return x === y && super.sameFinding(a, { ...b, secretHash: a.secretHash });
      }
    },
  }),
  broken({
    name: 'secrets compared as they show',
    bug: 'Secrets are compared as text, where all of them are redacted.',
    killedBy: 'FINDINGS-CONFLICT-03',
    sink: class extends PlainSink {
      override sameFinding = (a: FindingRecord, b: FindingRecord) =>
        String(a.secretHash) === String(b.secretHash) && super.sameFinding(a, { ...b, secretHash: a.secretHash });
    },
  }),
  broken({
    name: 'secrets compared as objects',
    bug: 'Two equal secrets conflict unless they are one object.',
    killedBy: 'FINDINGS-DUPLICATE-03',
    sink: class extends PlainSink {
      override sameFinding = (a: FindingRecord, b: FindingRecord) =>
        a.secretHash === b.secretHash && super.sameFinding(a, b);
    },
  }),
  broken({
    name: 'duplicates are conflicts',
    bug: 'A row that is there already is refused, as a unique constraint has it.',
    killedBy: ['FINDINGS-UPSERT-01', 'FINDINGS-DUPLICATE-01'],
    sink: class extends PlainSink {
      override sameFinding = () => false;
    },
  }),
  broken({
    name: 'offsets compared as numbers',
    bug: 'Offsets are compared as doubles, so 2^53 and 2^53+1 are the same place.',
    killedBy: 'FINDINGS-LIMIT-01',
    sink: class extends PlainSink {
      override sameOccurrence = (a: OccurrenceRecord, b: OccurrenceRecord) =>
        Number(a.byteOffset) === Number(b.byteOffset) && super.sameOccurrence(a, { ...b, byteOffset: a.byteOffset });
    },
  }),
  broken({
    name: 'lengths in 32 bits',
    bug: 'Lengths are compared by their low 32 bits.',
    killedBy: 'FINDINGS-LIMIT-05',
    sink: class extends PlainSink {
      override sameOccurrence = (a: OccurrenceRecord, b: OccurrenceRecord) =>
        BigInt.asUintN(32, a.byteLength ^ b.byteLength) === 0n &&
        super.sameOccurrence(a, { ...b, byteLength: a.byteLength });
    },
  }),
  broken({
    name: 'a conflict has another code',
    bug: 'A backend that claims to be strict refuses a conflict with an error of its driver.',
    killedBy: 'FINDINGS-CONFLICT-01',
    claims: { strict: true },
    sink: class extends PlainSink {
      override findingConflict = () => Object.assign(new Error('duplicate key value'), { code: '23505' });
    },
  }),
];
