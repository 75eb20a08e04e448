import type { PendingWriteId } from './pending-write-id.js';

/** The faults that a store can be told to suffer. */
export type FaultName = 'failNextSubmissions' | 'failNextCommits' | 'delayNextWrites' | 'loseNextAcks';

/** How many more times each fault will strike. */
export type FaultCounters = Readonly<Record<FaultName, number>>;

/** Which control held a write back. */
export type DelayReason = 'delayNextWrites' | 'autoComplete is off';

/** What happened, without number and store. `rows` counts the rows of the write's payload. */
export type StoreHappening =
  | { readonly type: 'accepted'; readonly operationId: PendingWriteId; readonly rows: number }
  | { readonly type: 'refused'; readonly code: string; readonly message: string }
  | {
      readonly type: 'delayed';
      readonly operationId: PendingWriteId;
      readonly rows: number;
      readonly reason: DelayReason;
    }
  | {
      readonly type: 'committed';
      readonly operationId: PendingWriteId;
      readonly receipt: unknown;
      /** `false` when the write is durable, but its caller will be told `AckLost`. */
      readonly acknowledged: boolean;
    }
  | { readonly type: 'failed'; readonly operationId: PendingWriteId; readonly code: string; readonly message: string }
  | { readonly type: 'waited'; readonly operationId: PendingWriteId; readonly outcome: 'receipt' | (string & {}) }
  | { readonly type: 'fault-armed'; readonly fault: FaultName; readonly count: number; readonly remaining: number }
  | {
      readonly type: 'fault-struck';
      readonly fault: FaultName;
      readonly operationId?: PendingWriteId;
      readonly remaining: number;
    }
  | { readonly type: 'faults-reset'; readonly cleared: FaultCounters }
  | { readonly type: 'mode-changed'; readonly autoComplete: boolean }
  | { readonly type: 'crashed'; readonly dropped: readonly PendingWriteId[] }
  | { readonly type: 'poisoned'; readonly operationId: PendingWriteId }
  | { readonly type: 'poison-cleared' };

/** What every event has besides. The non-enumerable properties stay out of diffs, snapshots and JSON. */
interface StoreEventCommon {
  /** Running number within the store, from 1, counted while somebody observes. */
  readonly sequence: number;
  /** Kind of the store. */
  readonly store: string;
  /** What was written, where the event is about a write. Non-enumerable. */
  readonly payload: unknown;
  /** The stack of the call that did this, the caller's frame first; of submissions and controls. Non-enumerable. */
  readonly callSite: string | undefined;
  /** Name of the function that was called there. Non-enumerable. */
  readonly calledAs?: string | undefined;
  /** Of a delayed write: the event of the call that holds it back, where that was observed. Non-enumerable. */
  readonly cause?: StoreEvent | undefined;
  /** u64 as decimal strings, no payload, nothing sensitive. */
  toJSON(): Record<string, unknown>;
}

/** One thing that happened in a store (specification 1-semantics, section 4, "Events"). */
export type StoreEvent = StoreHappening & StoreEventCommon;

/** Is told of every event. What it throws is reported as uncaught after the call, and changes nothing. */
export type StoreListener = (event: StoreEvent) => void;

/** Whoever wants to be told: a function, or an object that stays recognisable among a store's observers. */
export type StoreObserver = StoreListener | { onEvent(event: StoreEvent): void };

/** A function that a user called: what lies above it on the stack is ours. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any function at all
export type EntryPoint = (...args: any[]) => unknown;

/**
 * Numbers a store's events and delivers them in order. Delivery waits for the end of the call that caused them, so an
 * observer sees the store at rest, and what it does to the store is told after what it was told itself.
 */
export class EventStream {
  readonly #store: string;
  #observers: readonly { readonly observer: StoreObserver }[] = [];
  #queue: StoreEvent[] = [];
  #sequence = 0;
  #delivering = false;

  constructor(store: string) {
    this.#store = store;
  }

  get observed(): boolean {
    return this.#observers.length > 0;
  }

  observers(): readonly StoreObserver[] {
    return this.#observers.map(({ observer }) => observer);
  }

  subscribe(observer: StoreObserver): () => void {
    const subscription = { observer };
    this.#observers = [...this.#observers, subscription];
    return () => {
      this.#observers = this.#observers.filter((other) => other !== subscription);
    };
  }

  /** Queues an event. `entry` is the public method that was called, where the caller's line matters. */
  push<Happening extends StoreHappening>(
    happening: Happening,
    payload?: unknown,
    entry?: EntryPoint,
    cause?: StoreEvent,
  ): Extract<StoreEvent, { type: Happening['type'] }> {
    const site = entry && captureSite(entry);
    const event = { sequence: ++this.#sequence, store: this.#store, ...happening };
    Object.defineProperties(event, {
      payload: { value: payload },
      callSite: { get: () => site && framesOf(site) },
      toJSON: { value: eventToJson },
    });
    if (entry !== undefined) Object.defineProperty(event, 'calledAs', { value: entry.name });
    if (cause !== undefined) Object.defineProperty(event, 'cause', { value: cause });
    const frozen = Object.freeze(event) as unknown as Extract<StoreEvent, { type: Happening['type'] }>;
    this.#queue.push(frozen);
    return frozen;
  }

  /** Delivers what is queued, unless a delivery is under way already: that one will. */
  deliver(): void {
    if (this.#delivering || this.#queue.length === 0) return;
    this.#delivering = true;
    for (let index = 0; index < this.#queue.length; index++) {
      for (const { observer } of this.#observers) notify(observer, this.#queue[index] as StoreEvent);
    }
    this.#queue = [];
    this.#delivering = false;
  }
}

function notify(observer: StoreObserver, event: StoreEvent): void {
  try {
    if (typeof observer === 'function') observer(event);
    else observer.onEvent(event);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** The stack of a call, formatted once somebody reads it. */
export interface CapturedStack {
  readonly stack?: string;
}

/** Stacks are captured at once and formatted when somebody reads them, which is what costs. */
export function captureSite(entry: EntryPoint): CapturedStack {
  const site: CapturedStack = {};
  Error.captureStackTrace(site, entry);
  return site;
}

/** The frames of a captured stack, the caller's first. */
export function framesOf(site: CapturedStack): string | undefined {
  const frames = (site.stack ?? '').split('\n').filter((line) => /^\s*at /.test(line));
  return frames.length === 0 ? undefined : frames.join('\n');
}

function eventToJson(this: StoreEvent): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify({ ...this }, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)),
  ) as Record<string, unknown>;
}
