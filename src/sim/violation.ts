import type { SimOperation, SimStore } from './operations.js';

/** What must hold (specification 4-simulation). `P` is the prediction: every answer is the one that the model says. */
export const INVARIANTS = {
  I1: 'the status of a ledger row never goes down',
  I2: 'bytesScanned of a ledger row never goes down',
  I3: 'a committed key can be read',
  I4: 'a refused submission changes nothing',
  I5: 'a failed commit changes nothing, anywhere',
  I6: 'drained state equals the oracle',
  I7: "every read equals the oracle's committed view",
  I8: 'provenance comes whole from the right operand',
  I9: 'receipts are exact',
  I10: 'writing the same again changes nothing',
  F1: 'every durable occurrence has its finding, every observation its occurrence',
  F2: 'a durable finding or occurrence never changes and never goes away',
  F3: 'an observation is the join of its contributions',
  F4: 'durable counts are exact',
  X1: 'a ledger row that says scanned-with-findings has its findings durable already',
  P: 'every operation answers what the model predicts',
} as const;

/** Names of invariants. */
export type InvariantName = keyof typeof INVARIANTS;

/** Something that does not hold, without where in the run it was found. */
export interface Breach {
  readonly invariant: InvariantName;
  /** What is wrong, in one sentence. */
  readonly message: string;
  readonly expected?: string;
  readonly received?: string;
  /** The row concerned: the ids of its key, joined by `/`. */
  readonly key?: string;
  /** Paths of the fields that are wrong, for example `provenance.runId`. */
  readonly fields?: readonly string[];
}

/** A breach, and the step that brought it to light. */
export interface Violation extends Breach {
  /** Number of the step, from 1. */
  readonly step: number;
  readonly store: SimStore;
  /** What was done in the step. */
  readonly operation: SimOperation['type'];
  /** Names the kind of failure: two runs that fail of one cause mostly have one signature. */
  readonly signature: string;
}

/** Places a breach in a run. */
export function violationOf(breach: Breach, step: number, { type, store }: SimOperation): Violation {
  const { invariant, fields = [] } = breach;
  const named = TELLING.has(invariant) ? fields.map((field) => field.replace(/\..*/, '')) : [];
  const signature = [invariant, store, ...[...new Set(named)].sort()].join(' ');
  return { ...breach, step, store, operation: type, signature };
}

/** Invariants that can be broken in several ways, of which the fields tell which. */
const TELLING: ReadonlySet<InvariantName> = new Set(['I7', 'I9', 'F3', 'P']);

/** A violation in one line. */
export function describeViolation({ invariant, message, step, store, expected, received }: Violation): string {
  const sides = expected === undefined ? '' : ` Expected ${expected}, received ${received ?? 'nothing'}.`;
  return `${invariant} at step ${step}, ${store}: ${message}${sides} (${invariant}: ${INVARIANTS[invariant]}.)`;
}
