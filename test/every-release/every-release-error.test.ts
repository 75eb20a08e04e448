import { describe, expect, test } from 'vitest';
import {
  EveryReleaseError,
  InMemoryDoneLedger,
  InMemoryPersistenceError,
  defineStore,
  everyRelease,
  type EveryReleaseOptions,
} from '../../src/index.js';
import { describeError, outcomeOf } from '../support/rows.js';
import { withoutPaths } from '../support/without-paths.js';
import { createList, failureOf, inShort, listed, withList } from './support.js';

const nothing = () => undefined;

/** A store in which the last write of a key wins, whatever completes first: a bug to be found. */
const createRegister = () =>
  defineStore({
    kind: 'register',
    createDurable: () => new Map<string, number>(),
    apply: (durable, [key, value]: readonly [string, number]) => void durable.set(key, value),
    fork: (durable) => new Map(durable),
  });

describe('the smallest order that fails', () => {
  test('has one write that overtakes one other, where that is enough', async () => {
    const error = await failureOf(
      everyRelease(
        async ({ register, ledger, records }) => {
          await register.submit(['a', 1]);
          await ledger.batchUpsert([records.clean(), records.clean()]);
          await register.submit(['b', 1]);
          await register.submit(['a', 2]);
          await register.submit(['c', 1]);
        },
        ({ register }) => {
          const value = register.read((durable) => durable.get('a'));
          if (value !== 2) throw new RangeError(`a is ${value}, not 2\n\nas it should be\n\nand more`);
        },
        { create: () => ({ register: createRegister() }), commitFaults: 0 },
      ),
    );
    expect(inShort(error.order)).toBe('register #3, register #1, done-ledger #1, register #2, register #4');
    expect(error).toMatchObject({ code: 'CheckFailed', pending: [], name: 'EveryReleaseError' });
    expect(error.cause).toBeInstanceOf(RangeError);
    expect(withoutPaths(error.message)).toBe(
      `everyRelease(): the check fails when writes complete in this order.

   1. register #3, 1 row, submitted at every-release-error.test.ts, overtakes register #1, done-ledger #1, register #2
   2. register #1, 1 row, submitted at every-release-error.test.ts
   3. done-ledger #1, 2 rows, submitted at every-release-error.test.ts
   4. register #2, 1 row, submitted at every-release-error.test.ts
   5. register #4, 1 row, submitted at every-release-error.test.ts

RangeError: a is 1, not 2

as it should be

It is the smallest such order: no other has fewer failing commits, or as many and fewer writes that overtake others.`,
    );
  });

  test('has no commit that fails, where an order alone is enough', async () => {
    const error = await failureOf(
      everyRelease(
        async ({ list }) => {
          for (const letter of 'abc') await list.submit(letter);
        },
        ({ list }) => expect(['abc', 'acb']).toContain(listed(list)),
        withList,
      ),
    );
    expect(inShort(error.order)).toBe('list #2, list #1, list #3');
  });

  test('has one, where only that makes it fail, and nothing overtaken', async () => {
    const error = await failureOf(
      everyRelease(
        async ({ list }) => {
          for (const letter of 'abc') await list.submit(letter);
        },
        ({ list }) => {
          if (!listed(list).includes('b')) throw new Error('b is lost');
        },
        withList,
      ),
    );
    expect(inShort(error.order)).toBe('list #1, list #2 fails, list #3');
    expect(withoutPaths(error.message)).toBe(
      `everyRelease(): the check fails when writes complete in this order.

   1. list #1, 1 row, submitted at every-release-error.test.ts
   2. list #2, 1 row, submitted at every-release-error.test.ts, its commit fails
   3. list #3, 1 row, submitted at every-release-error.test.ts

Error: b is lost

It is the smallest such order: no other has fewer failing commits, or as many and fewer writes that overtake others.`,
    );
  });

  test('names the lines that submitted the writes', async () => {
    const error = await failureOf(
      everyRelease(
        async ({ list }) => list.submit('a'),
        () => {
          throw new Error('no');
        },
        withList,
      ),
    );
    expect(error.order[0]?.submittedAt).toMatch(/\/every-release-error\.test\.ts:\d+:\d+$/);
  });

  test('of an invariant ends where that fails, and says what was still pending', async () => {
    const error = await failureOf(
      everyRelease(
        async ({ list }) => {
          for (const letter of 'abc') await list.submit(letter);
        },
        nothing,
        {
          ...withList,
          invariant: ({ list }) => {
            if (listed(list).startsWith('c')) throw 'c came first';
          },
        },
      ),
    );
    expect(error).toMatchObject({ code: 'InvariantFailed', cause: 'c came first' });
    expect(inShort(error.pending)).toBe('list #1, list #2');
    expect(withoutPaths(error.message)).toBe(
      `everyRelease(): the invariant fails when writes complete in this order.

   1. list #3, 1 row, submitted at every-release-error.test.ts, overtakes list #1, list #2
   -. list #1, 1 row, submitted at every-release-error.test.ts, still pending
   -. list #2, 1 row, submitted at every-release-error.test.ts, still pending

It threw "c came first".

It is the smallest such order: no other has fewer failing commits, or as many and fewer writes that overtake others.`,
    );
  });

  test('of an invariant is the shortest of those that overtake as little', async () => {
    const error = await failureOf(
      everyRelease(
        async ({ list }) => {
          for (const letter of 'abcd') await list.submit(letter);
        },
        nothing,
        { ...withList, invariant: ({ list }) => expect([...listed(list)]).toEqual([...listed(list)].sort()) },
      ),
    );
    expect(inShort(error.order)).toBe('list #2, list #1');
  });

  test('of an invariant may be none at all', async () => {
    const error = await failureOf(
      everyRelease(async ({ list }) => list.submit('a'), nothing, {
        ...withList,
        invariant: () => Promise.reject(new Error('never')),
      }),
    );
    expect(withoutPaths(error.message)).toBe(
      `everyRelease(): the invariant fails before any write is released.

   -. list #1, 1 row, submitted at every-release-error.test.ts, still pending

Error: never`,
    );
  });

  test('is found, too, where only what the scenario has kept depends on it', async () => {
    const error = await failureOf(
      everyRelease(
        async ({ ledger, list, records }) => {
          let latest = '';
          const write = async (name: string) => {
            await (await ledger.batchUpsert([records.clean()])).wait();
            latest = name;
          };
          await Promise.all(['a', 'b', 'c'].map(write));
          await list.submit(latest);
        },
        ({ list }) => {
          if (listed(list) !== 'c') throw new Error(`${listed(list)} was the latest`);
        },
        { ...withList, commitFaults: 0 },
      ),
    );
    expect(inShort(error.order)).toBe('done-ledger #1, done-ledger #3, done-ledger #2, list #1');
    expect((error.cause as Error).message).toBe('b was the latest');
  });
});

