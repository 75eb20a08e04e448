import {
  FindingConflict,
  FindingId,
  MissingFinding,
  MissingOccurrence,
  OccurrenceId,
  ReadyCommitHandle,
  TenantId,
  type CommitHandle,
  type DoneLedger,
  type DoneLedgerCommitReceipt,
  type DoneLedgerRecord,
  type FindingsCommitReceipt,
  type FindingsUpsertBatch,
  type ObservableBackend,
  type ObservationRecord,
} from '../../src/index.js';

// A backend as somebody else would write it: plain async functions over Maps, with merges of its own.

/** What can be wrong with a {@link foreignBackend}. */
export type ForeignBug = 'loses a write' | 'half a batch' | 'last write wins' | 'drops a location' | 'never applies';

/** How the next write to one of its stores ends. */
export type ForeignEnding =
  | 'ok'
  /** Applied, then the submission rejects. */
  | 'applied, no handle'
  /** Not applied, and the submission rejects. */
  | 'lost, no handle'
  /** Applied, then the wait rejects. */
  | 'applied, no receipt'
  /** Not applied, and the wait rejects. */
  | 'lost, no receipt'
  /** Accepted; applied when the test says {@link Foreign.land}, and only then does the wait resolve. */
  | 'later'
  /** Refused by an error of the contract that promises that nothing was stored, yet applied. */
  | 'refused, yet applied';

export interface Foreign extends ObservableBackend {
  /** How the next writes end, in order; those after them end well. */
  readonly endings: ForeignEnding[];
  /** Applies the writes that are to land later. */
  land(): void;
}

/** What the network says. */
export const NETWORK_ERROR = new Error('connection reset');

export function foreignBackend({ bug, reads = 'snapshots' }: ForeignOptions = {}): Foreign {
  const rows = new Map<string, DoneLedgerRecord>();
  const findings = new Map<string, FindingsUpsertBatch['findings'][number]>();
  const occurrences = new Map<string, FindingsUpsertBatch['occurrences'][number]>();
  const observations = new Map<string, Observed>();
  const endings: ForeignEnding[] = [];
  const later: (() => void)[] = [];
  let writes = 0;

  const upsert = (records: readonly DoneLedgerRecord[]): DoneLedgerCommitReceipt => {
    const folded = new Map<string, DoneLedgerRecord>();
    for (const record of records) put(folded, keyOf(record), record, mergeLedger);
    const kept = bug === 'half a batch' ? [...folded].slice(0, Math.ceil(folded.size / 2)) : [...folded];
    if (!losesThisWrite()) {
      for (const [key, row] of kept) put(rows, key, row, bug === 'last write wins' ? (_, last) => last : mergeLedger);
    }
    const all = [...folded.values()];
    return {
      recordCount: all.length,
      scannedCount: all.filter(({ status }) => status.startsWith('Scanned')).length,
      findingsCount: all.reduce((sum, row) => sum + row.findingsCount, 0),
    };
  };

  const write = (batch: FindingsUpsertBatch): FindingsCommitReceipt => {
    checkParents(batch);
    if (!losesThisWrite()) {
      for (const row of batch.findings) put(findings, row.findingId, row, first);
      for (const row of batch.occurrences) put(occurrences, row.occurrenceId, row, first);
      const taken = bug === 'half a batch' ? [] : batch.observations;
      for (const row of taken) put(observations, row.observationId, alone(row), joinOf(bug));
    }
    const distinct = (ids: readonly string[]) => new Set(ids).size;
    return {
      findingCount: distinct(batch.findings.map((row) => row.findingId)),
      occurrenceCount: distinct(batch.occurrences.map((row) => row.occurrenceId)),
      observationCount: distinct(batch.observations.map((row) => row.observationId)),
    };
  };

  function checkParents(batch: FindingsUpsertBatch): void {
    const has = (known: ReadonlyMap<string, unknown>, id: string, ids: readonly string[]) =>
      known.has(id) || ids.includes(id);
    for (const row of batch.occurrences) {
      if (
        !has(
          findings,
          row.findingId,
          batch.findings.map((parent) => parent.findingId),
        )
      )
        throw new MissingFinding({ store: 'foreign', ...row });
    }
    for (const row of batch.observations) {
      if (
        !has(
          occurrences,
          row.occurrenceId,
          batch.occurrences.map((parent) => parent.occurrenceId),
        )
      )
        throw new MissingOccurrence({ store: 'foreign', ...row });
    }
  }

  function losesThisWrite(): boolean {
    writes++;
    return bug === 'never applies' || (bug === 'loses a write' && writes === 2);
  }

  async function end<Receipt>(apply: () => Receipt, error: () => Error): Promise<CommitHandle<Receipt>> {
    const ending = endings.shift() ?? 'ok';
    if (ending === 'later') {
      let landed!: (receipt: Receipt) => void;
      const receipt = new Promise<Receipt>((resolve) => (landed = resolve));
      later.push(() => landed(apply()));
      return { wait: ({ signal } = {}) => Promise.race([receipt, rejectedWhenAborted(signal)]) };
    }
    const receipt = ending.startsWith('lost') ? undefined : apply();
    if (ending === 'refused, yet applied') throw error();
    if (ending.endsWith('no handle')) throw NETWORK_ERROR;
    return ending === 'ok' ? ReadyCommitHandle.ok(receipt as Receipt) : ReadyCommitHandle.err(NETWORK_ERROR);
  }

  const doneLedger: DoneLedger = {
    batchGet: async (tenantId, policyHash, ovidHashes) =>
      ovidHashes.map((ovidHash) => rows.get([tenantId, policyHash, ovidHash].join())),
    batchUpsert: (records) =>
      end(
        () => upsert(records),
        () => new MissingFinding({ store: 'foreign', ...SOME_IDS }),
      ),
  };
  const counts = {
    durableCounts: async () => ({
      findings: findings.size,
      occurrences: occurrences.size,
      observations: observations.size,
    }),
  };
  const snapshots = {
    findingsSnapshot: async () => [...findings.values()],
    occurrencesSnapshot: async () => [...occurrences.values()],
    observationsSnapshot: async () => Array.from(observations.values(), shown),
  };
  return {
    doneLedger,
    findings: {
      upsertBatch: (batch) =>
        end(
          () => write(batch),
          () => new FindingConflict({ store: 'foreign', ...SOME_IDS }),
        ),
      ...(reads === 'none' ? {} : reads === 'counts' ? counts : { ...counts, ...snapshots }),
    },
    endings,
    land: () => later.splice(0).forEach((apply) => apply()),
  };
}

