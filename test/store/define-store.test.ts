import { describe, expect, test } from 'vitest';
import {
  ControlledStore,
  DefinedStore,
  InMemoryDoneLedger,
  InMemoryStoreCore,
  MissingFinding,
  PersistenceInputError,
  StoreRefusal,
  coreOf,
  defineStore,
  type StoreBackend,
  type StoreEvent,
  type StoreOptions,
} from '../../src/index.js';
import { describeError, logStore, outcomeOf, outcomeOfCall, rejection } from '../support/rows.js';

type Log = StoreBackend<string, string[], number>;
const backend = (over: Partial<Log> = {}): Log => ({
  kind: 'queue',
  createDurable: () => [],
  apply: (log, payload) => log.push(payload),
  ...over,
});

/** A backend whose `where` throws `error`. */
const throwing = (where: 'prepare' | 'apply', error: unknown) =>
  defineStore(
    backend({
      [where]: () => {
        throw error;
      },
    }),
  );

describe('defineStore', () => {
  test('makes a store with our controls and handles', async () => {
    const store = defineStore(backend(), { autoComplete: false });
    expect(store).toBeInstanceOf(ControlledStore);
    const handle = await store.submit('a');
    expect(handle.operationId).toBe(1n);
    expect(store.releaseNext()).toBe(1n);
    expect(await handle.wait()).toBe(1);
    expect(store.read((log) => [...log])).toEqual(['a']);
  });

  test.each([
    ['no backend', undefined, 'InvalidType backend'],
    ['an array', [], 'InvalidType backend'],
    ['no kind', { ...backend(), kind: undefined }, 'InvalidType backend.kind'],
    ['an empty kind', { ...backend(), kind: '' }, 'InvalidType backend.kind'],
    ['no createDurable', { ...backend(), createDurable: undefined }, 'InvalidType backend.createDurable'],
    ['no apply', { ...backend(), apply: 1 }, 'InvalidType backend.apply'],
    ['a prepare that is no function', { ...backend(), prepare: {} }, 'InvalidType backend.prepare'],
    ['a countRows that is no function', { ...backend(), countRows: 3 }, 'InvalidType backend.countRows'],
    ['a fork that is no function', { ...backend(), fork: true }, 'InvalidType backend.fork'],
    ['tables that are no function', { ...backend(), tables: {} }, 'InvalidType backend.tables'],
    ['a digest that is no function', { ...backend(), digest: '' }, 'InvalidType backend.digest'],
  ])('refuses %s', (_, given, expected) => {
    expect(outcomeOfCall(() => defineStore(given as Log))).toBe(expected);
  });

  test.each([1, 'false', {}])('refuses the autoComplete %s', (autoComplete) => {
    const options = { autoComplete: autoComplete as boolean };
    expect(outcomeOfCall(() => defineStore(backend(), options))).toBe('InvalidType options.autoComplete');
    expect(outcomeOfCall(() => new InMemoryDoneLedger(options))).toBe('InvalidType options.autoComplete');
  });

  test('prepare makes the payload, once per submission', async () => {
    const prepared: string[] = [];
    const store = defineStore<string, string[], number, { text: string }>({
      ...backend(),
      prepare: ({ text }) => (prepared.push(text), text.toUpperCase()),
    });
    store.delayNextWrites(1);
    await store.submit({ text: 'a' });
    store.releaseNext();
    expect(store.read((log) => [...log])).toEqual(['A']);
    expect(prepared).toEqual(['a']);
  });

  test('a clone of the store is on the same core', () => {
    const store = defineStore(backend());
    expect(coreOf(store.clone())).toBe(coreOf(store));
    expect(coreOf(store)).toBeInstanceOf(InMemoryStoreCore);
    expect(coreOf({})).toBeUndefined();
    expect(coreOf(undefined)).toBeUndefined();
  });
});

describe('a class over a backend', () => {
  class Queue extends DefinedStore<string, string[], number> {
    readonly label: string;

    constructor(label: string, options?: StoreOptions) {
      super(backend(), options);
      this.label = label;
    }

    enqueue(text: string) {
      return this.submit(text, this.enqueue);
    }

    texts(): readonly string[] {
      return this.read((log) => [...log]);
    }
  }

  test('is a store under our controls, with methods of its own', async () => {
    const queue = new Queue('mail', { autoComplete: false });
    const handle = await queue.enqueue('a');
    expect(queue.texts()).toEqual([]);
    queue.releaseAll();
    expect(await handle.wait()).toBe(1);
    expect(queue.texts()).toEqual(['a']);
  });

  test('checks its backend like defineStore', () => {
    expect(outcomeOfCall(() => new DefinedStore({ ...backend(), kind: '' }))).toBe('InvalidType backend.kind');
    expect(outcomeOfCall(() => new DefinedStore(undefined as never))).toBe('InvalidType backend');
  });

  test('may be made on a core', async () => {
    const store = new DefinedStore(new InMemoryStoreCore(backend()));
    await store.submit('a');
    expect(store.clone().read((log) => [...log])).toEqual(['a']);
  });

  test('has clones of its own class, on the same core', async () => {
    const queue = new Queue('mail');
    const clone = queue.clone();
    expect(clone).toBeInstanceOf(Queue);
    expect(clone).not.toBe(queue);
    expect(clone.label).toBe('mail');
    expect(coreOf(clone)).toBe(coreOf(queue));
    await clone.enqueue('a');
    expect(queue.texts()).toEqual(['a']);
    expect(Object.getOwnPropertyNames(clone)).toEqual(Object.getOwnPropertyNames(queue));
  });

  test('names as the place of a write the line that called its method', async () => {
    const events: StoreEvent[] = [];
    const queue = new Queue('mail');
    queue.subscribe((event) => events.push(event));
    await queue.enqueue('a');
    await queue.submit('b');
    const accepted = events.filter(({ type }) => type === 'accepted');
    const frames = accepted.map(({ callSite }) => callSite?.split('\n')[0]);
    expect(frames).toEqual([
      expect.stringContaining('define-store.test.ts'),
      expect.stringContaining('define-store.test.ts'),
    ]);
    expect(frames.join()).not.toContain('enqueue');
  });
});

