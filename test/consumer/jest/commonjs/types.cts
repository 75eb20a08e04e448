// The same from CommonJS.
import gossip = require('gossip-inmemory/jest');

export const { ledger }: { readonly ledger: gossip.InMemoryDoneLedger } = gossip.useGossip({ timeoutMs: 500 });
expect(ledger).toHaveDurableCounts({ records: 0 });
// @ts-expect-error -- misspelt
expect(ledger).toHavePendingWrite(1);
