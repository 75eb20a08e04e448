import { DoneLedgerBatch } from '../records/done-ledger-batch.js';
import type { DoneLedgerKey, DoneLedgerRecord } from '../records/done-ledger-record.js';
import type { ObservationRecord } from '../records/observation-record.js';
import { FindingsUpsertBatch } from '../records/findings-batch.js';
import type {
  DoneLedger,
  DoneLedgerCommitReceipt,
  DurableFindingsCounts,
  FindingsCommitReceipt,
  FindingsConformanceProbe,
  FindingsSink,
} from '../store/contracts.js';
import { invalidType, objectLike } from '../values/check.js';
import { ledgerRowOf, observationRowOf, shownContributions } from './definition.js';
import { compareTables, differingFields, type AnyRow, type RowDifference, type TableName } from './differences.js';
import { FindingsModel } from './findings-model.js';
import { LedgerModel, ledgerRowKey } from './ledger-model.js';
import { ObservedWrites, type ObservedWrite } from './observed-writes.js';
import { sinkTables, type ReadableSink, type Tables } from './tables.js';

/** A layer whose rows could be counted, but not read, and are too few or too many. */
export interface CountDifference {
  readonly table: TableName;
  /** Smallest and largest count that the writes explain; the two differ only while writes are in doubt. */
  readonly expectedCount: readonly [min: number, max: number];
  readonly actualCount: number;
}

/** A backend of the two contracts. The sink can be read if it has a probe, or snapshot methods as our sink has. */
export interface ObservableBackend {
  readonly doneLedger: DoneLedger;
  readonly findings: FindingsSink & Partial<FindingsConformanceProbe> & Partial<AsyncReadable<ReadableSink>>;
}

type AsyncReadable<T extends { [Name in keyof T]: () => unknown }> = {
  [Name in keyof T]: () => ReturnType<T[Name]> | Promise<ReturnType<T[Name]>>;
};

/** A backend whose writes are followed. Use its `doneLedger` and `findings` in place of the backend's own. */
export interface ObservedBackend {
  readonly doneLedger: DoneLedger;
  readonly findings: FindingsSink;
  /**
   * Reads back what was written, and says where it differs from what the definitions demand. A write whose outcome nobody
   * knows may be there or not, but as a whole; what a read decides stays decided.
   */
  differences(): Promise<readonly (RowDifference | CountDifference)[]>;
}

/**
 * Follows a third-party backend by wrapping it: the independent model of {@link GossipOracle} for stores that have no
 * events. Only what goes through the wrapper is known.
 */
export function observe(backend: ObservableBackend): ObservedBackend {
  const { doneLedger, findings } = objectLike('backend', backend) as unknown as ObservableBackend;
  const ledgerWrites = new ObservedWrites<readonly DoneLedgerRecord[], DoneLedgerCommitReceipt>(DoneLedgerBatch.parse);
  const sinkWrites = new ObservedWrites<FindingsUpsertBatch, FindingsCommitReceipt>(FindingsUpsertBatch.parse);
  return {
    doneLedger: {
      batchGet: (tenantId, policyHash, ovidHashes) => doneLedger.batchGet(tenantId, policyHash, ovidHashes),
      batchUpsert: (records) => ledgerWrites.submit(records, () => doneLedger.batchUpsert(records)),
      ...(doneLedger.listDoneHashes && {
        listDoneHashes: (tenantId, policyHash) =>
          (doneLedger.listDoneHashes as Required<DoneLedger>['listDoneHashes'])(tenantId, policyHash),
      }),
    },
    findings: { upsertBatch: (batch) => sinkWrites.submit(batch, () => findings.upsertBatch(batch)) },
    differences: async () => [
      ...(await ledgerDifferences(doneLedger, ledgerWrites)),
      ...(await sinkDifferences(findings, sinkWrites)),
    ],
  };
}

async function ledgerDifferences(
  ledger: DoneLedger,
  writes: ObservedWrites<readonly DoneLedgerRecord[], unknown>,
): Promise<RowDifference[]> {
  const inDoubt = writes.in('in-doubt');
  const keys = writes.all().flatMap(({ payload }) => payload.map(({ key }) => [ledgerRowKey(key), key] as const));
  const actual = await readLedger(ledger, new Map(keys)); // the keys of refused writes, too: nothing may be there
  const applied = inDoubt.filter(({ payload }) =>
    payload.every((record) => {
      const row = actual.get(ledgerRowKey(record.key));
      return row !== undefined && differingFields(ledgerRowOf([row, record]), row).length === 0;
    }),
  );
  settle(inDoubt, applied);
  const model = new LedgerModel();
  for (const { payload } of writes.in('committed')) model.commit(payload);
  return compare(new Map([['records', model.rows()]]), new Map([['records', actual]]));
}

async function sinkDifferences(
  sink: ObservableBackend['findings'],
  writes: ObservedWrites<FindingsUpsertBatch, unknown>,
): Promise<(RowDifference | CountDifference)[]> {
  const committed = writes.in('committed');
  const inDoubt = writes.in('in-doubt');
  if (writes.all().length === 0) return [];
  if (canBeRead(sink)) {
    const [findings, occurrences, observations] = await Promise.all([
      sink.findingsSnapshot(),
      sink.occurrencesSnapshot(),
      sink.observationsSnapshot(),
    ]);
    const actual = sinkTables({
      findingsSnapshot: () => findings,
      occurrencesSnapshot: () => occurrences,
      observationsSnapshot: () => observations,
    });
    settle(inDoubt, appliedToSink(committed, inDoubt, actual));
    return compare(tablesOf(modelOf(writes.in('committed'))), actual);
  }
  if (sink.durableCounts === undefined) {
    throw invalidType('backend.findings', 'a sink with durableCounts() or snapshot methods', sink);
  }
  const [certain, possible] = [modelOf(committed), modelOf([...committed, ...inDoubt])];
  return compareCounts(tablesOf(certain), tablesOf(possible), await sink.durableCounts());
}

