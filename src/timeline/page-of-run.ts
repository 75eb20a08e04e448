import { plural } from '../harness/describe-event.js';
import type { SimStore } from '../sim/operations.js';
import type { SimReport } from '../sim/report.js';
import { KeyBook } from './key-book.js';
import type { TimelinePage } from './page.js';
import { printable } from './printable.js';
import { StepLane } from './step-lane.js';

/** The timeline of a simulated run that was recorded. */
export function pageOfRun(report: SimReport): TimelinePage {
  const { simulation, origin, steps } = report;
  const keys = new KeyBook();
  const stores = STORES.filter((store) => steps.some(({ operation }) => operation.store === store));
  const lanes = new Map(stores.map((store, lane) => [store, new StepLane(store, lane, keys)]));
  const entries = steps.map((step) => (lanes.get(step.operation.store) as StepLane).entry(step));
  return {
    title: printable(origin === undefined ? `${simulation} script` : `${simulation} simulation, seed '${origin.seed}'`),
    summary: summaryOf(report),
    lanes: stores,
    keys: keys.keys(),
    entries,
    flights: [...lanes.values()].flatMap(({ flights }) => flights.all()).sort((a, b) => a.from - b.from),
  };
}

const STORES: readonly SimStore[] = ['ledger', 'sink'];

function summaryOf({ origin, operations, events, violations, unchecked }: SimReport): readonly string[] {
  const counts = Object.entries(events).map(([kind, count]) => `${kind} ${count}`);
  const last = violations.at(-1);
  return [
    `${origin === undefined ? '' : `${origin.level}, ${origin.profile} profile, `}${plural(operations.length, 'operation')}.`,
    last === undefined
      ? 'Every invariant held after every step.'
      : `${plural(violations.length, 'violation')} at step ${last.step}, with which the run ended.`,
    ...(unchecked.length === 0 ? [] : [`Not checked, for lack of reads: ${unchecked.join(', ')}.`]),
    ...(counts.length === 0 ? [] : [`Events: ${counts.join(', ')}.`]),
  ];
}
