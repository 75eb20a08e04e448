import { plural } from '../../harness/describe-event.js';
import type { SweepReport } from './report.js';
import type { SweepPlan } from './options.js';
import type { Subjects, SweepFailure } from './tally.js';

/** A report for people; `linesToPaste` is what shows a failure once more. */
export function describeSweep(
  report: SweepReport,
  linesToPaste = (failure: SweepFailure): readonly string[] => seedToPaste(report.plan, failure),
): string {
  const { failures, doubts, missing, mended } = report;
  return [
    headOf(report),
    countsOf(report),
    ...failures.flatMap((failure) => ['', ...describeFailure(failure), ...indented(linesToPaste(failure))]),
    ...(failures.length > 0 ? [''] : []),
    ...doubts.map((doubt) => `inconclusive: ${subjects(doubt)}: ${doubt.why}`),
    ...(missing.length > 0 ? [`inconclusive: shards that are missing: ${missing.join(', ')}`] : []),
    ...mended.map((name) => `mended: ${name} does not fail any more`),
    coverageOf(report),
  ].join('\n');
}

function headOf({ plan, seeds, shards, verdict }: SweepReport): string {
  const { simulation, run, length, level, profile, total, backend } = plan;
  const [shard = '1/1', ...more] = shards;
  const part = seeds === total ? `${seeds} seeds` : `${seeds} of ${total} seeds`;
  const which = shard === '1/1' || more.length > 0 ? plan.seeds : `${plan.seeds}, shard ${shard}`;
  const runs = run === 'random' ? `${length} operations each` : `swizzle-clog of ${length} batches each`;
  const on = backend === undefined ? [] : [`backend ${backend}`];
  return `${[`${simulation} sweep of ${part} (${inShort(which)})`, runs, level, `${profile} profile`, ...on].join(', ')}: ${verdict}`;
}

function countsOf({ held, violated, inconclusive, operations, rechecked, interrupted }: SweepReport): string {
  const outcomes = `${held} held, ${violated} violated, ${inconclusive} inconclusive`;
  const twice = rechecked === 0 ? [] : [`${rechecked} run twice`];
  return [outcomes, plural(operations, 'operation'), ...twice, ...(interrupted ? ['interrupted'] : [])].join('; ');
}

function coverageOf(report: SweepReport): string {
  const missed = report.missedEvents();
  if (missed.length === 0) return 'every kind of event was reached';
  return Object.keys(report.events).length === 0 ? 'no event was reached' : `not reached: ${missed.join(', ')}`;
}

function describeFailure({ signature, message, operations, ...about }: SweepFailure): readonly string[] {
  const length = `${operations} ${operations === 1 ? 'operation' : 'operations'}`;
  return [`${signature}: ${subjects(about)}, the shortest run with ${length}`, `  ${message}`];
}

/** What runs the shortest run once more, as a line of a test: if it was drawn in this sweep. */
function seedToPaste(plan: SweepPlan, { seed, seeds }: SweepFailure): readonly string[] {
  if (seed === undefined || !seeds.includes(seed)) return [];
  const { simulation, run, length, level, profile, backend, strict } = plan;
  const [name, ...stores] = NAMES[simulation];
  const options = [
    `seed: ${JSON.stringify(seed)}`,
    `level: '${level}'`,
    `profile: '${profile}'`,
    ...(strict === undefined ? [] : [`strict: ${strict}`]),
    ...(backend === undefined ? [] : stores),
  ];
  const call = run === 'random' ? `run({ ops: ${length} })` : `swizzleClog({ batches: ${length} })`;
  return [`await new ${name}({ ${options.join(', ')} }).${call}`];
}

const NAMES = {
  'done-ledger': ['DoneLedgerSim', 'ledger'],
  findings: ['FindingsSim', 'sink'],
  persistence: ['PersistenceSim', 'ledger', 'sink'],
} as const;

/** Most seeds that are named. */
const SHOWN = 8;

function subjects({ count, seeds, stored }: Subjects): string {
  const shown = seeds.slice(0, SHOWN).join(', ');
  const named = shown === '' ? '' : ` (${shown}${count > SHOWN ? ', ...' : ''})`;
  const drawn = count === 0 ? [] : [`${count} ${count === 1 ? 'seed' : 'seeds'}${named}`];
  return [...drawn, ...stored].join(', ');
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

function inShort(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