describe('a backend that works in promises', () => {
  const sentence = (method: string): string =>
    `${method}() of the backend returned a promise. It must do all its work before it returns; ` +
    'to make a write wait, hold it back with withDelayedWrites().';

  test('in apply poisons the store, and what the promise comes to does not matter', async () => {
    const store = defineStore({ ...backend(), apply: async () => Promise.reject(new Error('later')) });
    const error = await rejection(store.submit('a'));
    expect(error).toMatchObject({ code: 'Poisoned', operationId: 1n });
    expect(error.cause).toBeInstanceOf(TypeError);
    expect((error.cause as Error).message).toBe(sentence('apply'));
    store.clearPoison();
    expect(store.pendingCount()).toBe(0);
  });

  test('in prepare is refused: no id is used, no poison', async () => {
    const store = defineStore<Promise<string>, string[], number, string>({
      kind: 'queue',
      createDurable: () => [],
      prepare: async (text) => text,
      apply: () => 1,
    });
    await expect(store.submit('a')).rejects.toEqual(new TypeError(sentence('prepare')));
    expect(store.pendingCount()).toBe(0);
  });

  test('in createDurable makes no store', () => {
    const make = () => defineStore({ kind: 'queue', createDurable: async () => [], apply: () => 1 });
    expect(make).toThrow(TypeError);
    expect(make).toThrow(sentence('createDurable'));
  });

  test('may have receipts with any other property, and none at all', async () => {
    const receipts = [{ then: 1 }, null, undefined, 0, () => undefined];
    for (const receipt of receipts) {
      const store = defineStore({ ...backend(), apply: () => receipt });
      await expect((await store.submit('a')).wait()).resolves.toBe(receipt);
    }
  });
});

describe('a refusal by the backend', () => {
  test('in prepare names the store and no write', async () => {
    const cause = new Error('why');
    const refusal = new StoreRefusal('TooFull', 'no room left.', { cause });
    const error = await rejection(throwing('prepare', refusal).submit('a'));
    expect(error).toBe(refusal);
    expect(error).toMatchObject({ code: 'TooFull', store: 'queue', name: 'StoreRefusal' });
    expect(error.message).toBe('queue: no room left.');
    expect(error.operationId).toBeUndefined();
    expect(error.cause).toBe(cause);
  });

  test('in apply names the store and the write, and nothing else sticks to it', async () => {
    const store = throwing('apply', new StoreRefusal('TooFull', 'no room left.'));
    const error = await rejection((await store.submit('payload')).wait());
    expect(error.message).toBe('queue write #1: no room left.');
    expect(error).toMatchObject({ code: 'TooFull', store: 'queue', operationId: 1n });
    expect(Object.keys(error).sort()).toEqual(['code', 'operationId', 'store']);
  });

  test('may be a subclass of StoreRefusal, recognised as such', async () => {
    class RateLimited extends StoreRefusal {
      constructor() {
        super('RateLimited', 'slow down.');
      }
    }
    const error = await rejection((await throwing('apply', new RateLimited()).submit('a')).wait());
    expect(error).toBeInstanceOf(RateLimited);
    expect(error).not.toBeInstanceOf(MissingFinding);
    expect(error.name).toBe('RateLimited');
  });

  test('may be frozen: it is the outcome as it is', async () => {
    const refusal = Object.freeze(new StoreRefusal('TooFull', 'no room left.'));
    expect(await rejection((await throwing('apply', refusal).submit('a')).wait())).toBe(refusal);
    expect(await rejection(throwing('prepare', refusal).submit('a'))).toBe(refusal);
  });

  test.each(['prepare', 'apply'] as const)('by an input error becomes BatchValidation: %s', async (where) => {
    const cause = new PersistenceInputError('Empty', { field: 'name' }, 'must not be empty');
    const store = throwing(where, cause);
    const error = await rejection(store.submit('a').then((handle) => handle.wait()));
    expect(describeError(error)).toBe('BatchValidation: Empty name');
    expect(error.cause).toBe(cause);
    expect(error.message).toBe(
      `queue${where === 'apply' ? ' write #1' : ''}: the batch is refused. name: must not be empty`,
    );
    expect(outcomeOfCall(() => store.pendingCount())).toBe('returned');
  });

  test('in prepare by a foreign error is that error: no id is used, no poison', async () => {
    const foreign = new RangeError('foreign');
    const store = throwing('prepare', foreign);
    await expect(store.submit('a')).rejects.toBe(foreign);
    expect(outcomeOfCall(() => store.pendingCount())).toBe('returned');
  });

  test('in prepare is the same error whether somebody listens or not', async () => {
    const odd = Object.create(null) as object;
    const store = throwing('prepare', odd);
    store.subscribe(() => undefined);
    await expect(store.submit('a')).rejects.toBe(odd);
  });
});

test('submit never throws synchronously', async () => {
  const store = logStore();
  store.failNextSubmissions(1);
  const promises = [store.submit('bad'), store.submit('struck'), store.submit('bug'), store.submit('poisoned')];
  expect(await Promise.all(promises.map(outcomeOf))).toEqual([
    'Unfit',
    'InjectedSubmissionFailure',
    'Poisoned',
    'Poisoned',
  ]);
});