interface ForeignOptions {
  readonly bug?: ForeignBug;
  readonly reads?: 'snapshots' | 'counts' | 'none';
}

const SOME_IDS = {
  tenantId: TenantId.filled(0),
  findingId: FindingId.filled(0),
  occurrenceId: OccurrenceId.filled(0),
};

function rejectedWhenAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));
}

function keyOf({ key }: DoneLedgerRecord): string {
  return [key.tenantId, key.policyHash, key.ovidHash].join();
}

function put<Row>(table: Map<string, Row>, key: string, row: Row, merge: (old: Row, row: Row) => Row): void {
  const old = table.get(key);
  table.set(key, old === undefined ? row : merge(old, row));
}

const first = <Row>(old: Row): Row => old;
const STATUSES = ['FailedRetryable', 'FailedPermanent', 'Skipped', 'ScannedClean', 'ScannedWithFindings'];
const signed = (value: bigint): bigint => BigInt.asIntN(64, value);

function mergeLedger(a: DoneLedgerRecord, b: DoneLedgerRecord): DoneLedgerRecord {
  const sortKey = ({ status, provenance: p, errorCode }: DoneLedgerRecord) =>
    [
      BigInt(STATUSES.indexOf(status)),
      p.finishedAt,
      p.startedAt,
      p.fenceEpoch,
      signed(p.runId),
      signed(p.shardId),
      errorCode ?? '',
    ] as const;
  const winner = isAfter(sortKey(b), sortKey(a)) ? b : a;
  const counted =
    winner.status === 'ScannedWithFindings' ? [a, b].filter(({ status }) => status === winner.status) : [a, b];
  return {
    ...winner,
    bytesScanned: a.bytesScanned > b.bytesScanned ? a.bytesScanned : b.bytesScanned,
    findingsCount:
      winner.status === 'ScannedClean' ? 0 : Math.max(...counted.map(({ findingsCount }) => findingsCount)),
  };
}

/** A row remembers the latest contribution, and the latest that brought a location. */
interface Observed {
  readonly latest: ObservationRecord;
  readonly located: ObservationRecord | undefined;
}

const alone = (row: ObservationRecord): Observed => ({ latest: row, located: row.location && row });

function joinOf(bug: ForeignBug | undefined): (a: Observed, b: Observed) => Observed {
  if (bug === 'last write wins') return (_, b) => b;
  return (a, b) => {
    const latest = later(a.latest, b.latest);
    if (bug === 'drops a location') return alone(latest);
    return { latest, located: a.located && b.located ? later(a.located, b.located) : (a.located ?? b.located) };
  };
}

function later(a: ObservationRecord, b: ObservationRecord): ObservationRecord {
  const sortKey = ({ seenAt, location, fenceEpoch, runId, shardId }: ObservationRecord) =>
    [
      seenAt,
      location ? 1n : 0n,
      fenceEpoch,
      signed(runId),
      signed(shardId),
      hex(location?.display),
      hex(location?.url),
    ] as const;
  return isAfter(sortKey(b), sortKey(a)) ? b : a;
}

function shown({ latest, located }: Observed): ObservationRecord {
  return located?.location === undefined ? latest : { ...latest, location: located.location };
}

const hex = (text = ''): string => Buffer.from(text).toString('hex');

function isAfter(a: readonly (bigint | string)[], b: readonly (bigint | string)[]): boolean {
  for (const [index, value] of a.entries()) if (value !== b[index]) return value > b[index]!;
  return false;
}
