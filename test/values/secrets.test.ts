import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  exposeBytes,
  FindingRecord,
  NormHash,
  PersistenceInputError,
  RuleFingerprint,
  SecretHash,
  StableItemId,
  TenantId,
  TenantSecretKey,
} from '../../src/index.js';
import { bytes32 } from '../support/arbitraries.js';

type Secret = TenantSecretKey | NormHash | SecretHash;

const KINDS: readonly (readonly [name: string, make: (bytes: Uint8Array) => Secret])[] = [
  ['TenantSecretKey', TenantSecretKey.fromBytes],
  ['NormHash', NormHash.fromDigest],
  ['SecretHash', SecretHash.fromPersisted],
];

/** 32 bytes, none of them repeated. */
const someBytes = (seed: number): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, index) => (seed + index * 37) % 256);

describe.each(KINDS)('%s', (name, make) => {
  test('gives its bytes to exposeBytes only, a copy each time', () => {
    const bytes = someBytes(1);
    const secret = make(bytes);
    expect(exposeBytes(secret)).toEqual(bytes);
    exposeBytes(secret).fill(0);
    bytes.fill(0);
    expect(exposeBytes(secret)).toEqual(someBytes(1));
  });

  test('is frozen, and shows a tag and nothing else', () => {
    const secret = make(someBytes(1));
    expect(secret).toSatisfy(Object.isFrozen);
    expect(Reflect.ownKeys(secret)).toEqual(['tag']);
    expect(secret.tag).toMatch(/^[\w-]{16}$/);
  });

  test('reads as redacted', () => {
    const secret = make(someBytes(1));

    const shown = [String(secret), `${secret}`, [secret].join(), secret.toJSON(), JSON.parse(JSON.stringify(secret))];
    expect(new Set(shown)).toEqual(new Set([`${name}([redacted])`]));
    expect(Number(secret)).toBeNaN();
  });

  test.each([0, 31, 33])('refuses %i bytes', (length) => {
    expect(() => make(new Uint8Array(length))).toThrow(
      new PersistenceInputError(
        'OutOfRange',
        { field: `${name}.length`, min: 32, max: 32, actual: length },
        `expected 32 bytes, received ${length}`,
      ),
    );
  });

  test.each<[unknown, string]>([
    ['00'.repeat(32), 'string'],
    [Array.from(someBytes(1)), 'array'],
    [undefined, 'undefined'],
  ])('refuses %o, no Uint8Array', (value, received) => {
    expect(() => make(value as Uint8Array)).toThrow(wrongType(name, 'Uint8Array', received));
  });

  describe('equality under plain toEqual and toStrictEqual', () => {
    const one = make(someBytes(1));
    const same = make(someBytes(1));
    const other = make(someBytes(2));
    const near = make(someBytes(1).fill(255, 31)); // differs in the last byte only

    const NESTINGS: readonly (readonly [where: string, nest: (secret: Secret) => unknown])[] = [
      ['alone', (secret) => secret],
      ['in an array', (secret) => [1, secret]],
      ['in an object', (secret) => ({ deep: { secret } })],
      ['in a Map', (secret) => new Map([['key', secret]])],
      ['as a Map key', (secret) => new Map([[secret, 'value']])],
      ['in a Set', (secret) => new Set([secret])],
      ['in an Error', (secret) => new Error('failed', { cause: secret })],
    ];

    test.each(NESTINGS)('%s', (_, nest) => {
      for (const equal of [one, same]) {
        expect(nest(one)).toEqual(nest(equal));
        expect(nest(one)).toStrictEqual(nest(equal));
        expect([nest(equal)]).toContainEqual(nest(one));
      }
      for (const different of [other, near]) {
        expect(nest(one)).not.toEqual(nest(different));
        expect(nest(one)).not.toStrictEqual(nest(different));
        expect(nest(different)).not.toEqual(nest(one));
        expect([nest(different)]).not.toContainEqual(nest(one));
      }
    });

    test('in toMatchObject and the arguments of a spy', () => {
      const spy = vi.fn();
      spy({ secret: one });
      expect(spy).toHaveBeenCalledWith({ secret: same });
      expect(spy).not.toHaveBeenCalledWith({ secret: other });
      expect({ secret: one, more: 1 }).toMatchObject({ secret: same });
      expect({ secret: one, more: 1 }).not.toMatchObject({ secret: other });
      expect({ secret: one }).toEqual(expect.objectContaining({ secret: same }));
      expect({ secret: one }).not.toEqual(expect.objectContaining({ secret: other }));
    });

    test('an empty object and the redacted text equal none', () => {
      expect(one).not.toEqual({});
      expect(one).not.toEqual(`${name}([redacted])`);
    });
  });

  test('equal exactly where the bytes are equal', () => {
    const nearby = bytes32.chain((bytes) =>
      fc.tuple(fc.constant(bytes), fc.oneof(bytes32, fc.constant(bytes), fc.constant(bytes.with(31, 0)))),
    );
    fc.assert(
      fc.property(nearby, ([a, b]) => {
        if (Buffer.compare(a, b) === 0) expect(make(a)).toStrictEqual(make(b));
        else expect(make(a)).not.toEqual(make(b));
      }),
    );
  });
});

