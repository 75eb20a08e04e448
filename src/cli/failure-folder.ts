import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CapsuleFolder } from '../sim/capsule-files.js';
import type { SimulationName } from '../sim/report.js';

/** Keeps failures as files: in a folder of their own for each backend and simulation. */
export class FailureFolder implements CapsuleFolder {
  readonly #folder: string;
  readonly #onProblem: (message: string) => void;

  constructor(
    root: string,
    { backend, simulation }: { readonly backend: string | undefined; readonly simulation: SimulationName },
    onProblem: (message: string) => void,
  ) {
    this.#folder = join(root, backend === undefined ? 'in-memory' : nameOf(backend), simulation);
    this.#onProblem = onProblem;
  }

  /** The path of one of its files. */
  pathOf(name: string): string {
    return join(this.#folder, name);
  }

  async list(): Promise<readonly string[]> {
    try {
      return readdirSync(this.#folder);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!['ENOENT', 'ENOTDIR'].includes(code)) throw error;
      return []; // no failure has made it yet
    }
  }

  async read(name: string): Promise<string> {
    return readFileSync(this.pathOf(name), 'utf8');
  }

  /** Writes a file. What was found must not be lost for a full disk, so a problem is told, and no more. */
  async write(name: string, text: string): Promise<void> {
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(this.pathOf(name), text);
    } catch (error) {
      this.#onProblem(`${this.pathOf(name)} could not be written: ${(error as Error).message}`);
    }
  }
}

/** The path of a backend as the name of a folder. */
function nameOf(path: string): string {
  return path
    .replace(/\.\w+$/, '')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}
