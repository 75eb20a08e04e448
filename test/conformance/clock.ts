import type { Clock } from '../../src/conformance/index.js';

/**
 * A clock that stands still while anything goes on, and goes on to the next thing that is due once all has come to rest. So a
 * run that hangs takes no time, and one that is slow no more than it does.
 */
export class IdleClock implements Clock {
  now = 0;
  readonly #due = new Set<Timer>();
  #made = 0;
  #watching = false;

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { number: ++this.#made, at: this.now + milliseconds, callback };
    this.#due.add(timer);
    this.#watch();
    return () => this.#due.delete(timer);
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  /** Waits until nothing has been added or cancelled for some turns, which is what rest looks like from here. */
  #watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    let last = '';
    let quiet = 0;
    const turn = (): void => {
      const due = [...this.#due];
      if (due.length === 0) return void (this.#watching = false);
      const state = due.map(({ number }) => number).join();
      quiet = state === last ? quiet + 1 : 0;
      last = state;
      if (quiet >= TURNS) this.#strike(due);
      setImmediate(turn);
    };
    setImmediate(turn);
  }

  #strike(due: readonly Timer[]): void {
    const next = due.reduce((soonest, timer) => (timer.at < soonest.at ? timer : soonest));
    this.#due.delete(next);
    this.now = next.at;
    next.callback();
  }
}

interface Timer {
  readonly number: number;
  readonly at: number;
  readonly callback: () => void;
}

/** More than those who put something off by turns of the event loop need. */
const TURNS = 8;
