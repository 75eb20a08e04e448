import { expect, test } from 'vitest';
import { InMemoryDoneLedger, withDelayedWrites } from '../../src/index.js';

test('a misspelt option is refused, and nothing is delayed', async () => {
  const ledger = new InMemoryDoneLedger();
  expect(() => withDelayedWrites(ledger, { onexit: 'throw' } as never)).toThrow(
    'options.onexit: expected nothing: there are count and onExit, received object',
  );
  await (await ledger.batchUpsert([])).wait();
});

test('a scope without stores is refused', () => {
  expect(() => withDelayedWrites([])).toThrow('stores: expected at least one store, received array');
});
