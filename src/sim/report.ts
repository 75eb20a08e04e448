import { plural } from '../harness/describe-event.js';
import { capsuleOf, type Capsule } from './capsule.js';
import type { FaultLevel, SimProfile } from './context.js';
import type { EventHistogram, SimEventKind, SimOperation } from './operations.js';
import { reachableEvents } from './profile.js';
import { describeViolation, type InvariantName, type Violation } from './violation.js';
import type { RecordedStep, SimPhase, World } from './world.js';

/** Which stores are simulated. */
export type SimulationName = 'done-ledger' | 'findings' | 'persistence';

/** What a run was drawn from. */
export interface SimOrigin {
  readonly simulation: SimulationName;
  /** The seed, as text. */
  readonly seed: string;
  readonly level: FaultLevel;
  readonly profile: SimProfile;
}

/** What a report says of its run beside what came of it. */
export interface SimHeading {
  readonly simulation: SimulationName;
  readonly origin?: SimOrigin | undefined;
  /** Whether a capsule was replayed. */
  readonly replayed?: boolean | undefined;
}

/** What came of a run. */
export class SimReport {
  readonly simulation: SimulationName;
  /** What the run was drawn from, or the run of which it replays a capsule; absent of a run that was written by hand. */
  readonly origin: SimOrigin | undefined;
  /** What was executed, in order. */
  readonly operations: readonly SimOperation[];
  /** The phase in which each of the operations was executed. */
  readonly phases: readonly SimPhase[];
  /** How often each kind of event came up. */
  readonly events: EventHistogram;
  /** What did not hold: of the first step in which something did not. */
  readonly violations: readonly Violation[];
  /** Invariants that could not be checked, as the backend does not show what they need. */
  readonly unchecked: readonly InvariantName[];
  /** Every step, if the run was recorded. */
  readonly steps: readonly RecordedStep[];
  readonly #replayed: boolean;

  /** @internal Reports come from a simulation. */
  constructor({ simulation, origin, replayed = false }: SimHeading, world: World) {
    this.simulation = simulation;
    this.origin = origin;
    this.#replayed = replayed;
    this.operations = [...world.operations];
    this.phases = [...world.phases];
    this.events = Object.freeze(Object.fromEntries([...world.events].sort(([a], [b]) => (a < b ? -1 : 1))));
    this.violations = [...world.violations];
    this.unchecked = world.unchecked;
    this.steps = [...world.steps];
  }

  /** Whether nothing was violated. */
  get ok(): boolean {
    return this.violations.length === 0;
  }

  /** Kinds of event that did not come up, of those given or of all that the run's profile and level can reach. */
  missedEvents(kinds?: readonly SimEventKind[]): readonly SimEventKind[] {
    const { profile = 'extended', level = 'Stormy' } = this.origin ?? {};
    return (kinds ?? reachableEvents(profile, level, this.simulation)).filter(
      (kind) => this.events[kind] === undefined,
    );
  }

  /** What was executed, to be kept and replayed. */
  capsule(): Capsule {
    return capsuleOf(this);
  }

  /** One sentence, and a line for each violation. */
  toString(): string {
    const run = `${this.simulation} ${this.#replayed ? 'replay' : this.origin ? 'simulation' : 'script'}`;
    const { seed, level, profile } = this.origin ?? {};
    const drawn = this.origin && `seed '${seed}', ${level}, ${profile} profile`;
    const parts = [run, drawn, plural(this.operations.length, 'operation')].filter((part) => part !== undefined);
    const verdict = this.ok ? 'every invariant held' : 'violated';
    return [`${parts.join(', ')}: ${verdict}`, ...this.violations.map(describeViolation)].join('\n');
  }
}
