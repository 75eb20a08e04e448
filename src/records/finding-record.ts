import { objectLike, reading } from '../values/check.js';
import {
  FindingId,
  type FindingIdInput,
  type RuleFingerprint,
  type StableItemId,
  type TenantId,
} from '../values/identities.js';
import { canonicalId } from '../values/public-id.js';
import { readSecretHash, type SecretHash } from '../values/secrets.js';
import { checkDerivedId } from './derived-id.js';
import { FINDING } from './stamps.js';

/** A secret found in an item by a rule (specification 1-semantics, section 2). Immutable plain data. */
export interface FindingRecord {
  readonly tenantId: TenantId;
  readonly findingId: FindingId;
  readonly stableItemId: StableItemId;
  readonly ruleFingerprint: RuleFingerprint;
  readonly secretHash: SecretHash;
}

export const FindingRecord = Object.freeze({
  /** Makes a finding and derives its id. Throws `InvalidType` or `InvalidHex`. */
  create: (input: FindingIdInput): FindingRecord =>
    reading('finding', () => readFinding('finding', objectLike('finding', input), FindingId.derive)),

  /** Rebuilds a finding with the id that was stored. Throws `IdMismatch` if that is not the derivation. */
  fromPersisted: (input: FindingIdInput & { readonly findingId: FindingId }): FindingRecord => {
    const record = parseFinding('finding', input);
    checkDerivedId('IdMismatch', 'finding.findingId', FindingId.derive(record), record.findingId);
    return record;
  },
});

/** Reads a finding that a store is handed. Its id is taken as it is. */
export function parseFinding(field: string, value: unknown): FindingRecord {
  return reading(field, () => {
    const source = objectLike(field, value);
    return readFinding(field, source, () => canonicalId<FindingId>(`${field}.findingId`, source['findingId']));
  });
}

/** Whether two findings of one key say the same. */
export function sameFinding(a: FindingRecord, b: FindingRecord): boolean {
  return (
    a.stableItemId === b.stableItemId &&
    a.ruleFingerprint === b.ruleFingerprint &&
    a.secretHash.tag === b.secretHash.tag // 96 bits, keyed: as good as the bytes
  );
}

function readFinding(
  field: string,
  source: Readonly<Record<string, unknown>>,
  id: (fields: FindingIdInput) => FindingId,
): FindingRecord {
  const fields = {
    tenantId: canonicalId<TenantId>(`${field}.tenantId`, source['tenantId']),
    stableItemId: canonicalId<StableItemId>(`${field}.stableItemId`, source['stableItemId']),
    ruleFingerprint: canonicalId<RuleFingerprint>(`${field}.ruleFingerprint`, source['ruleFingerprint']),
    secretHash: readSecretHash(`${field}.secretHash`, source['secretHash']),
  };
  return FINDING.seal({ ...fields, findingId: id(fields) });
}
