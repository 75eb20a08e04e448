import { InMemoryDoneLedger, InMemoryFindingsSink } from 'gossip-inmemory';
import { describeConformance } from '../suite/runner.js';

describeConformance('the in-memory stores', {
  create: () => ({ doneLedger: new InMemoryDoneLedger(), findings: new InMemoryFindingsSink() }),
  supports: { listDoneHashes: true, durableCounts: true, strict: true },
});
