import { describe, expect, test } from 'vitest';
import { PendingWritesError, withDelayedWrites, type DelayedWritesOptions } from '../../src/index.js';
import { coreOf } from '../../src/store/controlled-store.js';
import { here, lineOf } from '../support/here.js';
import { logged, logStore, outcomeOf, outcomeOfCall } from '../support/rows.js';

const twoStores = () => [logStore(), logStore()] as const;

/** Submits payloads one after the other. */
async function submit(store: ReturnType<typeof logStore>, ...payloads: string[]) {
  const handles = [];
  for (const payload of payloads) handles.push(await store.submit(payload));
  return handles;
}

describe('opening a scope', () => {
  test('delays every write until the scope is left, and gives back the mode of before', async () => {
    const store = logStore();
    {
      using delayed = withDelayedWrites(store);
      await submit(store, 'a', 'b');
      expect(delayed.pending()).toHaveLength(2);
      expect(logged(store)).toEqual([]);
    }
    expect(logged(store)).toEqual(['a', 'b']);
    await submit(store, 'c');
    expect(logged(store)).toEqual(['a', 'b', 'c']);
  });

  test('leaves a store off that was off before', async () => {
    const store = logStore({ autoComplete: false });
    withDelayedWrites(store)[Symbol.dispose]();
    await submit(store, 'a');
    expect(store.pendingCount()).toBe(1);
  });

  test('knows nothing of what was pending before, and leaves it pending', async () => {
    const store = logStore({ autoComplete: false });
    await submit(store, 'before');
    const delayed = withDelayedWrites(store);
    await submit(store, 'within');
    expect(delayed.pending()).toMatchObject([{ id: 2n }]);
    expect(delayed.release(1)).toBe(false);
    delayed[Symbol.dispose]();
    expect(logged(store)).toEqual(['within']);
    expect(store.pendingIds()).toEqual([1n]);
  });

  test('delays writes through any handle of the store, and counts a store given twice once', async () => {
    const store = logStore();
    const delayed = withDelayedWrites([store, store.clone()]);
    await submit(store.clone(), 'a');
    expect(delayed.pending()).toHaveLength(1);
    expect(delayed.releaseAll()).toBe(1);
    delayed[Symbol.dispose]();
    expect(store.pendingCount()).toBe(0);
  });

  test.each([
    ['InvalidType store', {}, undefined],
    ['InvalidType store', [logStore(), 1], undefined],
    ['InvalidType options', logStore(), null],
    ['InvalidType options.count', logStore(), { count: '1' }],
    ['OutOfRange options.count', logStore(), { count: -1 }],
    ['OutOfRange options.count', logStore(), { count: Infinity }],
    ['InvalidType options.onExit', logStore(), { onExit: 'drop' }],
  ])('throws %s', (outcome, stores, options) => {
    expect(outcomeOfCall(() => withDelayedWrites(stores as never, options as never))).toBe(outcome);
  });

  test('leaves the other stores alone when one of them refuses', async () => {
    const [healthy, poisoned] = twoStores();
    await outcomeOf(poisoned.submit('bug'));
    for (const options of [{}, { count: 1 }]) {
      expect(outcomeOfCall(() => withDelayedWrites([healthy, poisoned], options))).toBe('Poisoned');
    }
    await submit(healthy, 'a');
    expect(logged(healthy)).toEqual(['a']);
    expect([healthy, poisoned].map((store) => coreOf(store)?.observers())).toEqual([[], []]);
  });
});

