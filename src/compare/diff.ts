import type { DoneLedgerCheckpoint, InMemoryDoneLedger } from '../done-ledger/in-memory-done-ledger.js';
import type { FindingsCheckpoint, InMemoryFindingsSink } from '../findings/in-memory-findings-sink.js';
import type { DoneLedgerRecord } from '../records/done-ledger-record.js';
import type { FindingRecord } from '../records/finding-record.js';
import type { ObservationRecord } from '../records/observation-record.js';
import type { OccurrenceRecord } from '../records/occurrence-record.js';
import { checkpointCoreOf, type Checkpointed } from '../store/checkpoint.js';
import { coreOf, type Controlled } from '../store/controlled-store.js';
import { invalidType, objectLike, reading } from '../values/check.js';
import { aliases, type Aliases } from './aliases.js';
import { fullIds, shortIds, type IdWriter } from './leaves.js';
import { changesOf } from './row-changes.js';
import { StoreDiff } from './store-diff.js';

/** How a diff is shown. */
export interface DiffOptions {
  /**
   * How identities are shown: `'short'` (the default) by their first and last digits, as in other snapshots; `'full'`;
   * `'alias'` as `ovid#1`, numbered as they appear, with the rows in the order in which they were first written, so that
   * nothing depends on the digits. An {@link Aliases} of your own does that with one numbering for several diffs.
   */
  readonly ids?: 'short' | 'full' | 'alias' | Aliases | undefined;
}

/** What has durable rows: a store of ours, one made by `defineStore`, or a checkpoint of either. */
export type Diffable = Controlled | Checkpointed;

type Ledger = InMemoryDoneLedger | DoneLedgerCheckpoint;
type Sink = InMemoryFindingsSink | FindingsCheckpoint;

/**
 * The durable rows that were added, changed and removed from `before` to `after`: two stores, two checkpoints, or one of
 * each, of the same kind. Throws `InvalidType` for anything else, and for a store whose backend does not show its `tables`.
 */
export function diff(before: Ledger, after: Ledger, options?: DiffOptions): StoreDiff<DoneLedgerRecord>;
export function diff(
  before: Sink,
  after: Sink,
  options?: DiffOptions,
): StoreDiff<FindingRecord | OccurrenceRecord | ObservationRecord>;
export function diff(before: Diffable, after: Diffable, options?: DiffOptions): StoreDiff;
export function diff(before: Diffable, after: Diffable, options: DiffOptions = {}): StoreDiff {
  const earlier = readCore('before', 'a store or checkpoint of gossip-inmemory', before);
  const later = readCore('after', `a ${earlier.kind} store or checkpoint, as before is`, after);
  if (later.kind !== earlier.kind)
    throw invalidType('after', `a ${earlier.kind} store or checkpoint, as before is`, after);
  const { showId, sorted } = reading('options', () => readOptions(options));
  const [from, to] = [earlier.tables(), later.tables()];
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  const changes = names.flatMap((table) => changesOf(table, from[table] ?? NO_ROWS, to[table] ?? NO_ROWS, sorted));
  const found = new StoreDiff(earlier.kind, changes, showId);
  if (typeof options.ids === 'object') String(found); // a shared numbering goes by who came first, not by who is shown first
  return found;
}

function readCore(field: string, expected: string, value: unknown): NonNullable<ReturnType<typeof coreOf>> {
  return reading(field, () => {
    const core = coreOf(value) ?? checkpointCoreOf(value);
    if (typeof core?.kind !== 'string') throw invalidType(field, expected, value);
    return core;
  });
}

function readOptions(options: unknown): { readonly showId: IdWriter; readonly sorted: boolean } {
  const { ids = 'short', ...others } = objectLike('options', options);
  const unknown = Object.keys(others)[0];
  if (unknown !== undefined) throw invalidType(`options.${unknown}`, 'nothing: there is ids', options);
  if (ids === 'short') return { showId: shortIds, sorted: true };
  if (ids === 'full') return { showId: fullIds, sorted: true };
  const numbering = ids === 'alias' ? aliases() : ids;
  if (typeof (numbering as Partial<Aliases> | null)?.of !== 'function')
    throw invalidType('options.ids', "'short', 'full', 'alias' or aliases()", ids);
  return { showId: (field, id) => (numbering as Aliases).of(field, id), sorted: false };
}

const NO_ROWS: ReadonlyMap<string, unknown> = new Map();
