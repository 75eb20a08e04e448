import type { FaultLevel, SimProfile } from './context.js';
import type { EventHistogram, SimEventKind, SimOperation } from './operations.js';
import { reachableEvents } from './profile.js';
import { describeViolation, type InvariantName, type Violation } from './violation.js';
import type { RecordedStep, World } from './world.js';

/** Which stores are simulated. */
export type SimulationName = 'done-ledger' | 'findings' | 'persistence';

/** What a run was drawn from; absent of a run that was written by hand. */
export interface SimOrigin {
  readonly simulation: SimulationName;
  /** The seed, as text. */
  readonly seed: string;
  readonly level: FaultLevel;
  readonly profile: SimProfile;
}

/** What came of a run. */
export class SimReport {
  readonly origin: SimOrigin;
  /** What was executed, in order. */
  readonly operations: readonly SimOperation[];
  /** How often each kind of event came up. */
  readonly events: EventHistogram;
  /** What did not hold: of the first step in which something did not. */
  readonly violations: readonly Violation[];
  /** Invariants that could not be checked, as the backend does not show what they need. */
  readonly unchecked: readonly InvariantName[];
  /** Every step, if the run was recorded. */
  readonly steps: readonly RecordedStep[];

  /** @internal Reports come from a simulation. */
  constructor(origin: SimOrigin, world: World) {
    this.origin = origin;
    this.operations = [...world.operations];
    this.events = Object.freeze(Object.fromEntries([...world.events].sort(([a], [b]) => (a < b ? -1 : 1))));
    this.violations = [...world.violations];
    this.unchecked = world.unchecked;
    this.steps = [...world.steps];
  }

  /** Whether nothing was violated. */
  get ok(): boolean {
    return this.violations.length === 0;
  }

  /** Kinds of event that did not come up, of those given or of all that the profile and level can reach. */
  missedEvents(
    kinds: readonly SimEventKind[] = reachableEvents(this.origin.profile, this.origin.level, this.origin.simulation),
  ): readonly SimEventKind[] {
    return kinds.filter((kind) => this.events[kind] === undefined);
  }

  /** One sentence, and a line for each violation. */
  toString(): string {
    const { simulation, seed, level, profile } = this.origin;
    const run = `${simulation} simulation, seed '${seed}', ${level}, ${profile} profile, ${this.operations.length} operations`;
    return [`${run}: ${this.ok ? 'every invariant held' : 'violated'}`, ...this.violations.map(describeViolation)].join(
      '\n',
    );
  }
}
