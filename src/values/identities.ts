import { id32, keyDeriver, lengthPrefixed, u32le, u64le, u8 } from './canonical.js';
import { byteString, copy32Bytes, empty, invalidType, objectLike, reading, u32, u64, wellFormed } from './check.js';
import { PersistenceInputError } from './input-error.js';
import { bytesOf, canonicalId, definePublicId, type PublicId, type PublicIdCompanion } from './public-id.js';
import type { U64Input } from './scalars.js';
import { secretHashBytes, type SecretHash } from './secrets.js';

/** A customer; every row belongs to one. */
export type TenantId = PublicId<'TenantId'>;
/** The scanning policy under which an object was looked at. */
export type PolicyHash = PublicId<'PolicyHash'>;
/** An object version as the done-ledger knows it. */
export type OvidHash = PublicId<'OvidHash'>;
/** An item of a connector, whatever its version. */
export type StableItemId = PublicId<'StableItemId'>;
/** A version of an item. */
export type ObjectVersionId = PublicId<'ObjectVersionId'>;
/** A detection rule. */
export type RuleFingerprint = PublicId<'RuleFingerprint'>;
/** A secret found in an item by a rule. */
export type FindingId = PublicId<'FindingId'>;
/** A place in an object version where a finding occurs. */
export type OccurrenceId = PublicId<'OccurrenceId'>;
/** An occurrence, seen under a policy. */
export type ObservationId = PublicId<'ObservationId'>;
/** One installation of a connector. */
export type ConnectorInstanceIdHash = PublicId<'ConnectorInstanceIdHash'>;

export const TenantId: PublicIdCompanion<TenantId> = Object.freeze(definePublicId<TenantId>('TenantId'));

export const ConnectorInstanceIdHash: PublicIdCompanion<ConnectorInstanceIdHash> & {
  /** Hashes a connector's own instance id, text (as UTF-8) or bytes, not empty. */
  fromInstanceId(instanceId: string | Uint8Array): ConnectorInstanceIdHash;
} = Object.freeze({
  ...definePublicId<ConnectorInstanceIdHash>('ConnectorInstanceIdHash'),
  fromInstanceId: (instanceId: string | Uint8Array) =>
    deriveConnectorInstance(...lengthPrefixed(byteString('instanceId', instanceId))) as ConnectorInstanceIdHash,
});

/** What identifies an item. */
export interface StableItemIdInput {
  /** Tag of the kind of connector, 1 to 8 printable ASCII characters. */
  readonly connector: string;
  readonly instance: ConnectorInstanceIdHash;
  /** Where the item is within the instance, text (as UTF-8) or bytes, not empty. */
  readonly locator: string | Uint8Array;
}

export const StableItemId: PublicIdCompanion<StableItemId> & {
  /** Derives an item's identity. Throws `Empty`, `TooLarge`, `InvalidByte`, `InvalidHex` or `InvalidType`. */
  derive(input: StableItemIdInput): StableItemId;
} = Object.freeze({
  ...definePublicId<StableItemId>('StableItemId'),
  derive: (input: StableItemIdInput) =>
    reading('StableItemId', () => {
      const { connector, instance, locator } = objectLike('StableItemId', input);
      return deriveStableItem(
        connectorTag(connector),
        id32(canonicalId('instance', instance)),
        ...lengthPrefixed(byteString('locator', locator)),
      ) as StableItemId;
    }),
});

export const ObjectVersionId: PublicIdCompanion<ObjectVersionId> & {
  /** Hashes a connector's own version of an object (an etag, a commit), text (as UTF-8) or bytes, not empty. */
  fromVersionBytes(version: string | Uint8Array): ObjectVersionId;
} = Object.freeze({
  ...definePublicId<ObjectVersionId>('ObjectVersionId'),
  fromVersionBytes: (version: string | Uint8Array) =>
    deriveObjectVersion(...lengthPrefixed(byteString('version', version))) as ObjectVersionId,
});

export const RuleFingerprint: PublicIdCompanion<RuleFingerprint> & {
  /** Hashes a rule's name, not empty. */
  fromRuleName(name: string): RuleFingerprint;
} = Object.freeze({
  ...definePublicId<RuleFingerprint>('RuleFingerprint'),
  fromRuleName: (name: string) => deriveRule(byteString('name', wellFormed('name', name))) as RuleFingerprint,
});

