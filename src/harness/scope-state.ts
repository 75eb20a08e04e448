import type { coreOf } from '../store/controlled-store.js';
import {
  captureSite,
  type CapturedStack,
  type EntryPoint,
  type StoreListener,
  type StoreObserver,
} from '../store/events.js';
import { Gauge, type LevelWait } from '../store/gauge.js';
import type { DelayedWrite } from './delayed-writes.js';

const SCOPE: unique symbol = Symbol.for('gossip-inmemory.delayed-writes') as never;

type Core = NonNullable<ReturnType<typeof coreOf>>;

/** What a `withDelayedWrites` scope counts, and what explains a test that hangs in it. */
export class ScopeState {
  readonly stores: readonly Core[];
  /** The stack of the call that opened it. */
  readonly openedAt: CapturedStack;
  isOpen = true;
  /** Writes submitted since it was opened. */
  submissions = 0;
  /** How many submissions were refused since then, by code. */
  readonly refusals = new Map<string, number>();
  /** The writes that wait in it, in order of arrival over all its stores. */
  readonly held: () => readonly { readonly core: Core; readonly entry: DelayedWrite }[];
  readonly #submitted = new Gauge();

  constructor(stores: readonly Core[], opener: EntryPoint, held: ScopeState['held']) {
    this.stores = stores;
    this.openedAt = captureSite(opener);
    this.held = held;
  }

  accepted(): void {
    this.#submitted.update(++this.submissions);
  }

  refused(code: string): void {
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
  }

  /** Resolves once `count` writes have been submitted; `entry` is the method that was called. */
  reaches(count: number, signal: AbortSignal | undefined, entry: EntryPoint): Promise<void> {
    return this.#submitted.reaches(count, this.submissions, signal, () => {
      if (!this.isOpen) this.#stayKnown();
      return captureSite(entry);
    });
  }

  /** Who waits for a number of submissions, the first to come first. */
  waits(): readonly LevelWait[] {
    return this.#submitted.waits();
  }

  /** An observer by which the scope is known to those that look for it among a store's observers. */
  observer(onEvent: StoreListener): StoreObserver {
    return { onEvent, [SCOPE]: this } as StoreObserver;
  }

  close(): void {
    this.isOpen = false;
    if (this.waits().length > 0) this.#stayKnown();
  }

  /** Whoever waits for a scope that has been left waits for ever, and should be told. */
  #stayKnown(): void {
    for (const core of this.stores) core.subscribe(this.observer(() => undefined));
  }
}

/** The scopes that follow a store: those that are open, and those left that somebody still waits for. */
export function scopesOf(core: Core): readonly ScopeState[] {
  const scopes = core.observers().flatMap((observer) => {
    return typeof observer === 'object' && SCOPE in observer ? [observer[SCOPE] as ScopeState] : [];
  });
  return [...new Set(scopes)];
}
