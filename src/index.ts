/**
 * Values, records, contracts, errors, stores, the harness and the oracle: everything that needs no runner.
 *
 * @packageDocumentation
 */

// Values (specification 1-semantics, section 1)
export {
  ConnectorInstanceIdHash,
  FindingId,
  ObjectVersionId,
  ObservationId,
  OccurrenceId,
  OvidHash,
  PolicyHash,
  RuleFingerprint,
  StableItemId,
  TenantId,
  VersionId,
  type FindingIdInput,
  type ObservationIdInput,
  type OccurrenceIdInput,
  type PolicyHashInput,
  type StableItemIdInput,
} from './values/identities.js';
export type { PublicId, PublicIdCompanion } from './values/public-id.js';
export {
  FenceEpoch,
  LogicalTime,
  RunId,
  ShardId,
  type U64,
  type U64Companion,
  type U64Input,
} from './values/scalars.js';
export { exposeBytes, NormHash, SecretHash, TenantSecretKey } from './values/secrets.js';
export {
  PersistenceInputError,
  type PersistenceInputErrorCode,
  type PersistenceInputErrorDetail,
} from './values/input-error.js';

// Records (section 2)
export { DoneLedgerStatus } from './records/done-ledger-status.js';
export { DoneLedgerErrorCode } from './records/done-ledger-error-code.js';
export {
  DoneLedgerRecord,
  type DoneLedgerKey,
  type DoneLedgerProvenance,
  type DoneLedgerRecordInput,
} from './records/done-ledger-record.js';
export { DoneLedgerBatch } from './records/done-ledger-batch.js';
export { Location } from './records/location.js';
export { FindingRecord } from './records/finding-record.js';
export { OccurrenceRecord, type OccurrenceRecordInput } from './records/occurrence-record.js';
export { ObservationRecord, type ObservationRecordInput } from './records/observation-record.js';
export { FindingsUpsertBatch } from './records/findings-batch.js';

// Contracts (section 3)
export {
  ReadyCommitHandle,
  type CommitHandle,
  type DoneLedger,
  type DoneLedgerCommitReceipt,
  type DurableFindingsCounts,
  type FindingsCommitReceipt,
  type FindingsConformanceProbe,
  type FindingsSink,
  type WaitOptions,
} from './store/contracts.js';

// Stores (sections 4 to 8)
export { DoneLedgerCheckpoint, InMemoryDoneLedger } from './done-ledger/in-memory-done-ledger.js';
export { FindingsCheckpoint, InMemoryFindingsSink } from './findings/in-memory-findings-sink.js';
export { defineStore, DefinedStore, type DefinedCheckpoint } from './store/define-store.js';
export type { BackendTables, StoreBackend } from './store/backend.js';
export { Checkpoint, type Checkpointed } from './store/checkpoint.js';
export { ControlledStore, coreOf, type Controlled } from './store/controlled-store.js';
export { InMemoryStoreCore, type StoreOptions } from './store/core.js';
export type { StoreHandle } from './store/handle.js';
export type { CompletionOrder } from './store/linked-queue.js';
export type { PendingWriteId } from './store/pending-write-id.js';
export type {
  DelayReason,
  FaultCounters,
  FaultName,
  StoreEvent,
  StoreHappening,
  StoreListener,
  StoreObserver,
} from './store/events.js';

// Errors (section 7)
export {
  AckLost,
  BatchValidation,
  FindingConflict,
  InjectedCommitFailure,
  InjectedSubmissionFailure,
  InMemoryPersistenceError,
  MissingFinding,
  MissingOccurrence,
  ObservationConflict,
  OccurrenceConflict,
  Poisoned,
  StoreCrashed,
  StoreRefusal,
  UnknownOperation,
  type ErrorOrigin,
  type InMemoryPersistenceErrorCode,
} from './store/errors.js';

// Comparison
export { aliases, type Aliases } from './compare/aliases.js';
export { diff, type Diffable, type DiffOptions } from './compare/diff.js';
export type { FieldChange, RowChange } from './compare/row-changes.js';
export { StoreDiff } from './compare/store-diff.js';

export { twin, type Twin, type TwinOptions, type TwinStores } from './twin/twin.js';
export type { TwinAnswer } from './twin/answers.js';
export { TwinDifference } from './twin/twin-difference.js';

// Harness and oracle (specification 2-api, "Stores" and "Fixtures")
export {
  PendingWritesError,
  withDelayedWrites,
  type DelayedWrite,
  type DelayedWrites,
  type DelayedWritesOptions,
} from './harness/delayed-writes.js';
export {
  RecordBuilders,
  type FindingOverrides,
  type FindingTriple,
  type GossipItem,
  type ObservationOverrides,
  type OccurrenceOverrides,
  type PageItem,
  type RecordOverrides,
  type TripleOverrides,
} from './harness/record-builders.js';
export type { Seed } from './harness/seed.js';
export { Timeline } from './harness/timeline.js';
export type { TimelineHtmlOptions } from './timeline/page-of-events.js';
export { Audit, GossipAuditError, type AuditFinding, type Leftover } from './harness/audit.js';
export { GossipSession, type GossipOptions } from './harness/session.js';
export {
  everyRelease,
  type EveryReleaseOptions,
  type ReleaseRun,
  type ReleaseSession,
} from './every-release/every-release.js';
export { EveryReleaseError, type EveryReleaseErrorCode } from './every-release/every-release-error.js';
export type { EveryReleaseReport } from './every-release/report.js';
export type { ReleaseStep } from './every-release/release-step.js';
export { GossipOracle, type OracleReport, type OutcomeDifference } from './oracle/oracle.js';
export { observe, type CountDifference, type ObservableBackend, type ObservedBackend } from './oracle/observe.js';
export type { AnyRow, RowDifference, TableName } from './oracle/differences.js';
