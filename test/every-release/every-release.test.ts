import fc from 'fast-check';
import { describe } from 'vitest';
import { expect, test } from '../../fixtures/vitest.js';
import {
  defineStore,
  everyRelease,
  withDelayedWrites,
  type DoneLedger,
  type FindingsSink,
  type PageItem,
} from '../../src/index.js';
import { ledgerKey, ledgerRecord, permutations } from '../support/arbitraries.js';
import { findingsBatch } from '../support/findings-arbitraries.js';
import { endings, inShort, listed, withList } from './support.js';

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
const nothing = () => undefined;

describe('the orders of writes that are left pending', () => {
  test.each([1, 2, 3, 4])('are all run, each once: %i writes', async (n) => {
    const text = 'abcd'.slice(0, n);
    const { seen, report } = await endings(text, { ...withList, commitFaults: 0 });
    expect(seen.sort()).toEqual(
      permutations([...text])
        .map((order) => order.join(''))
        .sort(),
    );
    expect(report).toMatchObject({ orders: factorial(n), ordersWithFaults: 0, finalStates: factorial(n) });
  });

  test('with one commit that fails, each in turn, if nothing else is asked for', async () => {
    const { seen, report } = await endings('abc');
    const shorter = ['ab', 'ac', 'bc'].flatMap((pair) => permutations([...pair]));
    expect([...new Set(seen)].sort()).toEqual(
      [...permutations([...'abc']), ...shorter].map((order) => order.join('')).sort(),
    );
    expect(report).toMatchObject({ orders: 6, ordersWithFaults: 18 });
  });

  test('with any number of commits that fail', async () => {
    const { seen, report } = await endings('abc', { ...withList, commitFaults: Infinity });
    expect(report).toMatchObject({ orders: 6, ordersWithFaults: 6 * (2 ** 3 - 1) });
    expect(new Set(seen)).toContain('');
    expect((await endings('abc', { ...withList, commitFaults: 2 })).report.ordersWithFaults).toBe(6 * (3 + 3));
  });

  test('of several stores are interleaved, in order of arrival over all of them', async () => {
    const seen = new Set<string>();
    const report = await everyRelease(
      async ({ ledger, sink, list, records }) => {
        await sink.upsertBatch(records.triple());
        await list.submit('a');
        await ledger.batchUpsert([records.clean()]);
      },
      (_, run) => void seen.add(inShort(run.order)),
      { ...withList, commitFaults: 0, invariant: (_, run) => void seen.add(inShort(run.order)) },
    );
    expect(report.orders).toBe(6);
    expect(seen).toContain('findings #1, list #1, done-ledger #1');
    expect(seen).toContain('done-ledger #1');
  });

  test('what the scenario has released itself is part of the start', async () => {
    const report = await everyRelease(
      async ({ ledger, records }) => {
        await ledger.batchUpsert([records.clean()]);
        ledger.releaseAll();
        await withDelayedWrites(ledger, async () => ledger.batchUpsert([records.clean()]));
        await ledger.batchUpsert([records.clean()]);
      },
      ({ ledger }) => expect(ledger).toHaveDurableCounts({ records: 3 }),
      { commitFaults: 0 },
    );
    expect(report).toMatchObject({ orders: 1, states: 2, finalStates: 1 });
  });
});