describe('a scenario that fails', () => {
  test('in some order, and not because it was told of an injected failure', async () => {
    const error = await failureOf(
      everyRelease(
        async ({ list }) => {
          const [a, b] = [await list.submit('a'), await list.submit('b')];
          await Promise.race([b.wait(), a.wait()]);
          if (listed(list) === 'b') throw new TypeError('b was alone');
        },
        nothing,
        { ...withList, commitFaults: 0 },
      ),
    );
    expect(error).toMatchObject({ code: 'ScenarioFailed', cause: new TypeError('b was alone') });
    expect(withoutPaths(error.message)).toBe(
      `everyRelease(): the scenario fails when writes complete in this order.

   1. list #2, 1 row, submitted at every-release-error.test.ts, overtakes list #1
   -. list #1, 1 row, submitted at every-release-error.test.ts, still pending

TypeError: b was alone

It is the smallest such order: no other has fewer failing commits, or as many and fewer writes that overtake others.`,
    );
  });

  test.each([
    ['at once', () => Promise.reject(new TypeError('a slip'))],
    [
      'by throwing',
      () => {
        throw new TypeError('a slip');
      },
    ],
  ])('%s', async (_, scenario) => {
    const error = await failureOf(everyRelease(scenario, nothing));
    expect(error).toMatchObject({ code: 'ScenarioFailed', order: [] });
    expect(error.message).toBe('everyRelease(): the scenario fails before any write is released.\n\nTypeError: a slip');
  });

  test('because its write is refused is not told of an injected failure', async () => {
    const orphan = { findings: [], observations: [] };
    const error = await failureOf(
      everyRelease(async ({ sink, records }) => {
        await (await sink.upsertBatch({ ...orphan, occurrences: [records.occurrence()] })).wait();
      }, nothing),
    );
    expect(describeError(error.cause)).toBe('MissingFinding');
  });

  test('because it waits for something else', async () => {
    const error = await failureOf(
      everyRelease(
        async ({ list }) => {
          await (await list.submit('a')).wait();
          await new Promise((resolve) => setTimeout(resolve, 1));
        },
        nothing,
        withList,
      ),
    );
    expect(error.code).toBe('ScenarioStuck');
    expect(withoutPaths(error.message)).toBe(
      `everyRelease(): the scenario does not end when writes complete in this order.

   1. list #1, 1 row, submitted at every-release-error.test.ts

Nothing is pending any more. It waits for something other than its writes, such as a timer or a file, which cannot be waited for in every order: give it what it needs at once.

It is the smallest such order: no other has fewer failing commits, or as many and fewer writes that overtake others.`,
    );
  });

  test('because two parts of it wait for each other in one order', async () => {
    const error = await failureOf(
      everyRelease(
        async ({ list }) => {
          const [a, b] = [await list.submit('a'), await list.submit('b')];
          await Promise.all([a.wait(), b.wait()]);
          if (listed(list) === 'ba') await new Promise(nothing);
        },
        nothing,
        { ...withList, commitFaults: 0 },
      ),
    );
    expect([error.code, inShort(error.order)]).toEqual(['ScenarioStuck', 'list #2, list #1']);
  });
});

