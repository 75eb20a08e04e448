// Draws that are the same on every run.
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A function that draws integers from `min` to `max`. */
export function drawsOf(seed) {
  const random = xoroshiro128plus(seed);
  return (min, max) => uniformInt(random, min, max);
}

/** Puts an array into a random order, in place. */
export function shuffle(array, draw) {
  for (let last = array.length - 1; last > 0; last--) {
    const other = draw(0, last);
    [array[last], array[other]] = [array[other], array[last]];
  }
  return array;
}

/** 64 hex digits, others for each number below 2^21. */
export function hex64(number) {
  return ((number * 2654435761) % 2 ** 32).toString(16).padStart(8, '0').repeat(8);
}

/** A string that the engine holds in one piece, not as the sum of others. */
export function flat(text) {
  return Buffer.from(text, 'latin1').toString('latin1');
}
