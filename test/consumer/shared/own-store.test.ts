// A store of the user's own, under the same controls and with a matcher of its own.
import { DefinedStore, GossipSession, StoreRefusal, withDelayedWrites } from 'gossip-inmemory';
import { defineMatcher, expect, test } from '../suite/runner.js';

class Shelf extends DefinedStore<string, Set<string>, number> {
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

const toHold = defineMatcher({
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
expect.extend({ toHold });

declare module 'gossip-inmemory/matchers' {
  interface SyncGossipMatchers<R = void> {
    toHold(thing: string): R;
  }
}

test('a store of the user is under the same controls', async ({ gossip, timeline }) => {
  const shelf = gossip.follow(new Shelf());
  await withDelayedWrites(shelf, async (delayed) => {
    const one = await shelf.put('salt');
    const two = await shelf.put('salt');
    delayed.releaseAll('NewestFirst');
    await expect(two).toBeDurable();
    await expect(one).toFailCommit('Doubled');
  });
  expect(timeline.lines()).toContain('shelf #1 failed: Doubled');
  expect(shelf).toMatchInlineSnapshot(`
    Shelf [
      "salt",
    ]
  `);
});

test('its matcher says what happened', async ({ gossip }) => {
  const shelf = gossip.follow(new Shelf());
  await shelf.put('salt');
  expect(shelf).toHold('salt');
  expect({ shelf }).toEqual({ shelf: expect.toHold('salt') });
  expect(() => expect(shelf).toHold('sugar')).toThrow('It holds salt.\n\nHistory: no write has touched such a row.');
  expect(() => expect(shelf).not.toHold('salt')).toThrow(/#1 accepted, 1 row, at .*own-store\.test\.ts/);
  expect(() => expect(new Set()).not.toHold('salt')).toThrow(
    'toHold() judges a shelf; it received an instance of Set.',
  );
});

test('what is left behind in it fails the test', async () => {
  const session = new GossipSession(); // what each test has
  const shelf = session.follow(new Shelf());
  shelf.delayNextWrites(1);
  await shelf.put('salt');
  expect(() => session.finish()).toThrow(/shelf write #1 \(1 row\), submitted at .*own-store\.test\.ts/);
});
