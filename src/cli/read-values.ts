import { FaultLevel } from '../sim/context.js';
import type { Seeds } from '../sim/sweep/seeds.js';
import type { CommandLine } from './command-line.js';
import { UsageError } from './usage-error.js';

/** Reads a count. Throws a `UsageError`. */
export function readNumber(line: CommandLine, name: string): number | undefined {
  const text = line.value(name);
  if (text === undefined) return undefined;
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new UsageError(`--${name} needs a number, not '${text}'.`);
  return Number(text);
}

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** Reads a duration, in milliseconds. Throws a `UsageError`. */
export function readDuration(line: CommandLine, name: string): number | undefined {
  const text = line.value(name);
  if (text === undefined) return undefined;
  const found = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  if (found === null)
    throw new UsageError(`--${name} needs a time with its unit, like 500ms, 30s, 5m or 2h, not '${text}'.`);
  return Math.round(Number(found[1]) * UNITS[found[2] as keyof typeof UNITS]);
}

/** Reads one of several words, however it is written: `sunny-day` is `SunnyDay`. Throws a `UsageError`. */
export function readWord<Word extends string>(
  line: CommandLine,
  name: string,
  words: readonly Word[],
): Word | undefined {
  const text = line.value(name);
  if (text === undefined) return undefined;
  const plain = (word: string): string => word.toLowerCase().replaceAll('-', '');
  const word = words.find((candidate) => plain(candidate) === plain(text));
  if (word === undefined) throw new UsageError(`--${name} needs ${words.join(' or ')}, not '${text}'.`);
  return word;
}

/** The fault levels, mildest first. */
export const LEVELS = [FaultLevel.SunnyDay, FaultLevel.Stormy, FaultLevel.Radioactive] as const;

/** Reads `--seeds 100`, `--seeds 100..199`, `--seeds a,b` and any number of `--seed a`. Throws a `UsageError`. */
export function readSeeds(line: CommandLine): Seeds | undefined {
  const text = line.value('seeds');
  const single = line.values('seed');
  if (single.length > 0 && text !== undefined) throw new UsageError('Either --seeds or --seed, not both.');
  if (single.length > 0) return single;
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  const range = /^(-?\d+)\.\.(-?\d+)$/.exec(text);
  if (range !== null) return { from: Number(range[1]), to: Number(range[2]) };
  const listed = text.split(',').filter((seed) => seed !== '');
  if (!text.includes(',') || listed.length === 0)
    throw new UsageError(
      `--seeds needs a number, a range or a list: 100, 100..199 or 7,nightly; not '${text}'. One seed is --seed ${text}.`,
    );
  return listed;
}
