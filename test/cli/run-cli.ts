import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { CLI } from '../support/built.js';

/** What a process has come to. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A backend of the tests. */
export const backend = (name: string): string => fileURLToPath(new URL(`backends/${name}`, import.meta.url));

/** Runs the command line as it is built; `onError` is told what it has written to standard error so far. */
export function runCli(
  words: readonly string[],
  { cwd, onError }: { cwd: string; onError?: (stderr: string, kill: (signal: NodeJS.Signals) => void) => void },
): Promise<Ended> {
  const child = spawn(process.execPath, [CLI, ...words], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL')); // should the test not wait for its end
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      texts[name] += chunk;
      if (name === 'stderr') onError?.(texts.stderr, (signal) => child.kill(signal));
    });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...texts }));
  });
}

/** A folder that is removed when the test is over. */
export class Folder implements Disposable {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'gossip-cli-')));

  run(...words: readonly string[]): Promise<Ended> {
    return runCli(words, { cwd: this.path });
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** The files in it, in their order. */
  files(): readonly string[] {
    return readdirSync(this.path, { recursive: true })
      .map((name) => join(this.path, String(name)))
      .filter((file) => statSync(file).isFile())
      .map((file) => relative(this.path, file))
      .sort();
  }

  read(name: string): string {
    return readFileSync(this.file(name), 'utf8');
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true });
  }
}

/** Takes out of a text what depends on what is drawn, and on where the repository lies. */
export function drawn(text: string): string {
  return text
    .replaceAll(fileURLToPath(new URL('backends', import.meta.url)), '<backends>')
    .replaceAll(/-?[\w-]*test-cli-backends-/g, '<backends>-')
    .replaceAll(/\d+ operations?;/g, '<n> operations;')
    .replaceAll(/with \d+ operations?$/gm, 'with <n> operations')
    .replaceAll(/at step \d+/g, 'at step <n>')
    .replaceAll(/not reached: .*/g, 'not reached: <kinds>')
    .replaceAll(/in \d+ runs/g, 'in <n> runs');
}
