import { GossipOracle, InMemoryDoneLedger, coreOf, type DoneLedgerRecord } from '../../../src/index.js';
import { scanned, scenariosOf, text } from './scenario.js';

/** Another handle on a ledger, which does not show its rows as they are. */
class LyingLedger extends InMemoryDoneLedger {
  readonly #lie: (rows: readonly DoneLedgerRecord[]) => readonly DoneLedgerRecord[];

  constructor(ledger: InMemoryDoneLedger, lie: (rows: readonly DoneLedgerRecord[]) => readonly DoneLedgerRecord[]) {
    super(undefined, coreOf(ledger));
    this.#lie = lie;
  }

  override snapshot(): readonly DoneLedgerRecord[] {
    return this.#lie(super.snapshot());
  }
}

export default scenariosOf('toConvergeWithOracle', [
  {
    title: 'a ledger whose commits failed and succeeded',
    arrange: async ({ ledger, records }) => {
      new GossipOracle({ ledger });
      ledger.failNextCommits(1);
      ledger.loseNextAcks(1);
      for (let count = 3; count > 0; count--) await ledger.batchUpsert([scanned(records), records.failed()]);
      return { received: ledger };
    },
  },
  {
    title: 'both stores, through clones, with the oracle named',
    arrange: async ({ ledger, sink, records }) => {
      const oracle = new GossipOracle({ ledger, sink });
      for (const { triple, record } of records.page()) {
        await sink.upsertBatch(triple);
        await ledger.batchUpsert([record]);
      }
      return { received: { ledger: ledger.clone(), sink: sink.clone() }, args: [oracle] };
    },
  },
  {
    title: 'a ledger that hides a row',
    not: true,
    arrange: async ({ ledger, records }) => {
      new GossipOracle({ ledger });
      await ledger.batchUpsert([scanned(records)]);
      return { received: new LyingLedger(ledger, () => []) };
    },
  },
  {
    title: 'a row that is missing, one too many, and one that differs',
    arrange: async ({ ledger, records }) => {
      new GossipOracle({ ledger });
      const [missing, changed, surplus] = [scanned(records), scanned(records), scanned(records)];
      await ledger.batchUpsert([missing]);
      await ledger.batchUpsert([changed]);
      return { received: new LyingLedger(ledger, () => [{ ...changed, bytesScanned: 1n }, surplus]) };
    },
    fails: text`
      expect(received).toConvergeWithOracle()

      3 durable rows are not what the oracle works out:
        record 7e4a0001..7e4a0001/90110001..90110001/071d0001..071d0001 is missing
        record 7e4a0001..7e4a0001/90110001..90110001/071d0002..071d0002
          bytesScanned: expected 100n, received 1n
        record 7e4a0001..7e4a0001/90110001..90110001/071d0003..071d0003 should not be there
    `,
    history: text`
      History:
         1. done-ledger #1 accepted, 1 row, at <here>
         2. done-ledger #1 committed
         3. done-ledger #2 accepted, 1 row, at <here>
         4. done-ledger #2 committed
    `,
  },
  {
    title: 'a row that differs in the ledger, none in the sink',
    arrange: async ({ ledger, sink, records }) => {
      const oracle = new GossipOracle({ ledger, sink });
      await ledger.batchUpsert([scanned(records)]);
      await sink.upsertBatch(records.triple());
      const lying = new LyingLedger(ledger, ([row]) => [{ ...row!, findingsCount: 2 }]);
      return { received: { ledger: lying, sink }, args: [oracle] };
    },
    fails: text`
      expect(received).toConvergeWithOracle(oracle)

      1 durable row is not what the oracle works out:
        record 7e4a0001..7e4a0001/90110001..90110001/071d0001..071d0001
          findingsCount: expected 1, received 2
    `,
    history: text`
      History:
         1. done-ledger #1 accepted, 1 row, at <here>
         2. done-ledger #1 committed
    `,
  },
  {
    title: 'what the oracle works out',
    not: true,
    arrange: async ({ sink, records }) => {
      new GossipOracle({ sink });
      await sink.upsertBatch(records.triple());
      return { received: sink };
    },
    fails: text`
      expect(received).not.toConvergeWithOracle()

      Durable state is what the oracle works out.
    `,
    history: text`
      History:
         1. findings #1 accepted, 3 rows, at <here>
         2. findings #1 committed
    `,
  },
]);
