import { EXTENDED_EVENT_KINDS, SEED_EVENT_KINDS, type SimEventKind } from '../src/sim/operations.js';
import { checkArguments } from './support/arguments.js';
import { MatcherUsageError, type MatcherContext, type MatcherResult } from './support/context.js';
import { report } from './support/report.js';
import { readRunReport } from './support/run-report.js';

const NAME = 'toReachEvents';

/** Holds for a report whose runs came to each of these kinds of event; without any, to all that they can come to. */
export function toReachEvents(this: MatcherContext, received: unknown, ...args: readonly unknown[]): MatcherResult {
  checkArguments(NAME, args, 0, KINDS.length);
  for (const kind of args) checkKind(kind);
  const run = readRunReport(NAME, received);
  const wanted = args.length === 0 ? undefined : (args as readonly SimEventKind[]);
  const missed = run.missedEvents(wanted);
  const pass = missed.length === 0;
  return report(this, NAME, args.length === 0 ? '' : '...kinds', pass, () => ({
    sentence: pass ? 'Every kind of event was reached.' : `Not reached: ${missed.join(', ')}.`,
    evidence: `Reached: ${reached(run.events)}.`,
  }));
}

function checkKind(kind: unknown): void {
  if (KINDS.includes(kind as SimEventKind)) return;
  const given = typeof kind === 'string' ? `"${kind}"` : `a ${typeof kind}`;
  throw new MatcherUsageError(`${NAME}(): there is no kind of event ${given}, only ${KINDS.join(', ')}.`);
}

function reached(events: Readonly<Partial<Record<string, number>>>): string {
  const counts = Object.entries(events).map(([kind, count]) => `${kind} ${count}`);
  return counts.length === 0 ? 'nothing' : counts.join(', ');
}

const KINDS: readonly SimEventKind[] = [...SEED_EVENT_KINDS, ...EXTENDED_EVENT_KINDS, 'UpsertInDoubt'];
