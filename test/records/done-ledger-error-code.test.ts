import { expect, test } from 'vitest';
import { DoneLedgerErrorCode, PersistenceInputError } from '../../src/index.js';

test.each(['E', '0', '_', '-', '.', ':', '/', ' E', 'E ', 'http/503: try again_later.', 'x'.repeat(128)])(
  '%j is a code',
  (text) => {
    expect(DoneLedgerErrorCode.of(text)).toBe(text);
  },
);

test('of all ASCII characters, only letters, digits, space and _ - . : / are allowed', () => {
  const allowed = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 _-.:/';
  const taken = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)).filter((character) =>
    accepts(`E${character}`),
  );
  expect(new Set(taken)).toEqual(new Set(allowed));
});

test.each([
  ['', { code: 'Empty', min: 1, actual: 0 }],
  [' ', { code: 'Empty', actual: 1 }],
  [' '.repeat(128), { code: 'Empty', actual: 128 }],
  ['x'.repeat(129), { code: 'TooLarge', max: 128, actual: 129 }],
  [' '.repeat(129), { code: 'TooLarge', max: 128, actual: 129 }],
  ['\u00e9'.repeat(65), { code: 'TooLarge', max: 128, actual: 130 }],
  ['caf\u00e9', { code: 'InvalidByte', index: 3 }],
  ['E\n', { code: 'InvalidByte', index: 1 }],
  ['\t', { code: 'InvalidByte', index: 0 }],
  ['\u00a0', { code: 'InvalidByte', index: 0 }],
  ['a\u{1F600}', { code: 'InvalidByte', index: 1 }],
  ['ab\ud800', { code: 'InvalidByte', index: 2 }],
])('%j is none', (text, error) => {
  expect(() => DoneLedgerErrorCode.of(text)).toThrow(expect.objectContaining({ field: 'errorCode', ...error }));
});

test.each<[unknown, string]>([
  [undefined, 'undefined'],
  [null, 'null'],
  [404, 'number'],
  [['E'], 'array'],
  [Object('E'), 'object'],
])('%o is not even a string', (value, received) => {
  expect(() => DoneLedgerErrorCode.of(value as string)).toThrow(
    new PersistenceInputError(
      'InvalidType',
      { field: 'errorCode', expected: 'string', received },
      `expected string, received ${received}`,
    ),
  );
});

function accepts(text: string): boolean {
  try {
    return DoneLedgerErrorCode.of(text) === text;
  } catch {
    return false;
  }
}
