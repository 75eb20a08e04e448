import { describe, expect, test } from 'vitest';
import { logged, logStore, outcomeOf } from '../support/rows.js';

describe('crash', () => {
  test('drops everything pending: never applied, and waits on it reject with StoreCrashed', async () => {
    const store = logStore({ autoComplete: false });
    const [waited, unwaited] = [await store.submit('a'), await store.submit('b')];
    const early = outcomeOf(waited.wait());
    store.crash();
    expect(store.pendingCount()).toBe(0);
    expect(store.pendingIds()).toEqual([]);
    expect(await early).toBe('StoreCrashed');
    expect(await outcomeOf(unwaited.wait())).toBe('StoreCrashed');
    expect(store.releaseAll()).toBe(0);
    expect(store.releaseSpecific(1)).toBe(false);
    expect(logged(store)).toEqual([]);
  });

  test('turns every outcome not yet waited for into StoreCrashed, whatever was applied', async () => {
    const store = logStore();
    const applied = await store.submit('a');
    const refused = await store.submit('no');
    store.loseNextAcks(1);
    const lost = await store.submit('b');
    const handedOut = await store.submit('c');
    expect(await handedOut.wait()).toBe(3);
    store.crash();
    for (const handle of [applied, refused, lost]) expect(await outcomeOf(handle.wait())).toBe('StoreCrashed');
    expect(await outcomeOf(handedOut.wait())).toBe('UnknownOperation');
    expect(logged(store)).toEqual(['a', 'b', 'c']);
  });

  test('hands StoreCrashed out once, naming the write', async () => {
    const store = logStore();
    const handle = await store.submit('a');
    store.crash();
    await expect(handle.wait()).rejects.toMatchObject({ code: 'StoreCrashed', store: 'log', operationId: 1n });
    expect(await outcomeOf(handle.wait())).toBe('UnknownOperation');
  });

  test('two crashes are like one to an outcome from before', async () => {
    const store = logStore({ autoComplete: false });
    const handles = [await store.submit('a'), await store.submit('b')];
    store.releaseNext();
    store.crash();
    store.crash();
    for (const handle of handles) expect(await outcomeOf(handle.wait())).toBe('StoreCrashed');
  });

  test('leaves durable state, and the store goes on accepting with the next id', async () => {
    const store = logStore();
    await store.submit('a');
    store.delayNextWrites(1);
    await store.submit('b');
    store.crash();
    const after = await store.submit('c');
    expect(after.operationId).toBe(3n);
    expect(await after.wait()).toBe(2);
    expect(logged(store)).toEqual(['a', 'c']);
  });

  test.each([true, false])('leaves the counters and the mode alone, autoComplete %s', async (autoComplete) => {
    const store = logStore({ autoComplete });
    store.failNextSubmissions(1);
    store.failNextCommits(2);
    store.delayNextWrites(3);
    store.loseNextAcks(4);
    store.crash();
    expect(store.faults()).toEqual({ failNextSubmissions: 1, failNextCommits: 2, delayNextWrites: 3, loseNextAcks: 4 });
    store.resetFaults();
    await store.submit('a');
    expect(store.pendingCount()).toBe(autoComplete ? 0 : 1);
  });

  test('uses up no fault on what it drops', async () => {
    const store = logStore({ autoComplete: false });
    await store.submit('a');
    store.failNextCommits(1);
    store.loseNextAcks(1);
    store.crash();
    expect(store.faults()).toMatchObject({ failNextCommits: 1, loseNextAcks: 1 });
  });

  test('an aborted wait finds StoreCrashed later', async () => {
    const store = logStore({ autoComplete: false });
    const handle = await store.submit('a');
    const controller = new AbortController();
    const aborted = outcomeOf(handle.wait({ signal: controller.signal }));
    controller.abort(new Error('given up'));
    store.crash();
    expect(await aborted).toBe('foreign Error: given up');
    expect(await outcomeOf(handle.wait())).toBe('StoreCrashed');
  });

  test('reaches writes that clones submitted', async () => {
    const store = logStore({ autoComplete: false });
    const handle = await store.clone().submit('a');
    store.crash();
    expect(await outcomeOf(handle.wait())).toBe('StoreCrashed');
  });

  test('leaves those who wait for pending writes waiting', async () => {
    const store = logStore({ autoComplete: false });
    await store.submit('a');
    const two = store.whenPending(2);
    store.crash();
    await store.submit('b');
    await store.submit('c');
    expect(await outcomeOf(two)).toBe('fulfilled');
  });
});
