import { expect, test } from 'vitest';
import { FindingConflict, InMemoryDoneLedger, StoreRefusal, defineStore, type StoreEvent } from '../../src/index.js';

test('a refusal because of poison is announced like any other', async () => {
  const store = defineStore<number, undefined, never>({
    kind: 'log',
    createDurable: () => undefined,
    apply: () => {
      throw new RangeError('broken');
    },
  });
  const events: StoreEvent[] = [];
  store.subscribe((event) => events.push(event));
  await store.submit(1).catch(() => undefined);
  await store.submit(2).catch(() => undefined);
  expect(events.at(-1)).toMatchObject({ type: 'refused', code: 'Poisoned' });
});

test('apply is told where it is, and nothing else of the operation', async () => {
  let told: unknown;
  const store = defineStore({
    kind: 'log',
    createDurable: () => undefined,
    apply: (_, __, origin) => {
      told = origin;
      return {};
    },
  });
  await store.submit(1);
  expect(told).toStrictEqual({ store: 'log', operationId: 1n });
});

test('a refusal that borrows a code of ours is not one of our classes', () => {
  expect(new StoreRefusal('FindingConflict', 'no')).not.toBeInstanceOf(FindingConflict);
  expect(new StoreRefusal('FindingConflict', 'no')).toBeInstanceOf(StoreRefusal);
});

test('a clone is of our class, also where a subclass is asked', () => {
  class Mine extends InMemoryDoneLedger {}
  expect(new Mine().clone()).toBeInstanceOf(InMemoryDoneLedger);
  expect(new Mine().clone()).not.toBeInstanceOf(Mine);
});
