import { describe, expect, test } from 'vitest';
import { InMemoryDoneLedger, InMemoryFindingsSink, InMemoryStoreCore, defineStore } from '../../src/index.js';
import {
  BUG,
  POLICY,
  TENANT,
  batchOf,
  clean,
  finding,
  key,
  logged,
  logStore,
  outcomeOf,
  outcomeOfCall,
  rejection,
  settle,
} from '../support/rows.js';

/** How a call ends, whether it throws or rejects. */
const ends = async (call: () => unknown): Promise<string> =>
  outcomeOf(
    (async () => {
      await call();
    })(),
  );

async function poisoned() {
  const store = logStore();
  const finished = await store.submit('a');
  store.delayNextWrites(1);
  const pending = await store.submit('b');
  store.failNextCommits(0);
  await outcomeOf(store.submit('bug'));
  return { store, finished, pending };
}

test('an apply that throws a foreign error refuses that call with Poisoned, its cause attached', async () => {
  const error = await rejection(logStore().submit('bug'));
  expect(error).toMatchObject({ code: 'Poisoned', store: 'log', operationId: 1n });
  expect(error.cause).toBe(BUG);
});

test.each([undefined, null, 0, 'text', new Error('foreign')])('whatever is thrown poisons: %s', async (thrown) => {
  const store = defineStore({
    kind: 'odd',
    createDurable: () => undefined,
    apply: () => {
      throw thrown;
    },
  });
  const error = await rejection(store.submit('x'));
  expect(error.code).toBe('Poisoned');
  expect(error.cause).toBe(thrown);
  expect(outcomeOfCall(() => store.pendingCount())).toBe('Poisoned');
});

test.each(['releaseNext', 'releaseSpecific', 'releaseAll'] as const)(
  '%s is refused when what it releases poisons, and that operation ends as Poisoned',
  async (method) => {
    const store = logStore({ autoComplete: false });
    const bug = await store.submit('bug');
    const after = await store.submit('after');
    const call = () => (method === 'releaseSpecific' ? store.releaseSpecific(1) : store[method]());
    expect(outcomeOfCall(call)).toBe('Poisoned');
    store.clearPoison();
    expect(store.pendingIds()).toEqual([2n]);
    const error = await rejection(bug.wait());
    expect(error).toMatchObject({ code: 'Poisoned', operationId: 1n });
    expect(error.cause).toBe(BUG);
    store.releaseAll();
    expect(await after.wait()).toBe(1);
  },
);

test('a wait that is under way on the operation that poisons ends as Poisoned', async () => {
  const store = logStore({ autoComplete: false });
  const waited = outcomeOf((await store.submit('bug')).wait());
  expect(outcomeOfCall(() => store.releaseNext())).toBe('Poisoned');
  expect(await waited).toBe('Poisoned');
});

test('a wait that is under way on another operation goes on waiting', async () => {
  const { store, pending } = await (async () => {
    const store = logStore();
    store.delayNextWrites(1);
    return { store, pending: await store.submit('b') };
  })();
  let settled = false;
  const waited = pending.wait().finally(() => (settled = true));
  await outcomeOf(store.submit('bug'));
  await settle();
  expect(settled).toBe(false);
  store.clearPoison();
  store.releaseAll();
  expect(await waited).toBe(1);
});

