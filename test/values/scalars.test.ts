import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FenceEpoch, LogicalTime, PersistenceInputError, RunId, ShardId } from '../../src/index.js';
import { U64_MAX, u64 } from '../support/arbitraries.js';

const COMPANIONS = Object.entries({ FenceEpoch, LogicalTime, RunId, ShardId } as unknown as Record<
  string,
  { of(value: unknown): bigint }
>);

describe.each(COMPANIONS)('%s', (name, Scalar) => {
  test('takes every u64 as a bigint', () => {
    fc.assert(
      fc.property(u64, (value) => {
        expect(Scalar.of(value)).toBe(value);
      }),
    );
  });

  test.each<[bigint | number, bigint]>([
    [0, 0n],
    [-0, 0n],
    [1, 1n],
    [Number.MAX_SAFE_INTEGER, 9007199254740991n],
    [0n, 0n],
    [2n ** 63n - 1n, 9223372036854775807n],
    [2n ** 63n, 9223372036854775808n],
    [U64_MAX, 18446744073709551615n],
  ])('of(%s) is %s', (value, expected) => {
    expect(Scalar.of(value)).toBe(expected);
  });

  test.each([-1n, 2n ** 64n, -(2n ** 64n)])('refuses %s, no u64', (value) => {
    expect(() => Scalar.of(value)).toThrow(outOfRange(name, value, U64_MAX));
  });

  test('refuses a negative number as the bigint that it is', () => {
    expect(() => Scalar.of(-1)).toThrow(outOfRange(name, -1n, U64_MAX));
  });

  test.each([
    0.5,
    -0.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.MAX_SAFE_INTEGER + 1,
    Number.MIN_SAFE_INTEGER - 1,
    2 ** 64,
  ])('refuses %d, no safe integer', (value) => {
    expect(() => Scalar.of(value)).toThrow(outOfRange(name, value, BigInt(Number.MAX_SAFE_INTEGER)));
  });

  test.each<[unknown, string]>([
    ['1', 'string'],
    [true, 'boolean'],
    [undefined, 'undefined'],
    [null, 'null'],
    [[1n], 'array'],
    [Object(1n), 'object'],
    [() => 1n, 'function'],
    [Symbol('1'), 'symbol'],
  ])('refuses %o, neither bigint nor number', (value, received) => {
    expect(() => Scalar.of(value)).toThrow(
      new PersistenceInputError(
        'InvalidType',
        { field: name, expected: 'bigint or number', received },
        `expected bigint or number, received ${received}`,
      ),
    );
  });
});

test('the first fence epoch is 1', () => {
  expect(FenceEpoch.INITIAL).toBe(1n);
});

function outOfRange(field: string, actual: bigint | number, max: bigint): PersistenceInputError {
  return new PersistenceInputError(
    'OutOfRange',
    { field, min: 0n, max, actual },
    `${actual} is not an integer in 0 .. ${max}`,
  );
}
