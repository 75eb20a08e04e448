import { describe, expect, test } from 'vitest';
import { PendingWritesError, withDelayedWrites, type DelayedWrites } from '../../src/index.js';
import { logged, logStore, outcomeOf } from '../support/rows.js';

const BODY_ERROR = new Error('the body failed');

async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('expected a rejection');
    },
    (error: unknown) => error,
  );
}

describe('the callback form', () => {
  test.each([
    ['without options', (store, body) => withDelayedWrites(store, body)],
    ['with options', (store, body) => withDelayedWrites(store, {}, body)],
    ['over several stores', (store, body) => withDelayedWrites([store, logStore()], body)],
  ] as [string, (store: ReturnType<typeof logStore>, body: (delayed: DelayedWrites) => unknown) => Promise<unknown>][])(
    '%s delays in its body, then releases and hands on the result',
    async (_, run) => {
      const store = logStore();
      const result = run(store, async (delayed: DelayedWrites) => {
        await store.submit('a');
        await store.submit('b');
        expect(delayed.pending()).toHaveLength(2);
        expect(logged(store)).toEqual([]);
        return 'result';
      });
      expect(result).toBeInstanceOf(Promise);
      expect(await result).toBe('result');
      expect(logged(store)).toEqual(['a', 'b']);
      await store.submit('c');
      expect(logged(store)).toEqual(['a', 'b', 'c']);
    },
  );

  test('a body may be synchronous', async () => {
    const store = logStore();
    const submissions: Promise<unknown>[] = [];
    const count = await withDelayedWrites(store, (delayed) => {
      submissions.push(store.submit('a'));
      return delayed.pending().length;
    });
    expect(count).toBe(1);
    expect(logged(store)).toEqual(['a']);
    await Promise.all(submissions);
  });

  test('takes its options', async () => {
    const store = logStore();
    await withDelayedWrites(store, { count: 1, onExit: 'keep' }, async () => {
      await store.submit('a');
      await store.submit('b');
    });
    expect(logged(store)).toEqual(['b']);
    expect(store.pendingIds()).toEqual([1n]);
  });
});

describe.each([
  [
    'throws',
    () => {
      throw BODY_ERROR;
    },
  ],
  ['rejects', () => Promise.reject(BODY_ERROR)],
] as [string, () => Promise<never>][])('a body that %s', (_, fail) => {
  test.each([
    ['release', ['a'], 0],
    ['keep', [], 1],
  ] as const)('leaves the scope with onExit %s, and its error comes out', async (onExit, log, pending) => {
    const store = logStore();
    const scope = withDelayedWrites(store, { onExit }, async () => {
      await store.submit('a');
      await fail();
    });
    expect(await rejectionOf(scope)).toBe(BODY_ERROR);
    expect(logged(store)).toEqual(log);
    expect(store.pendingCount()).toBe(pending);
    await store.submit('b');
    expect(logged(store)).toContain('b');
  });

  test("is the cause of the error of onExit 'throw'", async () => {
    const store = logStore();
    const scope = withDelayedWrites(store, { onExit: 'throw' }, async () => {
      await store.submit('a');
      await fail();
    });
    const error = await rejectionOf(scope);
    expect(error).toBeInstanceOf(PendingWritesError);
    expect(error).toHaveProperty('cause', BODY_ERROR);
    expect(error).toMatchObject({ pending: [{ store: 'log', id: 1n }] });
    expect(store.pendingCount()).toBe(1);
  });

  test("comes out alone from onExit 'throw' with nothing pending", async () => {
    const scope = withDelayedWrites(logStore(), { onExit: 'throw' }, fail);
    expect(await rejectionOf(scope)).toBe(BODY_ERROR);
  });

  test('comes out although the store is poisoned as the scope is left', async () => {
    const store = logStore();
    const scope = withDelayedWrites(store, async () => {
      await store.submit('bug');
      await fail();
    });
    expect(await rejectionOf(scope)).toBe(BODY_ERROR);
  });
});

test("onExit 'throw' rejects without a cause when the body did not fail", async () => {
  const store = logStore();
  const error = await rejectionOf(withDelayedWrites(store, { onExit: 'throw' }, () => store.submit('a')));
  expect(error).toBeInstanceOf(PendingWritesError);
  expect(error).not.toHaveProperty('cause');
});

test('what poisons the store as the scope is left rejects', async () => {
  const store = logStore();
  expect(await outcomeOf(withDelayedWrites(store, () => store.submit('bug')))).toBe('Poisoned');
});

test('a failing body under using, and then onExit throw, are both in the SuppressedError', async () => {
  const store = logStore();
  const run = async () => {
    using _ = withDelayedWrites(store, { onExit: 'throw' });
    await store.submit('a');
    throw BODY_ERROR;
  };
  const error = await rejectionOf(run());
  expect(error).toMatchObject({ name: 'SuppressedError', suppressed: BODY_ERROR });
  expect((error as { error?: unknown }).error).toBeInstanceOf(PendingWritesError);
});
