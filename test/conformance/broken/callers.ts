import type { DoneLedgerRecord, FindingsUpsertBatch, ObservationRecord, OvidHash } from '../../../src/index.js';
import { PlainLedger, PlainSink } from '../plain-backend.js';
import type { Sighting } from '../plain/sink.js';
import { broken, STRICT } from './broken.js';

/** What callers change, or find changed. */
export const brokenCallers = [
  broken({
    name: "the caller's array is kept",
    bug: 'The array of a batch is read when the write is applied, and not when it is submitted.',
    killedBy: ['LEDGER-CALLER-03', 'LEDGER-DELAY-05'],
    claims: STRICT,
    ledger: class extends PlainLedger {
      override async batchUpsert(records: readonly DoneLedgerRecord[]) {
        return this.commits.submit(() => this.apply(this.copyIn(records)));
      }
    },
  }),
  broken({
    name: 'the array is read on wait',
    bug: 'A write is made when it is waited for, of what the array holds by then.',
    killedBy: ['LEDGER-CALLER-01', 'LEDGER-CALLER-02'],
    ledger: class extends PlainLedger {
      override async batchUpsert(records: readonly DoneLedgerRecord[]) {
        return { wait: () => super.batchUpsert(records).then((handle) => handle.wait()) };
      }
    },
  }),
  broken({
    name: "the caller's records are kept",
    bug: 'Records are stored by reference, so callers can change what is durable.',
    killedBy: 'LEDGER-CALLER-02',
    ledger: class extends PlainLedger {
      override copyIn(records: readonly DoneLedgerRecord[]) {
        super.copyIn(records);
        return [...records];
      }
    },
  }),
  broken({
    name: 'copies one level deep',
    bug: 'Records are copied, and the keys and provenances in them are kept by reference.',
    killedBy: 'LEDGER-CALLER-02',
    ledger: class extends PlainLedger {
      override copyIn = (records: readonly DoneLedgerRecord[]) =>
        super.copyIn(records).map((row, index) => ({ ...row, provenance: records[index]!.provenance }));
    },
  }),
  broken({
    name: 'stored rows are handed out',
    bug: 'A read hands out the row that is stored, which its reader can change.',
    killedBy: 'LEDGER-CALLER-04',
    ledger: class extends PlainLedger {
      override copyOut = (row: DoneLedgerRecord) => row;
    },
  }),
  broken({
    name: 'the list is handed out',
    bug: 'listDoneHashes hands out a list that it keeps for the next time.',
    killedBy: 'LEDGER-LIST-08',
    ledger: class extends PlainLedger {
      readonly #lists = new Map<string, readonly OvidHash[]>();
      override async listDoneHashes(...place: Parameters<PlainLedger['listDoneHashes']>) {
        const list = this.#lists.get(place.join()) ?? (await super.listDoneHashes(...place));
        this.#lists.set(place.join(), list);
        return list;
      }
    },
  }),
  broken({
    name: "the caller's array is emptied",
    bug: 'A batch is taken by emptying the array.',
    killedBy: 'LEDGER-CALLER-06',
    ledger: class extends PlainLedger {
      override copyIn = (records: readonly DoneLedgerRecord[]) =>
        super.copyIn((records as DoneLedgerRecord[]).splice(0));
    },
  }),
  broken({
    name: "the caller's array is sorted",
    bug: 'A batch is sorted in place, so that locks are taken in one order.',
    killedBy: 'LEDGER-CALLER-06',
    ledger: class extends PlainLedger {
      override copyIn(records: readonly DoneLedgerRecord[]) {
        const batch = super.copyIn(records);
        (records as DoneLedgerRecord[]).sort((a, b) => Number(b.bytesScanned - a.bytesScanned)).reverse();
        return batch;
      }
    },
  }),
  broken({
    name: "the caller's records are frozen",
    bug: 'A backend that claims to be strict freezes the records that it is handed.',
    killedBy: 'LEDGER-CALLER-06',
    claims: STRICT,
    ledger: class extends PlainLedger {
      override readRecord = (field: string, value: unknown) => super.readRecord(field, Object.freeze(value));
    },
  }),
  broken({
    name: 'records by our constructor only',
    bug: 'Records that somebody wrote by hand are refused.',
    killedBy: 'LEDGER-CALLER-07',
    ledger: class extends PlainLedger {
      override copyIn(records: readonly DoneLedgerRecord[]) {
        if (!records.every((record) => Object.isFrozen(record))) throw new Error('not a record');
        return super.copyIn(records);
      }
    },
  }),
  broken({
    name: 'findings are kept by reference',
    bug: 'The rows of a findings batch are stored by reference, so callers can change what is durable.',
    killedBy: ['FINDINGS-COPY-02', 'FINDINGS-COPY-04', 'FINDINGS-COPY-05'],
    sink: class extends PlainSink {
      override copyIn(batch: FindingsUpsertBatch) {
        super.copyIn(batch);
        return {
          findings: [...batch.findings],
          occurrences: [...batch.occurrences],
          observations: [...batch.observations],
        };
      }
    },
  }),
  broken({
    name: 'findings are read on wait',
    bug: 'A findings batch is read when it is waited for.',
    killedBy: ['FINDINGS-COPY-01', 'FINDINGS-COPY-02'],
    sink: class extends PlainSink {
      override async upsertBatch(batch: FindingsUpsertBatch) {
        return { wait: () => super.upsertBatch(batch).then((handle) => handle.wait()) };
      }
    },
  }),
  broken({
    name: 'findings are read when applied',
    bug: 'A findings batch is read when it is applied, and not when it is submitted.',
    killedBy: ['FINDINGS-COPY-03', 'FINDINGS-COPY-07'],
    claims: STRICT,
    sink: class extends PlainSink {
      override async upsertBatch(batch: FindingsUpsertBatch) {
        return this.commits.submit(() => this.apply(this.refusing(() => this.copyIn(batch))));
      }
    },
  }),
  broken({
    name: 'stored observations are handed out',
    bug: 'A read hands out the observation that is stored, which its reader can change.',
    killedBy: 'FINDINGS-COPY-06',
    sink: class extends PlainSink {
      override copyOut({ latest, located }: Sighting): ObservationRecord {
        return located === latest ? latest : super.copyOut({ latest, located });
      }
    },
  }),
  broken({
    name: 'frozen batches fail',
    bug: 'The sink numbers the rows that it is handed, which fails where they are frozen.',
    killedBy: ['FINDINGS-UPSERT-01', 'FINDINGS-COPY-08'],
    sink: class extends PlainSink {
      override copyIn(batch: FindingsUpsertBatch) {
        batch.findings.forEach((row, index) => Object.assign(row, { index }));
        return super.copyIn(batch);
      }
    },
  }),
];
