import {
  exposeBytes,
  ObservationId,
  ObservationRecord,
  TenantId,
  type FindingsCommitReceipt,
  type FindingsUpsertBatch,
} from '../../src/index.js';
import type { ConformanceBackend } from '../../src/conformance/index.js';
import { observedDeviations } from './findings-observed-deviations.js';
import { answer, InMemory, type Answer } from './findings-variants.js';

/** A backend that is wrong, and the checks that say so. */
export interface Deviation {
  readonly name: string;
  readonly kills: readonly string[];
  readonly create: () => ConformanceBackend;
  /** Where only a strict backend is wrong to do it. */
  readonly needsStrict?: boolean;
}

export const deviations: readonly Deviation[] = [
  deviation(
    'acknowledges orphan occurrences',
    ['FINDINGS-ORPHAN-01', 'FINDINGS-ORPHAN-03', 'FINDINGS-ORPHAN-06'],
    swallowing('MissingFinding'),
  ),
  deviation(
    'acknowledges orphan observations',
    ['FINDINGS-ORPHAN-02', 'FINDINGS-ORPHAN-05'],
    swallowing('MissingOccurrence'),
  ),
  deviation(
    'acknowledges findings in conflict',
    ['FINDINGS-CONFLICT-01', 'FINDINGS-CONFLICT-12', 'FINDINGS-FLIGHT-05'],
    swallowing('FindingConflict'),
  ),
  deviation(
    'acknowledges occurrences in conflict',
    ['FINDINGS-CONFLICT-04', 'FINDINGS-CONFLICT-16'],
    swallowing('OccurrenceConflict'),
  ),
  deviation(
    'acknowledges observations in conflict',
    ['FINDINGS-CONFLICT-08', 'FINDINGS-CONFLICT-17'],
    swallowing('ObservationConflict'),
  ),
  deviation(
    'commits layer by layer',
    ['FINDINGS-ATOMIC-04', 'FINDINGS-ATOMIC-09', 'FINDINGS-ATOMIC-15', 'FINDINGS-COUNT-06', 'FINDINGS-LARGE-03'],
    async (sink, batch) => {
      await (await sink.store({ findings: batch.findings, occurrences: [], observations: [] })).wait();
      return sink.store(batch);
    },
  ),
  deviation('keeps the rows before the bad one', ['FINDINGS-ATOMIC-03'], async (sink, batch) => {
    for (const finding of batch.findings)
      await (await sink.store({ findings: [finding], occurrences: [], observations: [] })).wait();
    return sink.store(batch);
  }),
  deviation(
    'wants parents in the same batch',
    ['FINDINGS-PARENT-02', 'FINDINGS-PARENT-03', 'FINDINGS-PARENT-04'],
    async (sink, batch) => {
      const ids = new Set<string>([
        ...batch.findings.map((row) => row.findingId),
        ...batch.occurrences.map((row) => row.occurrenceId),
      ]);
      const closed = [
        ...batch.occurrences.map((row) => row.findingId),
        ...batch.observations.map((row) => row.occurrenceId),
      ];
      if (!closed.every((id) => ids.has(id))) throw new Error('foreign key');
      return sink.store(batch);
    },
  ),
  deviation('counts rows, repeated or not', ['FINDINGS-RECEIPT-06', 'FINDINGS-RECEIPT-09'], async (sink, batch) => {
    const handle = await sink.store(batch);
    return answer(async () => (await handle.wait(), lengths(batch)));
  }),
  deviation(
    'counts what is new',
    ['FINDINGS-RECEIPT-07', 'FINDINGS-RECEIPT-08', 'FINDINGS-UPSERT-01'],
    async (sink, batch) => {
      const before = sink.sink.durableCounts();
      const handle = await sink.store(batch);
      return answer(async () => {
        await handle.wait();
        const after = sink.sink.durableCounts();
        return {
          findingCount: after.findings - before.findings,
          occurrenceCount: after.occurrences - before.occurrences,
          observationCount: after.observations - before.observations,
        };
      });
    },
  ),
  deviation('takes a row only once per batch', ['FINDINGS-DUPLICATE-02', 'FINDINGS-LARGE-04'], async (sink, batch) => {
    const ids = batch.observations.map((row) => row.observationId);
    if (new Set(ids).size < ids.length)
      throw new Error('ON CONFLICT DO UPDATE command cannot affect row a second time');
    return sink.store(batch);
  }),
  deviation('compares secrets by reference', ['FINDINGS-DUPLICATE-03'], async (sink, batch) => {
    const [first, second] = batch.findings;
    if (first && second && first.findingId === second.findingId && first.secretHash !== second.secretHash)
      throw new Error('conflict');
    return sink.store(batch);
  }),
  deviation('keeps numbers as doubles', ['FINDINGS-LIMIT-01', 'FINDINGS-LIMIT-02'], async (sink, batch) => {
    const double = (value: bigint): bigint => BigInt.asUintN(64, BigInt(Number(value))) || 1n;
    const occurrences = batch.occurrences.map((row) => ({
      ...row,
      byteOffset: double(row.byteOffset),
      byteLength: double(row.byteLength),
    }));
    return sink.store({ ...batch, occurrences });
  }),
  deviation('has no room for long displays', ['FINDINGS-LOCATION-02'], async (sink, batch) => {
    if (batch.observations.some(({ location }) => Buffer.byteLength(location?.display ?? '') > 2000))
      throw new Error('too long');
    return sink.store(batch);
  }),
  deviation('takes several tenants', ['FINDINGS-INVALID-04', 'FINDINGS-ATOMIC-19'], (sink, batch) =>
    sink.store(ofTenant(batch, tenantOf(batch))),
  ),
  deviation(
    'mends observation ids',
    ['FINDINGS-INVALID-01', 'FINDINGS-INVALID-02', 'FINDINGS-ATOMIC-16'],
    (sink, batch) =>
      sink.store({
        ...batch,
        observations: batch.observations.map((row) => ({ ...row, observationId: ObservationId.derive(row) })),
      }),
  ),
  deviation('mends broken text', ['FINDINGS-INVALID-08', 'FINDINGS-INVALID-09'], (sink, batch) =>
    sink.store(mendedText(batch)),
  ),
  deviation('cuts tenants short', ['FINDINGS-ISOLATION-02'], (sink, batch) =>
    sink.store(ofTenant(batch, TenantId.fromHex(`${tenantOf(batch).slice(0, 62)}00`))),
  ),
  deviation(
    'answers with the last receipt',
    ['FINDINGS-HANDLE-03', 'FINDINGS-HANDLE-04', 'FINDINGS-HANDLE-02'],
    async (sink, batch) => {
      const handle = await sink.store(batch);
      sink.last = handle.wait();
      sink.last.catch(() => undefined);
      return answer(() => sink.last as Promise<FindingsCommitReceipt>);
    },
  ),
  deviation(
    'leaves the second wait open',
    ['FINDINGS-HANDLE-06', 'FINDINGS-HANDLE-07', 'FINDINGS-HANDLE-08'],
    async (sink, batch) => {
      const handle = await sink.store(batch);
      let waits = 0;
      return answer(() => (waits++ === 0 ? handle.wait() : new Promise<never>(() => undefined)));
    },
  ),
  deviation('does not know signals', ['FINDINGS-HANDLE-09'], async (sink, batch) => {
    const handle = await sink.store(batch);
    return answer(() => handle.wait());
  }),
  deviation('applies when waited for', ['FINDINGS-COPY-01', 'FINDINGS-COPY-02'], async (sink, batch) =>
    answer(async () => (await sink.store(batch)).wait()),
  ),
  deviation('looks at the batch later', ['FINDINGS-COPY-03'], async (sink, batch) => {
    await Promise.resolve();
    return sink.store(batch);
  }),
  deviation('stores the first five hundred rows', ['FINDINGS-LARGE-01'], (sink, batch) => {
    const observations = batch.observations.slice(0, 500);
    return sink.store({ ...batch, occurrences: batch.occurrences.slice(0, 500), observations });
  }),
  deviation('acknowledges before it applies', ['FINDINGS-DELAY-03'], async (sink, batch) => {
    await sink.store(batch);
    return answer(async () => lengths(batch));
  }),
  deviation('deadlocks on what is in flight', ['FINDINGS-FLIGHT-02', 'FINDINGS-FLIGHT-03'], async (sink, batch) => {
    if (sink.last !== undefined) return answer(() => new Promise<never>(() => undefined));
    const handle = await sink.store(batch);
    sink.last = handle.wait();
    return answer(() => sink.last as Promise<FindingsCommitReceipt>);
  }),
  deviation('judges observations first', ['FINDINGS-CODE-03'], async (sink, batch) => {
    if (batch.observations.length > 0 && batch.occurrences.length > 0 && batch.findings.length === 0) {
      return sink.store({ ...batch, occurrences: [] });
    }
    return sink.store(batch);
  }),
  deviation(
    'names secrets in its messages',
    ['REDACTION-04', 'REDACTION-05', 'REDACTION-06'],
    failing((batch) => {
      return new Error(
        `refused: ${batch.findings.map((row) => Buffer.from(exposeBytes(row.secretHash)).toString('hex')).join()}`,
      );
    }),
  ),
  deviation(
    'gives the parameters of its query along',
    ['REDACTION-04', 'REDACTION-05', 'REDACTION-08'],
    failing((batch) => {
      const cause = Object.assign(new Error('duplicate key'), {
        params: batch.findings.map((row) => Buffer.from(exposeBytes(row.secretHash))),
      });
      return new Error('refused', { cause });
    }),
  ),
  deviation('keeps the batch on its handle', ['REDACTION-09'], async (sink, batch) => {
    const handle = await sink.store(batch);
    const rows = batch.findings.map((row) => ({ secret: Buffer.from(exposeBytes(row.secretHash)).toString('base64') }));
    return Object.assign(
      answer(() => handle.wait()),
      { rows },
    );
  }),
  ...observedDeviations,
  {
    name: 'shows what is held back',
    kills: ['FINDINGS-DELAY-01'],
    create: () => Object.assign(new InMemory(), { getObservation: () => ({ seenAt: 10n }) as ObservationRecord }),
  },
  {
    name: 'fails a commit by half',
    kills: ['FINDINGS-FAULT-01', 'FINDINGS-FAULT-02'],
    create: () => new FailsByHalf(),
  },
  {
    name: 'forgets everything in a restart',
    kills: ['FINDINGS-RESTART-01'],
    create: () => Object.assign(new InMemory(), { restart: () => new InMemory() }),
  },
  {
    name: 'counts what is not there',
    kills: ['FINDINGS-COUNT-01', 'FINDINGS-COUNT-02', 'FINDINGS-UPSERT-01', 'FINDINGS-MERGE-01', 'FINDINGS-DELAY-02'],
    create: () => new CountsWrites(),
  },
];

