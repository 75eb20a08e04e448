import { describe, expect, test, vi } from 'vitest';
import { InMemoryDoneLedger, InMemoryFindingsSink, coreOf, type StoreEvent } from '../../src/index.js';
import { clean, logged, logStore, outcomeOf, outcomeOfCall, settle, triple } from '../support/rows.js';

/** The exceptions that nobody caught while `act` ran; the runner's own listeners stand aside. */
async function uncaughtDuring(act: () => unknown): Promise<unknown[]> {
  const seen: unknown[] = [];
  const runners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => seen.push(error));
  try {
    await act();
    await settle();
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const listener of runners) process.on('uncaughtException', listener);
  }
  return seen;
}

describe('subscribe', () => {
  test('tells of what happens from now on, until it is ended', async () => {
    const store = logStore();
    await store.submit('before');
    const types: string[] = [];
    const stop = store.subscribe(({ type }) => types.push(type));
    await store.submit('while');
    stop();
    stop();
    await store.submit('after');
    expect(types).toEqual(['accepted', 'committed']);
  });

  test('takes an object with onEvent, and keeps its receiver', () => {
    const store = logStore();
    const observer = {
      count: 0,
      onEvent() {
        this.count++;
      },
    };
    store.subscribe(observer);
    store.failNextCommits(1);
    expect(observer.count).toBe(1);
    expect(coreOf(store)?.observers()).toEqual([observer]);
  });

  test('the same function twice is told twice, and each end ends one', () => {
    const store = logStore();
    const listener = vi.fn();
    const ends = [store.subscribe(listener), store.subscribe(listener)];
    store.failNextCommits(1);
    expect(listener).toHaveBeenCalledTimes(2);
    ends[0]?.();
    store.failNextCommits(1);
    expect(listener).toHaveBeenCalledTimes(3);
  });

  test('hears of what is done through a clone', () => {
    const store = logStore();
    const listener = vi.fn();
    store.subscribe(listener);
    store.clone().failNextCommits(1);
    expect(listener).toHaveBeenCalledOnce();
  });

  test.each([undefined, null, 1, 'x', {}, [], { onEvent: 1 }])('refuses the observer %j at once', (observer) => {
    expect(outcomeOfCall(() => logStore().subscribe(observer as never))).toBe('InvalidType observer');
  });
});

describe('a listener that throws', () => {
  test('changes nothing: the call returns, the others are told, its error is reported after the call', async () => {
    const store = logStore();
    const told: string[] = [];
    const bug = new Error('a bug in the listener');
    const order: string[] = [];
    const errors = await uncaughtDuring(async () => {
      store.subscribe((event) => {
        if (event.type === 'committed') throw bug;
      });
      store.subscribe(({ type }) => told.push(type));
      const submitted = store.submit('a');
      order.push('the call returned');
      expect(await (await submitted).wait()).toBe(1);
    });
    expect(order).toEqual(['the call returned']);
    expect(errors).toEqual([bug]);
    expect(told).toEqual(['accepted', 'committed', 'waited']);
    expect(outcomeOfCall(() => store.pendingCount())).toBe('returned');
    expect(logged(store)).toEqual(['a']);
  });

  test('is told again of the next event', async () => {
    const store = logStore();
    const errors = await uncaughtDuring(() => {
      store.subscribe(({ sequence }) => {
        throw new Error(`event ${sequence}`);
      });
      store.failNextCommits(1);
      store.resetFaults();
    });
    expect(errors.map((error) => (error as Error).message)).toEqual(['event 1', 'event 2']);
  });
});

describe('a listener that calls back into the store', () => {
  test('sees the store at rest, and what it does is told after what it was told itself', async () => {
    const store = logStore();
    const first: string[] = [];
    const second: string[] = [];
    const show = (event: StoreEvent) => `${event.sequence} ${event.type}`;
    store.subscribe((event) => {
      first.push(show(event));
      if (event.type !== 'accepted' || event.operationId !== 1n) return;
      expect(logged(store)).toEqual(['a']);
      void store.submit('from the listener');
    });
    store.subscribe((event) => second.push(show(event)));
    await store.submit('a');
    expect(first).toEqual(['1 accepted', '2 committed', '3 accepted', '4 committed']);
    expect(second).toEqual(first);
    expect(logged(store)).toEqual(['a', 'from the listener']);
  });

  test('may crash, poison, subscribe or unsubscribe without disturbing the call that caused it', async () => {
    const store = logStore({ autoComplete: false });
    const late: string[] = [];
    let stop = (): void => undefined;
    stop = store.subscribe(({ type }) => {
      if (type !== 'delayed') return;
      stop();
      store.subscribe((event) => late.push(event.type));
      store.crash();
    });
    const handle = await store.submit('a');
    expect(store.pendingCount()).toBe(0);
    expect(await outcomeOf(handle.wait())).toBe('StoreCrashed');
    expect(late).toEqual(['crashed', 'waited']);
  });

  test('cannot change what is stored through the payload', async () => {
    const ledger = new InMemoryDoneLedger({ autoComplete: false });
    const sink = new InMemoryFindingsSink({ autoComplete: false });
    const meddle = (rows: unknown) => outcomeOfCall(() => (rows as unknown[]).push((rows as unknown[])[0]));
    const meddled: string[] = [];
    ledger.subscribe(({ payload }) => {
      if (payload !== undefined) meddled.push(meddle(payload));
    });
    sink.subscribe(({ payload }) => {
      for (const rows of Object.values(payload ?? {})) meddled.push(meddle(rows));
    });
    const record = await ledger.batchUpsert([clean(1)]);
    const rows = await sink.upsertBatch(triple(1).batch);
    expect(meddled.length).toBeGreaterThan(0);
    expect(meddled.filter((outcome) => !outcome.startsWith('foreign TypeError'))).toEqual([]);
    ledger.releaseAll();
    sink.releaseAll();
    expect(await record.wait()).toMatchObject({ recordCount: 1 });
    expect(await rows.wait()).toEqual({ findingCount: 1, occurrenceCount: 1, observationCount: 1 });
  });
});

test('nobody listening, no stack is captured and nothing is counted', async () => {
  const capture = vi.spyOn(Error, 'captureStackTrace');
  try {
    const ledger = new InMemoryDoneLedger();
    capture.mockClear();
    await ledger.batchUpsert([clean(1)]);
    ledger.failNextCommits(1);
    ledger.setAutoComplete(false);
    expect(capture).not.toHaveBeenCalled();
    const sequences: number[] = [];
    ledger.subscribe(({ sequence }) => sequences.push(sequence));
    ledger.resetFaults();
    await ledger.batchUpsert([clean(1)]);
    expect(sequences).toEqual([1, 2, 3]);
    expect(capture).toHaveBeenCalled();
  } finally {
    capture.mockRestore();
  }
});
