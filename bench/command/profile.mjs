// Shows where the time of our runs of a workload goes.
import { askOnce } from './processes.mjs';

const SHOWN = 20;

/** @returns the lines of code on which the most time was spent, each with its share of the whole. */
export async function profile({ id }, { rounds, shrink }) {
  const lines = await askOnce('profile.mjs', [id, shrink], { turn: 'profile', runs: rounds });
  return lines.slice(0, SHOWN);
}
