import fc, { type Arbitrary } from 'fast-check';
import { DoneLedgerRecord, type DoneLedgerKey, type DoneLedgerProvenance } from '../records/done-ledger-record.js';
import { DoneLedgerStatus } from '../records/done-ledger-status.js';
import { U64_MAX } from '../values/check.js';
import { OvidHash, PolicyHash, TenantId } from '../values/identities.js';
import { publicId, tyingU64, u32, u64, type PoolOptions } from './scalars.js';

/** A status. */
export function status(): Arbitrary<DoneLedgerStatus> {
  return fc.constantFrom(...STATUSES);
}

/** An error code; some are prefixes of others, and some differ in case only. */
export function errorCode(): Arbitrary<string> {
  return fc.constantFrom('A', 'AB', 'a', 'ab', 'E_TIMEOUT', '/', ' x');
}

/** The key of a ledger row, of few. */
export function ledgerKey(options: PoolOptions = {}): Arbitrary<DoneLedgerKey> {
  return fc.record({
    tenantId: publicId(TenantId, options),
    policyHash: publicId(PolicyHash, options),
    ovidHash: publicId(OvidHash, options),
  });
}

/** How records are made: of which keys. */
export interface LedgerOptions extends PoolOptions {
  /** Keys to choose from, in place of a pool. */
  readonly key?: Arbitrary<DoneLedgerKey> | undefined;
}

/** A record that every store accepts. Its provenance ties with another's more often than not. */
export function ledgerRecord({ key, ...pool }: LedgerOptions = {}): Arbitrary<DoneLedgerRecord> {
  return fc
    .record({
      key: key ?? ledgerKey(pool),
      status: status(),
      bytesScanned: u64(),
      count: fc.oneof(fc.integer({ min: 0, max: 3 }), u32()),
      provenance: provenance(),
      code: errorCode(),
    })
    .map(({ count, code, ...fields }) =>
      DoneLedgerRecord.create({
        ...fields,
        findingsCount: consistent(fields.status, count),
        ...(!DoneLedgerStatus.isScanned(fields.status) && { errorCode: code }),
      }),
    );
}

/** Records of one write, of which some may have the same key. */
export function ledgerBatch({
  maxLength = 8,
  ...options
}: LedgerOptions & { readonly maxLength?: number } = {}): Arbitrary<readonly DoneLedgerRecord[]> {
  return fc.array(ledgerRecord(options), { maxLength });
}

/** A hand-made record of the right shape that a store refuses when it is applied, or of a wrong one, refused at once. */
export function invalidLedgerRecord(options: LedgerOptions = {}): Arbitrary<DoneLedgerRecord> {
  return ledgerRecord(options).chain((record) => {
    const { errorCode: _, ...withoutCode } = record;
    const { provenance: times } = record;
    const spoiled: readonly unknown[] = [
      DoneLedgerStatus.isScanned(record.status) ? { ...record, errorCode: 'A' } : withoutCode,
      { ...record, provenance: { ...times, startedAt: 2n, finishedAt: 1n } },
      { ...record, bytesScanned: U64_MAX + 1n },
      { ...record, bytesScanned: 1 },
      { ...record, findingsCount: -1 },
      { ...record, key: { ...record.key, ovidHash: 'AA'.repeat(32) } },
    ];
    return fc.constantFrom(...(spoiled as readonly DoneLedgerRecord[]));
  });
}

function provenance(): Arbitrary<{ readonly [Field in keyof DoneLedgerProvenance]: bigint }> {
  const number = tyingU64();
  return fc
    .record({ runId: number, shardId: number, fenceEpoch: number, a: number, b: number })
    .map(({ a, b, ...rest }) => ({ ...rest, startedAt: a < b ? a : b, finishedAt: a < b ? b : a }));
}

function consistent(of: DoneLedgerStatus, count: number): number {
  if (of === 'ScannedClean') return 0;
  return of === 'ScannedWithFindings' ? Math.max(count, 1) : count;
}

const STATUSES = Object.values(DoneLedgerStatus).filter((value) => typeof value === 'string');
