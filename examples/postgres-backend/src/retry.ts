/** How often a statement or transaction is tried that lost against another one, and what happens in between. */
export interface RetryPolicy {
  /** Tries in all, the first one included. */
  readonly attempts: number;
  /** Waits before the next try; is told how many have failed. */
  readonly pause: (failed: number) => Promise<void>;
}

/** Five tries, with 5, 10, 15 and 20 ms in between. */
export const DEFAULT_RETRY: RetryPolicy = {
  attempts: 5,
  pause: (failed) => new Promise((resume) => setTimeout(resume, 5 * failed)),
};

/**
 * Tries again what the database rolled back only because of others: serialization failures and deadlocks. After those
 * nothing was stored for certain; any other error is passed on, because it leaves that open.
 */
export async function retrying<T>({ attempts, pause }: RetryPolicy, action: () => Promise<T>): Promise<T> {
  for (let failed = 0; ;) {
    try {
      return await action();
    } catch (error) {
      failed++;
      if (failed >= attempts || !lostToOthers(error)) throw error;
      await pause(failed);
    }
  }
}

function lostToOthers(error: unknown): boolean {
  return error instanceof Error && 'code' in error && LOST_TO_OTHERS.has(error.code);
}

const LOST_TO_OTHERS: ReadonlySet<unknown> = new Set(['40001', '40P01']);
