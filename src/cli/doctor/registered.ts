import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Finding } from './finding.js';
import { installedFor } from './installed.js';

/** Most files that are looked into. */
const MOST = 5_000;

/** Folders in which nobody writes tests. */
const SKIPPED = ['node_modules', 'dist', 'build', 'coverage'];

/** What makes the matchers known to an `expect`. */
const REGISTERS = /['"]gossip-inmemory\/(vitest|jest|matchers)['"]/;

/** Whether some file of the project registers the matchers, as far as its text shows. */
export function registered(folder: string): Finding[] {
  if (['vitest', 'jest'].every((runner) => installedFor(folder, runner) === undefined)) return [];
  let left = MOST;
  for (const file of filesBelow(folder)) {
    if (left-- === 0) break;
    const entry = REGISTERS.exec(readFileSync(file, 'utf8'))?.[0];
    if (entry !== undefined) return [{ status: 'ok', text: `${relative(folder, file)} imports ${entry.slice(1, -1)}` }];
  }
  const remedy =
    "Vitest: import { expect, test } from 'gossip-inmemory/vitest'. Any other: expect.extend(matchers), with import * as matchers from 'gossip-inmemory/matchers'.";
  return [{ status: 'note', text: 'No file here registers the matchers.', remedy }];
}

function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || SKIPPED.includes(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile() && /\.[cm]?[jt]sx?$/.test(entry.name)) yield path;
  }
}
