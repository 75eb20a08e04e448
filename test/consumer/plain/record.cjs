'use strict';

/** A valid record, made by whichever copy of the package. */
exports.ledgerRecord = ({
  DoneLedgerRecord,
  TenantId,
  PolicyHash,
  OvidHash,
  RunId,
  ShardId,
  FenceEpoch,
  LogicalTime,
}) =>
  DoneLedgerRecord.create({
    key: { tenantId: TenantId.filled(1), policyHash: PolicyHash.filled(2), ovidHash: OvidHash.filled(3) },
    status: 'ScannedClean',
    bytesScanned: 10n,
    findingsCount: 0,
    provenance: {
      runId: RunId.of(1),
      shardId: ShardId.of(1),
      fenceEpoch: FenceEpoch.INITIAL,
      startedAt: LogicalTime.of(1),
      finishedAt: LogicalTime.of(2),
    },
  });
