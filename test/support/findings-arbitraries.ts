import fc from 'fast-check';
import {
  OvidHash,
  RuleFingerprint,
  SecretHash,
  StableItemId,
  type FindingsUpsertBatch,
  type TenantId,
} from '../../src/index.js';
import { contribution } from './arbitraries.js';
import { finding, occurrence, OTHER_TENANT, secretBytes, TENANT } from './rows.js';

// Few identities, so that batches meet; some rows say something else under an identity that others use.

const rare = fc.integer({ min: 0, max: 7 }).map((n) => n === 0);

const findingRow = (tenantId: TenantId) =>
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 11 })).map(([n, odd]) => {
    const row = finding(n, tenantId);
    if (odd === 0) return { ...row, ruleFingerprint: RuleFingerprint.filled(0x34) };
    if (odd === 1) return { ...row, secretHash: SecretHash.fromPersisted(secretBytes(9)) };
    return odd === 2 ? { ...row, stableItemId: StableItemId.filled(9) } : row;
  });

const occurrenceRow = (tenantId: TenantId) =>
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 1 }), rare).map(([n, offset, odd]) => {
    const row = occurrence(finding(n, tenantId), offset);
    return odd ? { ...row, byteLength: row.byteLength + 1n } : row;
  });

const observationRow = (tenantId: TenantId) =>
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 1 }))
    .map(([n, offset]) => occurrence(finding(n, tenantId), offset).occurrenceId)
    .chain((occurrenceId) => fc.tuple(contribution(tenantId, occurrenceId), rare))
    .map(([row, odd]) => (odd ? { ...row, ovidHash: OvidHash.filled(0x77) } : row));

const anyBatch = (tenantId: TenantId): fc.Arbitrary<FindingsUpsertBatch> =>
  fc.record({
    findings: fc.array(findingRow(tenantId), { maxLength: 4 }),
    occurrences: fc.array(occurrenceRow(tenantId), { maxLength: 4 }),
    observations: fc.array(observationRow(tenantId), { maxLength: 4 }),
  });

/** All parents that there are, so that what is beneath them is accepted, or is in conflict. */
const closedBatch = (tenantId: TenantId): fc.Arbitrary<FindingsUpsertBatch> => {
  const findings = [1, 2, 3].map((n) => finding(n, tenantId));
  const occurrences = findings.flatMap((row) => [0, 1].map((offset) => occurrence(row, offset)));
  return fc
    .array(observationRow(tenantId), { maxLength: 6 })
    .map((observations) => ({ findings, occurrences, observations }));
};

const batchOfTenant = (tenantId: TenantId) => fc.oneof(anyBatch(tenantId), closedBatch(tenantId));

/** A batch of any kind: accepted, without parents, in conflict with others or itself, of two tenants. */
export const findingsBatch: fc.Arbitrary<FindingsUpsertBatch> = fc.oneof(
  { weight: 12, arbitrary: batchOfTenant(TENANT) },
  { weight: 6, arbitrary: batchOfTenant(OTHER_TENANT) },
  {
    weight: 1,
    arbitrary: fc.tuple(batchOfTenant(TENANT), batchOfTenant(OTHER_TENANT)).map(([a, b]) => ({
      findings: [...a.findings, ...b.findings],
      occurrences: a.occurrences,
      observations: b.observations,
    })),
  },
);
