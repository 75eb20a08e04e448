import { expect, test } from 'vitest';
import {
  ConnectorInstanceIdHash,
  FindingId,
  ObjectVersionId,
  OvidHash,
  RuleFingerprint,
  SecretHash,
  StableItemId,
  TenantId,
  VersionId,
} from '../../src/index.js';

test('x', () => {
  expect(ConnectorInstanceIdHash.fromInstanceId('github-installation-1')).toBe(
    'ac8d5ef3d400ed9c7943a106e74914ffe14c23dce37e62ee83bb6eaa0a1d11ab',
  );
  expect(
    FindingId.derive({
      tenantId: TenantId.filled(0x11),
      stableItemId: StableItemId.filled(0x22),
      ruleFingerprint: RuleFingerprint.filled(0x33),
      secretHash: SecretHash.fromPersisted(new Uint8Array(32).fill(0x44)),
    }),
  ).toBe('81ce2885df85e9630d46a02959e93acf8ace8e79016ee9d873c109bb20761fd8');
  expect(
    OvidHash.derive({ stableItemId: StableItemId.filled(7), version: VersionId.strong(ObjectVersionId.filled(11)) }),
  ).toBe('dea50d63749a13a30bf6eb6556fd9eaf244fed258bb2bfa26f33ecd26e6a6c37');
});
