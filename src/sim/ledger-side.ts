import { differingFields, sameRow } from '../oracle/differences.js';
import { LedgerKeyMap } from '../oracle/ledger-key-map.js';
import { LedgerModel, ledgerRowKey as nameOf } from '../oracle/ledger-model.js';
import { DoneLedgerBatch } from '../records/done-ledger-batch.js';
import type { DoneLedgerKey, DoneLedgerRecord } from '../records/done-ledger-record.js';
import { DoneLedgerStatus } from '../records/done-ledger-status.js';
import type { CommitHandle, DoneLedger, DoneLedgerCommitReceipt } from '../store/contracts.js';
import type { OvidHash } from '../values/identities.js';
import { lackingRows, rowBreach } from './breaches.js';
import type { RowChange, Side } from './side.js';
import { isOurs, type SimControls } from './target.js';
import type { Breach, InvariantName } from './violation.js';

type Records = readonly DoneLedgerRecord[];

/** A done-ledger to simulate: ours, or any backend of the contract, with whichever controls it has. */
export type SimulatedLedger = DoneLedger &
  SimControls & {
    /** All durable rows, if the backend can show them. */
    snapshot?(): readonly DoneLedgerRecord[] | Promise<readonly DoneLedgerRecord[]>;
  };

/** The done-ledger under simulation. */
export class LedgerSide implements Side<Records> {
  readonly store = 'ledger';
  readonly controls: SimulatedLedger;
  readonly strict: boolean;
  readonly #ledger: SimulatedLedger;
  readonly #seen = new LedgerKeyMap<DoneLedgerRecord>();
  #committed: Records[] = [];
  #model = new LedgerModel();
  #changes: RowChange[] = [];
  readonly model = {
    judge: (records: Records) => this.#model.judge(records),
    commit: (records: Records) => {
      this.#committed.push(records);
      this.#model.commit(records);
    },
  };

  constructor(ledger: SimulatedLedger, strict: boolean = isOurs(ledger)) {
    this.#ledger = ledger;
    this.controls = ledger;
    this.strict = strict;
  }

  parse(records: Records): Records {
    return DoneLedgerBatch.parse(records);
  }

  submit(records: Records): Promise<CommitHandle<DoneLedgerCommitReceipt>> {
    return this.#ledger.batchUpsert(records);
  }

