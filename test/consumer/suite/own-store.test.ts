// A fixture of the user's own.
import { expect, test as base } from 'gossip-inmemory/vitest';
import { Shelf, toHold } from '../shared/shelf.js';

expect.extend({ toHold });

const test = base.extend<{ shelf: Shelf }>({
  shelf: async ({ gossip }, use) => {
    await use(gossip.follow(new Shelf()));
  },
});

test('is followed', async ({ shelf, timeline }) => {
  await shelf.put('salt');
  expect(shelf).toHold('salt');
  expect(timeline.lines()).toContain('shelf #1 committed');
});

test.fails('what is left behind in it fails the test', async ({ shelf }) => {
  shelf.delayNextWrites(1);
  await shelf.put('salt');
});
