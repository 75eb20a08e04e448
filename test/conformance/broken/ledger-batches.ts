import type { DoneLedgerCommitReceipt, DoneLedgerRecord } from '../../../src/index.js';
import { PlainLedger } from '../plain-backend.js';
import { broken, never } from './broken.js';

type Rows = readonly DoneLedgerRecord[];

/** A ledger that stores a batch in pieces: what was stored before a bad record stays. */
function inPieces(cut: (batch: Rows) => readonly Rows[]): typeof PlainLedger {
  return class extends PlainLedger {
    override apply(batch: Rows): DoneLedgerCommitReceipt {
      for (const piece of cut(batch)) super.apply(piece);
      return this.receipt([...this.fold(batch).values()], batch);
    }
  };
}

/** What can go wrong with a batch as a whole, and with several of them. */
export const brokenLedgerBatches = [
  broken({
    name: 'partial batch: those before the bad record',
    bug: 'Records are stored one by one, so those before a bad one stay.',
    killedBy: ['LEDGER-ATOMIC-02', 'LEDGER-ATOMIC-03'],
    ledger: inPieces((batch) => batch.map((row) => [row])),
  }),
  broken({
    name: 'partial batch: those after the bad record',
    bug: 'Records are stored one by one from the last, so those after a bad one stay.',
    killedBy: ['LEDGER-ATOMIC-01', 'LEDGER-ATOMIC-02'],
    ledger: inPieces((batch) => batch.map((row) => [row]).toReversed()),
  }),
  broken({
    name: 'partial batch: large ones cut',
    bug: 'A large batch is stored in pieces of 100, each a transaction of its own.',
    killedBy: 'LEDGER-ATOMIC-04',
    ledger: inPieces((batch) =>
      Array.from({ length: Math.ceil(batch.length / 100) }, (_, n) => batch.slice(n * 100, n * 100 + 100)),
    ),
  }),
  broken({
    name: 'partial batch: per tenant',
    bug: 'The records of each tenant are stored in a transaction of their own.',
    killedBy: 'LEDGER-ATOMIC-07',
    ledger: inPieces((batch) => [...Map.groupBy(batch, ({ key }) => key.tenantId).values()]),
  }),
  broken({
    name: 'bad records left out',
    bug: 'Bad records are dropped, and the rest is stored and acknowledged.',
    killedBy: ['LEDGER-ATOMIC-01', 'LEDGER-INVALID-02'],
    ledger: class extends PlainLedger {
      override apply(batch: Rows) {
        return super.apply(batch.filter((row) => this.isValid(row)));
      }
      isValid(row: DoneLedgerRecord): boolean {
        try {
          this.validate(row);
          return true;
        } catch {
          return false;
        }
      }
    },
  }),
  broken({
    name: 'validated after the fold',
    bug: 'Records are checked once they are folded, where a bad one may have vanished.',
    killedBy: 'LEDGER-ATOMIC-08',
    ledger: class extends PlainLedger {
      override apply = (batch: Rows) => {
        super.apply([...this.fold(batch).values()]);
        return this.receipt([...this.fold(batch).values()], batch);
      };
    },
  }),
  broken({
    name: 'validated after the merge',
    bug: 'Rows are checked once they are merged, as CHECK constraints do, where the durable row has absorbed what was bad.',
    killedBy: 'LEDGER-ATOMIC-09',
    ledger: class extends PlainLedger {
      override apply(batch: Rows) {
        const rows = batch.map((row) => {
          const old = this.rows.get(this.keyOf(row.key));
          return old === undefined ? row : this.merge(old, row);
        });
        super.apply(rows);
        return this.receipt([...this.fold(batch).values()], batch);
      }
    },
  }),
  broken({
    name: 'a failed transaction is left open',
    bug: 'After a refused batch every write is refused.',
    killedBy: 'LEDGER-ATOMIC-06',
    ledger: class extends PlainLedger {
      #aborted = false;
      override apply(batch: Rows) {
        if (this.#aborted) throw new Error('current transaction is aborted');
        this.#aborted = true;
        const receipt = super.apply(batch);
        this.#aborted = false;
        return receipt;
      }
    },
  }),
  broken({
    name: 'no record rules',
    bug: 'Records are stored as they come, whether or not they contradict themselves.',
    killedBy: ['LEDGER-INVALID-01', 'LEDGER-INVALID-02', 'LEDGER-INVALID-03', 'LEDGER-INVALID-04', 'LEDGER-INVALID-07'],
    ledger: class extends PlainLedger {
      override validate = () => undefined;
    },
  }),
  broken({
    name: 'times checked as numbers',
    bug: 'That a record finished after it started is checked in doubles.',
    killedBy: 'LEDGER-INVALID-07',
    ledger: class extends PlainLedger {
      override validate(row: DoneLedgerRecord) {
        const { startedAt, finishedAt } = row.provenance;
        if (Number(startedAt) !== Number(finishedAt)) super.validate(row);
      }
    },
  }),
  broken({
    name: 'large batches cut off',
    bug: 'Records beyond the first 500 of a batch are dropped.',
    killedBy: ['LEDGER-BATCH-02', 'LEDGER-BATCH-03'],
    ledger: class extends PlainLedger {
      override fold = (batch: Rows) => super.fold(batch.slice(0, 500));
    },
  }),
  broken({
    name: 'duplicates in a batch collide',
    bug: 'A batch with two records of one key is refused, as ON CONFLICT cannot touch a row twice.',
    killedBy: ['LEDGER-FOLD-01', 'LEDGER-BATCH-04'],
    ledger: class extends PlainLedger {
      override apply(batch: Rows) {
        if (this.fold(batch).size < batch.length) throw new Error('cannot affect row a second time');
        return super.apply(batch);
      }
    },
  }),
  broken({
    name: 'the last duplicate wins',
    bug: 'Of several records of one key in a batch only the last is merged.',
    killedBy: ['LEDGER-FOLD-02', 'LEDGER-RECEIPT-06'],
    ledger: class extends PlainLedger {
      override fold = (batch: Rows) => new Map(batch.map((row) => [this.keyOf(row.key), row]));
    },
  }),
  broken({
    name: 'neighbouring duplicates only',
    bug: 'Duplicates are folded only where they stand next to each other, and the later group replaces the earlier.',
    killedBy: 'LEDGER-FOLD-05',
    ledger: class extends PlainLedger {
      override fold(batch: Rows) {
        const table = new Map<string, DoneLedgerRecord>();
        let last = '';
        for (const row of batch) {
          const key = this.keyOf(row.key);
          if (key === last) this.put(table, key, row);
          else table.set(key, row);
          last = key;
        }
        return table;
      }
    },
  }),
  broken({
    name: 'lost update',
    bug: 'Rows are read at submission and written at commit, so of two batches in flight one is lost.',
    killedBy: ['LEDGER-BATCH-05', 'LEDGER-DELAY-03'],
    ledger: class extends PlainLedger {
      override async batchUpsert(records: Rows) {
        const seen = new Map(this.rows);
        const batch = this.copyIn(records);
        return this.commits.submit(() => {
          const receipt = this.receipt([...this.fold(batch).values()], batch);
          this.refusing(() => batch.forEach((row) => this.validate(row)));
          for (const [key, row] of this.fold(batch)) this.put(seen, key, row);
          for (const key of this.fold(batch).keys()) this.rows.set(key, seen.get(key)!);
          return receipt;
        });
      }
    },
  }),
  broken({
    name: 'the last batch in flight alone',
    bug: 'A batch that arrives while another is in flight takes its place, and both are acknowledged.',
    killedBy: ['LEDGER-BATCH-05', 'LEDGER-BATCH-08'],
    ledger: class extends PlainLedger {
      #newest: Rows = [];
      override copyIn = (records: Rows) => (this.#newest = super.copyIn(records));
      override apply = (batch: Rows) =>
        batch === this.#newest ? super.apply(batch) : this.receipt([...this.fold(batch).values()], batch);
    },
  }),
  broken({
    name: 'rows locked in the order of the batch',
    bug: 'A batch locks its rows one after the other, so two that name them in opposite orders wait for each other for ever.',
    killedBy: 'LEDGER-BATCH-06',
    ledger: class extends PlainLedger {
      readonly #owners = new Map<string, object>();
      override async batchUpsert(records: Rows) {
        const owner = {};
        const keys = new Set(records.map(({ key }) => this.keyOf(key)));
        for (const key of keys) {
          while ((this.#owners.get(key) ?? owner) !== owner) {
            if (records.some(({ key: mine }) => this.#owners.get(this.keyOf(mine)) === owner)) await never();
            await Promise.resolve();
          }
          this.#owners.set(key, owner);
          await Promise.resolve();
        }
        const handle = await super.batchUpsert(records).finally(() => keys.forEach((key) => this.#owners.delete(key)));
        return handle;
      }
    },
  }),
];
