// This package: validation, immutable rows, and a promise for the acceptance and for the receipt of each write.
import { InMemoryDoneLedger, InMemoryFindingsSink } from '../../dist/esm/src/index.js';

export function open() {
  return { ledger: new InMemoryDoneLedger(), sink: new InMemoryFindingsSink(), close() {} };
}
