/** Calls back after some milliseconds; the one thing here that needs a clock, so it can be replaced. */
export interface Clock {
  /** Calls `callback` once after `milliseconds`, unless the function that it returns is called before. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The clock of the machine, which fake timers that are installed later do not stop. */
export const systemClock: Clock = createSystemClock();

function createSystemClock(): Clock {
  const { setTimeout, clearTimeout } = globalThis; // taken now: fake timers that come later do not stop it
  return {
    after(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
  };
}

/** What `work` resolves with, or rejects with; `late()` if that takes longer than `milliseconds`. */
export function within<T>(clock: Clock, milliseconds: number, work: Promise<T>, late: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(milliseconds, () => resolve(late()));
    work.then(resolve, reject).finally(cancel);
  });
}
