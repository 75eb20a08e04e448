import { describe, expect, test } from 'vitest';
import { logStore, outcomeOf, outcomeOfCall, settle } from '../support/rows.js';

const REASON = new Error('given up');

/** Whether a promise has settled by now. */
async function settled(promise: Promise<unknown>): Promise<boolean> {
  const waiting = Symbol('waiting');
  await settle();
  return (await Promise.race([promise.catch(() => undefined), Promise.resolve(waiting)])) !== waiting;
}

describe('whenPending', () => {
  test('resolves once that many writes are pending, not before', async () => {
    const store = logStore({ autoComplete: false });
    const two = store.whenPending(2);
    await store.submit('a');
    expect(await settled(two)).toBe(false);
    await store.submit('b');
    expect(await outcomeOf(two)).toBe('fulfilled');
  });

  test('resolves at once if at least that many are pending already', async () => {
    const store = logStore({ autoComplete: false });
    await store.submit('a');
    await store.submit('b');
    for (const count of [0, 1, 2]) expect(await outcomeOf(store.whenPending(count))).toBe('fulfilled');
    expect(await settled(store.whenPending(3))).toBe(false);
  });

  test('counts what is pending now, not what was submitted', async () => {
    const store = logStore({ autoComplete: false });
    await store.submit('a');
    const two = store.whenPending(2);
    store.releaseAll();
    await store.submit('b');
    expect(await settled(two)).toBe(false);
    await store.submit('c');
    expect(await outcomeOf(two)).toBe('fulfilled');
  });

  test('a write applied at once does not count; one delayed by its counter does', async () => {
    const store = logStore();
    const one = store.whenPending(1);
    await store.submit('a');
    expect(await settled(one)).toBe(false);
    store.delayNextWrites(1);
    await store.submit('b');
    expect(await outcomeOf(one)).toBe('fulfilled');
  });

  test('serves several who wait for different counts', async () => {
    const store = logStore({ autoComplete: false });
    const order: number[] = [];
    const waits = [3, 1, 2].map((count) => store.whenPending(count).then(() => order.push(count)));
    for (const payload of ['a', 'b', 'c']) {
      await store.submit(payload);
      await settle();
    }
    await Promise.all(waits);
    expect(order).toEqual([1, 2, 3]);
  });

  test('rejects with the reason when the signal aborts, before or meanwhile', async () => {
    const store = logStore({ autoComplete: false });
    await store.submit('a');
    await expect(store.whenPending(1, { signal: AbortSignal.abort(REASON) })).rejects.toBe(REASON);
    const controller = new AbortController();
    const waited = store.whenPending(2, { signal: controller.signal });
    controller.abort(REASON);
    await expect(waited).rejects.toBe(REASON);
    await store.submit('b');
  });

  test('leaves no listener on the signal once it has resolved', async () => {
    const store = logStore({ autoComplete: false });
    const { signal } = new AbortController();
    const removed: string[] = [];
    const remove = signal.removeEventListener.bind(signal);
    Object.assign(signal, {
      removeEventListener: (...args: Parameters<typeof remove>) => (removed.push(args[0]), remove(...args)),
    });
    const waited = store.whenPending(1, { signal });
    await store.submit('a');
    await waited;
    expect(removed).toEqual(['abort']);
  });

  test('an abort afterwards changes nothing', async () => {
    const store = logStore({ autoComplete: false });
    const controller = new AbortController();
    const waited = store.whenPending(1, { signal: controller.signal });
    await store.submit('a');
    controller.abort(REASON);
    expect(await outcomeOf(waited)).toBe('fulfilled');
  });

  test.each([
    [-1, {}, 'OutOfRange count'],
    [Number.NaN, {}, 'OutOfRange count'],
    ['1', {}, 'InvalidType count'],
    [1, null, 'InvalidType options'],
    [1, { signal: 'x' }, 'InvalidType options.signal'],
  ])('refuses (%s, %j) at once', (count, options, expected) => {
    expect(outcomeOfCall(() => logStore().whenPending(count as number, options as object))).toBe(expected);
  });
});
