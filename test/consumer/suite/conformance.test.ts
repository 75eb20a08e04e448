import { describeConformance, InMemoryDoneLedger, InMemoryFindingsSink } from 'gossip-inmemory/vitest';

describeConformance('the in-memory stores', {
  create: () => ({ doneLedger: new InMemoryDoneLedger(), findings: new InMemoryFindingsSink() }),
  supports: { listDoneHashes: true, durableCounts: true, strict: true },
});
