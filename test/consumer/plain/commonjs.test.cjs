'use strict';
const assert = require('node:assert/strict');
const { existsSync } = require('node:fs');
const { test } = require('node:test');
const gossip = require('gossip-inmemory');
const { ledgerRecord } = require('./record.cjs');

test('a store can be required, written and read', async () => {
  const ledger = new gossip.InMemoryDoneLedger();
  const record = ledgerRecord(gossip);
  const receipt = await (await ledger.batchUpsert([record])).wait();
  assert.deepEqual(receipt, { recordCount: 1, scannedCount: 1, findingsCount: 0 });
  assert.deepEqual(ledger.getRecord(record.key), record);
});

test('the matchers share their classes with the store', async () => {
  const matchers = require('gossip-inmemory/matchers');
  const ledger = new gossip.InMemoryDoneLedger({ autoComplete: false });
  await ledger.batchUpsert([ledgerRecord(gossip)]);
  assert.equal(matchers.toHavePendingWrites.call({}, ledger, 1).pass, true);
  assert.equal(matchers.toHavePendingWrites.call({}, ledger, 2).pass, false);
});

test('classes have the names by which they are exported', () => {
  for (const [name, value] of Object.entries(gossip)) if (typeof value === 'function') assert.equal(value.name, name);
});

test('what the CommonJS and the ES module copies make is equal, and known to both', async () => {
  const modules = await import('gossip-inmemory');
  assert.notEqual(modules.InMemoryDoneLedger, gossip.InMemoryDoneLedger);
  const [record, other] = [gossip, modules].map(ledgerRecord);
  assert.deepEqual(record, other);
  assert.equal(gossip.InMemoryPersistenceError.is(new modules.StoreCrashed({ store: 'done-ledger' })), true);
  assert.ok(new modules.StoreCrashed({ store: 'done-ledger' }) instanceof gossip.StoreCrashed);
  const secret = (from) => from.SecretHash.fromPersisted(new Uint8Array(32).fill(7));
  assert.equal(secret(gossip).tag, secret(modules).tag);
});

test('no runner was there to be loaded', () => {
  for (const name of ['vitest', 'jest', 'expect', 'fast-check'])
    assert.equal(existsSync(`${__dirname}/../node_modules/${name}`), false);
});
