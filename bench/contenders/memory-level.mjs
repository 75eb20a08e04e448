// The ledger on memory-level: rows as JSON under one joined key, read, merged in JavaScript, and written as one batch.
import { MemoryLevel } from 'memory-level';
import { ledgerReceipt, mergeLedgerRecords } from './plain-merge.mjs';

export function open() {
  const db = new MemoryLevel({ storeEncoding: 'utf8', valueEncoding: 'utf8' });
  return { ledger: new LevelDoneLedger(db), close: () => db.close() };
}

class LevelDoneLedger {
  constructor(db) {
    this.db = db;
  }

  async batchUpsert(records) {
    const folded = new Map();
    for (const record of records) {
      const key = keyOf(record.key);
      folded.set(key, folded.has(key) ? mergeLedgerRecords(folded.get(key), record) : record);
    }
    const keys = [...folded.keys()];
    const stored = await this.db.getMany(keys);
    await this.db.batch(
      keys.map((key, index) => {
        const record = folded.get(key);
        const text = stored[index];
        return { type: 'put', key, value: encode(text ? mergeLedgerRecords(decode(text), record) : record) };
      }),
    );
    const receipt = ledgerReceipt([...folded.values()]);
    return { wait: async () => receipt };
  }

  async batchGet(tenantId, policyHash, ovidHashes) {
    const texts = await this.db.getMany(ovidHashes.map((ovidHash) => keyOf({ tenantId, policyHash, ovidHash })));
    return texts.map((text) => text && decode(text));
  }

  async snapshot() {
    return (await this.db.values().all()).map(decode);
  }
}

function keyOf({ tenantId, policyHash, ovidHash }) {
  return tenantId + policyHash + ovidHash;
}

/** As JSON, which has no bigint. */
function encode({ bytesScanned, provenance: { runId, shardId, fenceEpoch, startedAt, finishedAt }, ...rest }) {
  return JSON.stringify([rest, ...[bytesScanned, runId, shardId, fenceEpoch, startedAt, finishedAt].map(String)]);
}

function decode(text) {
  const [rest, ...numbers] = JSON.parse(text);
  const [bytesScanned, runId, shardId, fenceEpoch, startedAt, finishedAt] = numbers.map(BigInt);
  return { ...rest, bytesScanned, provenance: { runId, shardId, fenceEpoch, startedAt, finishedAt } };
}
