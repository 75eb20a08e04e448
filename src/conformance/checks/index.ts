import type { ConformanceCheck } from '../types.js';
import { backendChecks } from './backend.js';
import { findingsAtomicityChecks } from './findings-atomicity.js';
import { findingsCapabilityChecks } from './findings-capabilities.js';
import { findingsCodeChecks } from './findings-codes.js';
import { findingsConflictChecks, findingsDuplicateChecks } from './findings-conflicts.js';
import { findingsCopyChecks } from './findings-copies.js';
import { findingsFlightChecks } from './findings-flight.js';
import { findingsHandleChecks } from './findings-handles.js';
import { findingsInvalidChecks } from './findings-invalid.js';
import { findingsIsolationChecks } from './findings-isolation.js';
import { findingsLargeChecks } from './findings-large.js';
import { findingsLimitChecks } from './findings-limits.js';
import { findingsMergeChecks } from './findings-merge.js';
import { findingsOrphanChecks } from './findings-orphans.js';
import { findingsParentChecks } from './findings-parents.js';
import { findingsCountChecks, findingsReceiptChecks } from './findings-receipts.js';
import { findingsSeedChecks } from './findings-seed.js';
import { findingsTieChecks } from './findings-ties.js';
import { ledgerAtomicityChecks } from './ledger-atomicity.js';
import { ledgerBatchChecks } from './ledger-batches.js';
import { ledgerCallerChecks } from './ledger-callers.js';
import { ledgerDelayChecks, ledgerFaultChecks } from './ledger-capabilities.js';
import { ledgerFoldChecks } from './ledger-folds.js';
import { ledgerHandleChecks } from './ledger-handles.js';
import { ledgerIsolationChecks } from './ledger-isolation.js';
import { ledgerLimitChecks } from './ledger-limits.js';
import { ledgerListChecks } from './ledger-list.js';
import { ledgerMergeChecks } from './ledger-merge.js';
import { ledgerOrderChecks } from './ledger-orders.js';
import { ledgerReadChecks } from './ledger-reads.js';
import { ledgerReceiptChecks } from './ledger-receipts.js';
import { ledgerRestartChecks } from './ledger-restarts.js';
import { ledgerSeedChecks } from './ledger-seed.js';
import { ledgerTieChecks } from './ledger-ties.js';
import { ledgerValidationChecks } from './ledger-validation.js';
import { redactionChecks } from './redaction.js';

/** All checks, in the order in which they run. Their ids are stable. */
export const CHECKS: readonly ConformanceCheck[] = [
  ...backendChecks,
  ...ledgerSeedChecks,
  ...ledgerMergeChecks,
  ...ledgerTieChecks,
  ...ledgerOrderChecks,
  ...ledgerFoldChecks,
  ...ledgerReceiptChecks,
  ...ledgerBatchChecks,
  ...ledgerReadChecks,
  ...ledgerLimitChecks,
  ...ledgerIsolationChecks,
  ...ledgerHandleChecks,
  ...ledgerCallerChecks,
  ...ledgerListChecks,
  ...ledgerValidationChecks,
  ...ledgerAtomicityChecks,
  ...ledgerDelayChecks,
  ...ledgerFaultChecks,
  ...ledgerRestartChecks,
  ...findingsSeedChecks,
  ...findingsParentChecks,
  ...findingsOrphanChecks,
  ...findingsConflictChecks,
  ...findingsDuplicateChecks,
  ...findingsInvalidChecks,
  ...findingsCodeChecks,
  ...findingsReceiptChecks,
  ...findingsCountChecks,
  ...findingsAtomicityChecks,
  ...findingsMergeChecks,
  ...findingsTieChecks,
  ...findingsLimitChecks,
  ...findingsIsolationChecks,
  ...findingsHandleChecks,
  ...findingsFlightChecks,
  ...findingsCopyChecks,
  ...findingsLargeChecks,
  ...findingsCapabilityChecks,
  ...redactionChecks,
];
