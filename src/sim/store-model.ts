import type { Verdict } from '../oracle/verdict.js';
import type { FaultCounters, FaultName } from '../store/events.js';
import type { CompletionOrder } from '../store/linked-queue.js';

/** What a payload's domain says of it. */
export interface DomainModel<Payload> {
  /** What a commit of it must answer now. */
  judge(payload: Payload): Verdict<object>;
  /** Takes note that it was committed. */
  commit(payload: Payload): void;
}

/** How a write must end. */
export type Outcome =
  | { readonly receipt: object; readonly codes?: undefined }
  /** With an error of one of these codes. */
  | { readonly codes: readonly string[]; readonly receipt?: undefined };

/** A write that ends: whose it is, what is in it, and how. */
export interface Ending<Payload> {
  readonly label: string;
  readonly id: number;
  readonly payload: Payload;
  readonly outcome: Outcome;
  /** Whether it was applied, whatever its caller hears. */
  readonly applied: boolean;
}

/** What a submission must answer. */
export type Submission<Payload> =
  | { readonly refusedWith: readonly string[] }
  | { readonly refusedWith?: undefined; readonly id: number; readonly ending: Ending<Payload> | undefined };

interface PendingWrite<Payload> {
  readonly id: number;
  readonly payload: Payload;
}

/**
 * What a store's core must do (specification 1-semantics, sections 4 and 8), written down a second time: it says beforehand
 * how each operation ends. Writes go by their labels.
 */
export class StoreModel<Payload> {
  readonly #domain: DomainModel<Payload>;
  readonly #counters: Record<FaultName, number> = {
    failNextSubmissions: 0,
    failNextCommits: 0,
    delayNextWrites: 0,
    loseNextAcks: 0,
  };
  readonly #pending = new Map<string, PendingWrite<Payload>>();
  #accepted = 0;
  autoComplete = true;

  constructor(domain: DomainModel<Payload>) {
    this.#domain = domain;
  }

  get counters(): FaultCounters {
    return { ...this.#counters };
  }

  /** The labels of pending writes with their operation ids, in the order of submission. */
  pending(): readonly { readonly label: string; readonly id: number }[] {
    return Array.from(this.#pending, ([label, { id }]) => ({ label, id }));
  }

  isPending(label: string): boolean {
    return this.#pending.has(label);
  }

  get pendingCount(): number {
    return this.#pending.size;
  }

  arm(fault: FaultName, count: number): void {
    this.#counters[fault] = Math.min(this.#counters[fault] + count, Number.MAX_SAFE_INTEGER);
  }

  resetFaults(): void {
    for (const fault of Object.keys(this.#counters) as FaultName[]) this.#counters[fault] = 0;
  }

  /** A submission of a payload that is in order as to its shape. */
  submit(label: string, payload: Payload): Submission<Payload> {
    if (this.#strikes('failNextSubmissions')) return { refusedWith: ['InjectedSubmissionFailure'] };
    const id = ++this.#accepted;
    const delayed = this.#strikes('delayNextWrites');
    if (!delayed && this.autoComplete) return { id, ending: this.#apply(label, { id, payload }) };
    this.#pending.set(label, { id, payload });
    return { id, ending: undefined };
  }

  /** The label of the oldest or the newest pending write. */
  next(order: CompletionOrder): string | undefined {
    const labels = [...this.#pending.keys()];
    return order === 'OldestFirst' ? labels[0] : labels.at(-1);
  }

  /** The release of a pending write. */
  release(label: string): Ending<Payload> {
    const write = this.#pending.get(label) as PendingWrite<Payload>;
    this.#pending.delete(label);
    return this.#apply(label, write);
  }

  /** A crash; the labels of what was pending. */
  crash(): readonly string[] {
    const dropped = [...this.#pending.keys()];
    this.#pending.clear();
    return dropped;
  }

  #apply(label: string, { id, payload }: PendingWrite<Payload>): Ending<Payload> {
    const write = { label, id, payload };
    if (this.#strikes('failNextCommits')) {
      return { ...write, outcome: { codes: ['InjectedCommitFailure'] }, applied: false };
    }
    const { receipt, refusals } = this.#domain.judge(payload);
    if (receipt === undefined) return { ...write, outcome: { codes: refusals }, applied: false };
    this.#domain.commit(payload);
    const outcome = this.#strikes('loseNextAcks') ? { codes: ['AckLost'] } : { receipt };
    return { ...write, outcome, applied: true };
  }

  #strikes(fault: FaultName): boolean {
    if (this.#counters[fault] === 0) return false;
    this.#counters[fault]--;
    return true;
  }
}
