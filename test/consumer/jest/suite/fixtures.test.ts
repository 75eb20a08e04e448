// What only Jest has: useGossip(), in every place where it can be called and read, and where it cannot.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import * as gossipJest from 'gossip-inmemory/jest';
import { GossipUsageError, useGossip, type InMemoryDoneLedger } from 'gossip-inmemory/jest';

const gossip = useGossip();
const FIXTURES = ['gossip', 'ledger', 'sink', 'oracle', 'records', 'timeline'] as const;

/** The code and the message of what a call throws. */
function refusal(call: () => unknown): readonly [unknown, string] {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(GossipUsageError);
    expect((error as GossipUsageError).name).toBe('GossipUsageError');
    return [(error as GossipUsageError).code, (error as GossipUsageError).message];
  }
  return ['none', 'it returned'];
}

test('the matchers are on the global expect, too', () => {
  const { expect: globalExpect } = globalThis as unknown as { readonly expect: typeof expect };
  const { ledger } = gossip;
  globalExpect(ledger).toHaveDurableCounts({ records: 0 });
  globalExpect({ ledger }).toEqual({ ledger: globalExpect.not.toHavePendingWrites() });
});

test('the entry has what the package has', () => {
  expect(gossipJest).toMatchObject({
    InMemoryDoneLedger: expect.any(Function),
    withDelayedWrites: expect.any(Function),
    describeConformance: expect.any(Function),
    gossipSerializer: expect.any(Object),
    MatcherUsageError: expect.any(Function),
    UnsettledMatcherError: expect.any(Function),
  });
});

describe('a fixture', () => {
  const outside: (readonly [unknown, string])[] = [];
  const noteOutside = (): void => void outside.push(refusal(() => gossip.ledger));
  noteOutside();
  beforeAll(noteOutside);
  afterAll(() => {
    noteOutside();
    expect(outside.map(([code]) => code)).toEqual(['OutsideTest', 'OutsideTest', 'OutsideTest']);
  });

  test('is there while a test runs, and not before it', () => {
    for (const name of FIXTURES) expect(gossip[name]).toBeDefined();
    expect(outside[1]).toEqual([
      'OutsideTest',
      'ledger exists only while a test runs, and is another one in each. ' +
        'Read it in the test itself, or in its beforeEach and afterEach hooks.',
    ]);
  });

  test('is the same one, as often as it is read', () => {
    for (const name of FIXTURES) expect(gossip[name]).toBe(gossip[name]);
  });
});

describe('hooks', () => {
  let ledger: InMemoryDoneLedger;

  beforeEach(async () => {
    ledger = gossip.ledger;
    await ledger.batchUpsert([gossip.records.clean()]);
    gossip.ledger.delayNextWrites(1);
  });

  afterEach(() => {
    expect(gossip.ledger).toBe(ledger);
    gossip.ledger.releaseAll(); // what the test left pending: the audit comes after this
  });

  test('share the stores of their test', async () => {
    expect(gossip.ledger).toHaveDurableCounts({ records: 1 });
    await gossip.ledger.batchUpsert([gossip.records.clean()]);
    expect(gossip.ledger).toHavePendingWrites(1);
  });
});

let releasesLate = false;
afterEach(() => {
  if (releasesLate) gossip.ledger.releaseAll();
  releasesLate = false;
});

test('the audit comes after the hooks of the file as well', async () => {
  releasesLate = true;
  gossip.ledger.delayNextWrites(1);
  await gossip.ledger.batchUpsert([gossip.records.clean()]);
});

test('allow() is that of the session', async () => {
  gossip.allow('unused-faults');
  gossip.ledger.failNextCommits(1);
  expect(() => gossip.allow('everything' as never)).toThrow("expected 'pending-writes' or");
});

describe('options', () => {
  const quiet = useGossip({ stores: { autoComplete: false }, seed: 'other', audit: false, timeoutMs: 60_000 });

  test('hold for a describe block, beside those of the file', async () => {
    expect(quiet.gossip.options).toEqual({ stores: { autoComplete: false }, seed: 'other', audit: false });
    expect(quiet.ledger).not.toBe(gossip.ledger);
    await quiet.ledger.batchUpsert([quiet.records.clean()]);
    await gossip.ledger.batchUpsert([gossip.records.clean()]);
    expect(quiet.ledger).toHavePendingWrites(1);
    expect(gossip.ledger).not.toHavePendingWrites();
  });

  test.each([0, -1, 1.5, NaN, Infinity, 2 ** 31])('have no timeoutMs of %s', (timeoutMs) => {
    expect(() => useGossip({ timeoutMs })).toThrow(`timeoutMs: ${timeoutMs} is not an integer in 1 .. 2147483647`);
  });

  test('are refused at once if they are none', () => {
    expect(() => useGossip({ timeoutMs: '5' as never })).toThrow('timeoutMs: expected number, received string');
    expect(() => useGossip({ stores: 3 as never })).toThrow('options: expected object, received number');
    expect(() => useGossip({ seed: {} as never })).toThrow('seed: expected string, number or bigint, received object');
    expect(() => useGossip(null as never)).toThrow('options: expected object, received null');
  });
});

test('a test cannot call for more', () => {
  expect(refusal(() => useGossip())).toEqual([
    'TooLate',
    'useGossip() is called at the top of a file or in a describe block.',
  ]);
});

test('fake timers change nothing', async () => {
  jest.useFakeTimers();
  try {
    gossip.ledger.delayNextWrites(1);
    const handle = await gossip.ledger.batchUpsert([gossip.records.clean()]);
    gossip.ledger.releaseAll();
    await expect(handle).toBeDurable();
  } finally {
    jest.useRealTimers();
  }
});

describe('test.concurrent', () => {
  test.concurrent('has no fixtures', async () => {
    expect(refusal(() => gossip.ledger)).toEqual([
      'ConcurrentTest',
      'ledger cannot be had in test.concurrent, for which Jest runs no hooks. Use test(), or in a concurrent test ' +
        'const session = new GossipSession(), which has the same, and session.finish() at its end, which audits it.',
    ]);
  });

  test.concurrent('has sessions of its own', async () => {
    const session = new gossipJest.GossipSession();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await expect(await session.ledger.batchUpsert([session.records.clean()])).toBeDurable();
    session.finish();
  });

  test('does not disturb the others', async () => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    await gossip.ledger.batchUpsert([gossip.records.clean()]);
    expect(gossip.ledger).toHaveDurableCounts({ records: 1 });
  });
});
