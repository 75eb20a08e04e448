// A ledger that takes no write.
import { InMemoryDoneLedger, InMemoryFindingsSink } from 'gossip-inmemory';

class RefusingLedger extends InMemoryDoneLedger {
  async batchUpsert() {
    throw new TypeError('not today');
  }
}

export const createLedger = () => new RefusingLedger();
export const createSink = () => new InMemoryFindingsSink();
