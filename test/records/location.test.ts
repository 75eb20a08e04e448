import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Location, PersistenceInputError } from '../../src/index.js';

/** Characters of 1 to 4 UTF-8 bytes; the last is two UTF-16 units. */
const WIDTHS: readonly (readonly [string, number])[] = [
  ['a', 1],
  ['\u00e9', 2],
  ['\u20ac', 3],
  ['\u{1F600}', 4],
];

describe.each(['display', 'url'] as const)('%s', (field) => {
  const locate = (text: unknown): Location => Location.create({ display: 'd', [field]: text });

  test.each(WIDTHS)('takes 4096 bytes of %s, and not one more', (character, width) => {
    const longest = character.repeat(Math.floor(4096 / width)) + 'a'.repeat(4096 % width);
    expect(Buffer.byteLength(longest)).toBe(4096);
    expect(locate(longest)[field]).toBe(longest);
    expect(() => locate(`${longest}a`)).toThrow(
      new PersistenceInputError(
        'TooLarge',
        { field: `location.${field}`, max: 4096, actual: 4097 },
        '4097 UTF-8 bytes, at most 4096',
      ),
    );
  });

  test('is measured in bytes, not in characters', () => {
    const counts = fc.tuple(...WIDTHS.slice(1).map(() => fc.nat({ max: 400 })));
    fc.assert(
      fc.property(counts, fc.integer({ min: -2, max: 2 }), (wide, excess) => {
        const text = WIDTHS.slice(1).reduce((all, [character], kind) => all + character.repeat(wide[kind] ?? 0), '');
        const padded = text + 'a'.repeat(4096 + excess - Buffer.byteLength(text));
        if (excess <= 0) expect(locate(padded)[field]).toBe(padded);
        else expect(() => locate(padded)).toThrow(expect.objectContaining({ code: 'TooLarge', max: 4096 }));
      }),
    );
  });

  test.each([
    ['\ud800', 0],
    ['\udc00', 0],
    ['ab\ud83d', 2],
    ['\u{1F600}\ude00', 2],
    ['\u{1F600}\ud83d\u{1F600}', 2],
    ['a\ude00\ud83d', 1],
  ])('refuses the lone surrogate of %j at index %i', (text, index) => {
    expect(() => locate(text)).toThrow(
      new PersistenceInputError(
        'InvalidByte',
        { field: `location.${field}`, index },
        `lone surrogate at index ${index}`,
      ),
    );
  });

  test.each<[unknown, string]>([
    [null, 'null'],
    [7, 'number'],
    [new URL('https://example.test'), 'object'],
    [Object('text'), 'object'],
  ])('refuses %o, no string', (value, received) => {
    expect(() => locate(value)).toThrow(
      new PersistenceInputError(
        'InvalidType',
        { field: `location.${field}`, expected: 'string', received },
        `expected string, received ${received}`,
      ),
    );
  });
});

test('a display is not empty', () => {
  expect(() => Location.create({ display: '', url: 'u' })).toThrow(
    new PersistenceInputError('Empty', { field: 'location.display', min: 1, actual: 0 }, 'must not be empty'),
  );
});

test.each([[{ display: 'd' }], [{ display: 'd', url: '' }], [{ display: 'd', url: undefined }]])(
  '%o has no url at all',
  (input) => {
    expect(Object.keys(Location.create(input))).toEqual(['display']);
  },
);

test('nothing is normalised', () => {
  const input = { display: ' e\u0301\0\n', url: 'HTTP://%41' };
  expect(Location.create(input)).toEqual(input);
});

test.each<[unknown, string]>([
  [undefined, 'undefined'],
  ['text', 'string'],
  [[], 'array'],
])('%o is no location', (value, received) => {
  expect(() => Location.create(value as Location)).toThrow(
    new PersistenceInputError(
      'InvalidType',
      { field: 'location', expected: 'object', received },
      `expected object, received ${received}`,
    ),
  );
});

test('a location of ours is shared, a spread of it is a copy', () => {
  const made = Location.create({ display: 'd' });
  expect(Location.create(made)).toBe(made);
  expect(Location.create({ ...made })).not.toBe(made);
});
