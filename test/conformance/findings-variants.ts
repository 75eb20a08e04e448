import {
  FindingId,
  InMemoryDoneLedger,
  InMemoryFindingsSink,
  OccurrenceId,
  type CommitHandle,
  type FindingsCommitReceipt,
  type FindingsUpsertBatch,
  type ObservationId,
  type ObservationRecord,
  type TenantId,
} from '../../src/index.js';
import type { ConformanceBackend, Supports } from '../../src/conformance/index.js';

/** Our stores, with everything that a backend can support. What is to be otherwise is overridden. */
export class InMemory implements ConformanceBackend {
  readonly doneLedger: InMemoryDoneLedger;
  readonly sink: InMemoryFindingsSink;

  constructor(doneLedger = new InMemoryDoneLedger(), sink = new InMemoryFindingsSink()) {
    this.doneLedger = doneLedger;
    this.sink = sink;
  }

  get findings(): ConformanceBackend['findings'] {
    return { upsertBatch: (batch) => this.upsertBatch(batch), durableCounts: () => this.sink.durableCounts() };
  }

  async upsertBatch(batch: FindingsUpsertBatch): Promise<CommitHandle<FindingsCommitReceipt>> {
    return this.sink.upsertBatch(batch);
  }

  getObservation(tenantId: TenantId, observationId: ObservationId): ObservationRecord | undefined {
    return this.sink.getObservation(tenantId, observationId);
  }

  holdWrites(): () => void {
    const stores = [this.doneLedger, this.sink];
    for (const store of stores) store.setAutoComplete(false);
    return () => {
      for (const store of stores) store.setAutoComplete(true);
      for (const store of stores) store.releaseAll();
    };
  }

  failNextCommit(): void {
    this.sink.failNextCommits(1);
  }

  restart(): ConformanceBackend {
    this.sink.crash();
    this.sink.setAutoComplete(true);
    return new InMemory(this.doneLedger.clone(), this.sink.clone());
  }
}

export const EVERYTHING = {
  strict: true,
  durableCounts: true,
  readObservations: true,
  delayedWrites: true,
  faults: true,
  restart: true,
} as const satisfies Supports;

/** A sink's answer, seen from the outside. */
export type Answer = CommitHandle<FindingsCommitReceipt>;

/** A handle with another outcome than the sink's own. */
export function answer(wait: () => Promise<FindingsCommitReceipt>): Answer {
  return { wait };
}

class RefusesAtSubmission extends InMemory {
  #held = false;

  override async upsertBatch(batch: FindingsUpsertBatch): Promise<Answer> {
    const handle = await super.upsertBatch(batch);
    if (this.#held) return handle;
    const receipt = await handle.wait().catch((error: unknown) => {
      throw new Error('refused', { cause: error });
    });
    return answer(async () => receipt);
  }

  override holdWrites(): () => void {
    this.#held = true;
    return super.holdWrites();
  }
}

class SaysMore extends InMemory {
  override async upsertBatch(batch: FindingsUpsertBatch): Promise<Answer> {
    const handle = await super.upsertBatch(batch);
    return answer(async () => ({ ...(await handle.wait()), took: '3 ms' }));
  }

  override getObservation(tenantId: TenantId, id: ObservationId): ObservationRecord | undefined {
    const row = super.getObservation(tenantId, id);
    return row && Object.assign({ updatedAt: 3 }, row);
  }
}

class AnswersEveryWait extends InMemory {
  override async upsertBatch(batch: FindingsUpsertBatch): Promise<Answer> {
    const handle = await super.upsertBatch(batch);
    let outcome: Promise<FindingsCommitReceipt> | undefined;
    return answer(() => (outcome ??= handle.wait()));
  }
}

/** The seed's own rule: the later `seenAt` wins, else who came first; a location is taken from whoever brings one last. */
class KeepsWhoCameFirst extends InMemory {
  readonly #rows = new Map<string, ObservationRecord>();

  override async upsertBatch(batch: FindingsUpsertBatch): Promise<Answer> {
    const rows = batch.observations.map((row) => structuredClone({ ...row }));
    const handle = await super.upsertBatch(batch);
    return answer(async () => {
      const receipt = await handle.wait();
      for (const row of rows) this.#merge(row);
      return receipt;
    });
  }

  #merge(row: ObservationRecord): void {
    const key = row.tenantId + row.observationId;
    const old = this.#rows.get(key) ?? row;
    const location = row.location ?? old.location;
    const winner = row.seenAt > old.seenAt ? row : old;
    this.#rows.set(key, location === undefined ? winner : { ...winner, location });
  }

  override getObservation(tenantId: TenantId, observationId: ObservationId): ObservationRecord | undefined {
    const row = this.#rows.get(tenantId + observationId);
    return row && structuredClone(row);
  }
}

class DerivesAllIds extends InMemory {
  override async upsertBatch(batch: FindingsUpsertBatch): Promise<Answer> {
    const wrong =
      batch.findings.some((row) => FindingId.derive(row) !== row.findingId) ||
      batch.occurrences.some((row) => OccurrenceId.derive(row) !== row.occurrenceId);
    if (wrong) throw new Error('an id is not its derivation');
    return super.upsertBatch(batch);
  }
}

/** As databases do under serializable isolation. */
class RefusesWhatIsInFlight extends InMemory {
  #inFlight = 0;

  override async upsertBatch(batch: FindingsUpsertBatch): Promise<Answer> {
    if (this.#inFlight++ > 0 && batch.observations.length + batch.findings.length > 0 && this.#overlaps(batch)) {
      this.#inFlight--;
      return answer(async () => {
        throw new Error('could not serialize access due to concurrent update');
      });
    }
    const handle = await super.upsertBatch(batch);
    return answer(() => handle.wait().finally(() => this.#inFlight--));
  }

  #last = '';

  #overlaps({ findings, observations }: FindingsUpsertBatch): boolean {
    const ids = [
      ...findings.map(({ findingId }) => findingId),
      ...observations.map(({ observationId }) => observationId),
    ];
    const last = this.#last;
    this.#last = ids.join();
    return ids.some((id) => last.includes(id));
  }
}

class LosesAcknowledgements extends InMemory {
  override failNextCommit(): void {
    this.sink.loseNextAcks(1);
  }
}

/** Backends that do what the contract allows, each of them in its own way. */
export const legalVariants: readonly {
  readonly name: string;
  readonly create: () => ConformanceBackend;
  readonly supports?: Supports;
}[] = [
  {
    name: 'refusing at submission, with errors of its own',
    create: () => new RefusesAtSubmission(),
    supports: { restart: false },
  },
  { name: 'saying more than is asked for', create: () => new SaysMore() },
  { name: 'answering every wait', create: () => new AnswersEveryWait() },
  {
    name: 'keeping who came first',
    create: () => new KeepsWhoCameFirst(),
    supports: { faults: false, restart: false },
  },
  { name: 'deriving all ids again', create: () => new DerivesAllIds() },
  { name: 'refusing what overlaps in flight', create: () => new RefusesWhatIsInFlight() },
  { name: 'losing an acknowledgement for a fault', create: () => new LosesAcknowledgements() },
];
