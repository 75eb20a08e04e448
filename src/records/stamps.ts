import { createStamp } from '../values/stamp.js';
import type { DoneLedgerKey, DoneLedgerRecord } from './done-ledger-record.js';
import type { FindingRecord } from './finding-record.js';
import type { Location } from './location.js';
import type { ObservationRecord } from './observation-record.js';
import type { OccurrenceRecord } from './occurrence-record.js';

// One stamp a record type: what carries it was made by this package, checked and frozen, so stores share it as it is.

export const LEDGER_RECORD = createStamp<DoneLedgerRecord>(function (fields) {
  this.key = fields.key;
  this.status = fields.status;
  this.bytesScanned = fields.bytesScanned;
  this.findingsCount = fields.findingsCount;
  this.provenance = fields.provenance;
  if (fields.errorCode !== undefined) this.errorCode = fields.errorCode;
});

export const LEDGER_KEY = createStamp<DoneLedgerKey>(function (fields) {
  this.tenantId = fields.tenantId;
  this.policyHash = fields.policyHash;
  this.ovidHash = fields.ovidHash;
});

export const FINDING = createStamp<FindingRecord>(function (fields) {
  this.findingId = fields.findingId;
  this.tenantId = fields.tenantId;
  this.stableItemId = fields.stableItemId;
  this.ruleFingerprint = fields.ruleFingerprint;
  this.secretHash = fields.secretHash;
});

export const OCCURRENCE = createStamp<OccurrenceRecord>(function (fields) {
  this.occurrenceId = fields.occurrenceId;
  this.tenantId = fields.tenantId;
  this.findingId = fields.findingId;
  this.objectVersionId = fields.objectVersionId;
  this.byteOffset = fields.byteOffset;
  this.byteLength = fields.byteLength;
});

export const OBSERVATION = createStamp<ObservationRecord>(function (fields) {
  this.observationId = fields.observationId;
  this.tenantId = fields.tenantId;
  this.occurrenceId = fields.occurrenceId;
  this.policyHash = fields.policyHash;
  this.ovidHash = fields.ovidHash;
  this.runId = fields.runId;
  this.shardId = fields.shardId;
  this.fenceEpoch = fields.fenceEpoch;
  this.seenAt = fields.seenAt;
  if (fields.location !== undefined) this.location = fields.location;
});

export const LOCATION = createStamp<Location>(function (fields) {
  this.display = fields.display;
  if (fields.url !== undefined) this.url = fields.url;
});
