// A store of the user's own, and a matcher for it.
import { DefinedStore, StoreRefusal } from 'gossip-inmemory';
import { defineMatcher } from '../suite/runner.js';

export class Shelf extends DefinedStore<string, Set<string>, number> {
  constructor() {
    super({
      kind: 'shelf',
      createDurable: () => new Set(),
      apply(things, thing) {
        if (things.has(thing)) throw new StoreRefusal('Doubled', `has ${thing} already.`);
        return things.add(thing).size;
      },
    });
  }

  put(thing: string) {
    return this.submit(thing, this.put);
  }

  snapshot(): readonly string[] {
    return this.read((things) => [...things].sort());
  }
}

export const toHold = defineMatcher({
  name: 'toHold',
  receiver: 'a shelf',
  parameters: ['thing'],
  accepts: (received) => received instanceof Shelf,
  judge: (shelf, [thing]) => ({
    pass: shelf.snapshot().some((one) => one === thing),
    sentence: `It holds ${shelf.snapshot().join(' and ')}.`,
    concerns: (payload: string) => payload === thing,
  }),
});

declare module 'gossip-inmemory/matchers' {
  interface SyncGossipMatchers<R = void> {
    toHold(thing: string): R;
  }
}
