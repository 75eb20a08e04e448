import { ExitCode } from './exit-code.js';
import type { Io } from './io.js';

/** Milliseconds between two looks at how far a command has got. */
const OFTEN = 100;

/** The terminal, or whatever stands in its place, as commands see it. */
export function terminalOf(
  process: Pick<NodeJS.Process, 'stdout' | 'stderr' | 'on' | 'exit'>,
): Io & { flushed(): Promise<void> } {
  const { stdout, stderr } = process;
  const interruption = new AbortController();
  process.on('SIGINT', () => {
    if (interruption.signal.aborted) process.exit(ExitCode.Interrupted); // asked twice: at once
    interruption.abort();
  });
  // Whoever reads our output may have seen enough, as `head` does.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(ExitCode.Inconclusive);
  });
  let shown = -Infinity;
  let line = false;
  const clear = (): void => {
    if (line) stderr.write('\r\u001b[K');
    line = false;
  };
  return {
    out(text) {
      clear();
      stdout.write(text);
    },
    err(text) {
      clear();
      stderr.write(text);
    },
    progress: stderr.isTTY
      ? (text) => {
          const now = performance.now();
          if (now - shown < OFTEN) return;
          shown = now;
          clear();
          stderr.write(text.slice(0, Math.max(1, stderr.columns - 1)));
          line = true;
        }
      : undefined,
    signal: interruption.signal,
    async flushed() {
      clear();
      for (const stream of [stdout, stderr])
        await new Promise<void>((resolve) => {
          stream.write('', () => resolve());
        });
    },
  };
}
