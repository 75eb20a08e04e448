import { describe, vi } from 'vitest';
import { expect, test } from '../../fixtures/vitest.js';
import {
  BatchValidation,
  PersistenceInputError,
  ReadyCommitHandle,
  TenantSecretKey,
  defineStore,
  type CommitHandle,
} from '../../src/index.js';
import { BUG, logStore, settle } from '../support/rows.js';

describe('several assertions on one handle', () => {
  test('share the outcome that the first waited for', async ({ ledger }) => {
    ledger.loseNextAcks(1);
    const handle = await ledger.batchUpsert([]);
    await expect(handle).not.toBeDurable();
    await expect(handle).toFailCommit('AckLost');
    await expect(handle).not.toFailCommit('StoreCrashed');
    await expect(handle.wait()).toRejectWithCode('UnknownOperation');
  });

  test('wait for the handle once, even if they start at the same time', async () => {
    const handle = { wait: vi.fn(async () => ({ rows: 1 })) };
    await Promise.all([
      expect(handle).toBeDurable(),
      expect(handle).toBeDurable({ rows: 1 }),
      expect(handle).not.toFailCommit('AckLost'),
    ]);
    expect(handle.wait).toHaveBeenCalledTimes(1);
  });

  test('wait for different handles separately', async ({ ledger }) => {
    ledger.failNextCommits(1);
    const [failing, fine] = [await ledger.batchUpsert([]), await ledger.batchUpsert([])];
    await expect(failing).toFailCommit('InjectedCommitFailure');
    await expect(fine).toBeDurable();
  });
});

describe.each(['toBeDurable', 'toFailCommit'] as const)('%s', (matcher) => {
  const args = matcher === 'toBeDurable' ? ([] as const) : (['AckLost'] as const);
  const judge = (handle: unknown, not: boolean): Promise<void> => {
    const assertion = expect(handle) as unknown as Record<
      typeof matcher,
      (...args: readonly string[]) => Promise<void>
    >;
    return (not ? (assertion as unknown as { not: typeof assertion }).not : assertion)[matcher](...args);
  };

  test.each([false, true])('throws if somebody else has waited (.not: %s)', async (not) => {
    const handle = await logStore().submit('a');
    await handle.wait();
    await expect(judge(handle, not)).rejects.toMatchObject({
      name: 'MatcherUsageError',
      message:
        `${matcher}() came too late: the outcome was handed out to a wait() of somebody else's. ` +
        'Give the handle to the matcher instead, or expect what that wait() resolved with.',
      cause: { code: 'UnknownOperation' },
    });
    await expect(judge(handle, not)).rejects.toMatchObject({ name: 'MatcherUsageError' });
  });

  test('waits until the write is released', async () => {
    const store = logStore({ autoComplete: false });
    let judged = false;
    const waiting = judge(await store.submit('a'), matcher === 'toFailCommit').then(() => (judged = true));
    await settle();
    expect(judged).toBe(false);
    store.releaseAll();
    await waiting;
  });
});

test('a poisoned store is no outcome: once it is mended the same handle is judged anew', async () => {
  const store = logStore({ autoComplete: false });
  const [waiting, guilty] = [await store.submit('a'), await store.submit('bug')];
  expect(() => store.releaseAll('NewestFirst')).toThrow(expect.objectContaining({ code: 'Poisoned', cause: BUG }));
  await expect(waiting).toFailCommit('Poisoned');
  store.clearPoison();
  store.releaseAll();
  await expect(waiting).toBeDurable();
  await expect(guilty).toFailCommit('Poisoned');
  await expect(guilty).not.toBeDurable();
});

test('a handle whose wait() throws at once has failed', async () => {
  const handle: CommitHandle<never> = {
    wait: () => {
      throw new BatchValidation({ store: 'mine' }, new PersistenceInputError('Empty', { field: 'x' }, 'is empty'));
    },
  };
  await expect(handle).toFailCommit('BatchValidation');
});

test('an error that is not ours has no code, so .not.toFailCommit cannot judge it', async () => {
  const handle = ReadyCommitHandle.err(new RangeError('disk full'));
  await expect(expect(handle).not.toFailCommit('AckLost')).rejects.toMatchObject({
    name: 'MatcherUsageError',
    message: 'toFailCommit(): wait() rejected with an error that is not ours. RangeError: disk full',
    cause: { message: 'disk full' },
  });
});

test('.not.toRejectWithCode cannot judge an error that is not ours either', async () => {
  await expect(
    expect(Promise.reject(new RangeError('too far'))).not.toRejectWithCode('OutOfRange'),
  ).rejects.toMatchObject({
    name: 'MatcherUsageError',
    message: 'toRejectWithCode(): the promise rejected with an error that is not ours. RangeError: too far',
    cause: { message: 'too far' },
  });
});

test('an object that only looks like our error is not ours', async () => {
  const forged = Promise.reject(Object.assign(new Error('forged'), { code: 'AckLost' }));
  await expect(expect(forged).toRejectWithCode('AckLost')).rejects.toThrow('an error without a code of ours');
});

test('toRejectWithCode knows the codes of input errors and of refusals of a user', async () => {
  const key = (async () => TenantSecretKey.fromBytes(new Uint8Array(3)))();
  await expect(key).toRejectWithCode('OutOfRange');
  await expect(logStore().submit('bad')).toRejectWithCode('Unfit');
  await expect((await logStore().submit('no')).wait()).toRejectWithCode('Unwanted');
});

test('toBeDurable compares the receipt of a user as any value', async () => {
  const store = defineStore({
    kind: 'mine',
    createDurable: () => undefined,
    apply: (_, payload: string) => ({ length: payload.length, at: new Date(0) }),
  });
  await expect(await store.submit('abc')).toBeDurable({ length: 3, at: new Date(0) });
  await expect(await store.submit('abc')).not.toBeDurable({ length: 3, at: new Date(1) });
});

test('what waits answers with a promise, what does not without one', async ({ ledger }) => {
  const handle = ReadyCommitHandle.ok({});
  for (const answer of [
    expect(handle).toBeDurable(),
    expect(handle).not.toFailCommit('AckLost'),
    expect(ledger.batchUpsert([])).not.toRejectWithCode('AckLost'),
  ]) {
    expect(answer).toBeInstanceOf(Promise);
    await answer;
  }
  for (const answer of [
    expect(ledger).toHaveDurableCounts({ records: 0 }),
    expect(ledger).not.toHavePendingWrites(),
    expect(ledger).toConvergeWithOracle(),
    expect('Skipped').toDominate('Skipped'),
  ] as readonly unknown[])
    expect(answer).not.toHaveProperty('then');
});
