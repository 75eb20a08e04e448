import { CHECKUPS, type Finding } from '../doctor/index.js';
import type { Command } from '../command.js';
import type { OptionTable } from '../command-line.js';
import { ExitCode } from '../exit-code.js';
import { JSON_OUTPUT } from '../shared-options.js';
import { UsageError } from '../usage-error.js';

const OPTIONS = { ...JSON_OUTPUT } as const satisfies OptionTable;

/** Looks at how the package is installed, and says what to do about what is wrong. */
export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'check the installation in this folder',
  description:
    'Looks at Node, at the copies of this package, at the runners and their types in the project of the working\n' +
    'directory, and runs each simulation for a moment. Says what to do about each problem.',
  synopsis: '',
  options: OPTIONS,
  exits: '0 no problem, 1 a problem, 2 usage, 130 interrupted',
  async run(line, io) {
    if (line.positionals.length > 0)
      throw new UsageError(`doctor takes no argument: leave out '${line.positionals.join(' ')}'.`);
    const findings: Finding[] = [];
    for (const checkup of CHECKUPS) {
      if (io.signal.aborted) break;
      findings.push(...(await checkup(process.cwd())));
    }
    io.out(
      line.flag('json') === true ? `${JSON.stringify(findings)}\n` : `${findings.map(describeFinding).join('\n')}\n`,
    );
    return findings.some(({ status }) => status === 'problem') ? ExitCode.Violation : ExitCode.Clean;
  },
};

function describeFinding({ status, text, remedy }: Finding): string {
  const head = `${status.padEnd(7)}  ${text}`;
  return remedy === undefined ? head : `${head}\n         ${remedy}`;
}
