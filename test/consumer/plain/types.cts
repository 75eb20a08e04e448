// The same from CommonJS.
import gossip = require('gossip-inmemory');
import matchers = require('gossip-inmemory/matchers');

const ledger: gossip.DoneLedger = new gossip.InMemoryDoneLedger();
export const tenant: gossip.TenantId = gossip.TenantId.filled(7);
export const matcher: object = matchers.toHavePendingWrites;
export const written: Promise<gossip.CommitHandle<gossip.DoneLedgerCommitReceipt>> = ledger.batchUpsert([]);
