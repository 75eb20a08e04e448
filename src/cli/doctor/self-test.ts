import type { SimulationName } from '../../sim/report.js';
import { sweep } from '../../sim/sweep/sweep.js';
import type { Finding } from './finding.js';

const SIMULATIONS: readonly SimulationName[] = ['done-ledger', 'findings', 'persistence'];

/** Whether the simulations run, here and in threads, and come to the same. */
export async function selfTest(): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const simulation of SIMULATIONS) {
    const options = { simulation, seeds: 4, ops: 50 };
    const here = await sweep(options);
    if (here.ok) findings.push({ status: 'ok', text: `${simulation} simulation, ${here.operations} operations` });
    else findings.push({ status: 'problem', text: String(here), remedy: REPORT });
  }
  return [...findings, await threads()];
}

async function threads(): Promise<Finding> {
  const options = { seeds: 2, ops: 20 };
  try {
    const [one, two] = [await sweep(options), await sweep({ ...options, jobs: 2 })].map((report) =>
      JSON.stringify(report),
    );
    if (one === two) return { status: 'ok', text: 'worker threads' };
    return { status: 'problem', text: 'A sweep in threads comes to something else.', remedy: REPORT };
  } catch (error) {
    const text = `Worker threads do not start: ${(error as Error).message}`;
    return { status: 'problem', text, remedy: 'Sweeps of tests run without them: leave out the option jobs.' };
  }
}

const REPORT = 'This is a bug in gossip-inmemory. Report it with what stands here.';
