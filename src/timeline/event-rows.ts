import { sameRow, type AnyRow, type TableName } from '../oracle/differences.js';
import { findingKey, FindingsModel, observationKey, occurrenceKey } from '../oracle/findings-model.js';
import { LedgerModel, ledgerRowKey } from '../oracle/ledger-model.js';
import { DoneLedgerBatch } from '../records/done-ledger-batch.js';
import type { DoneLedgerKey, DoneLedgerRecord } from '../records/done-ledger-record.js';
import { FindingsUpsertBatch } from '../records/findings-batch.js';
import type { StoreEvent } from '../store/events.js';
import type { KeyBook, WrittenRows } from './key-book.js';
import type { PageChange } from './page.js';
import { showRow } from './show-row.js';

/** The durable rows of one store, as far as what it has committed says. Of a user's own store none are known. */
export class EventRows {
  readonly #keys: KeyBook;
  readonly #ledger = new LedgerModel();
  readonly #findings = new FindingsModel();

  constructor(keys: KeyBook) {
    this.#keys = keys;
  }

  /** The rows of the write that an event is about. What was refused may be anything. */
  submitted({ store, payload }: StoreEvent): WrittenRows {
    if (store === 'done-ledger') return { records: payload };
    if (store !== 'findings') return {};
    try {
      return { ...(payload as WrittenRows) };
    } catch {
      return {};
    }
  }

  /** The durable rows that an event has changed. */
  changes(event: StoreEvent): readonly PageChange[] {
    if (event.type !== 'committed') return [];
    const { commit, rows } = this.#commitOf(event) ?? NOTHING;
    const before = rows.map(({ read }) => read());
    commit();
    return rows.flatMap(({ table, key, read }, index) => {
      const [earlier, later] = [before[index], read()];
      if (later === undefined || sameRow(earlier, later)) return [];
      const shown = { key: this.#keys.index(table, key), after: showRow(later) };
      return [earlier === undefined ? shown : { ...shown, before: showRow(earlier) }];
    });
  }

  /** What there is to commit; `undefined` if a store only goes by the name of one of ours, and writes something else. */
  #commitOf({ store, payload }: StoreEvent): Commit | undefined {
    try {
      if (store === 'done-ledger') return this.#ofRecords(DoneLedgerBatch.parse(payload));
      return store === 'findings' ? this.#ofBatch(FindingsUpsertBatch.parse(payload)) : undefined;
    } catch {
      return undefined;
    }
  }

  #ofRecords(records: readonly DoneLedgerRecord[]): Commit {
    const keys = new Map(records.map(({ key }): [string, DoneLedgerKey] => [ledgerRowKey(key), key]));
    return {
      commit: () => this.#ledger.commit(records),
      rows: Array.from(keys, ([name, key]) => ({ table: 'records', key: name, read: () => this.#ledger.row(key) })),
    };
  }

  #ofBatch(batch: FindingsUpsertBatch): Commit {
    const model = this.#findings;
    const rows = (table: TableName, keys: readonly string[], read: (key: string) => AnyRow | undefined): Row[] =>
      Array.from(new Set(keys), (key) => ({ table, key, read: () => read(key) }));
    return {
      commit: () => model.commit(batch),
      rows: [
        ...rows('findings', batch.findings.map(findingKey), (key) => model.finding(key)),
        ...rows('occurrences', batch.occurrences.map(occurrenceKey), (key) => model.occurrence(key)),
        ...rows('observations', batch.observations.map(observationKey), (key) => model.observation(key)),
      ],
    };
  }
}

/** A row that a commit may change. */
interface Row {
  readonly table: TableName;
  readonly key: string;
  readonly read: () => AnyRow | undefined;
}

interface Commit {
  readonly commit: () => void;
  readonly rows: readonly Row[];
}

const NOTHING: Commit = { commit: () => undefined, rows: [] };
