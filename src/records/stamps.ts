import { createStamp } from '../values/stamp.js';
import type { DoneLedgerRecord } from './done-ledger-record.js';
import type { FindingRecord } from './finding-record.js';
import type { Location } from './location.js';
import type { ObservationRecord } from './observation-record.js';
import type { OccurrenceRecord } from './occurrence-record.js';

// One stamp a record type: what carries it was made by this package, checked and frozen, so stores share it as it is.
export const LEDGER_RECORD = createStamp<DoneLedgerRecord>();
export const FINDING = createStamp<FindingRecord>();
export const OCCURRENCE = createStamp<OccurrenceRecord>();
export const OBSERVATION = createStamp<ObservationRecord>();
export const LOCATION = createStamp<Location>();
