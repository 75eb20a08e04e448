import type { Broken } from './broken.js';
import { brokenCallers } from './callers.js';
import { brokenHandles } from './handles.js';
import { brokenRedaction } from './leaks.js';
import { brokenLedgerBatches } from './ledger-batches.js';
import { brokenLedgerKeys } from './ledger-keys.js';
import { brokenLedgerMerges } from './ledger-merges.js';
import { brokenLedgerReads } from './ledger-reads.js';
import { brokenLedgerReceipts } from './ledger-receipts.js';
import { brokenLedgerTies } from './ledger-ties.js';
import { brokenLedgerValues } from './ledger-values.js';
import { brokenRestarts } from './restarts.js';
import { brokenShapes } from './shapes.js';
import { brokenSightings } from './sightings.js';
import { brokenSinkBatches } from './sink-batches.js';
import { brokenConflicts } from './sink-conflicts.js';
import { brokenSinkFlight } from './sink-flight.js';
import { brokenParents } from './sink-parents.js';

export type { Broken };

/** Backends with one bug each, by what is wrong with them. */
export const BROKEN: Readonly<Record<string, readonly Broken[]>> = {
  'ledger: merges': brokenLedgerMerges,
  'ledger: tie-breaks': brokenLedgerTies,
  'ledger: keys': brokenLedgerKeys,
  'ledger: reads': brokenLedgerReads,
  'ledger: receipts': brokenLedgerReceipts,
  'ledger: batches': brokenLedgerBatches,
  'ledger: values': brokenLedgerValues,
  'both: handles': brokenHandles,
  'both: callers': brokenCallers,
  'both: shapes': brokenShapes,
  'both: restarts': brokenRestarts,
  'findings: parents': brokenParents,
  'findings: conflicts': brokenConflicts,
  'findings: batches': brokenSinkBatches,
  'findings: in flight, and values': brokenSinkFlight,
  'findings: sightings': brokenSightings,
  'findings: secrets': brokenRedaction,
};
