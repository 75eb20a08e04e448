import { systemClock, type Clock } from '../../conformance/deadline.js';

/** The clock of the machine. A callback after nothing comes with the next turn of the event loop, where there is one. */
export const sweepClock: Clock = createSweepClock();

function createSweepClock(): Clock {
  // Taken now: fake timers that come later do not stop it. Browsers have none, and wait for a millisecond.
  const { setImmediate, clearImmediate } = globalThis as Partial<typeof globalThis>;
  return {
    after(milliseconds, callback) {
      if (milliseconds > 0 || setImmediate === undefined) return systemClock.after(milliseconds, callback);
      const turn = setImmediate(callback);
      return () => clearImmediate?.(turn);
    },
  };
}

/** Lets whatever else is due have its turn: timers, signals, progress. */
export function otherTurns(clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    clock.after(0, resolve);
  });
}
