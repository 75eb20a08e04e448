import { describe, expect, test } from 'vitest';
import {
  ConnectorInstanceIdHash,
  FindingId,
  NormHash,
  ObjectVersionId,
  ObservationId,
  OccurrenceId,
  OvidHash,
  PolicyHash,
  RuleFingerprint,
  SecretHash,
  StableItemId,
  TenantId,
  TenantSecretKey,
  VersionId,
} from '../../src/index.js';

/** What is handed over in the place of something well-typed. */
function wrong<T>(value: unknown): T {
  return value as T;
}

const bytes = new Uint8Array(32);
const item = { connector: 'github', instance: ConnectorInstanceIdHash.filled(1), locator: 'a' };
const policy = { idHashMode: 'Unkeyed', rulesDigest: bytes } as const;
const place = {
  findingId: FindingId.filled(1),
  objectVersionId: ObjectVersionId.filled(2),
  byteOffset: 0,
  byteLength: 1,
};
const finding = {
  tenantId: TenantId.filled(1),
  stableItemId: StableItemId.filled(2),
  ruleFingerprint: RuleFingerprint.filled(3),
  secretHash: SecretHash.fromPersisted(bytes),
};
const observation = {
  tenantId: TenantId.filled(1),
  policyHash: PolicyHash.filled(2),
  occurrenceId: OccurrenceId.filled(3),
};
const version = VersionId.strong(ObjectVersionId.filled(1));
const UPPER = 'A'.repeat(64);

type Case = readonly [title: string, derive: () => unknown, error: object];

const CASES: Record<string, readonly Case[]> = {
  'a byte string': [
    ['no instance id', () => ConnectorInstanceIdHash.fromInstanceId(''), empty('instanceId')],
    ['no locator', () => StableItemId.derive({ ...item, locator: new Uint8Array(0) }), empty('locator')],
    ['no version', () => ObjectVersionId.fromVersionBytes(''), empty('version')],
    ['no rule name', () => RuleFingerprint.fromRuleName(''), empty('name')],
    ['a lone surrogate', () => ObjectVersionId.fromVersionBytes('\u{1F600}\ud83d!'), invalidByte('version', 2)],
    ['a reversed pair', () => RuleFingerprint.fromRuleName('a\ude00\ud83d'), invalidByte('name', 1)],
    [
      'a number',
      () => ConnectorInstanceIdHash.fromInstanceId(wrong(1)),
      invalidType('instanceId', 'string or Uint8Array', 'number'),
    ],
    ['bytes as a rule name', () => RuleFingerprint.fromRuleName(wrong(bytes)), invalidType('name', 'string', 'object')],
  ],
  'a connector tag': [
    ['no character', () => StableItemId.derive({ ...item, connector: '' }), empty('connector')],
    [
      'nine characters',
      () => StableItemId.derive({ ...item, connector: '123456789' }),
      { code: 'TooLarge', field: 'connector', max: 8, actual: 9 },
    ],
    ['a space', () => StableItemId.derive({ ...item, connector: 'git hub' }), invalidByte('connector', 3)],
    ['a control', () => StableItemId.derive({ ...item, connector: 'git\x7f' }), invalidByte('connector', 3)],
    ['a NUL', () => StableItemId.derive({ ...item, connector: 'git\0' }), invalidByte('connector', 3)],
    ['a letter beyond ASCII', () => StableItemId.derive({ ...item, connector: '\u00e9' }), invalidByte('connector', 0)],
    ['a lone surrogate', () => StableItemId.derive({ ...item, connector: 'a\ud800' }), invalidByte('connector', 1)],
    [
      'bytes',
      () => StableItemId.derive({ ...item, connector: wrong(bytes) }),
      invalidType('connector', 'string', 'object'),
    ],
  ],
  'an identity': [
    ['of an instance', () => StableItemId.derive({ ...item, instance: wrong(UPPER) }), invalidHex('instance')],
    ['of a tenant', () => FindingId.derive({ ...finding, tenantId: wrong(UPPER) }), invalidHex('tenantId')],
    ['of an item', () => FindingId.derive({ ...finding, stableItemId: wrong(UPPER) }), invalidHex('stableItemId')],
    ['of a rule', () => FindingId.derive({ ...finding, ruleFingerprint: wrong(UPPER) }), invalidHex('ruleFingerprint')],
    ['of a finding', () => OccurrenceId.derive({ ...place, findingId: wrong(UPPER) }), invalidHex('findingId')],
    [
      'of a version',
      () => OccurrenceId.derive({ ...place, objectVersionId: wrong(UPPER) }),
      invalidHex('objectVersionId'),
    ],
    ['of a policy', () => ObservationId.derive({ ...observation, policyHash: wrong(UPPER) }), invalidHex('policyHash')],
    [
      'of an occurrence',
      () => ObservationId.derive({ ...observation, occurrenceId: wrong(UPPER) }),
      invalidHex('occurrenceId'),
    ],
    ['of a strong version', () => VersionId.strong(wrong(UPPER)), invalidHex('version')],
    ['of an ovid item', () => OvidHash.derive({ stableItemId: wrong(UPPER), version }), invalidHex('stableItemId')],
  ],
  'a number': [
    [
      'a span of nothing',
      () => OccurrenceId.derive({ ...place, byteLength: 0 }),
      { code: 'ZeroSpanLength', field: 'byteLength', min: 1n, actual: 0n },
    ],
    [
      'an offset beyond u64',
      () => OccurrenceId.derive({ ...place, byteOffset: 2n ** 64n }),
      { code: 'OutOfRange', field: 'byteOffset', min: 0n, max: 2n ** 64n - 1n, actual: 2n ** 64n },
    ],
    [
      'a fraction of a version',
      () => PolicyHash.derive({ ...policy, schemeVersion: 1.5 }),
      { code: 'OutOfRange', field: 'schemeVersion', min: 0, max: 2 ** 32 - 1, actual: 1.5 },
    ],
    [
      'a version beyond u32',
      () => PolicyHash.derive({ ...policy, evidenceVersion: 2 ** 32 }),
      { code: 'OutOfRange', field: 'evidenceVersion', min: 0, max: 2 ** 32 - 1, actual: 2 ** 32 },
    ],
    [
      'a bigint as a version',
      () => PolicyHash.derive({ ...policy, schemeVersion: wrong(1n) }),
      invalidType('schemeVersion', 'number', 'bigint'),
    ],
  ],
  'a choice': [
    [
      'an id-hash mode',
      () => PolicyHash.derive({ ...policy, idHashMode: wrong('Keyed') }),
      invalidType('idHashMode', "'Unkeyed' or 'KeyedV1'", 'string'),
    ],
    [
      'a strength',
      () => OvidHash.derive({ stableItemId: StableItemId.filled(1), version: wrong({ ...version, strength: 'firm' }) }),
      invalidType('version.strength', "'strong' or 'weak'", 'string'),
    ],
  ],
  'a digest': [
    [
      '31 bytes',
      () => PolicyHash.derive({ ...policy, rulesDigest: new Uint8Array(31) }),
      { code: 'OutOfRange', field: 'rulesDigest.length', min: 32, max: 32, actual: 31 },
    ],
    [
      '63 digits',
      () => PolicyHash.derive({ ...policy, rulesDigest: '0'.repeat(63) }),
      { code: 'InvalidHex', field: 'rulesDigest', actual: 63 },
    ],
    [
      'no digest',
      () => PolicyHash.derive(wrong({ idHashMode: 'Unkeyed' })),
      invalidType('rulesDigest', 'Uint8Array', 'undefined'),
    ],
  ],
  'a sensitive value': [
    ['bytes', () => FindingId.derive({ ...finding, secretHash: wrong(bytes) }), notA('secretHash', 'SecretHash')],
    [
      'the unkeyed digest',
      () => FindingId.derive({ ...finding, secretHash: wrong(NormHash.fromDigest(bytes)) }),
      notA('secretHash', 'SecretHash'),
    ],
    [
      'a key for a digest',
      () => SecretHash.derive(TenantSecretKey.fromBytes(bytes), wrong(TenantSecretKey.fromBytes(bytes))),
      notA('norm', 'NormHash'),
    ],
    [
      'a digest for a key',
      () => SecretHash.derive(wrong(NormHash.fromDigest(bytes)), NormHash.fromDigest(bytes)),
      notA('key', 'TenantSecretKey'),
    ],
  ],
  'the input itself': [
    ['nothing', () => StableItemId.derive(wrong(undefined)), invalidType('StableItemId', 'object', 'undefined')],
    ['an array', () => FindingId.derive(wrong([])), invalidType('FindingId', 'object', 'array')],
    ['a function', () => PolicyHash.derive(wrong(() => policy)), invalidType('PolicyHash', 'object', 'function')],
  ],
};

