// Heap per row and per pending write, and what finished writes leave behind.
import { KINDS, finish } from '../workloads/kept.mjs';
import { answer } from './answer.mjs';

answer({
  /** Bytes per piece of a kind, by who keeps them. */
  keep: async ({ kind, count }) => {
    const bytes = {};
    for (const [name, keep] of Object.entries(KINDS[kind])) bytes[name] = (await heapOf(() => keep(count))) / count;
    return bytes;
  },
  /** Bytes per finished write, if the store is kept. */
  finish: async ({ count }) => (await heapOf(() => finish(count))) / count,
});

/** How much more heap is in use while what `make` returns is alive. */
async function heapOf(make) {
  await make(); // what comes into being once only (code, shapes) is there from now on
  const before = await heapInUse();
  const kept = await make();
  const after = await heapInUse();
  return kept && after - before;
}

async function heapInUse() {
  for (let round = 0; round < 3; round++) {
    await new Promise((resume) => setTimeout(resume)); // whatever waits for a promise, goes
    globalThis.gc();
  }
  return process.memoryUsage().heapUsed;
}
