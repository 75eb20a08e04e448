import type { EventHistogram, SimEventKind } from '../../src/sim/operations.js';
import type { RecordedStep } from '../../src/sim/world.js';
import { hasMethods, wrongReceiver } from './arguments.js';
import { MatcherUsageError } from './context.js';

/** What the reports of simulations, scenarios, replays and sweeps have in common. */
export interface RunReport {
  readonly ok: boolean;
  readonly events: EventHistogram;
  /** Of single runs. */
  readonly steps?: readonly RecordedStep[];
  missedEvents(kinds?: readonly SimEventKind[]): readonly SimEventKind[];
  /** Of single runs. */
  capsule?(): object;
  /** What is known, for people. */
  toString(): string;
}

/** Reads a report by its shape: the simulation is an entry of its own, which no matcher loads. */
export function readRunReport(name: string, received: unknown): RunReport {
  if (hasMethods(received, 'missedEvents') && 'ok' in received && typeof received.ok === 'boolean')
    return received as unknown as RunReport;
  if (hasMethods(received, 'run') || hasMethods(received, 'then')) {
    const what = hasMethods(received, 'run') ? 'something that has yet to run' : 'a promise';
    throw new MatcherUsageError(`${name}() judges a report; it received ${what}. Await it: expect(await sim.run()).`);
  }
  throw wrongReceiver(name, 'the report of a simulation, a scenario, a replay or a sweep', received);
}