describe.each(Object.entries(CASES))('a derivation refuses %s', (_, cases) => {
  test.each(cases)('%s', (_title, derive, error) => {
    expect(derive).toThrow(expect.objectContaining(error));
  });
});

test.each([
  [1, '!'],
  [8, '~~~~~~~~'],
])('a connector tag may have %i characters', (_, connector) => {
  expect(StableItemId.derive({ ...item, connector })).toHaveLength(64);
});

test('every field matters to the identity', () => {
  const ids = [
    StableItemId.derive(item),
    StableItemId.derive({ ...item, connector: 'gitlab' }),
    StableItemId.derive({ ...item, instance: ConnectorInstanceIdHash.filled(9) }),
    StableItemId.derive({ ...item, locator: 'b' }),
    OvidHash.derive({ stableItemId: StableItemId.filled(1), version }),
    OvidHash.derive({ stableItemId: StableItemId.filled(1), version: VersionId.weak(version.objectVersionId) }),
    OccurrenceId.derive(place),
    OccurrenceId.derive({ ...place, byteOffset: 1 }),
    OccurrenceId.derive({ ...place, byteLength: 2 }),
  ];
  expect(new Set(ids).size).toBe(ids.length);
});

function empty(field: string): object {
  return { code: 'Empty', field, min: 1, actual: 0 };
}

function invalidByte(field: string, index: number): object {
  return { code: 'InvalidByte', field, index };
}

function invalidType(field: string, expected: string, received: string): object {
  return { code: 'InvalidType', field, expected, received };
}

function invalidHex(field: string): object {
  return { code: 'InvalidHex', field, index: 0 };
}

function notA(field: string, expected: string): object {
  return invalidType(field, expected, 'object');
}
