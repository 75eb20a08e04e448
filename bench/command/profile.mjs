// Shows where the time of our runs of a workload goes.
import { start } from './processes.mjs';

const SHOWN = 20;

/** @returns the lines of code on which the most time was spent, each with its share of the whole. */
export async function profile({ id }, { rounds, shrink }) {
  const process = await start('profile.mjs', [id, shrink]);
  try {
    return (await process.ask({ turn: 'profile', runs: rounds })).slice(0, SHOWN);
  } finally {
    process.stop();
  }
}
