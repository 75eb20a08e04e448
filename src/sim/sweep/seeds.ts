import type { Seed } from '../../harness/seed.js';
import { empty, invalidType, kindOf, objectLike, outOfRange } from '../../values/check.js';

/** Which seeds a sweep runs: `n` for 0 .. n-1, a range with both of its ends, or one by one. */
export type Seeds = number | { readonly from: number; readonly to: number } | readonly Seed[];

/** Seeds in their order, made as they are asked for: a million of them take no room. */
export interface SeedList {
  readonly size: number;
  /** What they are, for example `0..99`. */
  readonly text: string;
  /** The seed at an index, as text. */
  at(index: number): string;
}

/** Part `index` of `count`, from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Reads the option `seeds`. Throws `InvalidType`, `OutOfRange` or `Empty`. */
export function readSeeds(seeds: unknown): SeedList {
  if (typeof seeds === 'number') return range(0, integer('seeds', seeds, 1) - 1);
  if (Array.isArray(seeds)) return listed(seeds);
  if (kindOf(seeds) !== 'object') throw invalidType('seeds', 'number, { from, to } or a list of seeds', seeds);
  const { from, to } = objectLike('seeds', seeds);
  const first = integer('seeds.from', from, Number.MIN_SAFE_INTEGER);
  return range(first, integer('seeds.to', to, first));
}

/** Reads the option `shard`, for example `'2/8'`; the whole if there is none. Throws `InvalidType` or `OutOfRange`. */
export function readShard(shard: unknown): Shard {
  if (shard === undefined) return { index: 1, count: 1 };
  const found = typeof shard === 'string' ? /^(\d+)\/(\d+)$/.exec(shard) : null;
  if (found === null) throw invalidType('shard', "a part like '2/8'", shard);
  const count = integer('shard', Number(found[2]), 1);
  return { index: integer('shard', Number(found[1]), 1, count), count };
}

/** Where a shard of so many seeds begins, and where the next one does. Shards are of one size, give or take one. */
export function sliceOf({ index, count }: Shard, size: number): readonly [begin: number, end: number] {
  const bound = (part: number): number => Number((BigInt(size) * BigInt(part)) / BigInt(count));
  return [bound(index - 1), bound(index)];
}

/** Orders seeds: integers by their value, and before all others. */
export function compareSeeds(a: string, b: string): number {
  const [x, y] = [a, b].map((seed) => (/^-?\d+$/.test(seed) ? BigInt(seed) : undefined));
  if (x !== undefined && y !== undefined && x !== y) return x < y ? -1 : 1;
  if ((x === undefined) !== (y === undefined)) return x === undefined ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function range(from: number, to: number): SeedList {
  const size = to - from + 1;
  if (!Number.isSafeInteger(size)) throw outOfRange('seeds', size, 1, Number.MAX_SAFE_INTEGER);
  return { size, text: from === to ? `${from}` : `${from}..${to}`, at: (index) => `${from + index}` };
}

function listed(seeds: readonly unknown[]): SeedList {
  if (seeds.length === 0) throw empty('seeds');
  const texts = Array.from(seeds, (seed, index) => {
    if (typeof seed !== 'string' && typeof seed !== 'number' && typeof seed !== 'bigint')
      throw invalidType(`seeds[${index}]`, 'string, number or bigint', seed);
    return `${seed}`;
  });
  return { size: texts.length, text: texts.join(', '), at: (index) => texts[index] as string };
}

function integer(field: string, value: unknown, min: number, max: number = Number.MAX_SAFE_INTEGER): number {
  if (typeof value !== 'number') throw invalidType(field, 'number', value);
  if (!Number.isSafeInteger(value) || value < min || value > max) throw outOfRange(field, value, min, max);
  return value + 0;
}
