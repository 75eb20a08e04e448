import { capsuleOf, type Capsule } from '../../sim/capsule.js';
import { replay } from '../../sim/replay.js';
import type { SimReport } from '../../sim/report.js';
import { withBackend } from '../../sim/sweep/backend.js';
import { timelineText } from '../../sim/timelines.js';
import type { Command } from '../command.js';
import type { CommandLine, OptionTable } from '../command-line.js';
import { ExitCode } from '../exit-code.js';
import { onlyFile, readCapsule } from '../files.js';
import { orInterrupted } from '../interruption.js';
import type { Io } from '../io.js';
import { backendOf, JSON_OUTPUT, STORES } from '../shared-options.js';

const OPTIONS = {
  ...STORES,
  timeline: { help: 'print what happened, step by step, as well' },
  ...JSON_OUTPUT,
} as const satisfies OptionTable;

/** Replays a capsule. */
export const replayCommand: Command = {
  name: 'replay',
  summary: 'run a failure once more',
  description: 'Executes what a capsule holds, up to the first violation.',
  synopsis: '<capsule>',
  options: OPTIONS,
  async run(line, io) {
    const capsule = readCapsule(onlyFile(line, 'replay'));
    const report = await replayOn(line, io, capsule);
    if (line.flag('json') === true) io.out(`${JSON.stringify(jsonOf(report))}\n`);
    else io.out(`${[String(report), ...compared(capsule, report), ...timelineOf(line, report)].join('\n')}\n`);
    return report.ok ? ExitCode.Clean : ExitCode.Violation;
  },
};

/** Replays a capsule on the stores that the command line names, and records every step. */
export async function replayOn(line: CommandLine, io: Io, capsule: Capsule): Promise<SimReport> {
  const { simulation } = capsule;
  const { signal } = io;
  const strict = line.flag('strict');
  const replaying = withBackend(await backendOf(line, simulation), simulation, (stores) =>
    replay(capsule, { ...stores, record: true, strict, signal }),
  );
  return orInterrupted(signal, replaying);
}

function timelineOf(line: CommandLine, report: SimReport): readonly string[] {
  return line.flag('timeline') === true ? ['', timelineText(report)] : [];
}

/** What differs from the run of which the capsule was made. */
function compared({ violations: [before] }: Capsule, { violations: [now] }: SimReport): readonly string[] {
  if (before === undefined || before.signature === now?.signature) return [];
  const was = `when it was written it failed with ${before.signature}, at step ${before.step}`;
  return [now === undefined ? `It does not fail any more: ${was}.` : `It fails in another way: ${was}.`];
}

function jsonOf(report: SimReport): object {
  const { simulation, origin, ok, operations, events, unchecked } = report;
  const { violations } = capsuleOf(report);
  return { simulation, origin, ok, operations: operations.length, events, violations, unchecked };
}
