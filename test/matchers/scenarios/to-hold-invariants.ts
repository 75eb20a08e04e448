import { DoneLedgerSim, replay, type SimReport } from '../../../src/sim/index.js';
import { InMemoryDoneLedger, type DoneLedgerRecord } from '../../../src/index.js';
import { World } from '../../../src/sim/world.js';
import { SimReport as Report } from '../../../src/sim/report.js';
import { scanned, scenariosOf, text, type Setting } from './scenario.js';

/** A ledger that forgets how many bytes were scanned. */
class Forgetful extends InMemoryDoneLedger {
  override async batchGet(...asked: Parameters<InMemoryDoneLedger['batchGet']>) {
    const rows = await super.batchGet(...asked);
    return rows.map((row): DoneLedgerRecord | undefined => row && { ...row, bytesScanned: 0n });
  }
}

async function violated({ records }: Setting, recorded: boolean): Promise<SimReport> {
  const world = new World({ ledger: new Forgetful() }, { recorded });
  await world.execute({ type: 'InjectDelay', store: 'ledger', count: 1 }, 'script');
  await world.execute({ type: 'BatchUpsert', store: 'ledger', label: 'a', records: [scanned(records)] }, 'script');
  await world.execute({ type: 'ReleaseOldest', store: 'ledger' }, 'script');
  return new Report({ simulation: 'done-ledger' }, world);
}

const fails = text`
  expect(received).toHoldInvariants()

  Not every invariant held.

  done-ledger script, 3 operations: violated
  I7 at step 3, ledger: The row is not the join of what was committed: row 7e4a0001../90110001../071d0001.. Expected bytesScanned 100, received bytesScanned 0. (I7: every read equals the oracle's committed view.)
`;
const KEEP =
  'Keep it as JSON: report.capsule(). See it again: await replay(capsule, { record: true }). Make it smaller: await shrink(capsule).';

export default scenariosOf('toHoldInvariants', [
  {
    title: 'a run without violations',
    arrange: async () => ({ received: await new DoneLedgerSim({ seed: 1, level: 'Stormy' }).run() }),
  },
  {
    title: 'a replay of it',
    arrange: async () => {
      const report = await new DoneLedgerSim({ seed: 1, level: 'Stormy' }).run();
      return { received: await replay(report.capsule()) };
    },
  },
  {
    title: 'a run without violations',
    not: true,
    arrange: async () => ({ received: await new DoneLedgerSim({ seed: 1 }).run({ ops: 10 }) }),
    fails: text`
      expect(received).not.toHoldInvariants()

      Every invariant held.

      done-ledger simulation, seed '1', SunnyDay, seed profile, 20 operations: every invariant held
    `,
  },
  {
    title: 'a violation',
    not: true,
    arrange: async (setting) => ({ received: await violated(setting, true) }),
  },
  {
    title: 'a violation in a run that was not recorded',
    arrange: async (setting) => ({ received: await violated(setting, false) }),
    fails: `${fails}\n\n${KEEP}`,
  },
  {
    title: 'a violation in a recorded run',
    arrange: async (setting) => ({ received: await violated(setting, true) }),
    fails: `${fails}\n\n${text`
      The last steps:
        1. ledger delay the next 1 write -> armed { failNextSubmissions: 0, failNextCommits: 0, delayNextWrites: 1, loseNextAcks: 0 }
        2. ledger upsert a (1 record) -> a is pending as #1
      > 3. ledger release the oldest -> a committed { recordCount: 1, scannedCount: 1, findingsCount: 1 }
    `}\n\n${KEEP}`,
  },
]);
