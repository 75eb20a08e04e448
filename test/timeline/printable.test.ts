import { describe, expect, test } from 'vitest';
import { showRow } from '../../src/timeline/show-row.js';
import { printable, showValue } from '../../src/timeline/printable.js';
import { finding, secretBytes } from '../support/rows.js';
import { expect as gossip } from '../../fixtures/vitest.js';

describe('a text for one line', () => {
  test.each([
    ['is left as it is', 'a.ts:12 - ünïcode, 漢字 and 😀', 'a.ts:12 - ünïcode, 漢字 and 😀'],
    ['has no line breaks', 'a\nb\r\nc', 'a\\u000ab\\u000d\\u000ac'],
    ['has no control characters', '\u0000\u001b[31m\u0085', '\\u0000\\u001b[31m\\u0085'],
    ['reorders nothing', 'a\u202Eb\u2066c\u200F', 'a\\u202eb\\u2066c\\u200f'],
    ['hides nothing', 'a\u200Bb\uFEFFc\u00ADd\u2060e', 'a\\u200bb\\ufeffc\\u00add\\u2060e'],
    ['is well-formed', 'a\uD800b', 'a\uFFFDb'],
    ['is cut if it is very long', 'x'.repeat(1001), `${'x'.repeat(1000)}..`],
  ])('%s', (_, text, expected) => {
    expect(printable(text)).toBe(expected);
  });
});

describe('a value in a timeline', () => {
  const cyclic: unknown[] = [];
  cyclic.push(cyclic);

  test.each<[string, unknown, string]>([
    ['a text', 'a\nb', 'a\\u000ab'],
    ['a bigint', 18446744073709551615n, '18446744073709551615'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a receipt', { recordCount: 2, at: 5n }, '{ recordCount: 2, at: 5 }'],
    ['a list', [1n, 'b', [true]], '[1, b, [true]]'],
    ['a long list', Array.from({ length: 22 }, (_, index) => index), `[${[...Array(20).keys()].join(', ')}, ..]`],
    ['something deep', { a: { b: { c: { d: 1 } } } }, '{ a: { b: { c: object } } }'],
    ['something that contains itself', cyclic, '[[[array]]]'],
    ['bytes', new Uint8Array([1, 2, 3]), '3 bytes'],
    ['a secret', finding(1).secretHash, 'SecretHash([redacted])'],
    ['a secret within', [{ secret: finding(1).secretHash }], '[{ secret: SecretHash([redacted]) }]'],
    ['a proxy that throws', new Proxy({}, { ownKeys: () => { throw new Error('no'); } }), 'object'], // prettier-ignore
  ])('%s', (_, value, expected) => {
    expect(showValue(value)).toBe(expected);
  });
});

describe('a row in a timeline', () => {
  test('has its fields by their paths', () => {
    const row = { key: { tenantId: 'a' }, bytesScanned: 7n, findingsCount: 2, errorCode: undefined };
    expect(showRow(row)).toEqual({ 'key.tenantId': 'a', bytesScanned: '7', findingsCount: '2' });
  });

  test('shows no secret', () => {
    const row = finding(1);
    expect(showRow(row)).toEqual({
      findingId: row.findingId,
      tenantId: row.tenantId,
      stableItemId: row.stableItemId,
      ruleFingerprint: row.ruleFingerprint,
      secretHash: 'SecretHash([redacted])',
    });
    gossip(showRow({ other: { nested: row.secretHash }, list: [row.secretHash] })).toBeRedacted(row.secretHash);
  });

  test.each([
    ['hex', (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')],
    ['bytes', (bytes: Uint8Array) => bytes],
    ['an object of bytes', (bytes: Uint8Array) => ({ bytes: [...bytes] })],
  ])('shows nothing of what a foreign backend has in the place of a secret: %s', (_, form) => {
    const row = { ...finding(1), secretHash: form(secretBytes(1)) };
    expect(showRow(row)).toMatchObject({ secretHash: 'SecretHash([redacted])' });
    gossip(showRow(row)).toBeRedacted(finding(1).secretHash);
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'row'],
    ['a number', 3],
  ])('may be %s', (_, row) => {
    expect(showRow(row)).toEqual({});
  });

  test('may have a field that is no name for one', () => {
    const row = JSON.parse('{ "__proto__": "x", "a\\nb": 1 }') as object;
    expect(Object.entries(showRow(row))).toEqual([
      ['__proto__', 'x'],
      ['a\\u000ab', '1'],
    ]);
  });

  test('has so many fields at most', () => {
    const row = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`f${index}`, index]));
    expect(Object.keys(showRow(row))).toHaveLength(40);
  });
});
