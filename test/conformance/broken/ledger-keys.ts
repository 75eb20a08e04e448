import type { DoneLedgerKey, DoneLedgerRecord, OvidHash } from '../../../src/index.js';
import { PlainLedger } from '../plain-backend.js';
import { broken, type Broken } from './broken.js';

function keyed(
  name: string,
  bug: string,
  killedBy: string | readonly string[],
  keyOf: (key: DoneLedgerKey) => string,
): Broken {
  return broken({
    name,
    bug,
    killedBy,
    ledger: class extends PlainLedger {
      override keyOf = keyOf;
      // A row is found under the key that it was asked for, whichever it was written under.
      override find = (key: DoneLedgerKey) => {
        const row = super.find(key);
        return row && { ...row, key };
      };
    },
  });
}

/** How rows of different keys can be taken for the same. */
export const brokenLedgerKeys = [
  keyed('tenant left out of the key', 'Rows are kept by policy and ovid only.', 'LEDGER-APART-01', (key) =>
    [key.policyHash, key.ovidHash].join('/'),
  ),
  keyed('policy left out of the key', 'Rows are kept by tenant and ovid only.', 'LEDGER-APART-02', (key) =>
    [key.tenantId, key.ovidHash].join('/'),
  ),
  keyed('only a prefix compared', 'Ids are compared by their first 8 bytes.', 'LEDGER-APART-03', (key) =>
    [key.tenantId, key.policyHash, key.ovidHash].map((id) => id.slice(0, 16)).join('/'),
  ),
  keyed(
    'all but the last byte compared',
    'Ids are cut by one byte.',
    ['LEDGER-APART-01', 'LEDGER-APART-02', 'LEDGER-APART-03'],
    (key) => [key.tenantId, key.policyHash, key.ovidHash].map((id) => id.slice(0, 62)).join('/'),
  ),
  keyed('ids combined in any order', 'The key is made of the three ids whichever is which.', 'LEDGER-APART-04', (key) =>
    [key.tenantId, key.policyHash, key.ovidHash].sort().join('/'),
  ),
  keyed('ids as C strings', 'An id ends at its first zero byte.', 'LEDGER-BATCH-02', (key) =>
    [key.tenantId, key.policyHash, key.ovidHash]
      .map((id) => Buffer.from(id, 'hex').toString('latin1').split('\0')[0]!)
      .join('/'),
  ),
  keyed(
    'ids as text',
    'An id is decoded as UTF-8, which turns bytes that are none into the same sign.',
    'LEDGER-APART-06',
    (key) =>
      [key.tenantId, key.policyHash, key.ovidHash].map((id) => Buffer.from(id, 'hex').toString('utf8')).join('/'),
  ),
  broken({
    name: 'the tenant of the first record',
    bug: 'A batch is stored under the tenant and the policy of its first record.',
    killedBy: ['LEDGER-APART-05', 'LEDGER-APART-07'],
    ledger: class extends PlainLedger {
      override fold(batch: readonly DoneLedgerRecord[]) {
        return super.fold(batch.map((row) => ({ ...row, key: { ...batch[0]!.key, ovidHash: row.key.ovidHash } })));
      }
    },
  }),
  broken({
    name: 'ids in upper case',
    bug: 'Rows come back with their ids in upper case, as some databases print them.',
    killedBy: ['LEDGER-UPSERT-01', 'LEDGER-GET-02'],
    ledger: class extends PlainLedger {
      override copyOut(row: DoneLedgerRecord) {
        return { ...row, key: { ...row.key, ovidHash: row.key.ovidHash.toUpperCase() as OvidHash } };
      }
    },
  }),
  keyed(
    'ids joined without a separator',
    'Ids lose the zero bytes that they end in, as padding does, and are joined with nothing between them.',
    'LEDGER-APART-08',
    (key) => [key.tenantId, key.policyHash, key.ovidHash].map((id) => id.replace(/(00)+$/, '')).join(''),
  ),
  keyed(
    'bytes joined without padding',
    'The bytes of an ovid are printed without leading zeros, so that 01 10 and 11 00 are the same.',
    'LEDGER-APART-08',
    ({ tenantId, policyHash, ovidHash }) => {
      const bytes = [...Buffer.from(ovidHash, 'hex')].map((byte) => byte.toString(16));
      return [tenantId, policyHash, bytes.join('')].join('/');
    },
  ),
];
