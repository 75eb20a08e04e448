import type { FaultCounters, FaultName } from './events.js';

/** Four counters: how many more times each fault will strike. */
export class FaultSwitchboard {
  readonly #counters = { failNextSubmissions: 0, failNextCommits: 0, delayNextWrites: 0, loseNextAcks: 0 };

  counters(): FaultCounters {
    return Object.freeze({ ...this.#counters });
  }

  /** Adds to a counter, which saturates; what it then holds. */
  arm(fault: FaultName, count: number): number {
    return (this.#counters[fault] = Math.min(this.#counters[fault] + count, Number.MAX_SAFE_INTEGER));
  }

  /** Uses up one strike, if the fault is armed. */
  strike(fault: FaultName): boolean {
    if (this.#counters[fault] === 0) return false;
    this.#counters[fault]--;
    return true;
  }

  /** Takes back up to `count` strikes. */
  disarm(fault: FaultName, count: number): void {
    this.#counters[fault] = Math.max(this.#counters[fault] - count, 0);
  }

  /** Sets all counters to zero; what they held. */
  reset(): FaultCounters {
    const cleared = this.counters();
    for (const fault of Object.keys(cleared) as FaultName[]) this.#counters[fault] = 0;
    return cleared;
  }
}
