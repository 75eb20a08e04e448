import type { FindingsCommitReceipt, FindingsUpsertBatch, ObservationRecord } from '../../../src/index.js';
import { PlainSink } from '../plain-backend.js';
import type { SinkTables } from '../plain/sink.js';
import { broken, STRICT, type Broken } from './broken.js';

/** A sink that stores these layers at once, without waiting for how the batch ends. */
function keeping(what: string, killedBy: readonly string[], ...layers: readonly (keyof SinkTables)[]): Broken {
  return broken({
    name: `partial findings batch: ${what}`,
    bug: `Of a refused batch ${what} are kept as far as it was read.`,
    killedBy,
    sink: class extends PlainSink {
      override begin = (): SinkTables => ({
        ...super.begin(),
        ...Object.fromEntries(layers.map((layer) => [layer, this.tables[layer]])),
      });
    },
  });
}

/** A sink that takes the rows of a batch to be others. */
function taking(
  change: (batch: FindingsUpsertBatch, sink: PlainSink) => Partial<FindingsUpsertBatch>,
): typeof PlainSink {
  return class extends PlainSink {
    override apply = (batch: FindingsUpsertBatch) => {
      const receipt = this.receipt(batch);
      super.apply({ ...batch, ...change(batch, this) });
      return receipt;
    };
  };
}

function counting(
  name: string,
  bug: string,
  killedBy: string | readonly string[],
  count: (batch: FindingsUpsertBatch, sink: PlainSink) => FindingsCommitReceipt,
): Broken {
  return broken({
    name: `findings receipt: ${name}`,
    bug,
    killedBy,
    sink: class extends PlainSink {
      override receipt = (batch: FindingsUpsertBatch) => count(batch, this);
    },
  });
}

const RECEIPT = PlainSink.prototype.receipt;
const lengths = ({ findings, occurrences, observations }: FindingsUpsertBatch) => ({
  findingCount: findings.length,
  occurrenceCount: occurrences.length,
  observationCount: observations.length,
});