type SinkWrite = ObservedWrite<FindingsUpsertBatch>;

function modelOf(writes: readonly SinkWrite[]): FindingsModel {
  const model = new FindingsModel();
  for (const { payload } of writes) model.commit(payload);
  return model;
}

function tablesOf(model: FindingsModel): Tables {
  return new Map(Object.entries(model.rows())) as Tables;
}

/**
 * Takes note of which writes in doubt were applied: those whose every row shows. The merges are joins, so a write that
 * was applied shows in all its rows for ever, and taking more writes that show as applied changes nothing.
 */
function settle<Payload>(inDoubt: readonly ObservedWrite<Payload>[], applied: readonly ObservedWrite<Payload>[]): void {
  for (const write of inDoubt) {
    if (applied.includes(write)) write.state = 'committed';
    else if (write.ended) write.state = 'refused';
  }
}

/**
 * Which of the writes in doubt show. An observation shows two contributions at most, so one that was not applied can
 * look as if it lay beneath them; it did not if it would have been one of the two.
 */
function appliedToSink(committed: readonly SinkWrite[], inDoubt: readonly SinkWrite[], actual: Tables): SinkWrite[] {
  let applied = inDoubt.filter(({ payload }) => sinkShows(actual, payload));
  for (;;) {
    const contradicted = contradictedBy(actual, modelOf([...committed, ...applied]));
    const left = applied.filter(({ payload }) => !payload.observations.some((row) => contradicted.has(row)));
    if (left.length === applied.length) return applied;
    applied = left;
  }
}

/** The contributions that observations would show if all writes of the model had been applied, and do not. */
function contradictedBy(actual: Tables, model: FindingsModel): ReadonlySet<ObservationRecord> {
  const contradicted = new Set<ObservationRecord>();
  for (const [key, contributions] of model.contributions()) {
    const row = actual.get('observations')?.get(key) as ObservationRecord | undefined;
    if (row === undefined) continue;
    const { winner, located } = shownContributions(contributions);
    const { location, ...others } = row;
    const { location: _, ...own } = winner;
    if (differingFields(own, others).length > 0) contradicted.add(winner);
    if (located !== undefined && differingFields({ location: located.location }, { location }).length > 0)
      contradicted.add(located);
  }
  return contradicted;
}

function sinkShows(actual: Tables, batch: FindingsUpsertBatch): boolean {
  const alone = new FindingsModel();
  alone.commit(batch);
  const { findings, occurrences, observations } = alone.rows();
  const has = (
    table: TableName,
    rows: ReadonlyMap<string, AnyRow>,
    joined: (row: AnyRow, found: AnyRow) => AnyRow,
  ): boolean =>
    [...rows].every(([key, row]) => {
      const found = actual.get(table)?.get(key);
      return found !== undefined && differingFields(joined(row, found), found).length === 0;
    });
  return (
    has('findings', findings, (row) => row) &&
    has('occurrences', occurrences, (row) => row) &&
    has('observations', observations, (row, found) => observationRowOf([found, row] as never))
  );
}

function compare(expected: Tables, actual: Tables): RowDifference[] {
  return [...expected].flatMap(([table, rows]) => compareTables(table, rows, actual.get(table) ?? new Map()));
}

function compareCounts(certain: Tables, possible: Tables, actual: DurableFindingsCounts): CountDifference[] {
  return (['findings', 'occurrences', 'observations'] as const).flatMap((table) => {
    const expectedCount = [certain.get(table)?.size ?? 0, possible.get(table)?.size ?? 0] as const;
    const actualCount = actual[table];
    const explained = actualCount >= expectedCount[0] && actualCount <= expectedCount[1];
    return explained ? [] : [{ table, expectedCount, actualCount }];
  });
}

async function readLedger(
  ledger: DoneLedger,
  keys: ReadonlyMap<string, DoneLedgerKey>,
): Promise<Map<string, DoneLedgerRecord>> {
  const groups = new Map<string, DoneLedgerKey[]>();
  for (const key of keys.values()) {
    const group = groups.get(key.tenantId + key.policyHash);
    if (group === undefined) groups.set(key.tenantId + key.policyHash, [key]);
    else group.push(key);
  }
  const rows = new Map<string, DoneLedgerRecord>();
  for (const group of groups.values()) {
    const { tenantId, policyHash } = group[0] as DoneLedgerKey;
    const answers = await ledger.batchGet(
      tenantId,
      policyHash,
      group.map(({ ovidHash }) => ovidHash),
    );
    group.forEach((key, index) => {
      const answer = answers[index];
      if (answer !== undefined) rows.set(ledgerRowKey(key), answer);
    });
  }
  return rows;
}

function canBeRead(sink: ObservableBackend['findings']): sink is FindingsSink & AsyncReadable<ReadableSink> {
  return (
    sink.findingsSnapshot !== undefined &&
    sink.occurrencesSnapshot !== undefined &&
    sink.observationsSnapshot !== undefined
  );
}
