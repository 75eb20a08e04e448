import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import * as gossip from 'gossip-inmemory';
import * as conformance from 'gossip-inmemory/conformance';
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
  assert.deepEqual(names(require('gossip-inmemory/conformance')), names(conformance));
});

test('the conformance checks run without a runner, in both formats', async () => {
  const formats = [
    [gossip, conformance],
    [require('gossip-inmemory'), require('gossip-inmemory/conformance')],
  ];
  for (const [{ InMemoryDoneLedger, InMemoryFindingsSink }, { runConformance }] of formats) {
    const create = () => ({ doneLedger: new InMemoryDoneLedger(), findings: new InMemoryFindingsSink() });
    const report = await runConformance({ create, supports: { listDoneHashes: true, durableCounts: true } });
    assert.equal(report.ok, true, String(report));
  }
});

test('every order is run, and two stores are compared, without a runner, in both formats and across them', async () => {
  const commonJs = require('gossip-inmemory');
  for (const { diff, everyRelease } of [gossip, commonJs]) {
    const report = await everyRelease(
      async ({ ledger, records }) => {
        for (let n = 0; n < 3; n++) await ledger.batchUpsert([records.clean()]);
      },
      ({ ledger, oracle }) => assert.deepEqual(oracle.differences(ledger).rows, []),
    );
    assert.equal(report.orders, 6);
    const [ours, theirs] = [new gossip.InMemoryDoneLedger(), new commonJs.InMemoryDoneLedger()];
    await ours.batchUpsert([record.ledgerRecord(gossip)]);
    assert.equal(String(diff(theirs, ours)).split('\n')[0], 'done-ledger: 1 added');
  }
});

test('a secret of the other format is refused in words that say so', () => {
  const { SecretHash, TenantId, StableItemId, RuleFingerprint } = require('gossip-inmemory');
  const secretHash = SecretHash.fromPersisted(new Uint8Array(32));
  const ids = [TenantId, StableItemId, RuleFingerprint].map((id) => id.filled(1));
  const [tenantId, stableItemId, ruleFingerprint] = ids;
  assert.throws(() => gossip.FindingRecord.create({ tenantId, stableItemId, ruleFingerprint, secretHash }), {
    code: 'InvalidType',
    received: 'a SecretHash of another copy of the package, CommonJS beside ES modules perhaps',
  });
});

test('the rest of the package is private', async () => {
  await assert.rejects(import('gossip-inmemory/dist/esm/src/index.js'), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' });
});
