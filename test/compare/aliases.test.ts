import { expect, test } from 'vitest';
import { OvidHash, PolicyHash, TenantId, aliases } from '../../src/index.js';
import { outcomeOfCall } from '../support/rows.js';

test('numbers the identities of each kind in the order in which they are asked for', () => {
  const names = aliases();
  expect(names.of('ovid', OvidHash.filled(9))).toBe('ovid#1');
  expect(names.of('ovid', OvidHash.filled(3))).toBe('ovid#2');
  expect(names.of('tenant', TenantId.filled(3))).toBe('tenant#1');
  expect(names.of('ovid', OvidHash.filled(9))).toBe('ovid#1');
});

test('identities of two kinds may have the same digits', () => {
  const names = aliases();
  expect(names.of('tenant', TenantId.filled(2))).toBe('tenant#1');
  expect(names.of('policy', PolicyHash.filled(1))).toBe('policy#1');
  expect(names.of('policy', PolicyHash.filled(2))).toBe('policy#2');
});

test.each([
  ['tenantId', 'tenant'],
  ['policyHash', 'policy'],
  ['ovidHash', 'ovid'],
  ['findingId', 'finding'],
  ['occurrenceId', 'occurrence'],
  ['observationId', 'observation'],
  ['stableItemId', 'item'],
  ['objectVersionId', 'version'],
  ['ruleFingerprint', 'rule'],
  ['Id', 'Id'],
  ['constructor', 'constructor'],
  ['__proto__', '__proto__'],
])('takes the name of a field for a kind: %s', (field, word) => {
  const names = aliases();
  expect(names.of(field, 'a')).toBe(`${word}#1`);
  expect(names.of(word, 'a')).toBe(`${word}#1`);
});

test('each numbering is its own', () => {
  aliases().of('ovid', 'a');
  expect(aliases().of('ovid', 'b')).toBe('ovid#1');
});

test('refuses what is no text', () => {
  expect(outcomeOfCall(() => aliases().of(1 as never, 'a'))).toBe('InvalidType kind');
  expect(outcomeOfCall(() => aliases().of('ovid', 1n as never))).toBe('InvalidType id');
});
