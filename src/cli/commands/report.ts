import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { capsuleFileName } from '../../sim/capsule-files.js';
import { parseCapsule, type Capsule } from '../../sim/capsule.js';
import type { SimReport } from '../../sim/report.js';
import { describeSweep } from '../../sim/sweep/describe.js';
import { mergeReports } from '../../sim/sweep/merge-reports.js';
import { timelineHtml, timelineMermaid, timelineText } from '../../sim/timelines.js';
import type { CommandLine, OptionTable } from '../command-line.js';
import type { Command } from '../command.js';
import { ExitCode } from '../exit-code.js';
import { isSweep, readJson } from '../files.js';
import type { Io } from '../io.js';
import { readWord } from '../read-values.js';
import { STORES } from '../shared-options.js';
import { UsageError } from '../usage-error.js';
import { replayOn } from './replay.js';
import { exitCodeOf } from './sweep.js';

const OPTIONS = {
  format: { value: '<name>', help: 'html, mermaid or text; html if left out' },
  out: {
    value: '<folder>',
    help: 'where the files go; html goes to the working directory if left out, the rest is printed',
  },
  ...STORES,
  json: { help: 'print the merged report of sweeps as JSON, and draw nothing' },
} as const satisfies OptionTable;

const FORMATS = {
  html: { ending: 'html', draw: (report: SimReport) => timelineHtml(report) },
  mermaid: { ending: 'mmd', draw: (report: SimReport) => timelineMermaid(report) },
  text: { ending: 'txt', draw: (report: SimReport) => timelineText(report) },
} as const;

/** A capsule, and what its drawing is called. */
interface Named {
  readonly name: string;
  readonly capsule: Capsule;
}

/** Draws what capsules hold; puts the reports of sweeps together. */
export const reportCommand: Command = {
  name: 'report',
  summary: 'draw a failure, or put the reports of sweeps together',
  description:
    'Draws what a capsule holds as a timeline: one HTML page that needs no network, a Mermaid sequence diagram, or\n' +
    'text. Of the JSON reports of sweeps, of shards for example, it prints the sum and draws each failure.',
  synopsis: '<capsule...> | <sweep.json...>',
  options: OPTIONS,
  exits: 'those of sweep for the reports of sweeps; else 0 drawn, 2 usage, 130 interrupted',
  async run(line, io) {
    const files = line.positionals.map((file) => ({ file, json: readJson(file) }));
    if (files.length === 0) throw new UsageError('report needs a file: gossip-inmemory report <capsule | sweep.json>.');
    const sweeps = files.filter(({ json }) => isSweep(json));
    if (sweeps.length === 0) {
      if (line.flag('json') === true)
        throw new UsageError('report --json is for sweeps; replay --json is for a capsule.');
      await drawAll(line, io, files.map(namedAfterFile));
      return ExitCode.Clean;
    }
    if (sweeps.length < files.length)
      throw new UsageError('report takes capsules, or reports of sweeps, not both at once.');
    const sum = mergeReports(sweeps.map(({ json }) => json as object));
    if (line.flag('json') === true) io.out(`${JSON.stringify(sum)}\n`);
    else {
      io.out(`${describeSweep(sum)}\n`);
      await drawAll(
        line,
        io,
        sum.failures.flatMap(({ capsule }) => (capsule === undefined ? [] : [namedAfterFailure(capsule)])),
      );
    }
    return exitCodeOf(sum);
  },
};

function namedAfterFile({ file, json }: { readonly file: string; readonly json: unknown }): Named {
  return { name: basename(file).replace(/\.json$/, ''), capsule: parseCapsule(json) };
}

function namedAfterFailure(capsule: Capsule): Named {
  return { name: capsuleFileName(capsule).replace(/\.json$/, ''), capsule };
}

/** Replays each, and draws what happened. */
async function drawAll(line: CommandLine, io: Io, capsules: readonly Named[]): Promise<void> {
  const format = readWord(line, 'format', ['html', 'mermaid', 'text']) ?? 'html';
  const { ending, draw } = FORMATS[format];
  const folder = line.value('out') ?? (format === 'html' ? '.' : undefined);
  for (const { name, capsule } of capsules) {
    const drawing = draw(await replayOn(line, io, capsule));
    if (folder === undefined) {
      io.out(`${drawing.trimEnd()}\n`);
      continue;
    }
    const file = join(folder, `${name}.${ending}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, drawing);
    io.out(`wrote ${file}\n`);
  }
}
