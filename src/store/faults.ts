import type { FaultCounters, FaultName, StoreEvent } from './events.js';

/** Strikes of a fault that one call armed. */
export interface ArmedStrikes {
  /** How many are left. */
  left: number;
  /** The event of the call, where somebody observed it. */
  armedBy: StoreEvent | undefined;
}

/** Four counters: how many more times each fault will strike, and which calls wanted that. */
export class FaultSwitchboard {
  readonly #counters = { failNextSubmissions: 0, failNextCommits: 0, delayNextWrites: 0, loseNextAcks: 0 };
  /** What is armed, in the order in which it strikes. */
  #armed: Partial<Record<FaultName, Set<ArmedStrikes>>> = {};

  counters(): FaultCounters {
    return Object.freeze({ ...this.#counters });
  }

  /** Adds to a counter, which saturates. */
  arm(fault: FaultName, count: number): ArmedStrikes {
    const strikes: ArmedStrikes = { left: count, armedBy: undefined };
    this.#counters[fault] = Math.min(this.#counters[fault] + count, Number.MAX_SAFE_INTEGER);
    if (count > 0) (this.#armed[fault] ??= new Set()).add(strikes);
    return strikes;
  }

  /** Uses up one strike, if the fault is armed: of what was armed first. */
  strike(fault: FaultName): ArmedStrikes | undefined {
    if (this.#counters[fault] === 0) return undefined;
    for (const strikes of this.#armed[fault] ?? []) {
      this.#counters[fault]--;
      if (--strikes.left === 0) this.#armed[fault]?.delete(strikes);
      return strikes;
    }
    return undefined;
  }

  /** Takes back what is left of some strikes. */
  disarm(fault: FaultName, strikes: ArmedStrikes): void {
    if (this.#armed[fault]?.delete(strikes) !== true) return;
    this.#counters[fault] = Math.max(this.#counters[fault] - strikes.left, 0);
  }

  /** Sets all counters to zero; what they held. */
  reset(): FaultCounters {
    const cleared = this.counters();
    for (const fault of Object.keys(cleared) as FaultName[]) this.#counters[fault] = 0;
    this.#armed = {};
    return cleared;
  }
}
