// Ledger records, and the keys under which a bare Map holds them. Nothing here is measured.
import { DoneLedgerRecord, OvidHash, PolicyHash, TenantId } from '../../dist/esm/src/index.js';
import { flat, hex64 } from './random.mjs';

const STATUSES = ['FailedRetryable', 'FailedPermanent', 'Skipped', 'ScannedClean', 'ScannedWithFindings'];

export const TENANT = TenantId.filled(0xa1);
export const POLICIES = [1, 2, 3, 4].map((byte) => PolicyHash.filled(byte));

export function versionsOf(count) {
  return Array.from({ length: count }, (_, index) => OvidHash.fromHex(hex64(index)));
}

/** A valid record of one key, of any status. */
export function drawRecord(draw, policyHash, ovidHash) {
  const status = STATUSES[draw(0, 4)];
  const startedAt = draw(1, 1000);
  return DoneLedgerRecord.create({
    key: { tenantId: TENANT, policyHash, ovidHash },
    status,
    bytesScanned: draw(0, 10_000),
    findingsCount: status === 'ScannedWithFindings' ? draw(1, 50) : status === 'ScannedClean' ? 0 : draw(0, 10),
    provenance: {
      runId: draw(1, 1000),
      shardId: draw(1, 100),
      fenceEpoch: 1,
      startedAt,
      finishedAt: startedAt + draw(1, 500),
    },
    ...(!status.startsWith('Scanned') && { errorCode: 'IO_TIMEOUT' }),
  });
}

/**
 * The key of a bare Map: one flat string per row, the same object wherever the row is meant. No key could be cheaper: its
 * hash is known, and it is found without comparing characters.
 */
export function flatKeys() {
  const known = new Map();
  return ({ tenantId, policyHash, ovidHash }) => {
    const key = flat(tenantId + policyHash + ovidHash);
    if (!known.has(key)) known.set(key, key);
    return known.get(key);
  };
}
