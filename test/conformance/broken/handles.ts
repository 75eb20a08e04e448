import type { CommitHandle, DoneLedgerRecord } from '../../../src/index.js';
import { PlainCommits, PlainLedger } from '../plain-backend.js';
import { broken, muchLater, never, STRICT } from './broken.js';

/** What can go wrong between a submission and its receipt; both contracts share it. */
export const brokenHandles = [
  broken({
    name: 'acknowledged before applied',
    bug: 'A write is acknowledged once it is accepted, and applied some time later.',
    killedBy: ['LEDGER-UPSERT-01', 'LEDGER-HANDLE-01'],
    ledger: class extends PlainLedger {
      override apply(batch: readonly DoneLedgerRecord[]) {
        this.refusing(() => batch.forEach((row) => this.validate(row)));
        muchLater(() => super.apply(batch));
        return this.receipt([...this.fold(batch).values()], batch);
      }
    },
  }),
  broken({
    name: 'applied, but lost on wait',
    bug: 'A write is visible once it is accepted, and rolled back when it is acknowledged.',
    killedBy: ['LEDGER-UPSERT-01', 'LEDGER-HANDLE-01'],
    ledger: class extends PlainLedger {
      override async batchUpsert(records: readonly DoneLedgerRecord[]) {
        const before = [...this.rows];
        const handle = await super.batchUpsert(records);
        const wait = async () => {
          const receipt = await handle.wait();
          this.rows.clear();
          for (const [key, row] of before) this.rows.set(key, row);
          return receipt;
        };
        return { wait };
      }
    },
  }),
  broken({
    name: 'uncommitted rows are read',
    bug: 'Reads see writes that are accepted and not yet applied.',
    killedBy: ['LEDGER-DELAY-01', 'LEDGER-DELAY-02', 'LEDGER-DELAY-04'],
    ledger: class extends PlainLedger {
      override copyIn(records: readonly DoneLedgerRecord[]) {
        const batch = super.copyIn(records);
        if (batch.every((row) => this.isValid(row))) this.store(this.fold(batch));
        return batch;
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
    name: 'a second wait resolves again',
    bug: 'A handle gives its receipt as often as it is asked.',
    killedBy: ['LEDGER-HANDLE-06', 'LEDGER-HANDLE-07', 'FINDINGS-HANDLE-07'],
    claims: STRICT,
    commits: class extends PlainCommits {
      override handle = <Receipt>(outcome: Promise<Receipt>): CommitHandle<Receipt> => ({ wait: () => outcome });
    },
  }),
  broken({
    name: 'a second wait rejects with any error',
    bug: 'A backend that claims to be strict rejects a second wait with an error of its own.',
    killedBy: ['LEDGER-HANDLE-07', 'FINDINGS-HANDLE-08'],
    claims: STRICT,
    commits: class extends PlainCommits {
      override handle<Receipt>(outcome: Promise<Receipt>) {
        const handle = super.handle(outcome);
        const wait = (...options: Parameters<typeof handle.wait>) =>
          handle.wait(...options).catch((error: Error) => {
            throw error.name === 'UnknownOperation' ? new Error('handle is closed') : error;
          });
        return { wait };
      }
    },
  }),
  broken({
    name: 'waits in the order of submission only',
    bug: 'A handle resolves only once all those before it have been waited for.',
    killedBy: ['LEDGER-HANDLE-03', 'FINDINGS-HANDLE-03'],
    commits: class extends PlainCommits {
      #turn: Promise<unknown> = Promise.resolve();
      override handle<Receipt>(outcome: Promise<Receipt>) {
        const handle = super.handle(outcome);
        const before = this.#turn;
        let done!: (value: unknown) => void;
        this.#turn = new Promise((resolve) => (done = resolve));
        const wait = (...options: Parameters<typeof handle.wait>) => {
          return before.then(() => handle.wait(...options)).finally(() => done(undefined));
        };
        return { wait };
      }
    },
  }),
  broken({
    name: 'late waits are lost',
    bug: 'A receipt is kept until the next write only, and whoever waits later waits for ever.',
    killedBy: ['LEDGER-HANDLE-05', 'FINDINGS-HANDLE-02'],
    commits: class extends PlainCommits {
      #newest: unknown;
      override handle<Receipt>(outcome: Promise<Receipt>): CommitHandle<Receipt> {
        const handle = super.handle(outcome);
        this.#newest = handle;
        return { wait: (...options) => (this.#newest === handle ? handle.wait(...options) : never()) };
      }
    },
  }),
  broken({
    name: 'receipts mixed up',
    bug: 'A wait answers with the receipt of the newest write.',
    killedBy: ['LEDGER-HANDLE-02', 'LEDGER-HANDLE-05', 'FINDINGS-HANDLE-02'],
    commits: class extends PlainCommits {
      #newest: unknown;
      override handle<Receipt>(outcome: Promise<Receipt>) {
        this.#newest = outcome;
        const handle = super.handle(outcome);
        const wait = async (...options: Parameters<typeof handle.wait>) => {
          await handle.wait(...options);
          return this.#newest as Promise<Receipt>;
        };
        return { wait };
      }
    },
  }),
  broken({
    name: 'an aborted wait uses up the receipt',
    bug: 'A backend that claims to be strict forgets the receipt when a wait is aborted.',
    killedBy: ['LEDGER-HANDLE-08', 'FINDINGS-HANDLE-09'],
    claims: STRICT,
    commits: class extends PlainCommits {
      override handle<Receipt>(outcome: Promise<Receipt>): CommitHandle<Receipt> {
        const handle = super.handle(outcome);
        return {
          async wait({ signal } = {}) {
            const receipt = await handle.wait();
            signal?.throwIfAborted();
            return receipt;
          },
        };
      }
    },
  }),
  broken({
    name: 'signals ignored',
    bug: 'A backend that claims to be strict waits on, whatever the signal says.',
    killedBy: ['LEDGER-HANDLE-08', 'FINDINGS-HANDLE-09'],
    claims: STRICT,
    commits: class extends PlainCommits {
      override handle<Receipt>(outcome: Promise<Receipt>): CommitHandle<Receipt> {
        const handle = super.handle(outcome);
        return { wait: () => handle.wait() };
      }
    },
  }),
  broken({
    name: 'a held write is acknowledged',
    bug: 'Holding writes back holds them back from the tables, and not from those who wait for them.',
    killedBy: ['LEDGER-DELAY-01', 'FINDINGS-DELAY-03'],
    change: ({ doneLedger, findings }) => {
      const patient = <Receipt>(handle: CommitHandle<Receipt>, early: Receipt) => ({
        wait: () => Promise.race([handle.wait(), Promise.resolve(early)]),
      });
      const { batchUpsert } = doneLedger;
      const { upsertBatch } = findings;
      doneLedger.batchUpsert = async (records) => {
        return patient(await batchUpsert.call(doneLedger, records), {
          recordCount: 3,
          scannedCount: 3,
          findingsCount: 0,
        });
      };
      findings.upsertBatch = async (batch) => {
        return patient(await upsertBatch.call(findings, batch), {
          findingCount: 1,
          occurrenceCount: 1,
          observationCount: 1,
        });
      };
    },
  }),
  broken({
    name: 'a failed commit is acknowledged',
    bug: 'A write is acknowledged though its commit failed.',
    killedBy: ['LEDGER-FAULT-01', 'FINDINGS-FAULT-01'],
    commits: class extends PlainCommits {
      override commit<Receipt>(apply: () => Receipt): Receipt {
        try {
          return super.commit(apply);
        } catch (error) {
          if ((error as Error).message === 'connection lost') return {} as Receipt;
          throw error;
        }
      }
    },
  }),
  broken({
    name: 'half a batch survives a failed commit',
    bug: 'When a commit fails the first row of the batch is stored.',
    killedBy: ['LEDGER-FAULT-01', 'LEDGER-FAULT-02'],
    ledger: class extends PlainLedger {
      override async batchUpsert(records: readonly DoneLedgerRecord[]) {
        const handle = await super.batchUpsert(records);
        const wait = () =>
          handle.wait().catch((error: Error) => {
            if (error.message === 'connection lost') this.apply(records.slice(0, 1));
            throw error;
          });
        return { wait };
      }
    },
  }),
  broken({
    name: 'a failed write cannot be repeated',
    bug: 'Once a commit has failed every later one fails too.',
    killedBy: ['LEDGER-FAULT-03', 'FINDINGS-FAULT-01'],
    commits: class extends PlainCommits {
      override commit<Receipt>(apply: () => Receipt): Receipt {
        try {
          return super.commit(apply);
        } catch (error) {
          if ((error as Error).message === 'connection lost') this.failNext();
          throw error;
        }
      }
    },
  }),
];