/** What a policy is made of. */
export interface PolicyHashInput {
  /** u32, 1 if left out. */
  readonly schemeVersion?: number;
  readonly idHashMode: 'Unkeyed' | 'KeyedV1';
  /** u32, 1 if left out. */
  readonly evidenceVersion?: number;
  /** 32 bytes, or 64 hex digits of any case. */
  readonly rulesDigest: Uint8Array | string;
}

export const PolicyHash: PublicIdCompanion<PolicyHash> & {
  /** Derives a policy's identity. Throws `InvalidType`, `OutOfRange` or `InvalidHex`. */
  derive(input: PolicyHashInput): PolicyHash;
} = Object.freeze({
  ...definePublicId<PolicyHash>('PolicyHash'),
  derive: (input: PolicyHashInput) =>
    reading('PolicyHash', () => {
      const { schemeVersion = 1, idHashMode, evidenceVersion = 1, rulesDigest } = objectLike('PolicyHash', input);
      return derivePolicy(
        u32le(u32('schemeVersion', schemeVersion)),
        u8(idHashModeByte(idHashMode)),
        u32le(u32('evidenceVersion', evidenceVersion)),
        typeof rulesDigest === 'string'
          ? bytesOf(RulesDigest.fromHex(rulesDigest))
          : copy32Bytes('rulesDigest', rulesDigest),
      ) as PolicyHash;
    }),
});

/** A version of an object, and whether equal ids promise equal content (`strong`) or not (`weak`). */
export interface VersionId {
  readonly strength: 'strong' | 'weak';
  readonly objectVersionId: ObjectVersionId;
}

export const VersionId: {
  /** Equal versions have equal content (a digest, a commit). */
  strong(version: ObjectVersionId): VersionId;
  /** Equal versions need not have equal content (a modification time). */
  weak(version: ObjectVersionId): VersionId;
} = Object.freeze({
  strong: (version: ObjectVersionId) => versionId('strong', version),
  weak: (version: ObjectVersionId) => versionId('weak', version),
});

export const OvidHash: PublicIdCompanion<OvidHash> & {
  /** Derives the ledger's identity of an object version. Throws `InvalidType` or `InvalidHex`. */
  derive(input: { readonly stableItemId: StableItemId; readonly version: VersionId }): OvidHash;
} = Object.freeze({
  ...definePublicId<OvidHash>('OvidHash'),
  derive: (input: { readonly stableItemId: StableItemId; readonly version: VersionId }) =>
    reading('OvidHash', () => {
      const { stableItemId, version } = objectLike('OvidHash', input);
      const { strength, objectVersionId } = objectLike('version', version);
      if (strength !== 'strong' && strength !== 'weak')
        throw invalidType('version.strength', "'strong' or 'weak'", strength);
      return deriveOvid(
        id32(canonicalId('stableItemId', stableItemId)),
        u8(strength === 'strong' ? 0 : 1),
        id32(canonicalId('version.objectVersionId', objectVersionId)),
      ) as OvidHash;
    }),
});

/** What identifies a finding. */
export interface FindingIdInput {
  readonly tenantId: TenantId;
  readonly stableItemId: StableItemId;
  readonly ruleFingerprint: RuleFingerprint;
  readonly secretHash: SecretHash;
}

export const FindingId: PublicIdCompanion<FindingId> & {
  /** Derives a finding's identity. Throws `InvalidType` or `InvalidHex`. */
  derive(input: FindingIdInput): FindingId;
} = Object.freeze({
  ...definePublicId<FindingId>('FindingId'),
  derive: (input: FindingIdInput) =>
    reading('FindingId', () => {
      const { tenantId, stableItemId, ruleFingerprint, secretHash } = objectLike('FindingId', input);
      return deriveFinding(
        id32(canonicalId('tenantId', tenantId)),
        id32(canonicalId('stableItemId', stableItemId)),
        id32(canonicalId('ruleFingerprint', ruleFingerprint)),
        secretHashBytes('secretHash', secretHash),
      ) as FindingId;
    }),
});

