// Deterministic inputs for the benchmarks. Nothing here is measured.
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { DoneLedgerRecord, OvidHash, PolicyHash, TenantId } from '../dist/esm/src/index.js';

const STATUSES = ['FailedRetryable', 'FailedPermanent', 'Skipped', 'ScannedClean', 'ScannedWithFindings'];

/** W1: ledger records in batches of 20, over 50,000 object versions x 4 policies at scale 1. */
export function ledgerBatches(scale = 1) {
  const random = xoroshiro128plus(1);
  const draw = (min, max) => uniformInt(random, min, max);
  const tenantId = TenantId.filled(0xa1);
  const policies = [1, 2, 3, 4].map((byte) => PolicyHash.filled(byte));
  const versions = Array.from({ length: 50_000 * scale }, (_, index) => OvidHash.fromHex(hex(index)));
  return Array.from({ length: 25_000 * scale }, () =>
    Array.from({ length: 20 }, () => {
      const status = STATUSES[draw(0, 4)];
      const startedAt = draw(1, 1000);
      return DoneLedgerRecord.create({
        key: { tenantId, policyHash: policies[draw(0, 3)], ovidHash: versions[draw(0, versions.length - 1)] },
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
    }),
  );
}

/** The numbers 1 .. `count`, in an order that is the same each time. */
export function shuffled(count) {
  const random = xoroshiro128plus(2);
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  for (let last = count - 1; last > 0; last--) {
    const other = uniformInt(random, 0, last);
    [numbers[last], numbers[other]] = [numbers[other], numbers[last]];
  }
  return numbers;
}

function hex(index) {
  return ((index * 2654435761) % 2 ** 32).toString(16).padStart(8, '0').repeat(8);
}
