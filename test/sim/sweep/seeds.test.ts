import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareSeeds, readSeeds, readShard, sliceOf, type SeedList } from '../../../src/sim/sweep/seeds.js';

const all = (list: SeedList): string[] => Array.from({ length: list.size }, (_, index) => list.at(index));

describe('seeds', () => {
  test.each([
    ['0..2', 3, ['0', '1', '2']],
    ['0', 1, ['0']],
    ['7..9', { from: 7, to: 9 }, ['7', '8', '9']],
    ['-1..1', { from: -1, to: 1 }, ['-1', '0', '1']],
    ['4', { from: 4, to: 4 }, ['4']],
    ['7, 8, nightly', [7, 8n, 'nightly'], ['7', '8', 'nightly']],
  ])('%s', (text, seeds, list) => {
    expect(readSeeds(seeds).text).toBe(text);
    expect(all(readSeeds(seeds))).toEqual(list);
  });

  test.each([
    [0, 'OutOfRange', 'seeds'],
    [1.5, 'OutOfRange', 'seeds'],
    ['7', 'InvalidType', 'seeds'],
    [null, 'InvalidType', 'seeds'],
    [[], 'Empty', 'seeds'],
    [[7, {}], 'InvalidType', 'seeds[1]'],
    [{ from: 1 }, 'InvalidType', 'seeds.to'],
    [{ from: 2, to: 1 }, 'OutOfRange', 'seeds.to'],
    [{ from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER }, 'OutOfRange', 'seeds'],
  ])('%j are refused', (seeds, code, field) => {
    expect(() => readSeeds(seeds)).toThrow(expect.objectContaining({ code, field }));
  });

  test('a great many of them take no room', () => {
    const list = readSeeds(Number.MAX_SAFE_INTEGER);
    expect(list.at(list.size - 1)).toBe(`${Number.MAX_SAFE_INTEGER - 1}`);
  });
});

describe('shards', () => {
  test('every seed is in exactly one of them, in order, and they are of one size, give or take one', () => {
    const size = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }));
    fc.assert(
      fc.property(size, fc.integer({ min: 1, max: 50 }), (seeds, count) => {
        const slices = Array.from({ length: count }, (_, index) => sliceOf({ index: index + 1, count }, seeds));
        expect(slices[0]?.[0]).toBe(0);
        expect(slices.at(-1)?.[1]).toBe(seeds);
        for (const [index, [begin]] of slices.slice(1).entries()) expect(begin).toBe(slices[index]?.[1]);
        const sizes = slices.map(([begin, end]) => end - begin);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('are written as parts', () => {
    expect(readShard('2/8')).toEqual({ index: 2, count: 8 });
    expect(readShard(undefined)).toEqual({ index: 1, count: 1 });
  });

  test.each([
    ['2', 'InvalidType'],
    ['2/', 'InvalidType'],
    ['a/b', 'InvalidType'],
    [2, 'InvalidType'],
    ['0/8', 'OutOfRange'],
    ['9/8', 'OutOfRange'],
    ['1/0', 'OutOfRange'],
  ])('%j is refused', (shard, code) => {
    expect(() => readShard(shard)).toThrow(expect.objectContaining({ code, field: 'shard' }));
  });
});

describe('the order of seeds', () => {
  test('is that of their numbers, and of words after them', () => {
    const seeds = ['nightly', '10', '-2', '9', 'b', '18446744073709551616'];
    expect(seeds.sort(compareSeeds)).toEqual(['-2', '9', '10', '18446744073709551616', 'b', 'nightly']);
  });

  test('is total', () => {
    const seed = fc.oneof(fc.integer({ min: -3, max: 3 }).map(String), fc.constantFrom('a', '', '007', '7', '-0', '0'));
    fc.assert(
      fc.property(seed, seed, seed, (a, b, c) => {
        expect(Math.sign(compareSeeds(a, b))).toBe(-Math.sign(compareSeeds(b, a)) + 0);
        expect(compareSeeds(a, b) === 0).toBe(a === b);
        if (compareSeeds(a, b) <= 0 && compareSeeds(b, c) <= 0) expect(compareSeeds(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
});
