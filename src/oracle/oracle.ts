import type { InMemoryDoneLedger } from '../done-ledger/in-memory-done-ledger.js';
import type { InMemoryFindingsSink } from '../findings/in-memory-findings-sink.js';
import type { DoneLedgerRecord } from '../records/done-ledger-record.js';
import type { FindingsUpsertBatch } from '../records/findings-batch.js';
import { coreOf, type Controlled } from '../store/controlled-store.js';
import type { StoreEvent } from '../store/events.js';
import type { PendingWriteId } from '../store/pending-write-id.js';
import { invalidType } from '../values/check.js';
import { compareTables, fieldsOf, type RowDifference } from './differences.js';
import { FindingsModel } from './findings-model.js';
import { LedgerModel } from './ledger-model.js';
import { ledgerTables, sinkTables, type Tables } from './tables.js';
import type { Verdict } from './verdict.js';

const ORACLE: unique symbol = Symbol.for('gossip-inmemory.oracle') as never;

/** A write that ended otherwise than the model says it must. */
export interface OutcomeDifference {
  readonly store: string;
  readonly operationId: PendingWriteId;
  /** What it should have answered: a receipt, or one of these error codes. */
  readonly expected: string;
  /** What it answered. */
  readonly actual: string;
}

/** What an oracle holds against the stores it follows. */
export interface OracleReport {
  readonly rows: readonly RowDifference[];
  readonly outcomes: readonly OutcomeDifference[];
}

/**
 * An independent model of a done-ledger and a findings sink (specification 4-simulation). It follows the stores' events,
 * keeps what was committed, and works out from the definitions what they must contain and must have answered; it never
 * calls their merge. It has to be there from the start: attaching to a store that has rows throws.
 */
export class GossipOracle {
  readonly #ledger: Follower<LedgerModel, readonly DoneLedgerRecord[]> | undefined;
  readonly #sink: Follower<FindingsModel, FindingsUpsertBatch> | undefined;

  /** Follows the ledger, the sink, or both. Throws `InvalidType` for other stores, and for stores that have rows. */
  constructor({
    ledger,
    sink,
  }: {
    readonly ledger?: InMemoryDoneLedger | undefined;
    readonly sink?: InMemoryFindingsSink | undefined;
  }) {
    if (ledger !== undefined) checkStore('ledger', ledger, ['snapshot']);
    if (sink !== undefined)
      checkStore('sink', sink, ['findingsSnapshot', 'occurrencesSnapshot', 'observationsSnapshot']);
    if (ledger !== undefined) this.#ledger = new Follower(ledger, this, new LedgerModel());
    if (sink !== undefined) this.#sink = new Follower(sink, this, new FindingsModel());
  }

