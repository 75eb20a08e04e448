import { openerOf } from '../contenders/index.mjs';

/**
 * One who takes part in a workload: what is done before the clock starts, if it is only read afterwards; what is timed; and what
 * must be the same in the end, whoever did it.
 */
export async function contestantOf(name, { prepare, run, outcome }) {
  const open = await openerOf(name);
  if (prepare === undefined) return { setUp: open, run, outcome, tearDown: (stores) => stores.close() };
  let prepared; // what is only read is made once
  const setUp = async () => {
    const stores = await open();
    await prepare(stores);
    return stores;
  };
  return { setUp: () => (prepared ??= setUp()), run, outcome, tearDown: () => {} };
}
