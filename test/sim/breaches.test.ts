import { expect, test } from 'vitest';
import { rowBreach } from '../../src/sim/breaches.js';
import { syntheticSecret } from '../../src/sim/synthetic-secret.js';
import { builders } from './support.js';

const ROW = builders().finding({ secretHash: syntheticSecret('secret-3') });

test('secrets that differ are told by their labels, which are the same in every process', () => {
  const exchanged = { ...ROW, secretHash: syntheticSecret('another') };
  expect(rowBreach('F2', 'a/b', ROW, exchanged, 'Wrong.')).toMatchObject({
    expected: 'secretHash.tag secret-3',
    received: 'secretHash.tag another',
    fields: ['secretHash.tag'],
  });
});

test('a secret without a label is redacted', () => {
  const { secretHash } = builders().finding();
  expect(rowBreach('F2', 'a/b', ROW, { ...ROW, secretHash }, 'Wrong.')).toMatchObject({
    expected: 'secretHash.tag secret-3',
    received: 'secretHash.tag SecretHash([redacted])',
  });
});
