// Secrets are equal exactly when their bytes are, and no failure shows them.
import { NormHash, SecretHash } from 'gossip-inmemory';
import { describe, expect, test } from '../suite/runner.js';

const bytes = (n: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, index) => (index * 7 + n) % 251);
const secret = (n: number): SecretHash => SecretHash.fromPersisted(bytes(n));

for (const equality of ['toEqual', 'toStrictEqual'] as const) {
  describe(equality, () => {
    test('holds for equal secrets, nested too', () => {
      expect(secret(1))[equality](secret(1));
      expect({ a: [secret(1)] })[equality]({ a: [secret(1)] });
      expect(new Map([['a', secret(1)]]))[equality](new Map([['a', secret(1)]]));
    });

    test('does not hold for different ones, nor for what only looks like one', () => {
      expect(secret(1)).not[equality](secret(2));
      expect({ a: [secret(1)] }).not[equality]({ a: [secret(2)] });
      expect(new Map([['a', secret(1)]])).not[equality](new Map([['a', secret(2)]]));
      expect(secret(1)).not[equality](NormHash.fromDigest(bytes(1)));
      expect(secret(1)).not[equality]({ tag: secret(1).tag });
    });

    test('leaves asymmetric matchers to the runner', () => {
      expect({ secretHash: secret(1) })[equality]({ secretHash: expect.any(SecretHash) });
      expect({ secretHash: secret(1) }).not[equality]({ secretHash: expect.any(NormHash) });
    });
  });
}

test('a failing comparison does not show the bytes', () => {
  let message = '';
  try {
    expect({ secretHash: secret(1) }).toEqual({ secretHash: secret(2) });
  } catch (error) {
    message = `${(error as Error).message} ${(error as Error).stack}`;
  }
  expect(message).toContain('SecretHash');
  expect(message).toBeRedacted(secret(1));
  expect(message).toBeRedacted(secret(2));
});
