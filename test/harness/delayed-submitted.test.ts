import { describe, expect, test } from 'vitest';
import { withDelayedWrites } from '../../src/index.js';
import { logStore, outcomeOf, outcomeOfCall, settle } from '../support/rows.js';

describe('submitted', () => {
  test('resolves once that many were submitted, released ones included', async () => {
    const store = logStore();
    await store.submit('before');
    using delayed = withDelayedWrites(store);
    let reached = false;
    const two = delayed.submitted(2).then(() => (reached = true));
    await delayed.submitted(0);
    await store.submit('a');
    delayed.releaseAll();
    await settle();
    expect(reached).toBe(false);
    await store.submit('b');
    await two;
    await delayed.submitted(1);
  });

  test('counts the writes of all stores, and those that are not delayed', async () => {
    const stores = [logStore(), logStore()] as const;
    using delayed = withDelayedWrites(stores, { count: 1 });
    const five = delayed.submitted(5);
    for (const payload of 'abc') await stores[0].submit(payload);
    for (const payload of 'ab') await stores[1].submit(payload);
    await five;
    expect(delayed.pending()).toHaveLength(2);
  });

  test('does not count what was refused at submission', async () => {
    const store = logStore();
    using delayed = withDelayedWrites(store);
    store.failNextSubmissions(1);
    await Promise.allSettled([store.submit('a'), store.submit('bad')]);
    const signal = AbortSignal.abort(new Error('enough'));
    expect(await outcomeOf(delayed.submitted(1, { signal }))).toBe('foreign Error: enough');
    let reached = false;
    void delayed.submitted(1).then(() => (reached = true));
    await settle();
    expect(reached).toBe(false);
    await store.submit('a');
    await settle();
    expect(reached).toBe(true);
  });

  test('rejects with the reason of its signal, and is of no consequence afterwards', async () => {
    const store = logStore();
    using delayed = withDelayedWrites(store);
    const controller = new AbortController();
    const waiting = outcomeOf(delayed.submitted(1, { signal: controller.signal }));
    controller.abort(new Error('enough'));
    expect(await waiting).toBe('foreign Error: enough');
    await store.submit('a');
    await delayed.submitted(1);
  });

  test.each([
    ['InvalidType count', ['1']],
    ['OutOfRange count', [-1]],
    ['InvalidType options.signal', [1, { signal: 1 }]],
  ])('throws %s', (outcome, args) => {
    using delayed = withDelayedWrites(logStore());
    expect(outcomeOfCall(() => (delayed.submitted as (...args: unknown[]) => unknown).apply(delayed, args))).toBe(
      outcome,
    );
  });
});
