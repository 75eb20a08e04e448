import { InMemoryPersistenceError } from '../store/errors.js';
import type { Release } from './release-step.js';
import type { Stage } from './stage.js';

/** So many turns of the microtask queue in which no store is touched mean that the scenario waits for a release. */
const IDLE_TURNS = 1000;

const NEXT_TURN = Promise.resolve();

/** How a scenario ended. */
export type Ending<T> = { readonly value: T } | { readonly error: unknown };

/** One run of the scenario: its stores, and how far it has come. */
export class Run<Session, T> {
  readonly session: Session;
  readonly stage: Stage;
  readonly #watchers: ReadonlyMap<string, number>;
  #ending: Ending<T> | undefined;

  /** Starts the scenario; {@link settle} lets it get as far as it can without a release. */
  constructor(session: Session, stage: Stage, scenario: (session: Session) => T | Promise<T>) {
    this.session = session;
    this.stage = stage;
    this.#watchers = watchersOf(stage);
    void this.#start(scenario);
  }

  /** How the scenario ended; `undefined` while it has not. */
  get ending(): Ending<T> | undefined {
    return this.#ending;
  }

  /** Whether no code of the scenario can go on any more, whatever is released. */
  get isOver(): boolean {
    if (this.#ending === undefined) return false;
    const watchers = watchersOf(this.stage);
    return [...this.stage.cores].every(
      ([store, core]) => !core.isAwaited() && watchers.get(store) === this.#watchers.get(store),
    );
  }

  /** Releases a write, and lets the scenario get as far as it can. Rejects with `Poisoned` if the backend breaks. */
  async release(release: Release): Promise<void> {
    this.stage.release(release);
    if (!this.isOver) await this.settle();
  }

  /** Waits until nothing more happens, as far as that can be known without a clock. */
  async settle(turns = IDLE_TURNS): Promise<void> {
    let { events } = this.stage;
    for (let idle = 0; idle < turns; idle++) {
      await NEXT_TURN;
      if (this.stage.events === events) continue;
      events = this.stage.events;
      idle = 0;
    }
  }

  async #start(scenario: (session: Session) => T | Promise<T>): Promise<void> {
    try {
      this.#ending = { value: await scenario(this.session) };
    } catch (error) {
      this.#ending = { error };
    }
  }
}

/** Whether an error says, or was caused by one that says, that a commit was made to fail: whoever is told may pass it on. */
export function tellsOfInjectedFailure(error: unknown, depth = 8): boolean {
  if (depth === 0) return false;
  if (InMemoryPersistenceError.is(error) && error.code === 'InjectedCommitFailure') return true;
  if (!(error instanceof Error)) return false;
  const causes = error instanceof AggregateError ? [error.cause, ...(error.errors as unknown[])] : [error.cause];
  return causes.some((cause) => tellsOfInjectedFailure(cause, depth - 1));
}

function watchersOf(stage: Stage): ReadonlyMap<string, number> {
  return new Map(Array.from(stage.cores, ([store, core]) => [store, core.observers().length]));
}