/** What identifies an occurrence. */
export interface OccurrenceIdInput {
  readonly findingId: FindingId;
  readonly objectVersionId: ObjectVersionId;
  /** First byte of the secret within the object. */
  readonly byteOffset: U64Input;
  /** Length in bytes, not 0. */
  readonly byteLength: U64Input;
}

export const OccurrenceId: PublicIdCompanion<OccurrenceId> & {
  /** Derives an occurrence's identity. Throws `InvalidType`, `InvalidHex`, `OutOfRange` or `ZeroSpanLength`. */
  derive(input: OccurrenceIdInput): OccurrenceId;
} = Object.freeze({
  ...definePublicId<OccurrenceId>('OccurrenceId'),
  derive: (input: OccurrenceIdInput) =>
    reading('OccurrenceId', () => {
      const { findingId, objectVersionId, byteOffset, byteLength } = objectLike('OccurrenceId', input);
      return deriveOccurrence(
        id32(canonicalId('findingId', findingId)),
        id32(canonicalId('objectVersionId', objectVersionId)),
        u64le(u64('byteOffset', byteOffset)),
        u64le(spanLength('byteLength', u64('byteLength', byteLength))),
      ) as OccurrenceId;
    }),
});

/** What identifies an observation. */
export interface ObservationIdInput {
  readonly tenantId: TenantId;
  readonly policyHash: PolicyHash;
  readonly occurrenceId: OccurrenceId;
}

export const ObservationId: PublicIdCompanion<ObservationId> & {
  /** Derives an observation's identity. Throws `InvalidType` or `InvalidHex`. */
  derive(input: ObservationIdInput): ObservationId;
} = Object.freeze({
  ...definePublicId<ObservationId>('ObservationId'),
  derive: (input: ObservationIdInput) =>
    reading('ObservationId', () => {
      const { tenantId, policyHash, occurrenceId } = objectLike('ObservationId', input);
      return deriveObservation(
        id32(canonicalId('tenantId', tenantId)),
        id32(canonicalId('policyHash', policyHash)),
        id32(canonicalId('occurrenceId', occurrenceId)),
      ) as ObservationId;
    }),
});

/** Refuses a span of no bytes with `ZeroSpanLength`. */
export function spanLength(field: string, value: bigint): bigint {
  if (value > 0n) return value;
  throw new PersistenceInputError('ZeroSpanLength', { field, min: 1n, actual: value }, 'a span has at least one byte');
}

function versionId(strength: VersionId['strength'], version: ObjectVersionId): VersionId {
  return Object.freeze({ strength, objectVersionId: canonicalId<ObjectVersionId>('version', version) });
}

function idHashModeByte(mode: unknown): number {
  if (mode === 'Unkeyed') return 0;
  if (mode === 'KeyedV1') return 1;
  throw invalidType('idHashMode', "'Unkeyed' or 'KeyedV1'", mode);
}

/** 1 to 8 printable ASCII characters without space, padded with NUL to 8 bytes. */
function connectorTag(value: unknown): Uint8Array {
  const text = wellFormed('connector', value);
  if (text.length === 0) throw empty('connector');
  const index = text.search(/[^!-~]/);
  if (index >= 0) {
    throw new PersistenceInputError(
      'InvalidByte',
      { field: 'connector', index },
      `character ${index} is not ASCII graphic`,
    );
  }
  if (text.length > 8) {
    throw new PersistenceInputError(
      'TooLarge',
      { field: 'connector', max: 8, actual: text.length },
      `${text.length} bytes, at most 8`,
    );
  }
  const bytes = new Uint8Array(8);
  new TextEncoder().encodeInto(text, bytes);
  return bytes;
}

const RulesDigest = definePublicId<PublicId<'RulesDigest'>>('rulesDigest');
const deriveConnectorInstance = keyDeriver('gossip/connector-instance-id/v1');
const deriveStableItem = keyDeriver('gossip/item-id/v1');
const deriveObjectVersion = keyDeriver('gossip/object-version/v1');
const deriveRule = keyDeriver('gossip/rule/v1');
const deriveFinding = keyDeriver('gossip/finding/v1');
const deriveOccurrence = keyDeriver('gossip/occurrence/v1');
const deriveObservation = keyDeriver('gossip/observation/v1');
const deriveOvid = keyDeriver('gossip/persistence/v1/ovid');
const derivePolicy = keyDeriver('gossip/policy-hash/v2');