describe('equal states', () => {
  test('are merged: the 40,320 orders of eight writes lead through 256 states, and the scenario runs twice', async () => {
    let checks = 0;
    const report = await everyRelease(
      async ({ ledger, records }) => {
        for (let n = 0; n < 8; n++) await ledger.batchUpsert([records.clean()]);
      },
      ({ ledger }) => {
        checks++;
        expect(ledger).toConvergeWithOracle();
      },
      { commitFaults: 0 },
    );
    expect({ ...report }).toEqual({ orders: 40_320, ordersWithFaults: 0, states: 256, finalStates: 1, runs: 2 });
    expect(checks).toBe(1);
    expect(String(report)).toBe('40320 orders through 256 distinct states, 1 of them final; 2 runs');
  });

  test('with a commit that fails they are others', async () => {
    const report = await everyRelease(
      async ({ ledger, records }) => {
        for (let n = 0; n < 5; n++) await ledger.batchUpsert([records.clean()]);
      },
      ({ ledger }) => expect(ledger).toConvergeWithOracle(),
    );
    expect({ ...report }).toEqual({
      orders: 120,
      ordersWithFaults: 600,
      states: 2 ** 5 + 5 * 2 ** 4,
      finalStates: 6,
      runs: 7,
    });
    expect(String(report)).toBe(
      '120 orders and 600 more with commits that fail through 112 distinct states, 6 of them final; 7 runs',
    );
  });

  test('of the same rows, but other outcomes, are not equal', async () => {
    const report = await everyRelease(
      async ({ sink, records }) => {
        const triple = records.triple();
        await sink.upsertBatch(triple);
        await sink.upsertBatch({ findings: [], occurrences: [], observations: triple.observations });
      },
      ({ sink }) => {
        expect(sink).toHaveDurableCounts({ findings: 1, occurrences: 1, observations: 1 });
        expect(sink).toConvergeWithOracle();
      },
      { commitFaults: 0 },
    );
    expect(report).toMatchObject({ orders: 2, finalStates: 2 }); // the second is refused if it comes first
  });

  /** What is in a bag does not depend on the order in which it was put there. */
  class Bag {
    readonly items: readonly string[];
    constructor(...items: readonly string[]) {
      this.items = items.toSorted();
    }
  }
  interface Held {
    bag: { readonly items: readonly string[] };
  }
  const put =
    (make: (...items: readonly string[]) => Held['bag']) =>
    (held: Held, item: string): void => {
      held.bag = make(...held.bag.items, item);
    };
  const plain = {
    createDurable: (): Held => ({ bag: { items: [] } }),
    apply: put((...items) => ({ items: items.toSorted() })),
  };
  const opaque = { createDurable: (): Held => ({ bag: new Bag() }), apply: put((...items) => new Bag(...items)) };
  const fork = (held: Held): Held => ({ ...held });

  test.each([
    ['plain data that can be forked', { ...plain, fork }, { states: 8, finalStates: 1, runs: 2 }],
    ['plain data that cannot be forked', plain, { states: 8, finalStates: 1, runs: 6 }],
    ['something that cannot be seen through', { ...opaque, fork }, { states: 16, finalStates: 6, runs: 7 }],
    [
      'something that its backend makes a digest of',
      { ...opaque, fork, digest: ({ bag }: Held) => bag.items.join() },
      { states: 8, finalStates: 1, runs: 2 },
    ],
  ])('of a store of your own are known as such: %s', async (_, backend, expected) => {
    const report = await everyRelease(
      async ({ bags }) => {
        for (const item of 'abc') await bags.submit(item);
      },
      ({ bags }) => expect(bags.read(({ bag }) => bag.items.join(''))).toBe('abc'),
      { commitFaults: 0, create: () => ({ bags: defineStore({ kind: 'bags', ...backend }) }) },
    );
    expect(report).toMatchObject({ orders: 6, ...expected });
  });

  test('of a sink are equal only if what does not show is, too', async () => {
    const report = await everyRelease(
      async ({ sink, records }) => {
        const { finding, occurrence, observation } = records.triple({ observation: { seenAt: 30 } });
        await sink.upsertBatch({ findings: [finding], occurrences: [occurrence], observations: [observation] });
        for (const [seenAt, display] of [
          [10, 'old.ts:1'],
          [20, 'new.ts:1'],
        ] as const) {
          const { policyHash, ovidHash } = observation;
          const later = records.observation({ occurrence, policyHash, ovidHash, seenAt, location: { display } });
          await sink.upsertBatch({ findings: [finding], occurrences: [occurrence], observations: [later] });
        }
      },
      ({ sink }) => expect(sink).toConvergeWithOracle(),
    );
    expect(report).toMatchObject({ orders: 6, ordersWithFaults: 18, states: 20, finalStates: 4 });
  });
});

