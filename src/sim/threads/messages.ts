import type { SweepPlan } from '../sweep/options.js';
import type { Tally } from '../sweep/tally.js';

/** What a thread is told when it starts. */
export interface Assignment {
  readonly plan: SweepPlan;
  /** Path of the module of the backend. */
  readonly backend: string | undefined;
}

/** What a thread says: once that it is ready, or that its backend is of no use; then what came of each task. */
export type Answer =
  | { readonly type: 'ready' }
  | { readonly type: 'unusable'; readonly why: string }
  | { readonly type: 'tally'; readonly tally: Tally };
