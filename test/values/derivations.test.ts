// Recomputes every derivation from the words of the specification, with nothing of src/ but its results.
import { blake3 } from '@noble/hashes/blake3.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ConnectorInstanceIdHash,
  exposeBytes,
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
import { bytes32, u32, u64 } from '../support/arbitraries.js';

const text = fc.string({ unit: 'binary', minLength: 1 });
const byteString = fc.oneof(text, fc.uint8Array({ minLength: 1 }));
const connector = fc.stringMatching(/^[!-~]{1,8}$/);
const positive = u64.map((value) => value || 1n);

describe('each identity is the BLAKE3 of its canonical encoding', () => {
  test('ConnectorInstanceIdHash', () => {
    holds(byteString, (id) => [
      ConnectorInstanceIdHash.fromInstanceId(id),
      derived('gossip/connector-instance-id/v1', ...prefixed(id)),
    ]);
  });

  test('StableItemId', () => {
    holds(fc.tuple(connector, bytes32, byteString), ([tag, instance, locator]) => [
      StableItemId.derive({ connector: tag, instance: ConnectorInstanceIdHash.fromBytes(instance), locator }),
      derived('gossip/item-id/v1', raw(tag.padEnd(8, '\0')), instance, ...prefixed(locator)),
    ]);
  });

  test('ObjectVersionId', () => {
    holds(byteString, (version) => [
      ObjectVersionId.fromVersionBytes(version),
      derived('gossip/object-version/v1', ...prefixed(version)),
    ]);
  });

  test('SecretHash', () => {
    holds(fc.tuple(bytes32, bytes32), ([key, norm]) => [
      hex(exposeBytes(SecretHash.derive(TenantSecretKey.fromBytes(key), NormHash.fromDigest(norm)))),
      hex(blake3(concat(raw('gossip/secret-hash/v1'), norm), { key })),
    ]);
  });

  test('RuleFingerprint', () => {
    holds(text, (name) => [RuleFingerprint.fromRuleName(name), derived('gossip/rule/v1', raw(name))]);
  });

  test('FindingId', () => {
    holds(fc.tuple(bytes32, bytes32, bytes32, bytes32), ([tenant, item, rule, secret]) => [
      FindingId.derive({
        tenantId: TenantId.fromBytes(tenant),
        stableItemId: StableItemId.fromBytes(item),
        ruleFingerprint: RuleFingerprint.fromBytes(rule),
        secretHash: SecretHash.fromPersisted(secret),
      }),
      derived('gossip/finding/v1', tenant, item, rule, secret),
    ]);
  });

  test('OccurrenceId', () => {
    holds(fc.tuple(bytes32, bytes32, u64, positive), ([finding, version, byteOffset, byteLength]) => [
      OccurrenceId.derive({
        findingId: FindingId.fromBytes(finding),
        objectVersionId: ObjectVersionId.fromBytes(version),
        byteOffset,
        byteLength,
      }),
      derived('gossip/occurrence/v1', finding, version, little(byteOffset, 8), little(byteLength, 8)),
    ]);
  });

  test('ObservationId', () => {
    holds(fc.tuple(bytes32, bytes32, bytes32), ([tenant, policy, occurrence]) => [
      ObservationId.derive({
        tenantId: TenantId.fromBytes(tenant),
        policyHash: PolicyHash.fromBytes(policy),
        occurrenceId: OccurrenceId.fromBytes(occurrence),
      }),
      derived('gossip/observation/v1', tenant, policy, occurrence),
    ]);
  });

  test('OvidHash', () => {
    holds(
      fc.tuple(bytes32, bytes32, fc.constantFrom('strong' as const, 'weak' as const)),
      ([item, version, strength]) => [
        OvidHash.derive({
          stableItemId: StableItemId.fromBytes(item),
          version: VersionId[strength](ObjectVersionId.fromBytes(version)),
        }),
        derived('gossip/persistence/v1/ovid', item, Uint8Array.of(strength === 'strong' ? 0 : 1), version),
      ],
    );
  });

  test('PolicyHash', () => {
    holds(
      fc.tuple(u32, fc.constantFrom('Unkeyed' as const, 'KeyedV1' as const), u32, bytes32),
      ([schemeVersion, idHashMode, evidenceVersion, rulesDigest]) => [
        PolicyHash.derive({ schemeVersion, idHashMode, evidenceVersion, rulesDigest }),
        derived(
          'gossip/policy-hash/v2',
          little(schemeVersion, 4),
          Uint8Array.of(idHashMode === 'Unkeyed' ? 0 : 1),
          little(evidenceVersion, 4),
          rulesDigest,
        ),
      ],
    );
  });
});

test('both versions of a policy are 1 unless given, and its digest may be hex of any case', () => {
  const rulesDigest = new Uint8Array(32).fill(0xab);
  const policy = PolicyHash.derive({ schemeVersion: 1, idHashMode: 'KeyedV1', evidenceVersion: 1, rulesDigest });
  expect(PolicyHash.derive({ idHashMode: 'KeyedV1', rulesDigest })).toBe(policy);
  expect(PolicyHash.derive({ idHashMode: 'KeyedV1', rulesDigest: 'aB'.repeat(32) })).toBe(policy);
});

test('a number and the bigint of the same value derive the same occurrence', () => {
  const place = { findingId: FindingId.filled(1), objectVersionId: ObjectVersionId.filled(2) };
  expect(OccurrenceId.derive({ ...place, byteOffset: 3, byteLength: 4 })).toBe(
    OccurrenceId.derive({ ...place, byteOffset: 3n, byteLength: 4n }),
  );
});

test('a text and its UTF-8 bytes derive the same identity', () => {
  const name = 'na\u00efve \u{1F600}';
  expect(ObjectVersionId.fromVersionBytes(raw(name))).toBe(ObjectVersionId.fromVersionBytes(name));
});

/** That src/ and the recomputation agree on whatever `arbitrary` comes up with. */
function holds<T>(arbitrary: fc.Arbitrary<T>, both: (input: T) => [actual: string, expected: string]): void {
  fc.assert(
    fc.property(arbitrary, (input) => {
      const [actual, expected] = both(input);
      expect(actual).toBe(expected);
    }),
  );
}

function derived(context: string, ...fields: readonly Uint8Array[]): string {
  return hex(blake3(concat(...fields), { context: raw(context) }));
}

function prefixed(value: string | Uint8Array): [Uint8Array, Uint8Array] {
  const bytes = typeof value === 'string' ? raw(value) : value;
  return [little(bytes.length, 4), bytes];
}

function little(value: bigint | number, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) => Number((BigInt(value) >> BigInt(8 * index)) & 0xffn));
}

function raw(value: string): Uint8Array {
  return Uint8Array.from(Buffer.from(value, 'utf8'));
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
