// Heap per row kept and per write that waits, in ratio to plain object literals; and what finished writes leave behind.
import { OURS } from '../programme.mjs';
import { summaryOf } from '../measure/statistics.mjs';
import { start } from './processes.mjs';

export const id = 'memory';

const ROWS = 100_000;
const WRITES = 1_000_000;
const ROUNDS = 3; // the heap is the same each time, but for what the engine does meanwhile

/** The kinds of workloads/kept.mjs, and who is one there. */
const KINDS = {
  'ledger row': 'literals',
  'finding with its occurrence and observation': 'literals',
  'pending write of a row': 'literals in a Map',
};

/** @returns one row per kind and keeper: its ratio to the first keeper; and the bytes left per finished write. */
export async function run({ shrink }) {
  const process = await start('memory.mjs', []);
  try {
    const rows = [];
    for (const [kind, first] of Object.entries(KINDS)) {
      const rounds = [];
      for (let round = 0; round < ROUNDS; round++) {
        rounds.push(await process.ask({ turn: 'keep', kind, count: ROWS * shrink }));
      }
      for (const name of Object.keys(rounds[0])) {
        const ratio = summaryOf(rounds.map((bytes) => bytes[name] / bytes[first]));
        if (name !== first) rows.push({ kind, name, first, ratio });
      }
    }
    const left = [];
    for (let round = 0; round < ROUNDS; round++)
      left.push(await process.ask({ turn: 'finish', count: WRITES * shrink }));
    return { rows, finished: { name: OURS, writes: WRITES * shrink, bytesEach: summaryOf(left) } };
  } finally {
    process.stop();
  }
}