describe('leaving', () => {
  test.each([
    [undefined, ['a', 'b'], 0],
    ['release', ['a', 'b'], 0],
    ['keep', [], 2],
  ] as const)('with onExit %s', async (onExit, log, pending) => {
    const store = logStore();
    const options = (onExit === undefined ? {} : { onExit }) satisfies DelayedWritesOptions;
    const delayed = withDelayedWrites(store, options);
    await submit(store, 'a', 'b');
    delayed[Symbol.dispose]();
    expect(logged(store)).toEqual(log);
    expect(store.pendingCount()).toBe(pending);
    expect(delayed.pending()).toEqual([]);
    await submit(store, 'c');
    expect(logged(store)).toEqual([...log, 'c']);
  });

  test("with onExit 'throw' releases nothing and says what was pending", async () => {
    const [first, second] = twoStores();
    const delayed = withDelayedWrites([first, second], { onExit: 'throw' });
    const line = here(1);
    await first.submit('a');
    await second.submit('b');
    const pending = delayed.pending();
    const error = errorOf(() => delayed[Symbol.dispose]());
    expect(error).toBeInstanceOf(PendingWritesError);
    expect(error).toMatchObject({ name: 'PendingWritesError', pending });
    expect(error).not.toHaveProperty('cause');
    expect((error as Error).message.replaceAll(/:\d+$/gm, '')).toBe(
      [
        '2 writes still pending when the withDelayedWrites scope was left:',
        `  log write #1, 1 row, submitted at ${line}`,
        `  log write #1, 1 row, submitted at ${line.replace(/\d+$/, (number) => `${Number(number) + 1}`)}`,
        "Release what you hold back before the scope ends, or open it with onExit: 'release' or 'keep'.",
      ].join('\n'),
    );
    expect([first.pendingCount(), second.pendingCount()]).toEqual([1, 1]);
    await submit(first, 'c');
    expect(logged(first)).toEqual(['c']);
  });

  test("with onExit 'throw' is fine when nothing is pending any more", async () => {
    const store = logStore();
    const delayed = withDelayedWrites(store, { onExit: 'throw' });
    await submit(store, 'a');
    delayed.releaseNext();
    expect(outcomeOfCall(() => delayed[Symbol.dispose]())).toBe('returned');
  });

  test('twice does nothing more', async () => {
    const store = logStore();
    const delayed = withDelayedWrites(store, { onExit: 'throw' });
    delayed[Symbol.dispose]();
    store.setAutoComplete(false);
    await submit(store, 'a');
    delayed[Symbol.dispose]();
    expect(store.pendingCount()).toBe(1);
    expect(delayed.pending()).toEqual([]);
  });

  test('with a store poisoned meanwhile gives back its mode, and releases the writes of the others', async () => {
    const [healthy, poisoned] = twoStores();
    const delayed = withDelayedWrites([poisoned, healthy]);
    await submit(poisoned, 'a', 'bug', 'b');
    await submit(healthy, 'c');
    expect(outcomeOfCall(() => delayed.release(delayed.pending()[1]!))).toBe('Poisoned');
    expect(outcomeOfCall(() => delayed[Symbol.dispose]())).toBe('Poisoned');
    expect(logged(healthy)).toEqual(['c']);
    poisoned.clearPoison();
    expect(poisoned.pendingIds()).toEqual([1n, 3n]);
    expect(coreOf(poisoned)?.autoComplete).toBe(true);
    expect(coreOf(poisoned)?.observers()).toEqual([]);
  });

  test('after a crash has nothing to release', async () => {
    const store = logStore();
    const delayed = withDelayedWrites(store, { onExit: 'throw' });
    const [handle] = await submit(store, 'a');
    const entry = delayed.pending()[0]!;
    const waiting = handle!.wait();
    store.crash();
    expect(await outcomeOf(waiting)).toBe('StoreCrashed');
    expect(delayed.pending()).toEqual([]);
    expect(delayed.release(entry)).toBe(false);
    await submit(store, 'b');
    expect(delayed.pending()).toMatchObject([{ id: 2n }]);
    expect(delayed.releaseAll()).toBe(1);
    expect(outcomeOfCall(() => delayed[Symbol.dispose]())).toBe('returned');
  });
});

test('the line of the submission is that of the caller, a helper included', async () => {
  const store = logStore();
  using delayed = withDelayedWrites(store);
  const line = here(1);
  await store.submit('a');
  expect(lineOf(delayed.pending()[0]?.submittedAt)).toBe(line);
});

function errorOf(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('expected an error');
}