test('secrets of different kinds with the same bytes are not equal', () => {
  const [key, norm, hash] = KINDS.map(([, make]) => make(someBytes(1)));
  expect(key).not.toEqual(norm);
  expect(norm).not.toEqual(hash);
  expect(key).not.toStrictEqual(norm);
  expect(norm).not.toStrictEqual(hash);
});

test('snapshots read redacted, wherever the secret is', () => {
  const secret = SecretHash.fromPersisted(someBytes(1));
  expect(secret).toMatchInlineSnapshot(`"SecretHash([redacted])"`);
  expect([new Map([[secret, { secret }]]), new Set([NormHash.fromDigest(someBytes(2))])]).toMatchInlineSnapshot(`
    [
      Map {
        "SecretHash([redacted])" => {
          "secret": "SecretHash([redacted])",
        },
      },
      Set {
        "NormHash([redacted])",
      },
    ]
  `);
});

test.each([
  ['alone', (secret: Secret) => secret],
  ['in an array', (secret: Secret) => [secret]],
  ['in a Map', (secret: Secret) => new Map([[secret, secret]])],
  ['in an Error', (secret: Secret) => new Error('failed', { cause: secret })],
])('inspect reads redacted, %s', (_, nest) => {
  expect(inspect(nest(SecretHash.fromPersisted(someBytes(1))), { showHidden: true })).toContain(
    'SecretHash([redacted])',
  );
});

test('findings with different secrets are not equal, with equal ones they are', () => {
  const finding = (seed: number): FindingRecord =>
    FindingRecord.create({
      tenantId: TenantId.filled(1),
      stableItemId: StableItemId.filled(2),
      ruleFingerprint: RuleFingerprint.filled(3),
      secretHash: SecretHash.fromPersisted(someBytes(seed)),
    });
  const { findingId: _, ...one } = finding(1);
  const { findingId: __, ...other } = finding(2);
  expect(finding(1)).toStrictEqual(finding(1));
  expect(one).not.toEqual(other);
});

describe('SecretHash.derive', () => {
  const key = TenantSecretKey.fromBytes(someBytes(1));
  const norm = NormHash.fromDigest(someBytes(2));

  test('depends on key and digest, and on nothing else', () => {
    expect(SecretHash.derive(key, norm)).toEqual(SecretHash.derive(key, norm));
    expect(SecretHash.derive(TenantSecretKey.fromBytes(someBytes(3)), norm)).not.toEqual(SecretHash.derive(key, norm));
    expect(SecretHash.derive(key, NormHash.fromDigest(someBytes(3)))).not.toEqual(SecretHash.derive(key, norm));
  });
});

describe('TenantSecretKey.equals', () => {
  test('compares the bytes', () => {
    fc.assert(
      fc.property(bytes32, bytes32, fc.nat({ max: 31 }), fc.nat({ max: 7 }), (a, b, index, bit) => {
        const flipped = a.with(index, (a[index] as number) ^ (1 << bit));
        const equals = (x: Uint8Array, y: Uint8Array): boolean =>
          TenantSecretKey.equals(TenantSecretKey.fromBytes(x), TenantSecretKey.fromBytes(y));
        expect(equals(a, a)).toBe(true);
        expect(equals(a, flipped)).toBe(false);
        expect(equals(a, b)).toBe(Buffer.compare(a, b) === 0);
      }),
    );
  });

  test.each<[unknown, string]>([
    [NormHash.fromDigest(someBytes(1)), 'object'],
    [someBytes(1), 'object'],
    [undefined, 'undefined'],
  ])('refuses %o', (value, received) => {
    const key = TenantSecretKey.fromBytes(someBytes(1));
    const error = wrongType('TenantSecretKey', 'TenantSecretKey', received);
    expect(() => TenantSecretKey.equals(key, value as TenantSecretKey)).toThrow(error);
    expect(() => TenantSecretKey.equals(value as TenantSecretKey, key)).toThrow(error);
  });
});

test.each<[string, unknown, string]>([
  ['nothing', undefined, 'undefined'],
  ['text', 'SecretHash([redacted])', 'string'],
  ['a look-alike', { tag: SecretHash.fromPersisted(someBytes(1)).tag }, 'object'],
  ['a forged prototype', Object.create(SecretHash.prototype), 'object'],
  ['a proxy', new Proxy(SecretHash.fromPersisted(someBytes(1)), {}), 'object'],
])('exposeBytes refuses %s', (_, value, received) => {
  expect(() => exposeBytes(value as SecretHash)).toThrow(
    wrongType('value', 'a sensitive value made by this copy of gossip-inmemory', received),
  );
});

function wrongType(field: string, expected: string, received: string): PersistenceInputError {
  const sentence = `expected ${expected}, received ${received}`;
  return new PersistenceInputError('InvalidType', { field, expected, received }, sentence);
}
