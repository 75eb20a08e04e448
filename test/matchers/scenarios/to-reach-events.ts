import { DoneLedgerSim, scenario } from '../../../src/sim/index.js';
import { scanned, scenariosOf, text } from './scenario.js';

export default scenariosOf('toReachEvents', [
  {
    title: 'all that a run on a sunny day can come to',
    arrange: async () => ({ received: await new DoneLedgerSim({ seed: 3 }).run() }),
  },
  {
    title: 'kinds by name',
    arrange: async ({ ledger, records }) => ({
      received: await scenario(ledger).delayNext().upsert('a', scanned(records)).release('a').run(),
      args: ['UpsertPending', 'Released'],
    }),
  },
  {
    title: 'kinds by name',
    not: true,
    arrange: async ({ ledger, records }) => ({
      received: await scenario(ledger).upsert('a', scanned(records)).run(),
      args: ['UpsertCommitted'],
    }),
    fails: text`
      expect(received).not.toReachEvents(...kinds)

      Every kind of event was reached.

      Reached: UpsertCommitted 1.
    `,
  },
  {
    title: 'a kind that did not come up',
    arrange: async ({ ledger, records }) => ({
      received: await scenario(ledger).upsert('a', scanned(records)).run(),
      args: ['UpsertCommitted', 'Released', 'Crashed'],
    }),
    fails: text`
      expect(received).toReachEvents(...kinds)

      Not reached: Released, Crashed.

      Reached: UpsertCommitted 1.
    `,
  },
  {
    title: 'a kind that did not come up',
    not: true,
    arrange: async ({ ledger, records }) => ({
      received: await scenario(ledger).upsert('a', scanned(records)).run(),
      args: ['Crashed'],
    }),
  },
  {
    title: 'a run that is too short',
    arrange: async () => ({ received: await new DoneLedgerSim({ seed: 1 }).run({ ops: 0 }) }),
    fails: text`
      expect(received).toReachEvents()

      Not reached: GetOk, ReleasedAll, ReleaseNoop.

      Reached: FaultConfigured 1, ModeChanged 1, ReadAllOk 2, Replayed 1, UpsertCommitted 6.
    `,
  },
]);
