/** How often something is tried, and what happens in between. */
export interface RetryPolicy {
  /** Tries in all, the first one included. */
  readonly attempts: number;
  /** Waits before the next try; is told how many have failed. Back-off and jitter are its business, and so is the clock. */
  readonly pause: (failed: number) => Promise<void>;
}

/**
 * Tries `action` until it succeeds, up to the policy's bound; what it rejects with at last is passed on as it is. A refusal
 * that would only be repeated ends it at once. Everything that workers write merges, so a try whose outcome is unknown (an
 * acknowledgement that was lost, a store that crashed) is simply made again.
 */
export async function retrying<T>(
  { attempts, pause }: RetryPolicy,
  action: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  for (let failed = 0; ;) {
    signal?.throwIfAborted();
    try {
      return await action();
    } catch (error) {
      failed++;
      if (signal?.aborted || failed >= attempts || isPermanent(error)) throw error;
      await pause(failed);
    }
  }
}

/** By code, not by class: stores other than the in-memory ones bring classes of their own. */
function isPermanent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && PERMANENT.has(error.code);
}

const PERMANENT: ReadonlySet<unknown> = new Set([
  'BatchValidation',
  'FindingConflict',
  'MissingFinding',
  'MissingOccurrence',
  'ObservationConflict',
  'OccurrenceConflict',
  'Poisoned',
  'UnknownOperation',
]);
