// A ledger that prints.
import { InMemoryDoneLedger } from 'gossip-inmemory';

export function createLedger() {
  console.log('a ledger');
  return new InMemoryDoneLedger();
}
