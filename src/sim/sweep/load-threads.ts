import type * as Threads from '../threads/index.js';

/** What needs modules of Node: loaded when a sweep needs it, so that the entry runs wherever its runner does. */
export function loadThreads(): Promise<typeof Threads> {
  return import('../threads/index.js');
}
