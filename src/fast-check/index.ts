/**
 * Arbitraries of records, batches and operations for fast-check, and the stores' state machines as properties. The only
 * entry that loads fast-check.
 *
 * @packageDocumentation
 */
export { publicId, text, tyingU64, u32, u64, type PoolOptions } from './scalars.js';
export {
  errorCode,
  invalidLedgerRecord,
  ledgerBatch,
  ledgerKey,
  ledgerRecord,
  status,
  type LedgerOptions,
} from './ledger.js';
export {
  closedBatch,
  finding,
  location,
  observationOf,
  occurrenceOf,
  orphanBatch,
  secretHash,
  type BatchOptions,
} from './findings.js';
export { ledgerOperations, sinkOperations, type OperationsOptions } from './operations.js';
export { ledgerStateMachine, runOperations, sinkStateMachine } from './state-machine.js';
