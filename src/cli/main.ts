#!/usr/bin/env node
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { fileOf } from '../sim/threads/backend-module.js';
import { isCommonJs } from '../sim/threads/module-format.js';
import { ExitCode } from './exit-code.js';
import * as own from './run.js';
import { terminalOf } from './terminal.js';

// This it ends with if nothing keeps the process alive any more, and the command has not come to its end.
process.exitCode = ExitCode.Inconclusive;
const unanswered = (): void => {
  process.stderr.write('A call of the backend was never answered, so the command could not come to its end.\n');
};
process.once('exit', unanswered);

const words = process.argv.slice(2);
const terminal = terminalOf(process);
const { run } = backendIsCommonJs(words) ? commonJs() : own;
void run(words, terminal).then(async (code) => {
  process.off('exit', unanswered);
  await terminal.flushed();
  process.exit(code); // a backend may have left something open
});

/** Whether the backend has the CommonJS copy of this package. */
function backendIsCommonJs(args: readonly string[]): boolean {
  const options = { backend: { type: 'string' } } as const;
  const { backend } = parseArgs({ args: [...args], options, strict: false }).values;
  return typeof backend === 'string' && isCommonJs(fileOf(backend));
}

/** The command line in CommonJS. */
function commonJs(): typeof own {
  return createRequire(import.meta.url)('../../../cjs/src/cli/run.js') as typeof own;
}
