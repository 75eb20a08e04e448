import type { CommandLine, OptionTable } from './command-line.js';
import type { ExitCode } from './exit-code.js';
import type { Io } from './io.js';

/** A command of the command line. */
export interface Command {
  readonly name: string;
  /** What it does, in a few words. */
  readonly summary: string;
  /** What it does, in a few lines, for its help. */
  readonly description: string;
  /** Its arguments as its help shows them, for example `<capsule>`. */
  readonly synopsis: string;
  readonly options: OptionTable;
  /** What it exits with, where that is not what all commands do. */
  readonly exits?: string;
  run(line: CommandLine, io: Io): Promise<ExitCode>;
}