class FailsByHalf extends InMemory {
  #fails = false;

  override failNextCommit(): void {
    this.#fails = true;
  }

  override async upsertBatch(batch: FindingsUpsertBatch): Promise<Answer> {
    if (!this.#fails) return super.upsertBatch(batch);
    this.#fails = false;
    await (await super.upsertBatch({ ...batch, observations: [] })).wait();
    throw new Error('the connection was lost');
  }
}

class CountsWrites extends InMemory {
  #writes = 0;

  override async upsertBatch(batch: FindingsUpsertBatch): Promise<Answer> {
    this.#writes += 1;
    return super.upsertBatch(batch);
  }

  override get findings(): ConformanceBackend['findings'] {
    const { upsertBatch } = super.findings;
    const durableCounts = () => ({ findings: this.#writes, occurrences: this.#writes, observations: this.#writes });
    return { upsertBatch, durableCounts };
  }
}

/** A sink whose writes go another way. */
class Deviating extends InMemory {
  readonly #write: Write;
  last: Promise<FindingsCommitReceipt> | undefined;

  constructor(write: Write) {
    super();
    this.#write = write;
  }

  store(batch: FindingsUpsertBatch): Promise<Answer> {
    return super.upsertBatch(batch);
  }

  override async upsertBatch(batch: FindingsUpsertBatch): Promise<Answer> {
    return this.#write(this, batch);
  }
}

type Write = (sink: Deviating, batch: FindingsUpsertBatch) => Promise<Answer>;

function deviation(name: string, kills: readonly string[], write: Write): Deviation {
  return { name, kills, create: () => new Deviating(write) };
}

/** Answers as if nothing had been wrong. */
function swallowing(code: string): Write {
  return async (sink, batch) => {
    const handle = await sink.store(batch);
    return answer(() =>
      handle.wait().catch((error: unknown) => {
        if ((error as { code?: string }).code === code) return lengths(batch);
        throw error;
      }),
    );
  };
}

/** Refuses with another error. */
function failing(errorOf: (batch: FindingsUpsertBatch) => Error): Write {
  return async (sink, batch) => {
    const other = (): never => {
      throw errorOf(batch);
    };
    const handle = await sink.store(batch).catch(other);
    return answer(() => handle.wait().catch(other));
  };
}

function lengths({ findings, occurrences, observations }: FindingsUpsertBatch): FindingsCommitReceipt {
  return { findingCount: findings.length, occurrenceCount: occurrences.length, observationCount: observations.length };
}

function tenantOf({ findings, occurrences, observations }: FindingsUpsertBatch): TenantId {
  return (findings[0] ?? occurrences[0] ?? observations[0])?.tenantId ?? TenantId.filled(1);
}

function ofTenant(batch: FindingsUpsertBatch, tenantId: TenantId): FindingsUpsertBatch {
  return {
    findings: batch.findings.map((row) => ({ ...row, tenantId })),
    occurrences: batch.occurrences.map((row) => ({ ...row, tenantId })),
    observations: batch.observations.map((row) => ObservationRecord.create({ ...row, tenantId })),
  };
}

function mendedText(batch: FindingsUpsertBatch): FindingsUpsertBatch {
  const mend = (text: string): string => Buffer.from(text).toString();
  const observations = batch.observations.map(({ location, ...row }) => {
    if (location === undefined) return row;
    const { display, url } = location;
    return { ...row, location: { display: mend(display), ...(url !== undefined && { url: mend(url) }) } };
  });
  return { ...batch, observations };
}
