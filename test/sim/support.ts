import {
  DoneLedgerRecord,
  InMemoryDoneLedger,
  InMemoryFindingsSink,
  RecordBuilders,
  type FindingRecord,
  type ObservationRecord,
  type OccurrenceRecord,
} from '../../src/index.js';
import type { SimOperation, SimStores, Violation } from '../../src/sim/index.js';
import { World } from '../../src/sim/world.js';

/** Executes operations on stores; what was violated, and by which step. */
export async function violationsOf(
  stores: SimStores,
  operations: readonly SimOperation[],
  options: { readonly strict?: boolean } = {},
): Promise<readonly Violation[]> {
  const world = new World(stores, options);
  await world.open();
  for (const operation of operations) await world.execute(operation, 'script');
  return world.violations;
}

/** The names of the invariants that were violated, each once. */
export async function violated(...run: Parameters<typeof violationsOf>): Promise<readonly string[]> {
  return [...new Set((await violationsOf(...run)).map(({ invariant }) => invariant))];
}

/** A ledger that shows its rows through a lie, once it is told to. */
export class LyingLedger extends InMemoryDoneLedger {
  lie: (row: DoneLedgerRecord) => DoneLedgerRecord | undefined = (row) => row;

  override async batchGet(...asked: Parameters<InMemoryDoneLedger['batchGet']>) {
    const rows = await super.batchGet(...asked);
    return rows.map((row) => row && this.lie(row));
  }

  override snapshot() {
    return super.snapshot().flatMap((row) => this.lie(row) ?? []);
  }
}

type AnyFinding = FindingRecord | OccurrenceRecord | ObservationRecord;

/** A sink that shows the rows of one layer through a lie, once it is told to. */
export class LyingSink extends InMemoryFindingsSink {
  lies: {
    finding?: (row: FindingRecord) => FindingRecord | undefined;
    occurrence?: (row: OccurrenceRecord) => OccurrenceRecord | undefined;
    observation?: (row: ObservationRecord) => ObservationRecord | undefined;
    counts?: number;
  } = {};

  override findingsSnapshot() {
    return shown(super.findingsSnapshot(), this.lies.finding);
  }
  override occurrencesSnapshot() {
    return shown(super.occurrencesSnapshot(), this.lies.occurrence);
  }
  override observationsSnapshot() {
    return shown(super.observationsSnapshot(), this.lies.observation);
  }
  override getFinding(...asked: Parameters<InMemoryFindingsSink['getFinding']>) {
    return shown([super.getFinding(...asked)], this.lies.finding)[0];
  }
  override getOccurrence(...asked: Parameters<InMemoryFindingsSink['getOccurrence']>) {
    return shown([super.getOccurrence(...asked)], this.lies.occurrence)[0];
  }
  override getObservation(...asked: Parameters<InMemoryFindingsSink['getObservation']>) {
    return shown([super.getObservation(...asked)], this.lies.observation)[0];
  }
  override durableCounts() {
    const counts = super.durableCounts();
    return { ...counts, findings: counts.findings + (this.lies.counts ?? 0) };
  }
}

function shown<Row extends AnyFinding>(
  rows: readonly (Row | undefined)[],
  lie: (row: Row) => Row | undefined = (row) => row,
): Row[] {
  return rows.flatMap((row) => (row === undefined ? [] : (lie(row) ?? [])));
}

export const builders = (): RecordBuilders => new RecordBuilders('simulation tests');

/** The same record with other fields, checked as every record is. */
export function changed(record: DoneLedgerRecord, fields: Partial<DoneLedgerRecord>): DoneLedgerRecord {
  return DoneLedgerRecord.create({ ...record, ...fields });
}

/** A write to the ledger. */
export function upsert(label: string, ...records: readonly DoneLedgerRecord[]): SimOperation {
  return { type: 'BatchUpsert', store: 'ledger', label, records };
}