/** What can go wrong with a findings batch as a whole. */
export const brokenSinkBatches = [
  keeping('its findings', ['FINDINGS-ATOMIC-04', 'FINDINGS-ATOMIC-10', 'FINDINGS-ORPHAN-06'], 'findings'),
  keeping('its occurrences', ['FINDINGS-ATOMIC-06', 'FINDINGS-ATOMIC-10'], 'occurrences'),
  keeping('its observations', ['FINDINGS-MERGE-09', 'FINDINGS-ATOMIC-11', 'FINDINGS-ATOMIC-15'], 'observations'),
  keeping(
    'all rows',
    ['FINDINGS-ATOMIC-03', 'FINDINGS-ATOMIC-09', 'FINDINGS-ATOMIC-15'],
    'findings',
    'occurrences',
    'observations',
  ),
  broken({
    name: 'orphans left out',
    bug: 'Orphans are dropped, and the rest is stored and acknowledged.',
    killedBy: ['FINDINGS-ORPHAN-01', 'FINDINGS-ORPHAN-02'],
    sink: class extends PlainSink {
      override addOccurrence(...[staged, row]: Parameters<PlainSink['addOccurrence']>) {
        if (this.hasFinding(staged, row)) super.addOccurrence(staged, row);
      }
      override addObservation(...[staged, row]: Parameters<PlainSink['addObservation']>) {
        if (this.hasOccurrence(staged, row)) super.addObservation(staged, row);
      }
    },
  }),
  broken({
    name: 'findings batches cut off',
    bug: 'Occurrences beyond the first 500 of a batch are dropped, and observations with them.',
    killedBy: 'FINDINGS-LARGE-01',
    sink: taking(({ occurrences, observations }) => ({
      occurrences: occurrences.slice(0, 500),
      observations: observations.slice(0, 500),
    })),
  }),
  broken({
    name: 'large findings batches in pieces',
    bug: 'Findings are stored in a transaction before the one for their occurrences, once a batch is large.',
    killedBy: 'FINDINGS-LARGE-03',
    sink: class extends PlainSink {
      override apply(batch: FindingsUpsertBatch) {
        if (batch.occurrences.length > 500) super.apply({ ...batch, occurrences: [], observations: [] });
        return super.apply(batch);
      }
    },
  }),
  broken({
    name: 'one contribution per batch',
    bug: 'Of several contributions to one observation in a batch the last is taken.',
    killedBy: ['FINDINGS-MERGE-02', 'FINDINGS-LARGE-04'],
    sink: taking(({ observations }) => ({
      observations: [...new Map(observations.map((row) => [row.observationId, row])).values()],
    })),
  }),
  broken({
    name: 'repeated observations fail',
    bug: 'A batch with two contributions to one observation is refused, as ON CONFLICT cannot touch a row twice.',
    killedBy: ['FINDINGS-DUPLICATE-02', 'FINDINGS-RECEIPT-09'],
    sink: taking(({ observations }) => {
      if (new Set(observations.map((row) => row.observationId)).size < observations.length)
        throw new Error('cannot affect row a second time');
      return {};
    }),
  }),
  broken({
    name: 'an empty findings batch fails',
    bug: 'A batch of no rows is refused.',
    killedBy: 'FINDINGS-RECEIPT-01',
    sink: taking(({ findings, occurrences, observations }) => {
      if (findings.length + occurrences.length + observations.length === 0) throw new Error('nothing to insert');
      return {};
    }),
  }),
  broken({
    name: 'a replay adds rows',
    bug: 'Each write of an observation is a row of its own, which durableCounts counts.',
    killedBy: ['FINDINGS-UPSERT-01', 'FINDINGS-MERGE-01', 'FINDINGS-COUNT-02'],
    sink: class extends PlainSink {
      #extra = 0;
      override join = (...[a, b]: Parameters<PlainSink['join']>) => {
        this.#extra++;
        return super.join(a, b);
      };
      override async durableCounts() {
        const counts = await super.durableCounts();
        return { ...counts, observations: counts.observations + this.#extra };
      }
    },
  }),
  broken({
    name: 'mixed tenants accepted',
    bug: 'A findings batch may be of several tenants.',
    killedBy: ['FINDINGS-INVALID-04', 'FINDINGS-INVALID-05'],
    sink: class extends PlainSink {
      override checkTenants = () => undefined;
    },
  }),
  broken({
    name: 'observation id not checked',
    bug: 'An observation is stored under any id.',
    killedBy: ['FINDINGS-INVALID-01', 'FINDINGS-INVALID-02', 'FINDINGS-INVALID-03'],
    sink: class extends PlainSink {
      override checkId = () => undefined;
    },
  }),
  broken({
    name: 'rows of all tenants in one key',
    bug: 'A backend that claims to be strict keeps rows by their id, whatever their tenant.',
    killedBy: ['FINDINGS-ISOLATION-06', 'FINDINGS-ORPHAN-03'],
    claims: STRICT,
    sink: class extends PlainSink {
      override keyOf = (_tenantId: string, rowId: string) => rowId;
    },
  }),
  broken({
    name: 'tenants told apart by a prefix',
    bug: 'The last byte of a tenant is not part of the key.',
    killedBy: 'FINDINGS-ISOLATION-06',
    claims: STRICT,
    sink: class extends PlainSink {
      override keyOf = (tenantId: string, rowId: string) => super.keyOf(tenantId.slice(0, 62), rowId);
    },
  }),
  broken({
    name: 'row ids told apart by a prefix',
    bug: 'The last byte of an id is not part of the key.',
    killedBy: 'FINDINGS-ISOLATION-07',
    claims: STRICT,
    sink: class extends PlainSink {
      override keyOf = (tenantId: string, rowId: string) => super.keyOf(tenantId, rowId.slice(0, 62));
    },
  }),
  broken({
    name: 'one observation for all policies',
    bug: 'Observations are kept by their occurrence, whatever the policy.',
    killedBy: ['FINDINGS-ISOLATION-03', 'FINDINGS-COUNT-05'],
    sink: class extends PlainSink {
      override addObservation(staged: SinkTables, row: ObservationRecord) {
        if (!this.hasOccurrence(staged, row)) return super.addObservation(staged, row);
        const known = [...staged.observations.values()].find(({ latest }) => latest.occurrenceId === row.occurrenceId);
        super.addObservation(staged, { ...row, observationId: known?.latest.observationId ?? row.observationId });
      }
    },
  }),
  counting(
    'duplicates counted',
    'The receipt counts the lines of the batch.',
    ['FINDINGS-RECEIPT-06', 'FINDINGS-RECEIPT-09'],
    lengths,
  ),
  counting(
    'zeros for a replay',
    'Rows that are durable already are not counted.',
    ['FINDINGS-UPSERT-01', 'FINDINGS-RECEIPT-07', 'FINDINGS-RECEIPT-08'],
    (batch, sink) => {
      const { findings, occurrences, observations } = sink.tables;
      const there = (table: ReadonlyMap<string, unknown>, tenantId: string, id: string) =>
        table.has(sink.keyOf(tenantId, id));
      return RECEIPT.call(sink, {
        findings: batch.findings.filter((row) => !there(findings, row.tenantId, row.findingId)),
        occurrences: batch.occurrences.filter((row) => !there(occurrences, row.tenantId, row.occurrenceId)),
        observations: batch.observations.filter((row) => !there(observations, row.tenantId, row.observationId)),
      });
    },
  ),
  counting(
    'the whole table',
    'The receipt counts what the tables hold.',
    ['FINDINGS-RECEIPT-03', 'FINDINGS-RECEIPT-11'],
    (batch, sink) => ({
      ...RECEIPT.call(sink, batch),
      findingCount: new Set([
        ...sink.tables.findings.keys(),
        ...batch.findings.map((row) => sink.keyOf(row.tenantId, row.findingId)),
      ]).size,
    }),
  ),
  counting(
    'observations by occurrence',
    'Observations under several policies count as one.',
    'FINDINGS-RECEIPT-10',
    (batch, sink) => ({
      ...RECEIPT.call(sink, batch),
      observationCount: sink.distinct(batch.observations.map((row) => row.occurrenceId)),
    }),
  ),
  counting(
    'layers mixed up',
    'The receipt gives the count of the occurrences as that of the observations.',
    'FINDINGS-RECEIPT-05',
    (batch, sink) => {
      const receipt = RECEIPT.call(sink, batch);
      return { ...receipt, observationCount: receipt.occurrenceCount };
    },
  ),
  broken({
    name: 'counts lag behind',
    bug: 'durableCounts counts what was there when it was asked last.',
    killedBy: ['FINDINGS-UPSERT-01', 'FINDINGS-COUNT-01'],
    sink: class extends PlainSink {
      #last = { findings: 0, occurrences: 0, observations: 0 };
      override async durableCounts() {
        const last = this.#last;
        this.#last = await super.durableCounts();
        return last;
      }
    },
  }),
];
