import type { ConformanceBackend } from '../../../src/conformance/index.js';
import { PlainCommits, PlainLedger, PlainSink } from '../plain-backend.js';
import { broken, never } from './broken.js';

/** A backend of which any part can be replaced by anything. */
interface Writable {
  doneLedger: Record<string, unknown>;
  findings: Record<string, unknown>;
}

const reshaped = (change: (backend: Writable) => unknown) => (backend: ConformanceBackend) =>
  change(backend as unknown as Writable);

/** Methods that are not there, or answer with something else than the contracts say. */
export const brokenShapes = [
  broken({
    name: 'batchUpsert throws synchronously',
    bug: 'A refusal of batchUpsert is thrown, and not a rejected promise.',
    killedBy: ['LEDGER-INVALID-08', 'LEDGER-INVALID-11'],
    change: ({ doneLedger }) => {
      const { batchUpsert } = doneLedger;
      doneLedger.batchUpsert = (records) => {
        if (records.some(({ status, findingsCount }) => !status.match(/^[SF][a-z]+[A-Z]?/) || findingsCount < 0))
          throw new TypeError('bad record');
        return batchUpsert.call(doneLedger, records);
      };
    },
  }),
  broken({
    name: 'batchGet throws synchronously',
    bug: 'batchGet throws when it is asked nothing.',
    killedBy: 'LEDGER-GET-04',
    change: ({ doneLedger }) => {
      const { batchGet } = doneLedger;
      doneLedger.batchGet = (tenantId, policyHash, ovidHashes) => {
        if (ovidHashes.length === 0) throw new RangeError('nothing asked');
        return batchGet.call(doneLedger, tenantId, policyHash, ovidHashes);
      };
    },
  }),
  broken({
    name: 'upsertBatch throws synchronously',
    bug: 'A refusal of upsertBatch is thrown, and not a rejected promise.',
    killedBy: ['FINDINGS-INVALID-04', 'FINDINGS-INVALID-06'],
    change: ({ findings }) => {
      const { upsertBatch } = findings;
      findings.upsertBatch = (batch) => {
        const tenants = new Set(
          Object.values(batch).flatMap((rows: readonly { tenantId: string }[]) => rows.map((row) => row.tenantId)),
        );
        if (tenants.size > 1) throw new TypeError('one tenant per batch');
        return upsertBatch.call(findings, batch);
      };
    },
  }),
  broken({
    name: 'a handle instead of a promise',
    bug: 'batchUpsert returns a handle, and not the promise of one.',
    killedBy: ['LEDGER-UPSERT-01', 'LEDGER-HANDLE-01'],
    change: reshaped(({ doneLedger }) => {
      const plain = doneLedger as unknown as PlainLedger;
      doneLedger['batchUpsert'] = (records: []) => plain.commits.submit(() => plain.apply(plain.copyIn(records)));
    }),
  }),
  broken({
    name: 'a receipt instead of a handle',
    bug: 'batchUpsert resolves with the receipt itself.',
    killedBy: 'LEDGER-UPSERT-01',
    change: reshaped(({ doneLedger }) => {
      const plain = doneLedger as unknown as PlainLedger;
      doneLedger['batchUpsert'] = async (records: []) => plain.apply(plain.copyIn(records));
    }),
  }),
  broken({
    name: 'wait() resolves with nothing',
    bug: 'wait() resolves with undefined.',
    killedBy: ['LEDGER-UPSERT-01', 'FINDINGS-PARENT-01'],
    commits: class extends PlainCommits {
      override handle = <Receipt>(outcome: Promise<Receipt>) => ({
        wait: () => outcome.then(() => undefined as Receipt),
      });
    },
  }),
  broken({
    name: 'wait() returns the receipt',
    bug: 'wait() returns a receipt, and not the promise of one.',
    killedBy: 'LEDGER-UPSERT-01',
    ledger: class extends PlainLedger {
      override async batchUpsert(records: Parameters<PlainLedger['batchUpsert']>[0]) {
        const receipt = this.apply(this.refusing(() => this.copyIn(records)));
        return { wait: () => receipt as never };
      }
    },
  }),
  broken({
    name: 'wait() never resolves',
    bug: 'Nobody tells a handle that its write was applied.',
    killedBy: ['LEDGER-UPSERT-01', 'FINDINGS-PARENT-01'],
    commits: class extends PlainCommits {
      override handle = () => ({ wait: () => never<never>() });
    },
  }),
  broken({
    name: 'batchGet answers with an object',
    bug: 'batchGet answers with rows by their hash.',
    killedBy: 'LEDGER-GET-01',
    ledger: class extends PlainLedger {
      override async batchGet(...asked: Parameters<PlainLedger['batchGet']>) {
        const rows = await super.batchGet(...asked);
        return Object.fromEntries(asked[2].map((ovid, index) => [ovid, rows[index]])) as never;
      }
    },
  }),
  broken({
    name: 'batchGet answers with a Map',
    bug: 'batchGet answers with a Map of the rows.',
    killedBy: 'LEDGER-GET-01',
    ledger: class extends PlainLedger {
      override async batchGet(...asked: Parameters<PlainLedger['batchGet']>) {
        const rows = await super.batchGet(...asked);
        return new Map(asked[2].map((ovid, index) => [ovid, rows[index]])) as never;
      }
    },
  }),
  broken({
    name: 'flat rows',
    bug: 'Rows come back as the columns of a table, without key and provenance.',
    killedBy: ['LEDGER-UPSERT-01', 'LEDGER-GET-01'],
    ledger: class extends PlainLedger {
      override copyOut = ({ key, provenance, ...rest }: Parameters<PlainLedger['copyOut']>[0]) =>
        ({ ...key, ...provenance, ...rest }) as never;
    },
  }),
  broken({
    name: 'no upsertBatch',
    bug: 'The sink lacks its only method.',
    killedBy: 'BACKEND-01',
    change: reshaped((backend) => (backend.findings = {})),
  }),
  broken({
    name: 'no sink',
    bug: 'The backend has no findings at all.',
    killedBy: 'BACKEND-01',
    change: reshaped((backend) => Reflect.deleteProperty(backend, 'findings')),
  }),
  broken({
    name: 'a list that is claimed and lacking',
    bug: 'It declares listDoneHashes, and lacks it.',
    killedBy: ['BACKEND-02', 'LEDGER-LIST-01'],
    change: reshaped(({ doneLedger }) => (doneLedger['listDoneHashes'] = undefined)),
  }),
  broken({
    name: 'counts that are there and not claimed',
    bug: 'It has durableCounts and does not say so, so nobody checks them.',
    killedBy: 'BACKEND-02',
    claims: { durableCounts: false },
  }),
  broken({
    name: 'durableCounts answers with one number',
    bug: 'durableCounts answers with the sum of the layers.',
    killedBy: 'FINDINGS-UPSERT-01',
    sink: class extends PlainSink {
      override durableCounts = async () => (this.tables.findings.size + this.tables.occurrences.size) as never;
    },
  }),
  broken({
    name: 'no handle',
    bug: 'upsertBatch resolves with nothing.',
    killedBy: ['FINDINGS-UPSERT-01', 'FINDINGS-PARENT-01'],
    change: reshaped(({ findings }) => (findings['upsertBatch'] = async () => undefined)),
  }),
];
