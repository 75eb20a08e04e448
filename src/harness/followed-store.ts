import type { coreOf } from '../store/controlled-store.js';
import type { StoreEvent } from '../store/events.js';
import type { PendingWriteId } from '../store/pending-write-id.js';
import type { Timeline } from './timeline.js';

type Core = NonNullable<ReturnType<typeof coreOf>>;
type Accepted = Extract<StoreEvent, { type: 'accepted' }>;
type Delayed = Extract<StoreEvent, { type: 'delayed' }>;

/** What a timeline knows of a write. */
export interface KnownWrite {
  /** Its place among the events of all stores. */
  readonly arrival: number;
  readonly accepted: Accepted;
  /** How it was held back; `undefined` if it was not. */
  delayed?: Delayed;
  isPending: boolean;
}

/** One of the stores that a timeline follows: what became of the writes to it, and what a test calls it. */
export class FollowedStore {
  readonly core: Core;
  readonly #name: string | undefined;
  readonly #writes = new Map<PendingWriteId, KnownWrite>();
  /** How many submissions were refused, by code. */
  readonly refusals = new Map<string, number>();
  isPoisoned = false;

  /** `name` is what the store is called in the test; left out if nobody knows. */
  constructor(core: Core, name: string | undefined, timeline: Timeline) {
    this.core = core;
    this.#name = name;
    timeline.entries().forEach(({ core: origin, event }, arrival) => {
      if (origin === core) this.#note(event, arrival);
    });
  }

  get kind(): string {
    return this.core.kind;
  }

  /** Whether it was made for the test, which has seen everything that it did. */
  get isOwn(): boolean {
    return this.#name !== undefined;
  }

  /** The writes that it accepted, in order. */
  writes(): readonly KnownWrite[] {
    return [...this.#writes.values()];
  }

  write(id: PendingWriteId): KnownWrite | undefined {
    return this.#writes.get(id);
  }

  /** Calls as the test would write them: `sink.releaseAll()`, or `releaseAll() of the checkpoints store`. */
  call(...methods: readonly string[]): string {
    if (this.#name === undefined) return `${methods.join(' or ')} of the ${this.kind} store`;
    return methods.map((method) => `${this.#name}.${method}`).join(' or ');
  }

  #note(event: StoreEvent, arrival: number): void {
    switch (event.type) {
      case 'accepted':
        this.#writes.set(event.operationId, { arrival, accepted: event, isPending: false });
        break;
      case 'delayed':
        Object.assign(this.#writes.get(event.operationId) ?? {}, { delayed: event, isPending: true });
        break;
      case 'committed':
      case 'failed':
        this.#end(event.operationId);
        break;
      case 'crashed':
        event.dropped.forEach((id) => this.#end(id));
        break;
      case 'refused':
        this.refusals.set(event.code, (this.refusals.get(event.code) ?? 0) + 1);
        break;
      case 'poisoned':
      case 'poison-cleared':
        this.isPoisoned = event.type === 'poisoned';
        break;
    }
  }

  #end(id: PendingWriteId): void {
    Object.assign(this.#writes.get(id) ?? {}, { isPending: false });
  }
}
