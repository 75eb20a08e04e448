import type { Command } from './command.js';
import { closest } from './closest.js';
import { CommandLine } from './command-line.js';
import { COMMANDS } from './commands/index.js';
import { ExitCode } from './exit-code.js';
import { helpOf, helpOfAll } from './help.js';
import type { Io } from './io.js';
import { ownPackage } from './own-package.js';
import { refusalOf } from './usage-error.js';

/** Runs a command line; what the process is to exit with. It never rejects. */
export async function run(words: readonly string[], io: Io): Promise<ExitCode> {
  const [name = '', ...rest] = words;
  if (name === '--help' || name === '-h' || name === 'help') return show(io, helpOfAll(COMMANDS));
  if (name === '--version' || name === '-v') return show(io, `${ownPackage().version}\n`);
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) return refuse(io, unknownCommand(name), 'gossip-inmemory --help');
  if (rest.includes('--help') || rest.includes('-h')) return show(io, helpOf(command));
  try {
    const code = await command.run(CommandLine.parse(rest, command.options), io);
    return io.signal.aborted ? ExitCode.Interrupted : code;
  } catch (error) {
    return failed(error, command, io);
  }
}

function failed(error: unknown, { name }: Command, io: Io): ExitCode {
  if (io.signal.aborted) return ExitCode.Interrupted;
  const refusal = refusalOf(error);
  if (refusal !== undefined) return refuse(io, refusal, `gossip-inmemory ${name} --help`);
  io.err(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return ExitCode.Inconclusive;
}

function unknownCommand(name: string): string {
  if (name === '') return `Which command? One of ${COMMANDS.map((command) => command.name).join(', ')}.`;
  const like = closest(
    name,
    COMMANDS.map((command) => command.name),
  );
  return `There is no command ${name}.${like === undefined ? '' : ` Did you mean ${like}?`}`;
}

function refuse(io: Io, why: string, help: string): ExitCode {
  io.err(`${why}\nWhat there is: npx ${help}\n`);
  return ExitCode.Usage;
}

function show(io: Io, text: string): ExitCode {
  io.out(text);
  return ExitCode.Clean;
}