test('a store that breaks fails the order in which it does', async () => {
  const error = await failureOf(
    everyRelease(
      async ({ list }) => {
        for (const letter of ['a', 'bug', 'c']) await list.submit(letter);
      },
      nothing,
      withList,
    ),
  );
  expect(error.code).toBe('StorePoisoned');
  expect(InMemoryPersistenceError.is(error.cause)).toBe(true);
  expect((error.cause as Error).cause).toEqual(new TypeError('a bug in apply'));
  expect(withoutPaths(error.message)).toBe(
    `everyRelease(): a store breaks when writes complete in this order.

   1. list #1, 1 row, submitted at every-release-error.test.ts
   2. list #2, 1 row, submitted at every-release-error.test.ts
   -. list #3, 1 row, submitted at every-release-error.test.ts, still pending

Poisoned: list write #2: the store is poisoned by an unexpected error in apply, its cause. Mend that, or call clearPoison().

It is the smallest such order: no other has fewer failing commits, or as many and fewer writes that overtake others.`,
  );
});

describe('what cannot be gone through', () => {
  test('no write at all, or on stores that are not those of the run', async () => {
    const elsewhere = new InMemoryDoneLedger();
    for (const scenario of [nothing, async () => elsewhere.batchUpsert([])]) {
      const error = await failureOf(everyRelease(scenario, nothing));
      expect(error.code).toBe('NothingPending');
      expect(error.message).toBe(
        'everyRelease(): the scenario left no write pending, so there is no order to try. All stores that it is given hold ' +
          'their writes back: it must write to these, and must not release what it writes.',
      );
    }
  });

  test('more than eight writes at once', async () => {
    const scenario = (count: number) =>
      everyRelease(
        async ({ ledger }) => {
          for (let n = 0; n < count; n++) await ledger.batchUpsert([]);
        },
        nothing,
        { commitFaults: 0 },
      );
    expect((await scenario(8)).orders).toBe(40_320);
    const error = await failureOf(scenario(9));
    expect(error.code).toBe('TooManyWrites');
    expect(error.pending).toHaveLength(9);
    expect(error.message).toBe(
      'everyRelease(): 9 writes are pending at once, and 8 are the most whose orders can be tried. Write larger batches, or ' +
        'release what does not matter in the scenario itself.',
    );
  });

  test('a scenario that never has enough', async () => {
    const error = await failureOf(
      everyRelease(
        async ({ list }) => {
          for (;;) await (await list.submit('a')).wait();
        },
        nothing,
        { ...withList, commitFaults: 0 },
      ),
    );
    expect(error.code).toBe('EndlessOrder');
    expect(error.order).toHaveLength(64);
    expect(error.message).toBe(
      'everyRelease(): after 64 releases in one order there is still a write pending. The scenario submits another one for ' +
        'each that ends; let it give up.',
    );
  });

  test('more orders than there may be', async () => {
    const error = await failureOf(
      everyRelease(
        async ({ list }) => {
          for (const letter of 'abcde') await list.submit(letter);
        },
        nothing,
        { ...withList, maxReleases: 100 },
      ),
    );
    expect(error.code).toBe('TooManyReleases');
    expect(error.message).toBe(
      'everyRelease(): there are more orders than 100 releases get through. Leave fewer writes pending, or fewer that ' +
        'somebody waits for; or set commitFaults to 0, independent to true, or maxReleases to more.',
    );
  });

  test.each<[string, () => Promise<unknown>]>([
    [
      'writes that are others on every run',
      () => {
        let runs = 0;
        return everyRelease(
          async ({ list }) => {
            runs++;
            for (const letter of 'ab') await list.submit(`${letter}${runs}`);
          },
          nothing,
          withList,
        );
      },
    ],
    [
      'a write that is there only on some runs',
      () => {
        let runs = 0;
        return everyRelease(
          async ({ list }) => {
            await (await list.submit('a')).wait();
            if (runs++ === 0) await list.submit('b');
          },
          nothing,
          { ...withList, commitFaults: 1 },
        );
      },
    ],
    [
      'writes that wait for each other only on some runs',
      () => {
        let runs = 0;
        return everyRelease(
          async ({ list }) => {
            const handles = [await list.submit('a'), await list.submit('b')];
            if (runs++ > 0) await list.submit('c');
            await Promise.all(handles.map((handle) => handle.wait()));
          },
          nothing,
          { ...withList, commitFaults: 0 },
        );
      },
    ],
  ])('%s', async (_, prove) => {
    const error = await failureOf(prove());
    expect(error.code).toBe('NotRepeatable');
    expect(error.message).toBe(
      'everyRelease(): the scenario does not do the same on every run, so its orders cannot be gone through one by one. It ' +
        'must take its rows from the records that it is given, keep nothing from one run to the next, and draw nothing at ' +
        'random.',
    );
  });
});

