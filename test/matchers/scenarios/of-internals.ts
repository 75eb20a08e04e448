import { doneLedgerBackend } from '../../../src/done-ledger/done-ledger-backend.js';
import { GossipOracle, InMemoryDoneLedger, InMemoryStoreCore } from '../../../src/index.js';
import { scanned, scenariosOf, text } from './scenario.js';

/** What takes more to arrange than the package exports. */
export default scenariosOf('toConvergeWithOracle', [
  {
    title: 'a receipt that is wrong',
    arrange: async ({ records }) => {
      const receipt = { recordCount: 7, scannedCount: 0, findingsCount: 0 };
      const apply: typeof doneLedgerBackend.apply = (...args) => ({ ...doneLedgerBackend.apply(...args), ...receipt });
      const ledger = new InMemoryDoneLedger({}, new InMemoryStoreCore({ ...doneLedgerBackend, apply }));
      new GossipOracle({ ledger });
      await ledger.batchUpsert([scanned(records)]);
      return { received: ledger };
    },
    fails: text`
      expect(received).toConvergeWithOracle()

      done-ledger write #1 answered { findingsCount: 0, recordCount: 7, scannedCount: 0 }; the oracle works out { findingsCount: 1, recordCount: 1, scannedCount: 1 }.

      History: unknown, as no timeline follows this store. The fixtures have one; so has new Timeline(store).
    `,
  },
]);
