import type { coreOf } from '../store/controlled-store.js';
import { digestOf } from '../store/digest.js';
import type { StoreEvent } from '../store/events.js';
import type { PendingWriteId } from '../store/pending-write-id.js';
import type { Release } from './release-step.js';

/** A core of whichever kind of store. */
export type Core = NonNullable<ReturnType<typeof coreOf>>;

/** A write that is held back. */
export interface HeldWrite {
  /** Name of its store among those of the run. */
  readonly store: string;
  readonly id: PendingWriteId;
  readonly delayed: Extract<StoreEvent, { type: 'delayed' }>;
  /** The digest of what it writes. */
  readonly payload: () => string | undefined;
}

/** `findings #2`: what a write is called, the same in every run. */
export function labelOf({ store, id }: Pick<HeldWrite, 'store' | 'id'>): string {
  return `${store} #${id}`;
}

/** The stores of a run: what is pending in them, in order of arrival over all of them, and how finished writes ended. */
export class Stage {
  readonly cores: ReadonlyMap<string, Core>;
  readonly #pending: Map<string, HeldWrite>;
  readonly #outcomes: Map<string, string | undefined>;
  #events = 0;

  constructor(
    cores: ReadonlyMap<string, Core>,
    pending: ReadonlyMap<string, HeldWrite> = new Map(),
    outcomes: ReadonlyMap<string, string | undefined> = new Map(),
  ) {
    this.cores = cores;
    this.#pending = new Map(pending);
    this.#outcomes = new Map(outcomes);
    for (const [store, core] of cores) core.subscribe((event) => this.#note(store, event));
  }

  /** How many events there were so far. */
  get events(): number {
    return this.#events;
  }

  /** The writes held back, the oldest first. */
  get pending(): readonly HeldWrite[] {
    return [...this.#pending.values()];
  }

  /** The same stores once more, independent of these. `undefined` if one of them cannot be forked. */
  fork(): Stage | undefined {
    if (![...this.cores.values()].every(({ canFork }) => canFork)) return undefined;
    const cores = new Map(Array.from(this.cores, ([store, core]) => [store, core.fork()]));
    return new Stage(cores, this.#pending, this.#outcomes);
  }

  /** The names of what is pending. */
  names(): string {
    return [...this.#pending.keys()].join();
  }

  /** Whether this write, or that of the same name in another run, is pending. */
  has(write: HeldWrite): boolean {
    return this.#pending.has(labelOf(write));
  }

  /** Releases a write, whose commit may be made to fail. Throws `Poisoned` if the backend breaks. */
  release({ write, commitFails }: Pick<Release, 'write' | 'commitFails'>): void {
    const core = this.cores.get(write.store) as Core;
    if (commitFails) core.arm('failNextCommits', 1, this.release);
    core.releaseSpecific(write.id);
  }

  /** A text that two stages share only if what becomes of them is the same; `undefined` if there is no telling. */
  digest(): string | undefined {
    return joined([
      ...Array.from(this.cores, ([store, core]) =>
        joined([store, `${core.autoComplete}`, ...Object.values(core.faults()).map(String), core.digest()]),
      ),
      ...Array.from(this.#pending.values(), ({ store, id, payload }) => joined([labelOf({ store, id }), payload()])),
      ...Array.from(this.#outcomes, ([label, outcome]) => joined([label, outcome])).sort(),
    ]);
  }

  #note(store: string, event: StoreEvent): void {
    this.#events++;
    switch (event.type) {
      case 'delayed': {
        let digest: { readonly text: string | undefined } | undefined;
        const payload = (): string | undefined => (digest ??= { text: digestOf(event.payload) }).text;
        const write: HeldWrite = { store, id: event.operationId, delayed: event, payload };
        this.#pending.set(labelOf(write), write);
        break;
      }
      case 'committed':
        this.#finish(store, event.operationId, joined([`${event.acknowledged}`, digestOf(event.receipt)]));
        break;
      case 'failed':
        this.#finish(store, event.operationId, `${event.code}: ${event.message}`);
        break;
      case 'crashed':
        for (const id of event.dropped) this.#finish(store, id, 'StoreCrashed');
        break;
    }
  }

  #finish(store: string, id: PendingWriteId, outcome: string | undefined): void {
    const label = labelOf({ store, id });
    this.#pending.delete(label);
    this.#outcomes.set(label, outcome);
  }
}

/** Digests as one, each behind its length, so that nothing in one can pass for the border to the next. */
function joined(parts: readonly (string | undefined)[]): string | undefined {
  let all = '';
  for (const part of parts) {
    if (part === undefined) return undefined;
    all += `${part.length}:${part}`;
  }
  return all;
}