describe('refuses', () => {
  const prove = (options: unknown) =>
    outcomeOf(everyRelease(async ({ ledger }) => ledger.batchUpsert([]), nothing, options as EveryReleaseOptions));

  test.each<[string, unknown, string]>([
    ['no object', 1, 'InvalidType options'],
    ['an option that there is not', { faults: 1 }, 'InvalidType options.faults'],
    ['a create that is no function', { create: {} }, 'InvalidType options.create'],
    ['an invariant that is no function', { invariant: true }, 'InvalidType options.invariant'],
    ['a negative commitFaults', { commitFaults: -1 }, 'OutOfRange options.commitFaults'],
    ['commitFaults as a text', { commitFaults: '1' }, 'InvalidType options.commitFaults'],
    ['half a commit fault', { commitFaults: 0.5 }, 'OutOfRange options.commitFaults'],
    ['endless releases', { maxReleases: Infinity }, 'OutOfRange options.maxReleases'],
    ['an independent that is no boolean', { independent: 1 }, 'InvalidType options.independent'],
    ['a seed that is none', { seed: {} }, 'InvalidType seed'],
    ['a store that is none of ours', { create: () => ({ list: {} }) }, 'InvalidType options.create().list'],
    [
      'a store under the name of another',
      { create: () => ({ ledger: createList() }) },
      'InvalidType options.create().ledger',
    ],
    [
      'a store under the kind of another',
      { create: () => ({ findings: createList() }) },
      'InvalidType options.create().findings',
    ],
    [
      'a store with something pending',
      {
        create: () => {
          const list = createList();
          list.delayNextWrites(1);
          void list.submit('a');
          return { list };
        },
      },
      'InvalidType options.create().list',
    ],
  ])('%s', async (_, options, expected) => {
    expect(await prove(options)).toBe(expected);
  });

  test('a scenario or a check that is no function', async () => {
    expect(await outcomeOf(everyRelease(undefined as never, nothing))).toBe('InvalidType scenario');
    expect(await outcomeOf(everyRelease(nothing, undefined as never))).toBe('InvalidType check');
  });

  test('takes what is left out for not given', async () => {
    const options = { create: undefined, invariant: undefined, commitFaults: undefined, seed: undefined };
    expect(await prove({ ...options, independent: undefined, maxReleases: undefined })).toBe('fulfilled');
  });
});

test('is an Error with a name of its own', async () => {
  const error = await failureOf(everyRelease(nothing, nothing));
  expect(error).toBeInstanceOf(EveryReleaseError);
  expect(String(error)).toMatch(/^EveryReleaseError: everyRelease\(\): /);
  expect(Object.hasOwn(error, 'cause')).toBe(false);
});
