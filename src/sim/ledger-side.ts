import { sameRow } from '../oracle/differences.js';
import { LedgerKeyMap } from '../oracle/ledger-key-map.js';
import { LedgerModel, ledgerRowKey as nameOf } from '../oracle/ledger-model.js';
import { DoneLedgerBatch } from '../records/done-ledger-batch.js';
import type { DoneLedgerKey, DoneLedgerRecord } from '../records/done-ledger-record.js';
import { DoneLedgerStatus } from '../records/done-ledger-status.js';
import type { CommitHandle, DoneLedger, DoneLedgerCommitReceipt } from '../store/contracts.js';
import type { OvidHash, PolicyHash, TenantId } from '../values/identities.js';
import { abbreviate } from '../values/public-id.js';
import { lackingRows, rowBreach } from './breaches.js';
import { detached, sameItems, scribble } from './rows.js';
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
  /** Whether rows are immutable and shared, so that the same objects in the same order mean that nothing has changed. */
  readonly #shared: boolean;
  /** The rows as they were compared last; absent when writes have been seen since. */
  #compared: Records | undefined;
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
    this.#shared = isOurs(ledger);
  }

  parse(records: Records): Records {
    return DoneLedgerBatch.parse(records);
  }

  submit(records: Records): Promise<CommitHandle<DoneLedgerCommitReceipt>> {
    return this.#ledger.batchUpsert(records);
  }

  copy(records: Records): Records {
    return records.map(detached);
  }

  isAbsorbed(records: Records): boolean {
    return records.every(({ key }, index) => this.#model.committed(key).includes(records[index] as DoneLedgerRecord));
  }

  /** Whether the store can list what is done. */
  get lists(): boolean {
    return this.#ledger.listDoneHashes !== undefined;
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
    return this.#compareAll(invariant, this.#seen.size, (key) => this.#seen.get(key));
  }

  async checkAll(invariant: 'I6' | 'I7'): Promise<Breach[]> {
    return this.#compareAll(invariant, this.#model.size, (key) => this.#model.row(key));
  }

  /** Reads keys, and compares the answers with the model's. */
  async checkGet(keys: readonly DoneLedgerKey[]): Promise<Breach[]> {
    const breaches: Breach[] = [];
    const rows = await this.#read(keys);
    for (const { key, row } of rows) {
      const expected = this.#model.row(key);
      if (!sameRow(expected, row))
        breaches.push(rowBreach('I7', nameOf(key), expected, row, 'A read is not what was committed'));
    }
    if (!this.#shared) for (const { row } of rows) scribble(row); // a store must not mind what readers do
    return breaches;
  }

  /** Lists what is done, and compares the answer with the model's; order and repetition count. */
  async checkList(tenantId: TenantId, policyHash: PolicyHash): Promise<Breach[]> {
    const expected = Array.from(this.#model.rows().values())
      .filter(
        ({ key, status }) =>
          key.tenantId === tenantId && key.policyHash === policyHash && DoneLedgerStatus.isTerminal(status),
      )
      .map(({ key }) => key.ovidHash);
    const received = await this.#ledger.listDoneHashes?.(tenantId, policyHash);
    const inOrder = this.strict ? received : received?.toSorted();
    if (sameItems(expected, inOrder)) return [];
    const list = (hashes: readonly string[] | undefined): string => hashes?.map(abbreviate).join(', ') ?? 'no list';
    const message = 'The list of what is done is wrong.';
    return [{ invariant: 'I7', message, expected: list(expected), received: list(received), fields: ['list'] }];
  }

  async decide(records: Records): Promise<boolean> {
    const rows = await this.#read(distinct(records.map(({ key }) => key)));
    if (rows.every(({ key, row }) => sameRow(this.#model.row(key), row))) return true;
    const without = new LedgerModel();
    for (const batch of this.#committed.slice(0, -1)) without.commit(batch);
    if (!rows.every(({ key, row }) => sameRow(without.row(key), row))) return true; // neither: the checks will tell
    this.#committed.pop();
    this.#model = without;
    return false;
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
    if (row === undefined) return rowBreach('I3', nameOf(key), expected, row, 'A committed row cannot be read');
    if (before !== undefined) {
      if (again && row !== before && !sameRow(before, row))
        return rowBreach('I10', nameOf(key), before, row, 'Writing the same again changed the row');
      if (rank(row) < rank(before))
        return rowBreach('I1', nameOf(key), expected, row, 'The status of the row went down');
      if (row.bytesScanned < before.bytesScanned)
        return rowBreach('I2', nameOf(key), expected, row, 'bytesScanned of the row went down');
    }
    if (sameRow(expected, row)) return undefined;
    if (sameRow(expected.provenance, row.provenance))
      return rowBreach('I7', nameOf(key), expected, row, 'The row is not the join of what was committed');
    const whole = this.#model.committed(key).some(({ provenance }) => sameRow(provenance, row.provenance));
    const message = whole ? 'Provenance comes from the wrong operand' : 'Provenance is that of no one operand';
    return rowBreach('I8', nameOf(key), expected, row, message);
  }

  async #compareAll(
    invariant: InvariantName,
    size: number,
    expectedOf: (key: DoneLedgerKey) => DoneLedgerRecord | undefined,
  ): Promise<Breach[]> {
    const shown = await this.#readAll();
    if (this.#shared && sameItems(this.#compared, shown)) return [];
    const breaches: Breach[] = [];
    for (const row of shown) {
      const expected = expectedOf(row.key);
      if (sameRow(expected, row)) continue;
      breaches.push(rowBreach(invariant, nameOf(row.key), expected, row, 'A row is not what was committed'));
    }
    if (shown.length < size && breaches.length === 0) breaches.push(lackingRows(invariant, size, shown.length));
    if (breaches.length === 0) this.#compared = shown;
    return breaches;
  }

  /** Every row that the store shows; of a store without a snapshot, what it has for every key that was ever committed. */
  async #readAll(): Promise<Records> {
    if (this.#ledger.snapshot !== undefined) return this.#ledger.snapshot();
    const rows = await this.#read(Array.from(this.#model.rows().values(), ({ key }) => key));
    return rows.flatMap(({ row }) => (row === undefined ? [] : [row]));
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
    const row = this.#shared ? after : detached(after);
    this.#seen.set(key, row);
    this.#compared = undefined;
    this.#changes.push({ table: 'records', key: nameOf(key), ...(before && { before }), after: row });
  }
}

/** The keys of one tenant and policy after the other, as `batchGet` asks for them. */
function grouped(keys: readonly DoneLedgerKey[]): Iterable<readonly DoneLedgerKey[]> {
  const [first] = keys;
  if (keys.every(({ tenantId, policyHash }) => tenantId === first?.tenantId && policyHash === first.policyHash))
    return first === undefined ? [] : [keys];
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
