// Compares the contestants of a workload with each other, and ourselves with ourselves at other sizes.
import { FLOOR, OURS } from '../programme.mjs';
import { ratioOf, summaryOf } from '../measure/statistics.mjs';
import { start } from './processes.mjs';

const WARM_UP = 2;
const SIZES = [1, 3, 10];

/**
 * Runs the heats of a workload in turns.
 * @returns one row per contestant: its ratios to the floor and to us at the scale at which it ran.
 */
export async function compete({ id, heats }, { rounds, shrink, available }) {
  const running = heats
    .map(({ scale, against }) => ({ scale: scale * shrink, names: [FLOOR, OURS, ...against.filter(available)] }))
    .filter(({ names }, index) => index === 0 || names.length > 2); // at a smaller scale, somebody must be there but us
  const results = await inTurns(id, running, rounds);
  return results.flatMap(({ scale, names, operations, times }, heat) =>
    names
      .filter((name) => heat === 0 || (name !== FLOOR && name !== OURS))
      .map((name) => ({
        name,
        scale,
        operations,
        toFloor: ratioOf(times, name, FLOOR),
        toOurs: ratioOf(times, name, OURS),
      })),
  );
}

/**
 * Runs the floor and us at 1, 3 and 10 times the size of a workload.
 * @returns one row per size: the cost of an operation in ratio to the same at the first size, and to the floor.
 */
export async function grow({ id }, { rounds, shrink }) {
  const heats = SIZES.map((size) => ({ scale: size * shrink, names: [FLOOR, OURS] }));
  const results = await inTurns(id, heats, rounds);
  const growthOf = (index, name) =>
    summaryOf(results[index].times.map((times, round) => times[name] / results[0].times[round][name]));
  return results.map(({ times }, index) => ({
    size: SIZES[index],
    ours: growthOf(index, OURS),
    floor: growthOf(index, FLOOR),
    toFloor: ratioOf(times, OURS, FLOOR),
  }));
}

/** The times of each heat: every round has each of them once, and the first rounds are not counted. */
async function inTurns(id, heats, rounds) {
  const processes = [];
  try {
    for (const { scale, names } of heats) {
      processes.push(await start('heat.mjs', [id, scale, ...names], scale > 1 ? ['--max-old-space-size=12288'] : []));
    }
    const results = heats.map((heat) => ({ ...heat, times: [] }));
    for (const [index, process] of processes.entries())
      Object.assign(results[index], await process.ask({ turn: 'check' }));
    for (let round = 0; round < WARM_UP + rounds; round++) {
      for (const [index, process] of processes.entries()) {
        const times = await process.ask({ turn: 'time', round });
        if (round >= WARM_UP) results[index].times.push(times);
      }
    }
    return results;
  } finally {
    for (const process of processes) process.stop();
  }
}