describe('a scenario that waits for its writes', () => {
  interface Stores {
    readonly ledger: DoneLedger;
    readonly sink: FindingsSink;
  }
  const report = async ({ ledger, sink }: Stores, { triple, record }: PageItem): Promise<void> => {
    await (await sink.upsertBatch(triple)).wait();
    await (await ledger.batchUpsert([record])).wait();
  };

  test('goes on between releases, and what it then submits is released in every order, too', async () => {
    const orders = new Set<string>();
    const proof = await everyRelease(
      async (session) => {
        await Promise.all(session.records.page(2).map((item) => report(session, item)));
      },
      ({ ledger, sink }, { order }) => {
        orders.add(inShort(order));
        expect({ ledger, sink }).toConvergeWithOracle();
        expect(ledger).toHaveDurableCounts({ records: 2 });
      },
      { commitFaults: 0 },
    );
    expect([...orders].sort()).toEqual([
      'findings #1, done-ledger #1, findings #2, done-ledger #2',
      'findings #1, findings #2, done-ledger #1, done-ledger #2',
      'findings #1, findings #2, done-ledger #2, done-ledger #1',
      'findings #2, done-ledger #1, findings #1, done-ledger #2',
      'findings #2, findings #1, done-ledger #1, done-ledger #2',
      'findings #2, findings #1, done-ledger #2, done-ledger #1',
    ]);
    expect(proof).toMatchObject({ orders: 6, ordersWithFaults: 0, runs: 6 });
  });

  test('may pass a commit failure on that was injected, as it is, as a cause, or among others', async () => {
    const passedOn: unknown[] = [];
    for (const wrap of [
      (error: unknown) => error,
      (cause: unknown) => new Error('the worker gave up', { cause }),
      (error: unknown) => new AggregateError([new Error('another'), error]),
    ]) {
      await everyRelease(
        async ({ ledger, records }) => {
          const handle = await ledger.batchUpsert([records.clean()]);
          await handle.wait().catch((error: unknown) => {
            throw wrap(error);
          });
          return 'done';
        },
        ({ ledger }, { result, rejection }) => {
          expect(ledger).toHaveDurableCounts({ records: result === 'done' ? 1 : 0 });
          if (rejection !== undefined) passedOn.push((rejection as Error).name);
        },
      );
    }
    expect(passedOn).toEqual(['InjectedCommitFailure', 'Error', 'AggregateError']);
  });

  test('may write again what failed', async () => {
    const proof = await everyRelease(
      async ({ ledger, records }) => {
        const write = async () => (await ledger.batchUpsert([records.clean()])).wait();
        await write().catch(write);
      },
      ({ ledger }, { order }) => {
        expect(ledger).toHaveDurableCounts({ records: 1 });
        expect(['done-ledger #1', 'done-ledger #1 fails, done-ledger #2']).toContain(inShort(order));
      },
    );
    expect(proof).toMatchObject({ orders: 1, ordersWithFaults: 1 });
  });

  test('is run for every order on its own, as what it keeps may depend on that', async () => {
    const seen = new Set<string>();
    const proof = await everyRelease(
      async ({ ledger, records }) => {
        const ended: number[] = [];
        await Promise.all(
          [1, 2, 3].map(async (n) => {
            await (await ledger.batchUpsert([records.clean()])).wait();
            ended.push(n);
          }),
        );
        return ended.join('');
      },
      (_, { result }) => void seen.add(result ?? ''),
      { commitFaults: 0 },
    );
    expect([...seen].sort()).toEqual(['123', '132', '213', '231', '312', '321']);
    expect(proof).toMatchObject({ orders: 6, finalStates: 6, runs: 6 });
  });

  test('is run less often if it declares that nothing it does depends on that', async () => {
    const proof = await everyRelease(
      async ({ ledger, records }) => {
        const wait = async (record = records.clean()) => (await ledger.batchUpsert([record])).wait();
        await Promise.all(Array.from({ length: 6 }, () => wait()));
      },
      ({ ledger }) => expect(ledger).toConvergeWithOracle(),
      { commitFaults: 0, independent: true },
    );
    expect(proof).toMatchObject({ orders: 720, states: 64, finalStates: 1 });
    expect(proof.runs).toBeLessThan(200);
  });

  test('gets as far as it can before the next release, however many turns that takes', async () => {
    const endings = new Set<string>();
    await everyRelease(
      async ({ list }) => {
        const first = await list.submit('a');
        await list.submit('b');
        await first.wait();
        for (let turn = 0; turn < 500; turn++) await Promise.resolve();
        await list.submit('c');
      },
      ({ list }) => void endings.add(listed(list)),
      { ...withList, commitFaults: 0 },
    );
    expect([...endings].sort()).toEqual(['abc', 'acb', 'bac']);
  });

  test('may leave code behind that waits: it is not over before that is', async () => {
    const proof = await everyRelease(
      async ({ list }) => {
        const first = await list.submit('a');
        void first.wait().then(() => list.submit(listed(list)));
        await list.submit('b');
      },
      ({ list }) => expect(['aba', 'aab', 'baba']).toContain(listed(list)),
      { ...withList, commitFaults: 0 },
    );
    expect(proof).toMatchObject({ orders: 3, finalStates: 3 });
  });

  test('may be watched by a listener of its own, which counts as code that can go on', async () => {
    const proof = await everyRelease(
      async ({ list }) => {
        list.subscribe(({ type }) => {
          if (type === 'committed' && listed(list) === 'ba') void list.submit('c');
        });
        for (const letter of 'ab') await list.submit(letter);
      },
      ({ list }) => expect(['ab', 'bac']).toContain(listed(list)),
      { ...withList, commitFaults: 0 },
    );
    expect(proof).toMatchObject({ orders: 2, finalStates: 2 });
  });
});

