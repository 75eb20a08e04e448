// The types of a store of a user's own, with a matcher of its own.
import { DefinedStore, defineStore, withDelayedWrites, type StoreHandle, type StoreOptions } from 'gossip-inmemory';
import * as matchers from 'gossip-inmemory/matchers';
import { defineMatcher, expect, MatcherUsageError, test as base } from 'gossip-inmemory/vitest';
import { expectTypeOf, test } from 'vitest';

interface Offset {
  readonly shard: string;
  readonly offset: number;
}

const backend = {
  kind: 'offsets',
  createDurable: () => new Map<string, number>(),
  prepare: ({ shard, offset }: Offset) => ({ shard, offset }),
  apply(rows: Map<string, number>, { shard, offset }: Offset) {
    rows.set(shard, offset);
    return { offset };
  },
};

class Offsets extends DefinedStore<Offset, Map<string, number>, { offset: number }> {
  constructor(options?: StoreOptions) {
    super(backend, options);
  }

  save(offset: Offset) {
    return this.submit(offset, this.save);
  }

  get(shard: string): number | undefined {
    return this.read((rows) => rows.get(shard));
  }
}

const toHaveOffset = defineMatcher({
  name: 'toHaveOffset',
  receiver: 'an offset store',
  parameters: ['shard', 'offset?'],
  accepts: (received) => received instanceof Offsets,
  judge(store, [shard, offset], { equals }) {
    expectTypeOf(store).toEqualTypeOf<Offsets>();
    expectTypeOf(shard).toEqualTypeOf<unknown>();
    if (typeof shard !== 'string') throw new MatcherUsageError('toHaveOffset(): the shard is a string.');
    const found = store.get(shard);
    return {
      pass: equals(found, offset),
      sentence: `It has ${found}.`,
      expected: offset,
      received: found,
      concerns: (payload: Offset) => payload.shard === shard,
    };
  },
});

declare module 'gossip-inmemory/matchers' {
  interface SyncGossipMatchers<R = void> {
    toHaveOffset(shard: string, offset?: number): R;
  }
  interface ExpectedCounts {
    readonly offsets?: number;
  }
}

expect.extend({ toHaveOffset });
expect.extend(matchers);

const withOffsets = base.extend<{ offsets: Offsets }>({
  offsets: async ({ gossip }, use) => {
    await use(gossip.follow(new Offsets(gossip.options.stores)));
  },
});

withOffsets('a fixture', async ({ offsets }) => {
  expectTypeOf(offsets).toEqualTypeOf<Offsets>();
  expectTypeOf(offsets.clone()).toEqualTypeOf<Offsets>();
  const handle = await offsets.save({ shard: 'a', offset: 1 });
  expectTypeOf(handle).toEqualTypeOf<StoreHandle<{ offset: number }>>();
  await expect(handle).toBeDurable({ offset: 1 });
  using delayed = withDelayedWrites(offsets);
  expect(delayed).not.toHavePendingWrites();
  expectTypeOf(expect(offsets).toHaveOffset('a', 1)).toEqualTypeOf<void>();
  expectTypeOf(expect(offsets).not.toHaveOffset('a')).toEqualTypeOf<void>();
  expectTypeOf(expect(Promise.resolve(offsets)).resolves.toHaveOffset('a', 1)).toEqualTypeOf<Promise<void>>();
  expect({ offsets }).toEqual({ offsets: expect.toHaveOffset('a', 1) });
  expect(offsets).toHaveDurableCounts({ offsets: 1 });

  // @ts-expect-error -- misspelt
  expect(offsets).toHaveDurableCounts({ offset: 1 });
  // @ts-expect-error -- not a shard
  expect(offsets).toHaveOffset(1);
});

test('what defineStore infers', async () => {
  const store = defineStore(backend, { autoComplete: false });
  expectTypeOf(store).toEqualTypeOf<DefinedStore<Offset, Map<string, number>, { offset: number }, Offset>>();
  expectTypeOf(store.read((rows) => rows.get('a'))).toEqualTypeOf<number | undefined>();
  // @ts-expect-error -- no shard
  await store.submit({ offset: 1 });
  // @ts-expect-error -- no apply
  defineStore({ kind: 'offsets', createDurable: () => 1 });
});
