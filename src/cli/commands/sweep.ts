import { availableParallelism } from 'node:os';
import { describeSweep } from '../../sim/sweep/describe.js';
import { readSweep, type SweepOptions } from '../../sim/sweep/options.js';
import type { SweepReport } from '../../sim/sweep/report.js';
import { conduct } from '../../sim/sweep/sweep.js';
import type { SweepFailure } from '../../sim/sweep/tally.js';
import { DETERMINISM } from '../../sim/sweep/task.js';
import type { Command } from '../command.js';
import { quoted, type CommandLine, type OptionTable } from '../command-line.js';
import { ExitCode } from '../exit-code.js';
import { FailureFolder } from '../failure-folder.js';
import { SweepProgressLine } from '../progress-line.js';
import { LEVELS, readDuration, readNumber, readSeeds, readWord } from '../read-values.js';
import { JSON_OUTPUT, STORES, storesAsTyped } from '../shared-options.js';
import { UsageError } from '../usage-error.js';

const SIMULATIONS = ['done-ledger', 'findings', 'persistence'] as const;

const OPTIONS = {
  simulation: { value: '<name>', help: `${SIMULATIONS.join(', ')}; persistence, which is both, if left out` },
  seeds: { value: '<seeds>', help: '100 for 0 to 99, which it is if left out; 100..199; 7,nightly' },
  seed: { value: '<seed>', multiple: true, help: 'one seed; may be given several times' },
  ops: { value: '<n>', help: 'operations of the part of a run with faults; 500 if left out' },
  run: { value: '<kind>', help: 'random, or swizzle-clog: overlapping batches, released in a shuffled order' },
  batches: { value: '<n>', help: 'batches of a swizzle-clog run; 10 if left out' },
  level: { value: '<level>', help: 'sunny-day, stormy or radioactive; stormy if left out' },
  profile: { value: '<name>', help: 'seed or extended; extended if left out' },
  jobs: { value: '<n>', help: 'threads; as many as there are cores if left out' },
  budget: { value: '<time>', help: 'time for the whole, like 30s or 5m; what is not run by then is inconclusive' },
  'seed-budget': { value: '<time>', help: 'time for one seed; 60s if left out' },
  shard: { value: '<i/n>', help: 'the part of the seeds to run, like 2/8; report puts the JSON of all parts together' },
  recheck: { value: '<share>', help: 'share of the seeds that are run twice, and compared; 0.02 if left out' },
  ...STORES,
  failures: {
    value: '<folder>',
    help: 'where failures are kept, to be replayed first next time; .gossip-failures if left out',
  },
  'no-failures': { help: 'neither keep failures nor replay those that were kept' },
  'require-events': { help: 'kinds of event that were not reached make the sweep inconclusive' },
  ...JSON_OUTPUT,
} as const satisfies OptionTable;

/** Runs a simulation from many seeds. */
export const sweepCommand: Command = {
  name: 'sweep',
  summary: 'run a simulation from many seeds',
  description:
    'Runs seeded simulations, with every invariant checked after every step. Failures are grouped; of each group the\n' +
    'shortest run is kept as a capsule, which replay, shrink and report take.',
  synopsis: '',
  options: OPTIONS,
  async run(line, io) {
    if (line.positionals.length > 0)
      throw new UsageError(`sweep takes no argument: leave out '${line.positionals.join(' ')}'.`);
    const failures = failuresOf(line, (problem) => io.err(`${problem}\n`));
    const options = { ...optionsOf(line), signal: io.signal };
    const progress = io.progress && new SweepProgressLine(io.progress);
    const onProgress = progress && ((done: Parameters<typeof progress.show>[0]) => progress.show(done));
    const report = await conduct(readSweep(options), { signal: io.signal, failures, onProgress }, true);
    if (line.flag('json') === true) io.out(`${JSON.stringify(report)}\n`);
    else io.out(`${describeSweep(report, (failure) => linesToPaste(line, failures, failure))}\n`);
    const code = exitCodeOf(report);
    if (code !== ExitCode.Clean || line.flag('require-events') !== true || report.missedEvents().length === 0)
      return code;
    io.err('Inconclusive: --require-events asks for every kind of event.\n');
    return ExitCode.Inconclusive;
  },
};

/** What a process ends with that has printed a report. */
export function exitCodeOf({ verdict }: SweepReport): ExitCode {
  if (verdict === 'violated') return ExitCode.Violation;
  return verdict === 'clean' ? ExitCode.Clean : ExitCode.Inconclusive;
}

function optionsOf(line: CommandLine): SweepOptions {
  return {
    simulation: simulationOf(line),
    run: readWord(line, 'run', ['random', 'swizzle-clog']),
    seeds: readSeeds(line),
    ops: readNumber(line, 'ops'),
    batches: readNumber(line, 'batches'),
    level: readWord(line, 'level', LEVELS),
    profile: readWord(line, 'profile', ['seed', 'extended']),
    jobs: readNumber(line, 'jobs') ?? availableParallelism(),
    budgetMs: readDuration(line, 'budget'),
    seedBudgetMs: readDuration(line, 'seed-budget'),
    shard: line.value('shard'),
    recheck: readNumber(line, 'recheck'),
    backend: line.value('backend'),
    strict: line.flag('strict'),
  };
}

function simulationOf(line: CommandLine): (typeof SIMULATIONS)[number] | undefined {
  return readWord(line, 'simulation', SIMULATIONS);
}

function failuresOf(line: CommandLine, onProblem: (problem: string) => void): FailureFolder | undefined {
  const folder = line.value('failures');
  if (line.flag('no-failures') === true) {
    if (folder !== undefined) throw new UsageError('Either --failures or --no-failures, not both.');
    return undefined;
  }
  const of = { backend: line.value('backend'), simulation: simulationOf(line) ?? 'persistence' };
  return new FailureFolder(folder ?? '.gossip-failures', of, onProblem);
}

/** What shows a failure once more: its capsule; or its seed, if there is no capsule that could, or none was kept. */
function linesToPaste(line: CommandLine, failures: FailureFolder | undefined, failure: SweepFailure): string[] {
  const { file, seed, seeds, signature } = failure;
  if (file !== undefined && failures !== undefined) {
    const capsule = `${quoted(failures.pathOf(file))}${storesAsTyped(line)}`;
    return ['replay', 'shrink', 'report'].map((name) => `npx gossip-inmemory ${name} ${capsule}`);
  }
  if (seed === undefined || !seeds.includes(seed)) return [];
  const options = line.without('seeds', 'seed', 'shard', 'jobs', 'budget', 'recheck', 'json', 'require-events');
  const twice = signature === DETERMINISM ? ['--recheck=1'] : [];
  return [['npx gossip-inmemory sweep', `--seed=${quoted(seed)}`, ...options, ...twice].join(' ')];
}
