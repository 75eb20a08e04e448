// Measures the ledger beside a bare Map that does the same gets and sets. Prints ratios, never a time alone: machines are
// noisy, so the contenders run interleaved in one process and the medians of their ratios are what counts.
import { InMemoryDoneLedger } from '../dist/esm/src/index.js';
import { ledgerBatches } from './workloads.mjs';

const ROUNDS = 7;

const contenders = {
  /** The floor: one flat Map under a key built beforehand. */
  map: (batches) => {
    const rows = new Map();
    for (const batch of batches) {
      for (const { key, record } of batch) {
        rows.get(key);
        rows.set(key, record);
      }
    }
    return rows.size;
  },
  /** The stricter floor: Maps nested as the ledger's are, so without that long key. */
  nestedMaps: (batches) => {
    const tenants = new Map();
    for (const batch of batches) {
      for (const { record } of batch) {
        const { tenantId, policyHash, ovidHash } = record.key;
        let policies = tenants.get(tenantId);
        if (policies === undefined) tenants.set(tenantId, (policies = new Map()));
        let rows = policies.get(policyHash);
        if (rows === undefined) policies.set(policyHash, (rows = new Map()));
        rows.get(ovidHash);
        rows.set(ovidHash, record);
      }
    }
    return tenants.size;
  },
  /** Our ledger: validation, merge, immutability, a promise for the acceptance and one for the receipt. */
  ledger: async (batches) => {
    const ledger = new InMemoryDoneLedger();
    for (const batch of batches) await (await ledger.batchUpsert(batch)).wait();
    return ledger.durableCounts().records;
  },
  /** The same, while somebody listens to the events. */
  ledgerObserved: async (batches) => {
    const ledger = new InMemoryDoneLedger();
    let events = 0;
    ledger.subscribe(() => events++);
    for (const batch of batches) await (await ledger.batchUpsert(batch)).wait();
    return events;
  },
};

const records = ledgerBatches();
const keyed = records.map((batch) =>
  batch.map((record) => ({ key: record.key.tenantId + record.key.policyHash + record.key.ovidHash, record })),
);
const inputs = { map: keyed, nestedMaps: keyed, ledger: records, ledgerObserved: records };

const ratios = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
for (let round = 0; round <= ROUNDS; round++) {
  const times = {};
  for (const [name, run] of Object.entries(contenders)) {
    globalThis.gc?.();
    const start = performance.now();
    await run(inputs[name]);
    times[name] = performance.now() - start;
  }
  if (round === 0) continue; // warm-up
  for (const name of Object.keys(contenders)) ratios[name].push(times[name] / times.map);
}

const result = Object.entries(ratios).map(([name, values]) => {
  const sorted = [...values].sort((a, b) => a - b);
  return { contender: name, median: sorted[Math.floor(sorted.length / 2)], min: sorted[0], max: sorted.at(-1) };
});
if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ workload: 'W1', rounds: ROUNDS, node: process.version, ratiosToMap: result }, null, 2));
} else {
  console.log(
    `W1: 500,000 ledger records in batches of 20 over 200,000 keys; ${ROUNDS} rounds, ratios to a bare Map\n`,
  );
  for (const { contender, median, min, max } of result) {
    console.log(`${contender.padEnd(16)} ${median.toFixed(2).padStart(5)}   (${min.toFixed(2)} .. ${max.toFixed(2)})`);
  }
}
