// This package, while somebody listens to the events, as the fixtures of a test do.
import * as plain from './gossip-inmemory.mjs';

export function open() {
  const stores = plain.open();
  for (const store of [stores.ledger, stores.sink]) store.subscribe(() => {});
  return stores;
}
