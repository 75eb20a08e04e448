import { sameRow, type AnyRow, type TableName } from '../oracle/differences.js';
import { ledgerRowKey } from '../oracle/ledger-model.js';
import type { DoneLedgerKey } from '../records/done-ledger-record.js';
import { findingKey, FindingsModel, observationKey, occurrenceKey } from '../oracle/findings-model.js';
import type { FindingRecord } from '../records/finding-record.js';
import { FindingsUpsertBatch } from '../records/findings-batch.js';
import type { ObservationRecord } from '../records/observation-record.js';
import type { OccurrenceRecord } from '../records/occurrence-record.js';
import type {
  CommitHandle,
  DurableFindingsCounts,
  FindingsCommitReceipt,
  FindingsConformanceProbe,
  FindingsSink,
} from '../store/contracts.js';
import type { FindingId, ObservationId, OccurrenceId, TenantId } from '../values/identities.js';
import { rowBreach } from './breaches.js';
import { detached, sameItems, scribble } from './rows.js';
import type { RowChange, Side } from './side.js';
import { isOurs, type SimControls } from './target.js';
import type { Breach, InvariantName } from './violation.js';

type MaybePromise<T> = T | Promise<T>;
type Layer = Exclude<TableName, 'records'>;

/** A findings sink to simulate: ours, or any backend of the contract, with whichever controls and reads it has. */
export type SimulatedSink = FindingsSink &
  SimControls &
  Partial<FindingsConformanceProbe> & {
    findingsSnapshot?(): MaybePromise<readonly FindingRecord[]>;
    occurrencesSnapshot?(): MaybePromise<readonly OccurrenceRecord[]>;
    observationsSnapshot?(): MaybePromise<readonly ObservationRecord[]>;
    getFinding?(tenantId: TenantId, id: FindingId): MaybePromise<FindingRecord | undefined>;
    getOccurrence?(tenantId: TenantId, id: OccurrenceId): MaybePromise<OccurrenceRecord | undefined>;
    getObservation?(tenantId: TenantId, id: ObservationId): MaybePromise<ObservationRecord | undefined>;
  };

const LAYERS: readonly Layer[] = ['findings', 'occurrences', 'observations'];

