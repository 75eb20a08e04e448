// A heat: some contestants, one input, one process, which works when the parent says that it is its turn.
// What counts is the processor time of the whole process, the collector's threads included: other than the time on a clock, it
// does not depend on what else the machine is doing.
import { createHash } from 'node:crypto';
import { exposeBytes, SecretHash } from '../../dist/esm/src/index.js';
import { answer } from './answer.mjs';
import { FLOOR, OURS, WORKLOADS } from '../programme.mjs';

/** In microseconds: what is quicker is repeated, each time on fresh stores, until it has worked for so long in a round. */
const LONG_ENOUGH = 50_000;

const [id, scale, ...names] = process.argv.slice(2);
const workload = WORKLOADS.find((one) => one.id === id);
const { load } = await import(`../workloads/${workload.file}`);
const { operations, floor, contestant } = await load(Number(scale), workload);
const contestants = await Promise.all(
  names.map(async (name) => [name, name === FLOOR ? floor() : await contestant(name)]),
);

answer({ check, time: ({ round }) => time(round) });

/** Refuses to time anybody who does not end with the same rows as we do. The floor is exempt: it does not merge. */
async function check() {
  const outcomes = new Map();
  for (const [name, { setUp, run, outcome, tearDown }] of contestants) {
    if (name === FLOOR) continue;
    const stores = await setUp();
    await run(stores);
    outcomes.set(name, digestOf(await outcome(stores)));
    await tearDown(stores);
  }
  for (const [name, digest] of outcomes) {
    if (digest !== outcomes.get(OURS)) throw new Error(`${id}: ${name} ends with other rows than ${OURS}`);
  }
  return { operations };
}

/** One round: everybody once, starting with another one each time. Nanoseconds per operation, by name. */
async function time(round) {
  const times = {};
  for (let index = 0; index < contestants.length; index++) {
    const [name, { setUp, run, tearDown }] = contestants[(index + round) % contestants.length];
    let spent = 0;
    let runs = 0;
    for (; spent < LONG_ENOUGH; runs++) {
      const stores = await setUp?.();
      if (runs === 0) globalThis.gc();
      const before = process.cpuUsage();
      await run(stores);
      const { user, system } = process.cpuUsage(before);
      spent += user + system;
      await tearDown?.(stores);
    }
    times[name] = (spent * 1000) / runs / operations;
  }
  return times;
}

function digestOf(rows) {
  const plain = (_, value) => (typeof value === 'bigint' ? `${value}` : value);
  const hash = createHash('sha256');
  for (const row of rows) hash.update(JSON.stringify(row === undefined ? null : sorted(row), plain));
  return hash.digest('hex');
}

/** The same fields in the same order; a sensitive value as what the database has of it, its bytes. */
function sorted(value) {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof SecretHash) return Buffer.from(exposeBytes(value)).toString('hex');
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((field) => [field, sorted(value[field])]),
  );
}
