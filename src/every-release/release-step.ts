import { userLocation } from '../harness/call-site.js';
import type { PendingWriteId } from '../store/pending-write-id.js';
import { labelOf, type HeldWrite } from './stage.js';

/** A release within an order. */
export interface Release {
  readonly write: HeldWrite;
  /** Whether its commit is made to fail. */
  readonly commitFails: boolean;
  /** The older writes that were pending, which it overtakes. */
  readonly older: readonly HeldWrite[];
}

/** One release of an order, for people. */
export interface ReleaseStep {
  /** Its store: `'done-ledger'`, `'findings'`, or the name that `create` gave it. */
  readonly store: string;
  readonly id: PendingWriteId;
  /** Rows in its payload. */
  readonly rows: number;
  /** `file:line:column` of the call that submitted it. */
  readonly submittedAt: string | undefined;
  /** Whether its commit was made to fail. */
  readonly commitFails: boolean;
  /** The older writes that were still pending, as `findings #1`. */
  readonly overtakes: readonly string[];
}

/** Describes a release. It looks at stacks, which costs: only when somebody wants to know. */
export function stepOf({ write, commitFails, older }: Release): ReleaseStep {
  const { store, id, delayed } = write;
  const submittedAt = userLocation(delayed.callSite);
  return Object.freeze({ store, id, rows: delayed.rows, submittedAt, commitFails, overtakes: older.map(labelOf) });
}