describe('check and invariant', () => {
  test('are given the fresh session of the run, the order and what the scenario resolved with', async () => {
    const sessions = new Set<unknown>();
    await everyRelease(
      async ({ ledger, records }) => [
        await ledger.batchUpsert([records.clean()]),
        await ledger.batchUpsert([records.clean()]),
      ],
      async (session, { order, result, rejection }) => {
        sessions.add(session);
        const { ledger, oracle, timeline, records } = session;
        expect(order).toMatchObject([
          { store: 'done-ledger', rows: 1 },
          { store: 'done-ledger', rows: 1 },
        ]);
        expect(order[0]?.submittedAt).toMatch(/every-release\.test\.ts:\d+:\d+$/);
        expect(rejection).toBeUndefined();
        expect(ledger).toConvergeWithOracle(oracle);
        expect(timeline.lines().length).toBeGreaterThan(5);
        expect(records.clean()).toMatchObject({ status: 'ScannedClean' });
        for (const [index, handle] of (result ?? []).entries()) {
          const step = order.find(({ id }) => id === BigInt(index + 1));
          if (step?.commitFails === true) await expect(handle).toFailCommit('InjectedCommitFailure');
          else await expect(handle).toBeDurable();
        }
      },
    );
    expect(sessions.size).toBe(3); // no failure, the first, the second
  });

  test('the invariant is called at every moment, the first and the last included', async () => {
    const seen: string[] = [];
    await everyRelease(
      async ({ list }) => {
        for (const letter of 'ab') await list.submit(letter);
      },
      ({ list }) => void seen.push(`check ${listed(list)}`),
      { ...withList, commitFaults: 0, invariant: ({ list }) => void seen.push(listed(list)) },
    );
    expect(seen).toEqual(['', 'a', 'ab', 'check ab', 'b', 'ba', 'check ba']);
  });

  test('the records of a run start where seed says', async () => {
    const sizes = async (seed: string) => {
      const seen: unknown[] = [];
      await everyRelease(
        async ({ ledger, records }) => ledger.batchUpsert([records.clean()]),
        ({ ledger }) => void seen.push(ledger.snapshot()[0]?.bytesScanned),
        { seed, commitFaults: 0 },
      );
      return seen;
    };
    expect(await sizes('a')).toEqual(await sizes('a'));
    expect(await sizes('a')).not.toEqual(await sizes('b'));
  });
});

test('the same is run in the same order every time', async () => {
  const [one, other] = [await endings('abcd'), await endings('abcd')];
  expect(other).toEqual(one);
});

describe('our own stores converge in every order', () => {
  test('whatever records a ledger is given', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(ledgerRecord(ledgerKey), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
        async (batches) => {
          const { finalStates } = await everyRelease(
            async ({ ledger }) => {
              for (const batch of batches) await ledger.batchUpsert(batch);
            },
            ({ ledger }) => expect(ledger).toConvergeWithOracle(),
            { commitFaults: 0 },
          );
          expect(finalStates).toBe(1);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('whatever a sink is given, even if it refuses some of it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(findingsBatch, { minLength: 1, maxLength: 4 }), async (batches) => {
        await everyRelease(
          async ({ sink }) => {
            await sink.upsertBatch({ findings: [], occurrences: [], observations: [] });
            for (const batch of batches) await sink.upsertBatch(batch).catch(nothing);
          },
          ({ sink }) => expect(sink).toConvergeWithOracle(),
        );
      }),
      { numRuns: 25 },
    );
  });
});
