import type { TableName } from '../oracle/differences.js';

/**
 * How an entry ended, as a colour would say it: as usual, committed, held back, refused or failed as it was asked to, a
 * fault or a mode set, an invariant violated.
 */
export type PageTone = 'plain' | 'good' | 'held' | 'bad' | 'fault' | 'violation';

/** A row as a timeline shows it: texts by the paths of its fields. Sensitive values are redacted. */
export type PageRow = Readonly<Record<string, string>>;

/** A row of which a timeline tells. */
export interface PageKey {
  readonly table: TableName;
  /** The ids of the row's key, joined by `/`. */
  readonly key: string;
  /** The first digits of those ids that tell the rows of this timeline apart. */
  readonly short: string;
}

/** A row that was written, whatever became of it. */
export interface PageWrittenRow {
  /** Index of the row's key in {@link TimelinePage.keys}. */
  readonly key: number;
  readonly row: PageRow;
}

/** A durable row that changed. */
export interface PageChange {
  /** Index of the row's key in {@link TimelinePage.keys}. */
  readonly key: number;
  /** Absent of a row that was not there. */
  readonly before?: PageRow;
  readonly after: PageRow;
}

/** A field, or an answer, that is not as it must be. */
export interface PageDifference {
  /** Path of the field; absent where an answer as a whole is meant. */
  readonly field?: string;
  readonly expected: string;
  readonly received: string;
}

/** Something that does not hold after an entry. */
export interface PageViolation {
  /** Name of the invariant, for example `I8`. */
  readonly invariant: string;
  /** What must hold, in one sentence. */
  readonly rule: string;
  /** What is wrong. */
  readonly message: string;
  readonly differences: readonly PageDifference[];
  /** Index of the row concerned in {@link TimelinePage.keys}. */
  readonly key?: number;
}

/** A line of a timeline. */
export interface PageEntry {
  /** From 1, ascending; a timeline may lack some. */
  readonly number: number;
  /** Index in {@link TimelinePage.lanes}. */
  readonly lane: number;
  /** Part of the run. */
  readonly phase?: string;
  /** What was done. */
  readonly text: string;
  /** What came of it; may be empty. */
  readonly answer: string;
  readonly tone: PageTone;
  /** The rows that it is about, as indices in {@link TimelinePage.keys}. */
  readonly keys: readonly number[];
  /** Everything else that is known: names and texts. */
  readonly details: readonly (readonly [name: string, text: string])[];
  /** The rows that it submits. */
  readonly written: readonly PageWrittenRow[];
  /** The writes that it is about: numbers of the entries that submitted them. */
  readonly writes: readonly number[];
  /** The durable rows that changed with it. */
  readonly changes: readonly PageChange[];
  /** Faults of its lane still to strike after it, for example `failNextCommits 2`. */
  readonly faults: readonly string[];
  readonly violations: readonly PageViolation[];
}

/** What a test failed with. */
export interface PageFailure {
  /** The message, line by line. */
  readonly lines: readonly string[];
  /** The rows that it names, as indices in {@link TimelinePage.keys}. */
  readonly keys: readonly number[];
}

/** A write that was held back: pending after the entry `from` and until the entry `to`. */
export interface PageFlight {
  /** Index in {@link TimelinePage.lanes}. */
  readonly lane: number;
  /** Number of the entry that submitted it. */
  readonly write: number;
  readonly from: number;
  /** Absent of a write that is still pending at the end. */
  readonly to?: number;
}

/**
 * What stores did, ready to be shown: the same for a simulated run and for the stores of a test, plain JSON, texts without
 * control characters, nothing sensitive. Every rendering is made of one.
 */
export interface TimelinePage {
  readonly title: string;
  /** Some sentences on the whole. */
  readonly summary: readonly string[];
  /** What the test failed with; absent if it did not, or nobody knows. */
  readonly failure?: PageFailure;
  /** The stores. */
  readonly lanes: readonly string[];
  readonly keys: readonly PageKey[];
  readonly entries: readonly PageEntry[];
  /** The writes that were held back, in the order in which that happened. */
  readonly flights: readonly PageFlight[];
}

/** The writes that are pending after an entry: numbers of the entries that submitted them, oldest first. */
export function pendingAfter({ flights }: TimelinePage, number: number): readonly number[] {
  return flights
    .filter(({ from, to }) => from <= number && (to === undefined || number < to))
    .map(({ write }) => write);
}
