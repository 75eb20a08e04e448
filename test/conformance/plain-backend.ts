import type { ConformanceBackend, ConformanceSubject, Supports } from '../../src/conformance/index.js';
import { PlainCommits } from './plain/commits.js';
import { PlainLedger, type LedgerTable } from './plain/ledger.js';
import { PlainSink, type SinkTables } from './plain/sink.js';

// A correct backend of another make, over the public contracts only: nothing of it comes from our stores, their merges or
// their checks. It is written to be deviated from, one method at a time.

export { PlainCommits, PlainLedger, PlainSink };

/** What a plain backend supports: all that there is. It also is strict, where a test has it claim so. */
export const PLAIN_SUPPORTS = {
  listDoneHashes: true,
  durableCounts: true,
  readObservations: true,
  restart: true,
  delayedWrites: true,
  faults: true,
} as const satisfies Supports;

/** What outlives the process that serves it. */
export interface PlainTables {
  readonly ledger: LedgerTable;
  readonly sink: SinkTables;
}

export function plainTables(): PlainTables {
  return { ledger: new Map(), sink: { findings: new Map(), occurrences: new Map(), observations: new Map() } };
}

/** The parts of a plain backend that are to be others. */
export interface PlainParts {
  readonly commits?: typeof PlainCommits;
  readonly ledger?: typeof PlainLedger;
  readonly sink?: typeof PlainSink;
}

export function plainBackend(parts: PlainParts = {}, tables: PlainTables = plainTables()): ConformanceBackend {
  const { commits: Commits = PlainCommits, ledger: Ledger = PlainLedger, sink: Sink = PlainSink } = parts;
  const commits = new Commits();
  const findings = new Sink(tables.sink, commits);
  return {
    doneLedger: new Ledger(tables.ledger, commits),
    findings,
    getObservation: (tenantId, observationId) => findings.getObservation(tenantId, observationId),
    restart: () => plainBackend(parts, tables),
    holdWrites: () => commits.hold(),
    failNextCommit: () => commits.failNext(),
  };
}

/** A plain backend whose data outlives each check. */
export function lastingSubject(supports: Supports = PLAIN_SUPPORTS): ConformanceSubject {
  const tables = plainTables();
  return { create: () => plainBackend({}, tables), supports };
}

/** The two contracts of a plain backend, and nothing else. */
export function bareSubject(parts: PlainParts = {}): ConformanceSubject {
  return {
    create: () => {
      const { doneLedger, findings } = plainBackend(parts);
      return {
        doneLedger: {
          batchGet: (...asked) => doneLedger.batchGet(...asked),
          batchUpsert: (records) => doneLedger.batchUpsert(records),
        },
        findings: { upsertBatch: (batch) => findings.upsertBatch(batch) },
      };
    },
  };
}
