import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SecretHash, TenantId } from '../../src/index.js';
import { digestOf } from '../../src/store/digest.js';
import { finding, secretBytes } from '../support/rows.js';

const secret = (n: number) => SecretHash.fromPersisted(secretBytes(n));
const shared = { a: 1 };
class RowOfSomeKind {
  readonly a = 1;
}
const cyclic: { self?: unknown } = {};
cyclic.self = cyclic;

describe('plain data', () => {
  test.each<[string, unknown, unknown]>([
    ['numbers', 1, 2],
    ['zeros', 0, -0],
    ['a number and its text', 1, '1'],
    ['a number and the same bigint', 1, 1n],
    ['undefined and null', undefined, null],
    ['an absent and an undefined property', {}, { a: undefined }],
    ['texts that would run together', ['a,b'], ['a', 'b']],
    ['a list and an object', ['a'], { 0: 'a' }],
    ['objects with and without a prototype', {}, Object.create(null)],
    ['maps by value', new Map([['a', 1]]), new Map([['a', 2]])],
    [
      'maps by the order of their entries',
      new Map(Object.entries({ a: 1, b: 2 })),
      new Map(Object.entries({ b: 2, a: 1 })),
    ],
    ['sets', new Set([1]), new Set([2])],
    ['a map and a set', new Map(), new Set()],
    ['dates', new Date(1), new Date(2)],
    ['bytes', Uint8Array.of(1), Uint8Array.of(2)],
    ['secrets', secret(1), secret(2)],
    ['nested values', { a: [{ b: secret(1) }] }, { a: [{ b: secret(2) }] }],
    ['one object twice and two equal ones', [shared, shared], [shared, { ...shared }]],
  ])('of different content has different digests: %s', (_, a, b) => {
    expect(digestOf(a)).not.toBe(digestOf(b));
    expect(digestOf(a)).toEqual(expect.any(String));
    expect(digestOf(b)).toEqual(expect.any(String));
  });

  test('of the same content has the same digest', () => {
    const make = () => ({ rows: new Map([['a', [finding(1), TenantId.filled(2), new Set([1n])]]]), at: new Date(3) });
    expect(digestOf(make())).toBe(digestOf(make()));
  });

  test('has one that depends on its content alone', () => {
    const data = fc.anything({
      withBigInt: true,
      withMap: true,
      withSet: true,
      withDate: true,
      withNullPrototype: true,
    });
    fc.assert(
      fc.property(fc.clone(data, 2), data, ([a, copy], other) => {
        expect(digestOf(copy)).toBe(digestOf(a));
        const digest = digestOf(a);
        if (digest !== undefined && digest === digestOf(other)) expect(fc.stringify(other)).toBe(fc.stringify(a));
      }),
    );
  });

  test('may have itself in it', () => {
    expect(digestOf(cyclic)).toBe('{"self":^0}');
  });
});

test.each<[string, unknown]>([
  ['a function', { call: () => 1 }],
  ['a symbol', [Symbol('a')]],
  ['a property under a symbol', { [Symbol('a')]: 1 }],
  ['an instance of a class', new Map([[1, new RowOfSomeKind()]])],
  ['an error', new Error('a')],
  ['a weak map', new WeakMap()],
  ['a list with a hole', new Array(1)],
  ['a list with a property', Object.assign(['a'], { a: 1 })],
])('what cannot be seen through has none: %s', (_, data) => {
  expect(digestOf(data)).toBeUndefined();
});

test('what throws when it is looked at, throws', () => {
  const odd = Object.defineProperty({}, 'a', {
    enumerable: true,
    get() {
      throw new RangeError('odd');
    },
  });
  expect(() => digestOf(odd)).toThrow(RangeError);
});
