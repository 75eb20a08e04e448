import { plain, Returning, type Fields, type Stamp } from '../values/stamp.js';
import type { DoneLedgerKey, DoneLedgerRecord } from './done-ledger-record.js';
import type { FindingRecord } from './finding-record.js';
import type { Location } from './location.js';
import type { ObservationRecord } from './observation-record.js';
import type { OccurrenceRecord } from './occurrence-record.js';

// One stamp a record type: what carries it was made by this package, checked and frozen, so stores share it as it is. The mark is a
// private field on the record itself: it cannot be copied or forged, shows up in no output or comparison, and costs less than
// a WeakSet. Each stamp is a class of its own, as an engine makes code fast that meets one kind of object: one class for all
// of them would make every write a third slower (decisions/0010-speed.md).

const PlainLedgerRecord = plain<DoneLedgerRecord>(function (fields) {
  this.key = fields.key;
  this.status = fields.status;
  this.bytesScanned = fields.bytesScanned;
  this.findingsCount = fields.findingsCount;
  this.provenance = fields.provenance;
  if (fields.errorCode !== undefined) this.errorCode = fields.errorCode;
});

export const LEDGER_RECORD: Stamp<DoneLedgerRecord> = class Sealed extends Returning {
  readonly #sealed = true;
  static has(value: unknown): value is DoneLedgerRecord {
    return typeof value === 'object' && value !== null && #sealed in value;
  }
  static seal(fields: Fields<DoneLedgerRecord>): DoneLedgerRecord {
    return Object.freeze(new Sealed(new PlainLedgerRecord(fields)) as object as DoneLedgerRecord);
  }
};

const PlainLedgerKey = plain<DoneLedgerKey>(function (fields) {
  this.tenantId = fields.tenantId;
  this.policyHash = fields.policyHash;
  this.ovidHash = fields.ovidHash;
});

export const LEDGER_KEY: Stamp<DoneLedgerKey> = class Sealed extends Returning {
  readonly #sealed = true;
  static has(value: unknown): value is DoneLedgerKey {
    return typeof value === 'object' && value !== null && #sealed in value;
  }
  static seal(fields: Fields<DoneLedgerKey>): DoneLedgerKey {
    return Object.freeze(new Sealed(new PlainLedgerKey(fields)) as object as DoneLedgerKey);
  }
};

const PlainFinding = plain<FindingRecord>(function (fields) {
  this.findingId = fields.findingId;
  this.tenantId = fields.tenantId;
  this.stableItemId = fields.stableItemId;
  this.ruleFingerprint = fields.ruleFingerprint;
  this.secretHash = fields.secretHash;
});

export const FINDING: Stamp<FindingRecord> = class Sealed extends Returning {
  readonly #sealed = true;
  static has(value: unknown): value is FindingRecord {
    return typeof value === 'object' && value !== null && #sealed in value;
  }
  static seal(fields: Fields<FindingRecord>): FindingRecord {
    return Object.freeze(new Sealed(new PlainFinding(fields)) as object as FindingRecord);
  }
};

const PlainOccurrence = plain<OccurrenceRecord>(function (fields) {
  this.occurrenceId = fields.occurrenceId;
  this.tenantId = fields.tenantId;
  this.findingId = fields.findingId;
  this.objectVersionId = fields.objectVersionId;
  this.byteOffset = fields.byteOffset;
  this.byteLength = fields.byteLength;
});

export const OCCURRENCE: Stamp<OccurrenceRecord> = class Sealed extends Returning {
  readonly #sealed = true;
  static has(value: unknown): value is OccurrenceRecord {
    return typeof value === 'object' && value !== null && #sealed in value;
  }
  static seal(fields: Fields<OccurrenceRecord>): OccurrenceRecord {
    return Object.freeze(new Sealed(new PlainOccurrence(fields)) as object as OccurrenceRecord);
  }
};

const PlainObservation = plain<ObservationRecord>(function (fields) {
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

export const OBSERVATION: Stamp<ObservationRecord> = class Sealed extends Returning {
  readonly #sealed = true;
  static has(value: unknown): value is ObservationRecord {
    return typeof value === 'object' && value !== null && #sealed in value;
  }
  static seal(fields: Fields<ObservationRecord>): ObservationRecord {
    return Object.freeze(new Sealed(new PlainObservation(fields)) as object as ObservationRecord);
  }
};

const PlainLocation = plain<Location>(function (fields) {
  this.display = fields.display;
  if (fields.url !== undefined) this.url = fields.url;
});

export const LOCATION: Stamp<Location> = class Sealed extends Returning {
  readonly #sealed = true;
  static has(value: unknown): value is Location {
    return typeof value === 'object' && value !== null && #sealed in value;
  }
  static seal(fields: Fields<Location>): Location {
    return Object.freeze(new Sealed(new PlainLocation(fields)) as object as Location);
  }
};
