import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import * as gossip from 'gossip-inmemory';
import * as matchers from 'gossip-inmemory/matchers';
import record from './record.cjs';

const require = createRequire(import.meta.url);

test('a store can be imported, written and read', async () => {
  const ledger = new gossip.InMemoryDoneLedger();
  await (await ledger.batchUpsert([record.ledgerRecord(gossip)])).wait();
  assert.deepEqual(ledger.durableCounts(), { records: 1 });
});

test('classes have the names by which they are exported', () => {
  for (const [name, value] of Object.entries(gossip)) if (typeof value === 'function') assert.equal(value.name, name);
});

test('both formats export the same names', () => {
  const names = (exports) => Object.keys(exports).sort();
  assert.deepEqual(names(require('gossip-inmemory')), names(gossip));
  assert.deepEqual(names(require('gossip-inmemory/matchers')), names(matchers));
});

test('the rest of the package is private', async () => {
  await assert.rejects(import('gossip-inmemory/dist/esm/src/index.js'), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' });
});
