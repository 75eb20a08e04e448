import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { invalidType } from '../values/check.js';

/** Where a sequence of draws starts; `7`, `7n` and `'7'` start the same. */
export type Seed = string | number | bigint;

/** Deterministic draws. */
export interface Draws {
  /** An integer in `min` .. `max`, both included. */
  int(min: number, max: number): number;
  /** The items in a drawn order. */
  shuffle<T>(items: readonly T[]): T[];
}

/** The draws of a seed for one purpose. Streams of different purposes are independent of each other. */
export function drawsOf(seed: Seed, purpose: string): Draws {
  if (typeof seed !== 'string' && typeof seed !== 'number' && typeof seed !== 'bigint') {
    throw invalidType('seed', 'string, number or bigint', seed);
  }
  const generator = xoroshiro128plus(fnv1a(`${purpose}:${seed}`));
  const int = (min: number, max: number): number => uniformInt(generator, min, max);
  return {
    int,
    shuffle(items) {
      const shuffled = [...items];
      for (let last = shuffled.length - 1; last > 0; last--) {
        const other = int(0, last);
        [shuffled[last], shuffled[other]] = [shuffled[other] as never, shuffled[last] as never];
      }
      return shuffled;
    },
  };
}

/** FNV-1a, 32 bits, over UTF-16 code units; may be negative. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash;
}
