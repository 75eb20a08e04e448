// A store of the user's own, under the same controls and with a matcher of its own.
import { withDelayedWrites } from 'gossip-inmemory';
import { expect, test } from '../suite/runner.js';
import { Shelf, toHold } from './shelf.js';

expect.extend({ toHold });

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
