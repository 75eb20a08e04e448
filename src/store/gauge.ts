import { listenForAbort } from './abort.js';

interface Watcher {
  readonly level: number;
  reached(): void;
}

/** Lets callers wait for a count to reach a level. */
export class Gauge {
  readonly #watchers = new Set<Watcher>();

  /** Resolves once `update` is told of a count of at least `level`; at once if `current` is that already. */
  reaches(level: number, current: number, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    if (current >= level) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const stopListening = listenForAbort(signal, (reason) => {
        this.#watchers.delete(watcher);
        reject(reason);
      });
      const watcher: Watcher = {
        level,
        reached: () => {
          this.#watchers.delete(watcher);
          stopListening();
          resolve();
        },
      };
      this.#watchers.add(watcher);
    });
  }

  /** Tells the gauge what the count is now. */
  update(current: number): void {
    for (const watcher of this.#watchers) if (current >= watcher.level) watcher.reached();
  }
}
