import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DoneLedgerStatus, PersistenceInputError } from '../../src/index.js';
import { status } from '../support/arbitraries.js';

const { rank, fromRank, merge, isScanned, isFailure, isSkipped, isTerminal } = DoneLedgerStatus;

describe.each([
  { name: 'FailedRetryable', number: 1, scanned: false, failure: true, skipped: false, terminal: false },
  { name: 'FailedPermanent', number: 2, scanned: false, failure: true, skipped: false, terminal: true },
  { name: 'Skipped', number: 3, scanned: false, failure: false, skipped: true, terminal: true },
  { name: 'ScannedClean', number: 10, scanned: true, failure: false, skipped: false, terminal: true },
  { name: 'ScannedWithFindings', number: 11, scanned: true, failure: false, skipped: false, terminal: true },
] as const)('$name', ({ name, number, scanned, failure, skipped, terminal }) => {
  test('is a constant equal to its name', () => {
    expect(DoneLedgerStatus[name]).toBe(name);
  });

  test(`has rank ${number}`, () => {
    expect(rank(name)).toBe(number);
    expect(fromRank(number)).toBe(name);
  });

  test('is what its rank makes it', () => {
    expect({
      scanned: isScanned(name),
      failure: isFailure(name),
      skipped: isSkipped(name),
      terminal: isTerminal(name),
    }).toEqual({ scanned, failure, skipped, terminal });
  });
});

test.each([0, -0, -1, 4, 9, 12, 1.5, 10.000001, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 32 + 1])(
  'no status has rank %d',
  (number) => {
    expect(fromRank(number)).toBeUndefined();
  },
);

describe('merge is the join of a total order', () => {
  test('the higher rank wins', () => {
    law((a, b) => {
      expect(rank(merge(a, b))).toBe(Math.max(rank(a), rank(b)));
    });
  });

  test('it is commutative, associative and idempotent', () => {
    law((a, b, c) => {
      expect(merge(a, b)).toBe(merge(b, a));
      expect(merge(merge(a, b), c)).toBe(merge(a, merge(b, c)));
      expect(merge(a, a)).toBe(a);
    });
  });
});

describe.each(Object.entries({ rank, isScanned, isFailure, isSkipped, isTerminal }))('%s', (_, judge) => {
  test.each<[unknown, string]>([
    ['scanned_clean', 'string'],
    ['', 'string'],
    ['rank', 'string'],
    ['toString', 'string'],
    [10, 'number'],
    [undefined, 'undefined'],
    [['Skipped'], 'array'],
    [Object('Skipped'), 'object'],
  ])('refuses %o', (value, received) => {
    const expected = 'FailedRetryable | FailedPermanent | Skipped | ScannedClean | ScannedWithFindings';
    expect(() => judge(value as DoneLedgerStatus)).toThrow(
      new PersistenceInputError(
        'InvalidType',
        { field: 'status', expected, received },
        `expected ${expected}, received ${received}`,
      ),
    );
  });
});

function law(holds: (a: DoneLedgerStatus, b: DoneLedgerStatus, c: DoneLedgerStatus) => void): void {
  fc.assert(fc.property(status, status, status, holds), { numRuns: 500 });
}
