import type { coreOf } from '../store/controlled-store.js';
import type { StoreEvent } from '../store/events.js';
import type { OpenWaits } from '../store/gauge.js';
import type { PendingWriteId } from '../store/pending-write-id.js';
import { userLocation } from './call-site.js';
import { plural } from './describe-event.js';
import type { Timeline } from './timeline.js';

type Core = NonNullable<ReturnType<typeof coreOf>>;

/** What a timeline knows of a write. */
export interface KnownWrite {
  /** Its place among the events of all stores. */
  readonly arrival: number;
  readonly accepted: Extract<StoreEvent, { type: 'accepted' }>;
  /** How it was held back; `undefined` if it was not. */
  readonly delayed: Extract<StoreEvent, { type: 'delayed' }> | undefined;
}

/** One of the stores that a timeline follows: what was written to it, who waits for it, and what a test calls it. */
export class FollowedStore {
  readonly core: Core;
  readonly waits: OpenWaits;
  /** The writes that it accepted, in order. */
  readonly writes = new Map<PendingWriteId, KnownWrite>();
  /** How many submissions were refused, by code. */
  readonly refusals = new Map<string, number>();
  isPoisoned = false;
  readonly #name: string | undefined;

  /** `name` is what the store is called in the test that it was made for; left out if it was not. */
  constructor(core: Core, name: string | undefined, timeline: Timeline) {
    this.core = core;
    this.waits = core.openWaits();
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

  /** `findings write #1 (3 rows)`. */
  nameOf(id: PendingWriteId): string {
    const rows = this.writes.get(id)?.accepted.rows;
    return `${this.kind} write #${id}${rows === undefined ? '' : ` (${plural(rows, 'row')})`}`;
  }

  /** Where a write was submitted: `at your.test.ts:3:14`. */
  originOf(id: PendingWriteId): string {
    const write = this.writes.get(id);
    return write === undefined ? BEFORE : at(write.accepted.callSite);
  }

  /** Calls as the test would write them: `sink.releaseAll()`, or `releaseAll() of the checkpoints store`. */
  call(...methods: readonly string[]): string {
    if (this.#name === undefined) return `${methods.join(' or ')} of the ${this.kind} store`;
    return methods.map((method) => `${this.#name}.${method}`).join(' or ');
  }

  #note(event: StoreEvent, arrival: number): void {
    switch (event.type) {
      case 'accepted':
        this.writes.set(event.operationId, { arrival, accepted: event, delayed: undefined });
        break;
      case 'delayed': {
        const accepted = this.writes.get(event.operationId);
        if (accepted !== undefined) this.writes.set(event.operationId, { ...accepted, delayed: event });
        break;
      }
      case 'refused':
        this.refusals.set(event.code, (this.refusals.get(event.code) ?? 0) + 1);
        break;
      case 'poisoned':
      case 'poison-cleared':
        this.isPoisoned = event.type === 'poisoned';
        break;
    }
  }
}

/** `at` a place in the user's code. */
export function at(callSite: string | undefined): string {
  return `at ${userLocation(callSite) ?? 'an unknown place'}`;
}

/** When what nobody has seen must have happened. */
export const BEFORE = 'before the timeline followed the store';
