import { describe, expect, test } from 'vitest';
import { logged, logStore, outcomeOf, settle } from '../support/rows.js';

const REASON = new Error('given up');

/** A signal that counts who listens. */
function countedSignal() {
  const controller = new AbortController();
  const { signal } = controller;
  let listeners = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  Object.assign(signal, {
    addEventListener: (...args: Parameters<typeof add>) => (listeners++, add(...args)),
    removeEventListener: (...args: Parameters<typeof remove>) => (listeners--, remove(...args)),
  });
  return { controller, signal, listeners: () => listeners };
}

async function delayedWrite() {
  const store = logStore({ autoComplete: false });
  return { store, handle: await store.submit('a') };
}

describe('wait', () => {
  test('resolves when the operation has finished, not before', async () => {
    const { store, handle } = await delayedWrite();
    let settled = false;
    const waited = handle.wait().finally(() => (settled = true));
    await settle();
    expect(settled).toBe(false);
    store.releaseNext();
    expect(await waited).toBe(1);
  });

  test('hands the outcome out once: receipt or error, early or late', async () => {
    for (const [payload, first] of [
      ['a', 'fulfilled'],
      ['no', 'Unwanted'],
    ] as const) {
      const store = logStore();
      const handle = await store.submit(payload);
      expect(await outcomeOf(handle.wait())).toBe(first);
      expect(await outcomeOf(handle.wait())).toBe('UnknownOperation');
      expect(await outcomeOf(handle.wait())).toBe('UnknownOperation');
    }
  });

  test('of two at once the first has the outcome, the second rejects at once', async () => {
    const { store, handle } = await delayedWrite();
    const first = handle.wait();
    expect(await outcomeOf(handle.wait())).toBe('UnknownOperation');
    expect(store.pendingCount()).toBe(1);
    store.releaseNext();
    expect(await first).toBe(1);
    expect(await outcomeOf(handle.wait())).toBe('UnknownOperation');
  });

  test('of two at once on a finished write, too', async () => {
    const handle = await logStore().submit('a');
    const both = [outcomeOf(handle.wait()), outcomeOf(handle.wait())];
    expect(await Promise.all(both)).toEqual(['fulfilled', 'UnknownOperation']);
  });

  test.each([null, 1, 'signal', { signal: null }, { signal: {} }, { signal: { aborted: false } }])(
    'rejects the options %j and hands nothing out',
    async (options) => {
      const handle = await logStore().submit('a');
      expect(await outcomeOf(handle.wait(options as never))).toMatch(/^InvalidType options/);
      expect(await handle.wait()).toBe(1);
    },
  );
});

describe('aborting a wait', () => {
  test.each(['pending', 'finished'])('beforehand rejects with the reason and consumes nothing: %s', async (state) => {
    const { store, handle } = await delayedWrite();
    if (state === 'finished') store.releaseNext();
    const { controller, signal, listeners } = countedSignal();
    controller.abort(REASON);
    await expect(handle.wait({ signal })).rejects.toBe(REASON);
    expect(listeners()).toBe(0);
    if (state === 'pending') store.releaseNext();
    expect(await handle.wait()).toBe(1);
  });

  test('while it waits rejects with the reason; the operation stays, and a later wait gets the outcome', async () => {
    const { store, handle } = await delayedWrite();
    const { controller, signal } = countedSignal();
    const waited = handle.wait({ signal });
    controller.abort(REASON);
    await expect(waited).rejects.toBe(REASON);
    expect(store.pendingIds()).toEqual([1n]);
    const again = handle.wait();
    store.releaseNext();
    expect(await again).toBe(1);
    expect(logged(store)).toEqual(['a']);
  });

  test('keeps an outcome that arrives while nobody waits', async () => {
    const store = logStore({ autoComplete: false });
    const handle = await store.submit('no');
    const controller = new AbortController();
    const waited = outcomeOf(handle.wait({ signal: controller.signal }));
    controller.abort(REASON);
    store.releaseNext();
    expect(await waited).toBe('foreign Error: given up');
    expect(await outcomeOf(handle.wait())).toBe('Unwanted');
  });

  test('afterwards changes nothing', async () => {
    const { store, handle } = await delayedWrite();
    const { controller, signal } = countedSignal();
    const waited = handle.wait({ signal });
    store.releaseNext();
    controller.abort(REASON);
    expect(await waited).toBe(1);
    expect(await outcomeOf(handle.wait())).toBe('UnknownOperation');
  });

  test.each([
    ['released', 'fulfilled'],
    ['failed', 'InjectedCommitFailure'],
    ['crashed', 'StoreCrashed'],
  ])('no listener is left behind on the signal once the write is %s', async (how, outcome) => {
    const { store, handle } = await delayedWrite();
    const { signal, listeners } = countedSignal();
    const waited = outcomeOf(handle.wait({ signal }));
    expect(listeners()).toBe(1);
    if (how === 'failed') store.failNextCommits(1);
    if (how === 'crashed') store.crash();
    else store.releaseNext();
    expect(await waited).toBe(outcome);
    expect(listeners()).toBe(0);
  });

  test('one signal serves many waits, each write on its own', async () => {
    const store = logStore({ autoComplete: false });
    const { controller, signal, listeners } = countedSignal();
    const handles = [await store.submit('a'), await store.submit('b')];
    const waits = handles.map((handle) => outcomeOf(handle.wait({ signal })));
    store.releaseNext();
    expect(listeners()).toBe(1);
    controller.abort(REASON);
    expect(await Promise.all(waits)).toEqual(['fulfilled', 'foreign Error: given up']);
  });
});

describe('a failed commit that nobody waits for', () => {
  /** The rejections that nobody handled while `act` ran; the runner's own listeners stand aside. */
  async function unhandledDuring(act: () => Promise<void>): Promise<unknown[]> {
    const seen: unknown[] = [];
    const runners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', (reason) => seen.push(reason));
    try {
      await act();
      await settle();
      await settle();
    } finally {
      process.removeAllListeners('unhandledRejection');
      for (const listener of runners) process.on('unhandledRejection', listener);
    }
    return seen;
  }

  test('is no unhandled rejection, however it failed', async () => {
    const seen = await unhandledDuring(async () => {
      const store = logStore();
      store.failNextCommits(1);
      await store.submit('struck');
      await store.submit('no');
      store.loseNextAcks(1);
      await store.submit('lost');
      store.delayNextWrites(3);
      await store.submit('no');
      await store.submit('crashed');
      store.releaseNext();
      const controller = new AbortController();
      const aborted = (await store.submit('no')).wait({ signal: controller.signal });
      controller.abort(REASON);
      await outcomeOf(aborted);
      store.releaseNext('NewestFirst');
      store.crash();
    });
    expect(seen).toEqual([]);
  });

  test('(and this test would see one)', async () => {
    const seen = await unhandledDuring(async () => {
      await Promise.resolve();
      void Promise.reject(REASON);
    });
    expect(seen).toEqual([REASON]);
  });
});
