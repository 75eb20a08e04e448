import { readFileSync } from 'node:fs';
import { parseCapsule, type Capsule } from '../sim/capsule.js';
import type { CommandLine } from './command-line.js';
import { UsageError } from './usage-error.js';

/** The one file that a command is about. Throws a `UsageError`. */
export function onlyFile({ positionals }: CommandLine, command: string): string {
  const [file, ...more] = positionals;
  if (file === undefined) throw new UsageError(`${command} needs a capsule: gossip-inmemory ${command} <capsule>.`);
  if (more.length > 0) throw new UsageError(`${command} takes one capsule: leave out '${more.join(' ')}'.`);
  return file;
}

/** Reads a capsule. Throws a `UsageError`, or what `parseCapsule` says. */
export function readCapsule(file: string): Capsule {
  const json = readJson(file);
  if (isSweep(json)) throw new UsageError(`${file} is the report of a sweep; gossip-inmemory report takes it.`);
  return parseCapsule(json);
}

/** Reads JSON. Throws a `UsageError`. */
export function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}.`, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${(error as Error).message}.`, { cause: error });
  }
}

/** Whether some JSON is the report of a sweep, not a capsule. */
export function isSweep(json: unknown): json is object {
  return typeof json === 'object' && json !== null && 'plan' in json;
}
