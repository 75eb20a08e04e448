import { DoneLedgerSim, FindingsSim, PersistenceSim } from '../../src/sim/index.js';
import { traceText } from '../../src/sim/trace.js';

/** The traces of some runs, by what they were drawn from. Also runs in processes of other versions of Node. */
export async function traces(): Promise<Readonly<Record<string, string>>> {
  const texts: Record<string, string> = {};
  for (const [name, Simulation] of Object.entries({ ledger: DoneLedgerSim, sink: FindingsSim, both: PersistenceSim }))
    for (const profile of ['seed', 'extended'] as const)
      for (const seed of ['0', 'a seed of words'])
        texts[`${name}, ${profile}, ${seed}`] = traceText(
          await new Simulation({ seed, level: 'Radioactive', profile, record: true }).run({ ops: 150 }),
        );
  return texts;
}
