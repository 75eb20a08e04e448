import type { EventHistogram, SimEventKind } from '../operations.js';
import { describeSweep } from './describe.js';
import { expectedEvents } from './expected-events.js';
import type { SweepPlan } from './options.js';
import { readReport } from './read-report.js';
import type { SweepDoubt, SweepFailure, Tally } from './tally.js';

/** A report as JSON. */
export interface SweepData extends Tally {
  readonly version: 1;
  readonly plan: SweepPlan;
  /** The shards that it covers, for example `2/8`. */
  readonly shards: readonly string[];
  /** The shards that were not there when reports were merged. */
  readonly missing: readonly string[];
  /** Seeds of the shards that it covers. `held + violated + inconclusive` is as many. */
  readonly seeds: number;
  /** Whether its signal ended the sweep, or one of its parts. */
  readonly interrupted: boolean;
}

/** What came of a sweep, or of several parts of one. */
export class SweepReport implements SweepData {
  readonly version = 1;
  readonly plan: SweepPlan;
  readonly shards: readonly string[];
  readonly missing: readonly string[];
  readonly seeds: number;
  readonly held: number;
  readonly violated: number;
  readonly inconclusive: number;
  readonly rechecked: number;
  readonly operations: number;
  readonly events: EventHistogram;
  readonly failures: readonly SweepFailure[];
  readonly doubts: readonly SweepDoubt[];
  readonly mended: readonly string[];
  readonly interrupted: boolean;

  /** @internal Reports come from `sweep`, `mergeReports` and `SweepReport.from`. */
  constructor(data: SweepData) {
    this.plan = data.plan;
    this.shards = data.shards;
    this.missing = data.missing;
    this.seeds = data.seeds;
    this.held = data.held;
    this.violated = data.violated;
    this.inconclusive = data.inconclusive;
    this.rechecked = data.rechecked;
    this.operations = data.operations;
    this.events = data.events;
    this.failures = data.failures;
    this.doubts = data.doubts;
    this.mended = data.mended;
    this.interrupted = data.interrupted;
  }

  /**
   * The report that `toJSON` has made: its JSON text, or what `JSON.parse` made of that. Throws a `PersistenceInputError`
   * for what is none, and for one that a newer version of this package has written.
   */
  static from(json: object | string): SweepReport {
    return new SweepReport(readReport(json));
  }

  /** `'violated'` if something failed; `'inconclusive'` if nothing did, but not all was run to its end; else `'clean'`. */
  get verdict(): 'clean' | 'violated' | 'inconclusive' {
    if (this.failures.length > 0) return 'violated';
    return this.doubts.length > 0 || this.missing.length > 0 ? 'inconclusive' : 'clean';
  }

  /** Whether everything was run, and nothing failed. */
  get ok(): boolean {
    return this.verdict === 'clean';
  }

  /** Kinds of event that no seed has reached, of those given or of all that the sweep's profile and level can reach. */
  missedEvents(kinds: readonly SimEventKind[] = expectedEvents(this.plan)): readonly SimEventKind[] {
    return kinds.filter((kind) => this.events[kind] === undefined);
  }

  /** For people: the verdict, each kind of failure with its shortest run, and what was not reached. */
  toString(): string {
    return describeSweep(this);
  }

  /** For programs. */
  toJSON(): SweepData {
    return Object.fromEntries(Object.entries(this)) as unknown as SweepData;
  }
}
