import type { DoneLedgerKey, DoneLedgerRecord, OvidHash } from '../../../src/index.js';
import { PlainLedger } from '../plain-backend.js';
import { broken, STRICT } from './broken.js';

type Answer = (DoneLedgerRecord | undefined)[];

/** How a question can be answered wrongly. */
export const brokenLedgerReads = [
  broken({
    name: 'results in storage order',
    bug: 'batchGet answers in the order in which the rows were written.',
    killedBy: ['LEDGER-GET-01', 'LEDGER-GET-02'],
    ledger: class extends PlainLedger {
      override answer(keys: readonly DoneLedgerKey[]): Answer {
        const order = [...this.rows.keys()];
        return super.answer(keys.toSorted((a, b) => order.indexOf(this.keyOf(a)) - order.indexOf(this.keyOf(b))));
      }
    },
  }),
  broken({
    name: 'results in key order',
    bug: 'batchGet answers in the order of the hashes, as an index scan does.',
    killedBy: 'LEDGER-GET-02',
    ledger: class extends PlainLedger {
      override answer(keys: readonly DoneLedgerKey[]): Answer {
        return super.answer(keys.toSorted((a, b) => (a.ovidHash < b.ovidHash ? -1 : 1)));
      }
    },
  }),
  broken({
    name: 'repeated hashes answered once',
    bug: 'A hash that is asked for twice is answered at its first place only.',
    killedBy: 'LEDGER-GET-03',
    ledger: class extends PlainLedger {
      override answer(keys: readonly DoneLedgerKey[]): Answer {
        const ovids = keys.map(({ ovidHash }) => ovidHash);
        return super.answer(keys).map((row, index) => (ovids.indexOf(ovids[index]!) === index ? row : undefined));
      }
    },
  }),
  broken({
    name: 'repeated hashes left out',
    bug: 'A hash that is asked for twice has one answer, and those after it move up.',
    killedBy: 'LEDGER-GET-03',
    ledger: class extends PlainLedger {
      override answer(keys: readonly DoneLedgerKey[]): Answer {
        return super.answer([...new Map(keys.map((key) => [key.ovidHash, key])).values()]);
      }
    },
  }),
  broken({
    name: 'missing rows left out',
    bug: 'batchGet answers with the rows that there are, and nothing for the others.',
    killedBy: ['LEDGER-GET-01', 'LEDGER-GET-05'],
    ledger: class extends PlainLedger {
      override answer = (keys: readonly DoneLedgerKey[]): Answer =>
        super.answer(keys).filter((row) => row !== undefined);
    },
  }),
  broken({
    name: 'missing rows are null',
    bug: 'batchGet answers null where there is no row, as SQL does.',
    killedBy: ['LEDGER-GET-01', 'LEDGER-GET-05'],
    ledger: class extends PlainLedger {
      override answer = (keys: readonly DoneLedgerKey[]): Answer =>
        super.answer(keys).map((row) => row ?? (null as never));
    },
  }),
  broken({
    name: 'an empty question fails',
    bug: 'batchGet of no hashes is a syntax error, as IN () is.',
    killedBy: 'LEDGER-GET-04',
    ledger: class extends PlainLedger {
      override answer(keys: readonly DoneLedgerKey[]): Answer {
        if (keys.length === 0) throw new Error('syntax error at or near ")"');
        return super.answer(keys);
      }
    },
  }),
  broken({
    name: 'an empty question asks for everything',
    bug: 'batchGet of no hashes has no condition, and answers every row.',
    killedBy: 'LEDGER-GET-04',
    ledger: class extends PlainLedger {
      override answer(keys: readonly DoneLedgerKey[]): Answer {
        return keys.length === 0 ? [...this.rows.values()] : super.answer(keys);
      }
    },
  }),
  broken({
    name: 'long questions answered in part',
    bug: 'batchGet looks up the first 500 hashes, as many as a statement may have parameters.',
    killedBy: ['LEDGER-GET-06', 'LEDGER-BATCH-02'],
    ledger: class extends PlainLedger {
      override answer(keys: readonly DoneLedgerKey[]): Answer {
        return super.answer(keys).map((row, index) => (index < 500 ? row : undefined));
      }
    },
  }),
  broken({
    name: 'absence is cached',
    bug: 'A row that was not there once is not there ever after, as a negative cache has it.',
    killedBy: ['LEDGER-APART-01', 'LEDGER-DELAY-01'],
    ledger: class extends PlainLedger {
      readonly #absent = new Set<string>();
      override find(key: DoneLedgerKey): DoneLedgerRecord | undefined {
        if (!this.rows.has(this.keyOf(key))) this.#absent.add(this.keyOf(key));
        return this.#absent.has(this.keyOf(key)) ? undefined : super.find(key);
      }
    },
  }),
  broken({
    name: 'rows are cached',
    bug: 'A row that was read once reads the same ever after, whatever is written.',
    killedBy: 'LEDGER-DELAY-02',
    ledger: class extends PlainLedger {
      readonly #cache = new Map<string, DoneLedgerRecord | undefined>();
      override find(key: DoneLedgerKey): DoneLedgerRecord | undefined {
        const name = this.keyOf(key);
        if (this.#cache.get(name) === undefined) this.#cache.set(name, super.find(key));
        return this.#cache.get(name);
      }
    },
  }),
  broken({
    name: 'list with retryables',
    bug: 'listDoneHashes lists every row, also those that are to be tried again.',
    killedBy: ['LEDGER-LIST-01', 'LEDGER-LIST-06'],
    ledger: class extends PlainLedger {
      override listed = ({ key }: DoneLedgerRecord, tenantId: string, policyHash: string) =>
        key.tenantId === tenantId && key.policyHash === policyHash;
    },
  }),
  broken({
    name: 'list of scans only',
    bug: 'listDoneHashes leaves out what was skipped or failed for good, which then is scanned for ever.',
    killedBy: ['LEDGER-LIST-01', 'LEDGER-LIST-05'],
    ledger: class extends PlainLedger {
      override listed = (...[row, ...place]: Parameters<PlainLedger['listed']>) =>
        super.listed(row, ...place) && row.status.startsWith('Scanned');
    },
  }),
  broken({
    name: 'list across tenants',
    bug: 'listDoneHashes lists the rows of all tenants.',
    killedBy: 'LEDGER-LIST-03',
    ledger: class extends PlainLedger {
      override listed = (...[row, , policyHash]: Parameters<PlainLedger['listed']>) =>
        super.listed(row, row.key.tenantId, policyHash);
    },
  }),
  broken({
    name: 'list across policies',
    bug: 'listDoneHashes lists what was done under other policies.',
    killedBy: 'LEDGER-LIST-03',
    ledger: class extends PlainLedger {
      override listed = (...[row, tenantId]: Parameters<PlainLedger['listed']>) =>
        super.listed(row, tenantId, row.key.policyHash);
    },
  }),
  broken({
    name: 'list with duplicates',
    bug: 'listDoneHashes lists a row once for each write of it.',
    killedBy: 'LEDGER-LIST-02',
    ledger: class extends PlainLedger {
      readonly #written: OvidHash[] = [];
      override apply(batch: readonly DoneLedgerRecord[]) {
        const receipt = super.apply(batch);
        this.#written.push(...batch.map(({ key }) => key.ovidHash));
        return receipt;
      }
      override async listDoneHashes(...place: Parameters<PlainLedger['listDoneHashes']>): Promise<readonly OvidHash[]> {
        const listed = new Set(await super.listDoneHashes(...place));
        return this.#written.filter((ovid) => listed.has(ovid)).sort();
      }
    },
  }),
  broken({
    name: 'one page of the list',
    bug: 'listDoneHashes lists the first 100 rows, which is a page.',
    killedBy: 'LEDGER-LIST-07',
    ledger: class extends PlainLedger {
      override async listDoneHashes(...place: Parameters<PlainLedger['listDoneHashes']>): Promise<readonly OvidHash[]> {
        return (await super.listDoneHashes(...place)).slice(0, 100);
      }
    },
  }),
  broken({
    name: 'list in storage order',
    bug: 'The list of a backend that claims to be strict is not sorted.',
    killedBy: 'LEDGER-LIST-10',
    claims: STRICT,
    ledger: class extends PlainLedger {
      override async listDoneHashes(...place: Parameters<PlainLedger['listDoneHashes']>): Promise<readonly OvidHash[]> {
        const listed = new Set(await super.listDoneHashes(...place));
        return [...this.rows.values()].map(({ key }) => key.ovidHash).filter((ovid) => listed.has(ovid));
      }
    },
  }),
];
