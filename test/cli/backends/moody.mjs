// Every second ledger has none of the controls of the first.
import { InMemoryDoneLedger } from 'gossip-inmemory';

let made = 0;

export function createLedger() {
  const ledger = new InMemoryDoneLedger();
  if (++made % 2 === 1) return ledger;
  return {
    batchGet: (...query) => ledger.batchGet(...query),
    batchUpsert: (records) => ledger.batchUpsert(records),
  };
}
