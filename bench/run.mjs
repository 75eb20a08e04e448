// Measures the ledger beside a bare Map that does the same gets and sets. Prints ratios, never a time alone: machines are
// noisy, so the contenders run interleaved in one process and the medians of their ratios are what counts.
import { InMemoryDoneLedger } from '../dist/esm/src/index.js';
import { ledgerBatches, shuffled } from './workloads.mjs';

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

/** W4: holds writes back and releases them by id in random order, counting after each; `total` writes, `backlog` at a time. */
function releaseByIdInRandomOrder(backlog, total) {
  let left = 0;
  for (let done = 0; done < total; done += backlog) {
    const ledger = new InMemoryDoneLedger({ autoComplete: false });
    for (let write = 0; write < backlog; write++) void ledger.batchUpsert(EMPTY);
    for (const id of shuffled(backlog)) {
      ledger.releaseSpecific(id);
      left += ledger.pendingCount();
    }
  }
  return left;
}

const EMPTY = [];
const W4_TOTAL = 100_000;
const BACKLOGS = [10, 1_000, 100_000];

/** Rounds of every contender in turn; the ratios of their times to those of the first. */
async function ratiosOf(runs) {
  const ratios = Object.fromEntries(Object.keys(runs).map((name) => [name, []]));
  const [floor] = Object.keys(runs);
  for (let round = 0; round <= ROUNDS; round++) {
    const times = {};
    for (const [name, run] of Object.entries(runs)) {
      globalThis.gc?.();
      const start = performance.now();
      await run();
      times[name] = performance.now() - start;
    }
    if (round === 0) continue; // warm-up
    for (const name of Object.keys(runs)) ratios[name].push(times[name] / times[floor]);
  }
  return Object.entries(ratios).map(([contender, values]) => {
    const sorted = values.toSorted((a, b) => a - b);
    return { contender, median: sorted[Math.floor(sorted.length / 2)], min: sorted[0], max: sorted.at(-1) };
  });
}

const records = ledgerBatches();
const keyed = records.map((batch) =>
  batch.map((record) => ({ key: record.key.tenantId + record.key.policyHash + record.key.ovidHash, record })),
);
const inputs = { map: keyed, nestedMaps: keyed, ledger: records, ledgerObserved: records };

const results = {
  'W1: 500,000 ledger records in batches of 20 over 200,000 keys; ratios to a bare Map': await ratiosOf(
    Object.fromEntries(Object.entries(contenders).map(([name, run]) => [name, () => run(inputs[name])])),
  ),
  'W4c: 100,000 writes held back and released by id in random order; ratios to a backlog of 10': await ratiosOf(
    Object.fromEntries(
      BACKLOGS.map((backlog) => [`backlog ${backlog}`, () => releaseByIdInRandomOrder(backlog, W4_TOTAL)]),
    ),
  ),
};
if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ rounds: ROUNDS, node: process.version, results }, null, 2));
} else {
  for (const [workload, rows] of Object.entries(results)) {
    console.log(`${workload} (${ROUNDS} rounds)\n`);
    for (const { contender, median, min, max } of rows) {
      console.log(
        `${contender.padEnd(16)} ${median.toFixed(2).padStart(5)}   (${min.toFixed(2)} .. ${max.toFixed(2)})`,
      );
    }
    console.log();
  }
}