  /** The ledger rows that must be durable now, sorted by key. */
  expectedRecords(): readonly DoneLedgerRecord[] {
    return [...this.#ledgerModel().rows().values()];
  }

  /** The findings, occurrences and observations that must be durable now, each sorted by (tenant, id). */
  expectedFindings(): FindingsUpsertBatch {
    const { findings, occurrences, observations } = this.#sinkModel().rows();
    return {
      findings: [...findings.values()],
      occurrences: [...occurrences.values()],
      observations: [...observations.values()],
    };
  }

  /** Where a store that it follows differs from what it must be: in its rows, and in what its writes answered. */
  differences(store: InMemoryDoneLedger | InMemoryFindingsSink): OracleReport {
    const core = coreOf(store);
    if (this.#ledger !== undefined && core === this.#ledger.core) {
      const expected: Tables = new Map([['records', this.#ledgerModel().rows()]]);
      return report(expected, ledgerTables(store as InMemoryDoneLedger), this.#ledger.outcomes);
    }
    if (this.#sink !== undefined && core === this.#sink.core) {
      const expected: Tables = new Map(Object.entries(this.#sinkModel().rows())) as Tables;
      return report(expected, sinkTables(store as InMemoryFindingsSink), this.#sink.outcomes);
    }
    throw invalidType('store', 'a store that this oracle follows', store);
  }

  #ledgerModel(): LedgerModel {
    if (this.#ledger === undefined) throw invalidType('oracle', 'an oracle that follows a ledger', undefined);
    return this.#ledger.caughtUp();
  }

  #sinkModel(): FindingsModel {
    if (this.#sink === undefined) throw invalidType('oracle', 'an oracle that follows a sink', undefined);
    return this.#sink.caughtUp();
  }
}

/** The oracle that follows a store, through whichever of its handles; `undefined` if none does. */
export function oracleOf(store: unknown): GossipOracle | undefined {
  for (const observer of coreOf(store)?.observers() ?? []) {
    if (typeof observer === 'object' && ORACLE in observer) return observer[ORACLE] as GossipOracle;
  }
  return undefined;
}

/** Models both sides the same way: what was committed, and what a commit must answer. */
interface Model<Payload> {
  commit(payload: Payload): void;
  judge(payload: Payload): Verdict<object>;
}

/** Listens to one store. It only takes notes; the model works when somebody asks. */
class Follower<M extends Model<Payload>, Payload> {
  readonly core: NonNullable<ReturnType<typeof coreOf>>;
  readonly outcomes: OutcomeDifference[] = [];
  readonly [ORACLE]: GossipOracle;
  readonly #model: M;
  #notes: StoreEvent[] = [];

  constructor(store: Controlled, oracle: GossipOracle, model: M) {
    this.core = coreOf(store) as NonNullable<ReturnType<typeof coreOf>>;
    this[ORACLE] = oracle;
    this.#model = model;
    this.core.subscribe(this);
  }

  onEvent(event: StoreEvent): void {
    if (event.type === 'committed' || (event.type === 'failed' && !INJECTED.has(event.code))) this.#notes.push(event);
  }

  caughtUp(): M {
    const notes = this.#notes;
    this.#notes = [];
    for (const note of notes) this.#digest(note);
    return this.#model;
  }

  #digest(event: StoreEvent): void {
    if (event.type !== 'committed' && event.type !== 'failed') return;
    const { store, operationId } = event;
    const { receipt, refusals } = this.#model.judge(event.payload as Payload);
    const expected = refusals === undefined ? describe(receipt) : refusals.join(' or ');
    const actual = event.type === 'committed' ? describe(event.receipt as object) : event.code;
    if (actual !== expected) this.outcomes.push({ store, operationId, expected, actual });
    if (event.type === 'committed') this.#model.commit(event.payload as Payload);
  }
}

/** Whether a store can be followed in this part: it is of that kind, and has no rows yet. */
function checkStore(name: string, store: InMemoryDoneLedger | InMemoryFindingsSink, reads: readonly string[]): void {
  const isOfKind = (): boolean =>
    [...reads, 'durableCounts'].every((read) => typeof store[read as never] === 'function');
  if (coreOf(store) === undefined || !isOfKind()) throw invalidType(name, `a ${name} of gossip-inmemory`, store);
  if (Object.values(store.durableCounts()).some((count) => count > 0)) {
    throw invalidType(name, 'a store without rows, to be followed from the start', store);
  }
}

function report(expected: Tables, actual: Tables, outcomes: readonly OutcomeDifference[]): OracleReport {
  const rows = [...expected].flatMap(([table, wanted]) => compareTables(table, wanted, actual.get(table) ?? new Map()));
  return { rows, outcomes };
}

function describe(receipt: object): string {
  return `{ ${Array.from(fieldsOf(receipt), ([field, value]) => `${field}: ${String(value)}`)
    .sort()
    .join(', ')} }`;
}

/** Failures that say nothing about the payload. */
const INJECTED: ReadonlySet<string> = new Set(['InjectedCommitFailure', 'Poisoned', 'StoreCrashed']);
