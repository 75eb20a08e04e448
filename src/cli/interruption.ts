import { listenForAbort } from '../store/abort.js';

/** What some work comes to; rejects at once when the command is interrupted, as a backend may keep work for ever. */
export function orInterrupted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let stop = (): void => undefined;
  const interrupted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    stop = listenForAbort(signal, reject);
  });
  return Promise.race([work, interrupted]).finally(() => stop());
}
