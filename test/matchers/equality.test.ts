import { describe, expect as bareExpect, vi } from 'vitest';
import { expect, test } from '../../fixtures/vitest.js';
import { secretsEqual } from '../../matchers/support/secret-equality.js';
import { NormHash, SecretHash, TenantSecretKey } from '../../src/index.js';
import { finding, secretBytes } from '../support/rows.js';

const secret = (n: number): SecretHash => SecretHash.fromPersisted(secretBytes(n));
const look = { tag: secret(1).tag };

describe.each(['toEqual', 'toStrictEqual'] as const)('%s', (equality) => {
  test('holds for equal secrets, nested too', () => {
    expect(secret(1))[equality](secret(1));
    expect({ a: [secret(1)] })[equality]({ a: [secret(1)] });
    expect(new Map([['a', secret(1)]]))[equality](new Map([['a', secret(1)]]));
    expect(finding(1))[equality](finding(1));
  });

  test('does not hold for different secrets, nested too', () => {
    expect(secret(1)).not[equality](secret(2));
    expect({ a: [secret(1)] }).not[equality]({ a: [secret(2)] });
    expect(new Map([['a', secret(1)]])).not[equality](new Map([['a', secret(2)]]));
    expect({ ...finding(1), secretHash: secret(2) }).not[equality]({ ...finding(1) });
  });

  test('does not hold for what only looks like a secret', () => {
    expect(secret(1)).not[equality](look);
    expect(look).not[equality](secret(1));
    expect({ secretHash: look }).not[equality]({ secretHash: secret(1) });
    expect(secret(1)).not[equality](`${secret(1)}`);
    expect(secret(1)).not[equality](undefined);
  });

  test('does not hold for the same bytes as another kind of secret', () => {
    expect(secret(1)).not[equality](NormHash.fromDigest(secretBytes(1)));
    expect(NormHash.fromDigest(secretBytes(1))).not[equality](TenantSecretKey.fromBytes(secretBytes(1)));
  });

  test('leaves asymmetric matchers to the runner, on either side', () => {
    expect({ secretHash: secret(1) })[equality]({ secretHash: expect.any(SecretHash) });
    expect({ secretHash: secret(1) }).not[equality]({ secretHash: expect.any(NormHash) });
    expect({ secretHash: secret(1) })[equality]({ secretHash: expect.anything() });
    expect({ secretHash: secret(1) })[equality]({ secretHash: expect.objectContaining(look) });
    expect({ secretHash: expect.any(SecretHash) as unknown })[equality]({ secretHash: secret(1) });
  });
});

test('the tester has no opinion on anything else', () => {
  for (const [a, b] of [
    [1, 1],
    [look, look],
    [{ secretHash: secret(1) }, { secretHash: secret(1) }],
    [secret(1), bareExpect.anything()],
  ])
    expect(secretsEqual(a, b)).toBeUndefined();
});

test('a failure does not show the bytes', () => {
  try {
    expect({ secretHash: secret(1) }).toEqual({ secretHash: secret(2) });
  } catch (error) {
    expect(error).toBeRedacted(secret(1));
    expect(error).toBeRedacted(secret(2));
    return;
  }
  expect.unreachable();
});

test('secrets of two copies of the package are equal exactly when their kind and bytes are', async () => {
  vi.resetModules();
  const there = await import('../../src/index.js');
  const other = there.SecretHash.fromPersisted(secretBytes(1));
  expect(other).not.toBeInstanceOf(SecretHash);
  expect({ secretHash: other }).toEqual({ secretHash: secret(1) });
  expect(other).not.toEqual(secret(2));
  expect(other).not.toEqual(NormHash.fromDigest(secretBytes(1)));
});