/** The findings sink under simulation. */
export class SinkSide implements Side<FindingsUpsertBatch> {
  readonly store = 'sink';
  readonly controls: SimulatedSink;
  readonly strict: boolean;
  readonly #sink: SimulatedSink;
  readonly #seen: Readonly<Record<Layer, Map<string, AnyRow>>> = {
    findings: new Map(),
    occurrences: new Map(),
    observations: new Map(),
  };
  readonly #sighted = new Set<string>();
  /** Whether rows are immutable and shared, so that the same objects in the same order mean that nothing has changed. */
  readonly #shared: boolean;
  readonly #showsObservations: boolean;
  /** The rows as they were compared last; absent when writes have been seen since. */
  #compared: Layers | undefined;
  #committed: FindingsUpsertBatch[] = [];
  #model = new FindingsModel();
  #changes: RowChange[] = [];
  readonly model = {
    judge: (batch: FindingsUpsertBatch) => this.#model.judge(batch),
    commit: (batch: FindingsUpsertBatch) => {
      this.#committed.push(batch);
      this.#model.commit(batch);
    },
  };

  constructor(sink: SimulatedSink, strict: boolean = isOurs(sink)) {
    this.#sink = sink;
    this.controls = sink;
    this.strict = strict;
    this.#shared = isOurs(sink);
    this.#showsObservations = sink.observationsSnapshot !== undefined || sink.getObservation !== undefined;
  }

  parse(batch: FindingsUpsertBatch): FindingsUpsertBatch {
    return FindingsUpsertBatch.parse(batch);
  }

  submit(batch: FindingsUpsertBatch): Promise<CommitHandle<FindingsCommitReceipt>> {
    return this.#sink.upsertBatch(batch);
  }

  copy({ findings, occurrences, observations }: FindingsUpsertBatch): FindingsUpsertBatch {
    return {
      findings: findings.map(detached),
      occurrences: occurrences.map(detached),
      observations: observations.map(detached),
    };
  }

  /** Every row of it was committed before: immutable rows as they are, contributions as they were. */
  isAbsorbed({ findings, occurrences, observations }: FindingsUpsertBatch): boolean {
    const contributed = observations.length === 0 ? undefined : this.#model.contributions();
    return (
      findings.every((row) => sameRow(this.#model.finding(findingKey(row)), row)) &&
      occurrences.every((row) => sameRow(this.#model.occurrence(occurrenceKey(row)), row)) &&
      observations.every((row) => contributed?.get(observationKey(row))?.includes(row))
    );
  }

  /** Whether an observation with this tenant, policy and object version was seen to be durable; `true` if none can be seen. */
  isSighted(key: DoneLedgerKey): boolean {
    return !this.#showsObservations || this.#sighted.has(ledgerRowKey(key));
  }

  /** Which invariants need a read that this sink does not have. */
  unchecked(): readonly InvariantName[] {
    const { findingsSnapshot, getFinding, durableCounts } = this.#sink;
    return [
      ...(findingsSnapshot === undefined ? (['F1'] as const) : []),
      ...(findingsSnapshot === undefined && getFinding === undefined ? (['F2'] as const) : []),
      ...(this.#showsObservations ? [] : (['F3'] as const)),
      ...(durableCounts === undefined ? (['F4'] as const) : []),
    ];
  }

  async checkWritten(batches: readonly FindingsUpsertBatch[], again: boolean): Promise<Breach[]> {
    const breaches: Breach[] = [];
    for (const layer of LAYERS) {
      const written = new Map<string, AnyRow>();
      for (const batch of batches) for (const row of batch[layer]) written.set(KEY_OF[layer](row as never), row);
      for (const [key, sample] of written) {
        const row = await this.#read(layer, key, sample);
        if (row === UNREADABLE) break;
        const breach = this.#checkRow(layer, key, row, again);
        if (breach !== undefined) breaches.push(breach);
        if (row === undefined) continue;
        this.#see(layer, key, row);
        if (!this.#shared && breach === undefined) scribble(row); // a store must not mind what readers do
      }
    }
    return [...breaches, ...(await this.#checkCounts('F4'))];
  }

  async checkUnchanged(invariant: 'I4' | 'I5' | 'I6'): Promise<Breach[]> {
    return this.#checkEverything(invariant, () => this.#seen);
  }

  async checkAll(invariant: 'I6' | 'I7'): Promise<Breach[]> {
    return this.#checkEverything(invariant, () => this.#model.tables());
  }

  async decide(batch: FindingsUpsertBatch): Promise<boolean> {
    if (await this.#agreesWith(this.#model, batch)) return true;
    const without = new FindingsModel();
    for (const earlier of this.#committed.slice(0, -1)) without.commit(earlier);
    if (!(await this.#agreesWith(without, batch))) return true; // neither: the checks will tell
    this.#committed.pop();
    this.#model = without;
    return false;
  }

  takeChanges(): readonly RowChange[] {
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }

  #checkRow(layer: Layer, key: string, row: AnyRow | undefined, again: boolean): Breach | undefined {
    const before = this.#seen[layer].get(key);
    const expected = this.#expected(this.#model, layer, key);
    if (row === undefined) return rowBreach('I3', key, expected, row, 'A committed row cannot be read');
    if (before !== undefined && again && !sameRow(before, row))
      return rowBreach('I10', key, before, row, 'Writing the same again changed the row');
    if (layer === 'observations') {
      if (sameRow(expected, row)) return undefined;
      return rowBreach('F3', key, expected, row, 'The observation is not the join of what was committed');
    }
    if (before !== undefined && !sameRow(before, row))
      return rowBreach('F2', key, before, row, 'An immutable row has changed');
    if (sameRow(expected, row)) return undefined;
    return rowBreach('I7', key, expected, row, 'A row is not what was committed');
  }

  #expected(model: FindingsModel, layer: Layer, key: string): AnyRow | undefined {
    if (layer === 'findings') return model.finding(key);
    return layer === 'occurrences' ? model.occurrence(key) : model.observation(key);
  }

  async #agreesWith(model: FindingsModel, batch: FindingsUpsertBatch): Promise<boolean> {
    for (const layer of LAYERS) {
      for (const sample of batch[layer]) {
        const key = KEY_OF[layer](sample as never);
        const row = await this.#read(layer, key, sample);
        if (row !== UNREADABLE && !sameRow(this.#expected(model, layer, key), row)) return false;
      }
    }
    const counts = await this.#sink.durableCounts?.();
    return counts === undefined || sameRow(model.counts(), counts);
  }

  async #checkCounts(invariant: InvariantName): Promise<Breach[]> {
    const counts: DurableFindingsCounts | undefined = await this.#sink.durableCounts?.();
    const expected = this.#model.counts();
    if (counts === undefined || sameRow(expected, counts)) return [];
    const list = ({ findings, occurrences, observations }: DurableFindingsCounts): string =>
      `${findings} findings, ${occurrences} occurrences, ${observations} observations`;
    const message = 'The durable counts are wrong.';
    return [{ invariant, message, expected: list(expected), received: list(counts), fields: ['counts'] }];
  }

  #compare(
    layer: Layer,
    invariant: InvariantName,
    expected: ReadonlyMap<string, AnyRow>,
    rows: ReadonlyMap<string, AnyRow>,
  ): Breach[] {
    const seen = this.#seen[layer];
    const breaches: Breach[] = [];
    for (const [key, wanted] of expected) {
      const row = rows.get(key);
      const name = layer !== 'observations' && seen.has(key) ? 'F2' : invariant;
      if (!sameRow(wanted, row)) breaches.push(rowBreach(name, key, wanted, row, 'A row is not what was committed'));
    }
    for (const [key, row] of rows)
      if (!expected.has(key)) breaches.push(rowBreach(invariant, key, undefined, row, 'A row was never committed'));
    return breaches;
  }

  async #checkEverything(
    invariant: InvariantName,
    expected: () => Readonly<Record<Layer, ReadonlyMap<string, AnyRow>>>,
  ): Promise<Breach[]> {
    const shown = await this.#readLayers();
    if (this.#shared && LAYERS.every((layer) => sameItems(this.#compared?.[layer], shown[layer]))) return [];
    const rows = expected();
    const tables = tablesOf(shown);
    const breaches = LAYERS.flatMap((layer) => {
      const found = tables[layer];
      return found === undefined ? [] : this.#compare(layer, invariant, rows[layer], found);
    });
    breaches.push(...parentless(tables));
    if (breaches.length === 0) breaches.push(...(await this.#checkCounts('F4')));
    if (breaches.length === 0) this.#compared = shown;
    return breaches;
  }

  async #read(layer: Layer, key: string, sample: AnyRow): Promise<AnyRow | undefined | typeof UNREADABLE> {
    const { tenantId } = sample as FindingRecord;
    const sink = this.#sink;
    if (layer === 'findings' && sink.getFinding !== undefined)
      return sink.getFinding(tenantId, (sample as FindingRecord).findingId);
    if (layer === 'occurrences' && sink.getOccurrence !== undefined)
      return sink.getOccurrence(tenantId, (sample as OccurrenceRecord).occurrenceId);
    if (layer === 'observations' && sink.getObservation !== undefined)
      return sink.getObservation(tenantId, (sample as ObservationRecord).observationId);
    const rows = await this.#readLayer(layer);
    return rows === undefined ? UNREADABLE : byKey(layer, rows).get(key);
  }

  async #readLayers(): Promise<Layers> {
    const [findings, occurrences, observations] = await Promise.all(LAYERS.map((layer) => this.#readLayer(layer)));
    return { findings, occurrences, observations };
  }

  async #readLayer(layer: Layer): Promise<readonly AnyRow[] | undefined> {
    return this.#sink[`${layer}Snapshot`]?.();
  }

  #see(layer: Layer, key: string, after: AnyRow): void {
    const before = this.#seen[layer].get(key);
    if (before === after) return;
    const row = this.#shared ? after : detached(after);
    this.#seen[layer].set(key, row);
    this.#compared = undefined;
    if (layer === 'observations') this.#sighted.add(ledgerRowKey(row as ObservationRecord));
    if (!sameRow(before, row)) this.#changes.push({ table: layer, key, ...(before && { before }), after: row });
  }
}

const UNREADABLE = Symbol('unreadable');

const KEY_OF = { findings: findingKey, occurrences: occurrenceKey, observations: observationKey };

/** The rows of each layer, as far as the sink shows them. */
type Layers = Readonly<Record<Layer, readonly AnyRow[] | undefined>>;

/** The same, by their keys. */
type Tables = Readonly<Record<Layer, ReadonlyMap<string, AnyRow> | undefined>>;

function tablesOf({ findings, occurrences, observations }: Layers): Tables {
  return {
    findings: findings && byKey('findings', findings),
    occurrences: occurrences && byKey('occurrences', occurrences),
    observations: observations && byKey('observations', observations),
  };
}

/** F1, on what the sink shows and nothing else. */
function parentless({ findings, occurrences, observations }: Tables): Breach[] {
  const orphan = (child: string, key: string, row: AnyRow): Breach =>
    rowBreach('F1', key, undefined, row, `A durable ${child} has no parent`);
  const breaches: Breach[] = [];
  for (const [key, row] of occurrences ?? [])
    if (findings?.has(findingKey(row as OccurrenceRecord)) === false) breaches.push(orphan('occurrence', key, row));
  for (const [key, row] of observations ?? [])
    if (occurrences?.has(occurrenceKey(row as ObservationRecord)) === false)
      breaches.push(orphan('observation', key, row));
  return breaches;
}

function byKey(layer: Layer, rows: readonly AnyRow[]): ReadonlyMap<string, AnyRow> {
  return new Map(rows.map((row) => [KEY_OF[layer](row as never), row]));
}