describe('a poisoned store', () => {
  test.each([
    ['submit', (store) => store.submit('c')],
    ['read', (store) => store.read((log) => log.length)],
    ['clone', (store) => store.clone()],
    ['setAutoComplete', (store) => store.setAutoComplete(false)],
    ['delayNextWrites', (store) => store.delayNextWrites(1)],
    ['failNextSubmissions', (store) => store.failNextSubmissions(1)],
    ['failNextCommits', (store) => store.failNextCommits(1)],
    ['loseNextAcks', (store) => store.loseNextAcks(1)],
    ['resetFaults', (store) => store.resetFaults()],
    ['releaseNext', (store) => store.releaseNext()],
    ['releaseSpecific', (store) => store.releaseSpecific(2)],
    ['releaseAll', (store) => store.releaseAll()],
    ['pendingCount', (store) => store.pendingCount()],
    ['pendingIds', (store) => store.pendingIds()],
    ['whenPending', (store) => store.whenPending(0)],
  ] as [string, (store: ReturnType<typeof logStore>) => unknown][])('refuses %s', async (_, call) => {
    const { store } = await poisoned();
    const faults = store.faults();
    expect(await ends(() => call(store))).toBe('Poisoned');
    expect(store.faults()).toEqual(faults);
    store.clearPoison();
    expect(logged(store)).toEqual(['a']);
    expect(store.pendingIds()).toEqual([2n]);
    expect((await store.submit('c')).operationId).toBe(4n);
  });

  test('refuses with the same cause every time, naming no operation', async () => {
    const { store } = await poisoned();
    for (let time = 0; time < 2; time++) {
      const error = await rejection(store.submit('c'));
      expect(error.cause).toBe(BUG);
      expect(error.operationId).toBeUndefined();
    }
  });

  test.each(['clearPoison', 'faults', 'crash'] as const)('allows %s', async (method) => {
    const { store } = await poisoned();
    expect(outcomeOfCall(() => store[method]())).toBe('returned');
  });

  test('allows subscribe and its end', async () => {
    const { store } = await poisoned();
    const types: string[] = [];
    const stop = store.subscribe((event) => types.push(event.type));
    store.clearPoison();
    stop();
    store.setAutoComplete(false);
    expect(types).toEqual(['poison-cleared']);
  });

  test('rejects waits without consuming: the outcome is there after clearPoison()', async () => {
    const { store, finished, pending } = await poisoned();
    expect(await outcomeOf(finished.wait())).toBe('Poisoned');
    expect(await outcomeOf(pending.wait())).toBe('Poisoned');
    store.clearPoison();
    store.releaseAll();
    expect(await finished.wait()).toBe(1);
    expect(await pending.wait()).toBe(2);
  });

  test('crash() drops what is pending and leaves it poisoned', async () => {
    const { store, finished, pending } = await poisoned();
    store.crash();
    expect(outcomeOfCall(() => store.pendingCount())).toBe('Poisoned');
    store.clearPoison();
    expect(store.pendingCount()).toBe(0);
    expect(await outcomeOf(pending.wait())).toBe('StoreCrashed');
    expect(await outcomeOf(finished.wait())).toBe('StoreCrashed');
  });

  test('is poisoned for its clones, and cleared for them', async () => {
    const store = logStore();
    const clone = store.clone();
    await outcomeOf(store.submit('bug'));
    expect(await outcomeOf(clone.submit('a'))).toBe('Poisoned');
    clone.clearPoison();
    expect(await outcomeOf(store.submit('a'))).toBe('fulfilled');
  });

  test('can be poisoned again', async () => {
    const { store } = await poisoned();
    store.clearPoison();
    store.clearPoison();
    expect(await outcomeOf(store.submit('bug'))).toBe('Poisoned');
    expect(await outcomeOf(store.submit('c'))).toBe('Poisoned');
  });
});

describe('a poisoned ledger or sink', () => {
  const broken = (kind: string) =>
    new InMemoryStoreCore({
      kind,
      createDurable: () => undefined,
      apply: () => {
        throw BUG;
      },
    }) as never;

  test('refuses every read and write', async () => {
    const ledger = new InMemoryDoneLedger(undefined, broken('done-ledger'));
    const sink = new InMemoryFindingsSink(undefined, broken('findings'));
    const row = finding(1);
    const calls = [
      () => ledger.batchUpsert([clean(1)]),
      () => ledger.batchUpsert([clean(1)]),
      () => ledger.batchGet(TENANT, POLICY, []),
      () => ledger.listDoneHashes(TENANT, POLICY),
      () => ledger.getRecord(key(1)),
      () => ledger.snapshot(),
      () => ledger.durableCounts(),
      () => ledger.clone(),
      () => sink.upsertBatch(batchOf()),
      () => sink.upsertBatch(batchOf()),
      () => sink.findingsSnapshot(),
      () => sink.occurrencesSnapshot(),
      () => sink.observationsSnapshot(),
      () => sink.getFinding(TENANT, row.findingId),
      () => sink.getOccurrence(TENANT, row.findingId as never),
      () => sink.getObservation(TENANT, row.findingId as never),
      () => sink.durableCounts(),
    ];
    for (const call of calls) expect([call, await ends(call)]).toEqual([call, 'Poisoned']);
  });
});

test('a refusal of the backend, in prepare or in apply, does not poison', async () => {
  const store = logStore();
  expect(await outcomeOf(store.submit('bad'))).toBe('Unfit');
  expect(await outcomeOf((await store.submit('no')).wait())).toBe('Unwanted');
  expect(await (await store.submit('a')).wait()).toBe(1);
});
