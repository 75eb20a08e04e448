// A backend as the object that a module exports by default.
import { InMemoryDoneLedger, InMemoryFindingsSink } from 'gossip-inmemory';

export default { createLedger: () => new InMemoryDoneLedger(), createSink: async () => new InMemoryFindingsSink() };
