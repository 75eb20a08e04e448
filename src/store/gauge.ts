import { listenForAbort } from './abort.js';
import type { CapturedStack } from './events.js';
import type { PendingWriteId } from './pending-write-id.js';

/** Somebody who waits for a count to reach a level. `calledAt` is the stack of the call, if somebody wants to know. */
export interface LevelWait {
  readonly level: number;
  readonly calledAt: CapturedStack | undefined;
}

/** Who waits for a store now. */
export interface OpenWaits {
  /** The pending writes, the oldest first, awaited or not. */
  readonly pending: readonly PendingWriteId[];
  /** For pending writes, the oldest write first. */
  readonly writes: readonly { readonly operationId: PendingWriteId; readonly calledAt: CapturedStack | undefined }[];
  /** For a number of pending writes, the first to come first. */
  readonly levels: readonly LevelWait[];
}

interface Watcher extends LevelWait {
  reached(): void;
}

/** Lets callers wait for a count to reach a level. */
export class Gauge {
  readonly #watchers = new Set<Watcher>();

  /**
   * Resolves once `update` is told of a count of at least `level`; at once if `current` is that already. `caller` tells who
   * has to wait, and is asked only then.
   */
  reaches(
    level: number,
    current: number,
    signal: AbortSignal | undefined,
    caller: () => CapturedStack | undefined,
  ): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    if (current >= level) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const stopListening = listenForAbort(signal, (reason) => {
        this.#watchers.delete(watcher);
        reject(reason);
      });
      const watcher: Watcher = {
        level,
        calledAt: caller(),
        reached: () => {
          this.#watchers.delete(watcher);
          stopListening();
          resolve();
        },
      };
      this.#watchers.add(watcher);
    });
  }

  /** Who waits, the first to come first. */
  waits(): readonly LevelWait[] {
    return [...this.#watchers];
  }

  /** Tells the gauge what the count is now. */
  update(current: number): void {
    for (const watcher of this.#watchers) if (current >= watcher.level) watcher.reached();
  }
}