  isAbsorbed(records: Records): boolean {
    return records.every(({ key }, index) => this.#model.committed(key).includes(records[index] as DoneLedgerRecord));
  }

  /** The row that the model has under a key. */
  expected(key: DoneLedgerKey): DoneLedgerRecord | undefined {
    return this.#model.row(key);
  }

  /** The row that the store has shown last under a key. */
  seen(): Iterable<DoneLedgerRecord> {
    return this.#seen.values();
  }

  async checkWritten(batches: readonly Records[], again: boolean): Promise<Breach[]> {
    const keys = distinct(batches.flatMap((records) => records.map(({ key }) => key)));
    const breaches: Breach[] = [];
    for (const { key, row } of await this.#read(keys)) {
      const before = this.#seen.get(key);
      const breach = this.#checkRow(key, before, row, again);
      if (breach !== undefined) breaches.push(breach);
      if (row !== undefined && row !== before) this.#see(key, before, row);
    }
    return breaches;
  }

  async checkUnchanged(invariant: 'I4' | 'I5' | 'I6'): Promise<Breach[]> {
    return this.#compareAll(invariant, (key) => this.#seen.get(key), this.#seen, 'shown before');
  }

  async checkAll(invariant: 'I6' | 'I7'): Promise<Breach[]> {
    return this.#compareAll(invariant, (key) => this.#model.row(key), this.#model.rows(), 'worked out');
  }

  /** Reads keys, and compares the answers with the model's. */
  async checkGet(keys: readonly DoneLedgerKey[]): Promise<Breach[]> {
    const breaches: Breach[] = [];
    for (const { key, row } of await this.#read(keys)) {
      const expected = this.#model.row(key);
      if (!sameRow(expected, row))
        breaches.push(rowBreach('I7', nameOf(key), expected, row, 'A read is not what was committed.'));
    }
    return breaches;
  }

  async decide(records: Records): Promise<void> {
    const without = new LedgerModel();
    for (const batch of this.#committed.slice(0, -1)) without.commit(batch);
    const keys = distinct(records.map(({ key }) => key));
    const rows = await this.#read(keys);
    const applied = rows.every(({ key, row }) => sameRow(this.#model.row(key), row));
    if (applied || !rows.every(({ key, row }) => sameRow(without.row(key), row))) return; // neither: let the checks tell
    this.#committed.pop();
    this.#model = without;
  }

  takeChanges(): readonly RowChange[] {
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }

  #checkRow(
    key: DoneLedgerKey,
    before: DoneLedgerRecord | undefined,
    row: DoneLedgerRecord | undefined,
    again: boolean,
  ): Breach | undefined {
    const expected = this.#model.row(key) as DoneLedgerRecord;
    if (row === undefined) return rowBreach('I3', nameOf(key), expected, row, 'A committed row cannot be read.');
    if (before !== undefined) {
      if (again && row !== before && !sameRow(before, row))
        return rowBreach('I10', nameOf(key), before, row, 'Writing the same again changed the row.');
      if (rank(row) < rank(before))
        return rowBreach('I1', nameOf(key), before, row, 'The status of the row went down.');
      if (row.bytesScanned < before.bytesScanned)
        return rowBreach('I2', nameOf(key), before, row, 'bytesScanned of the row went down.');
    }
    const fields = differingFields(expected, row);
    if (fields.length === 0) return undefined;
    if (!fields.some((field) => field.startsWith('provenance')))
      return rowBreach('I7', nameOf(key), expected, row, 'The row is not the join of what was committed.');
    const whole = this.#model.committed(key).some(({ provenance }) => sameRow(provenance, row.provenance));
    const message = whole ? 'Provenance comes from the wrong operand.' : 'Provenance is that of no one operand.';
    return rowBreach('I8', nameOf(key), expected, row, message);
  }

  async #compareAll(
    invariant: InvariantName,
    expectedOf: (key: DoneLedgerKey) => DoneLedgerRecord | undefined,
    known: { readonly size: number; values(): Iterable<DoneLedgerRecord> },
    whence: string,
  ): Promise<Breach[]> {
    const breaches: Breach[] = [];
    let found = 0;
    for (const { key, row } of await this.#readAll()) {
      const expected = expectedOf(key);
      if (expected !== undefined && row !== undefined) found++;
      if (!sameRow(expected, row))
        breaches.push(rowBreach(invariant, nameOf(key), expected, row, `A row is not as ${whence}.`));
    }
    if (found < known.size && breaches.length === 0) breaches.push(lackingRows(invariant, known.size, found));
    return breaches;
  }

  /** Every row that the store shows; of a store without a snapshot, what it answers for every key that it was ever given. */
  async #readAll(): Promise<readonly { key: DoneLedgerKey; row: DoneLedgerRecord | undefined }[]> {
    if (this.#ledger.snapshot !== undefined) {
      const rows = await this.#ledger.snapshot();
      return rows.map((row) => ({ key: row.key, row }));
    }
    return this.#read(Array.from(this.#model.rows().values(), ({ key }) => key));
  }

  async #read(
    keys: readonly DoneLedgerKey[],
  ): Promise<{ readonly key: DoneLedgerKey; readonly row: DoneLedgerRecord | undefined }[]> {
    const rows: { key: DoneLedgerKey; row: DoneLedgerRecord | undefined }[] = [];
    for (const group of grouped(keys)) {
      const { tenantId, policyHash } = group[0] as DoneLedgerKey;
      const hashes: OvidHash[] = [];
      for (const { ovidHash } of group) hashes.push(ovidHash);
      const answers = await this.#ledger.batchGet(tenantId, policyHash, hashes);
      for (let index = 0; index < group.length; index++)
        rows.push({ key: group[index] as DoneLedgerKey, row: answers[index] });
    }
    return rows;
  }

  #see(key: DoneLedgerKey, before: DoneLedgerRecord | undefined, after: DoneLedgerRecord): void {
    this.#seen.set(key, after);
    this.#changes.push({ table: 'records', key: nameOf(key), ...(before && { before }), after });
  }
}

/** The keys of one tenant and policy after the other, as `batchGet` asks for them. */
function grouped(keys: readonly DoneLedgerKey[]): Iterable<DoneLedgerKey[]> {
  const groups = new Map<string, Map<string, DoneLedgerKey[]>>();
  for (const key of keys) {
    let policies = groups.get(key.tenantId);
    if (policies === undefined) groups.set(key.tenantId, (policies = new Map<string, DoneLedgerKey[]>()));
    const group = policies.get(key.policyHash);
    if (group === undefined) policies.set(key.policyHash, [key]);
    else group.push(key);
  }
  return Array.from(groups.values(), (policies) => [...policies.values()]).flat();
}

function distinct(keys: readonly DoneLedgerKey[]): readonly DoneLedgerKey[] {
  const known = new LedgerKeyMap<DoneLedgerKey>();
  for (const key of keys) known.set(key, key);
  return known.size === keys.length ? keys : [...known.values()];
}

function rank({ status }: DoneLedgerRecord): number {
  return DoneLedgerStatus.rank(status);
}
