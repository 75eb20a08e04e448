import { expect, test } from 'vitest';
import { DoneLedgerBatch, FindingsUpsertBatch, PersistenceInputError } from '../../src/index.js';
import { clean, failed, triple } from '../support/rows.js';

test('a ledger batch is read into a frozen copy of its own', () => {
  const records = [clean(1), { ...clean(2), surplus: true }];
  const read = DoneLedgerBatch.parse(records);
  expect(read).not.toBe(records);
  expect(read).toEqual([clean(1), clean(2)]);
  expect(read[0]).toBe(records[0]); // made by this package: nothing to copy
  expect(Object.isFrozen(read) && Object.isFrozen(read[1])).toBe(true);
});

test('a ledger batch that is malformed is refused with the path of the field', () => {
  expect(() => DoneLedgerBatch.parse([clean(1), { ...clean(2), bytesScanned: 7 }])).toThrow(
    new PersistenceInputError(
      'InvalidType',
      { field: 'records[1].bytesScanned', expected: 'bigint', received: 'number' },
      'expected bigint, received number',
    ),
  );
});

test('the rules of records are another matter, with the path too', () => {
  const { errorCode: _, ...broken } = failed(2);
  const read = DoneLedgerBatch.parse([clean(1), broken]);
  expect(() => DoneLedgerBatch.validate(read)).toThrow(
    new PersistenceInputError(
      'MissingErrorCode',
      { field: 'records[1].errorCode' },
      'a FailedRetryable record needs an error code',
    ),
  );
  expect(() => DoneLedgerBatch.validate([clean(1)])).not.toThrow();
});

test('a findings batch is read into a frozen copy of its own', () => {
  const { finding, occurrence, observation } = triple(1);
  const [findings, occurrences, observations] = [[finding], [occurrence], [observation]];
  const batch = { findings, occurrences, observations, surplus: true };
  const read = FindingsUpsertBatch.parse(batch);
  expect(read).toEqual({ findings, occurrences, observations });
  expect([read, ...Object.values(read)].every((part) => Object.isFrozen(part))).toBe(true);
});
