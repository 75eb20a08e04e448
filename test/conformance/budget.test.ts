import { describe, expect, test } from 'vitest';
import {
  CHECKS,
  runConformance,
  type ConformanceBackend,
  type ConformanceOptions,
  type ConformanceReport,
} from '../../src/conformance/index.js';
import { never } from './broken/broken.js';
import { IdleClock } from './clock.js';
import { PlainCommits, plainBackend, PLAIN_SUPPORTS, type PlainParts } from './plain-backend.js';

const UPSERT = CHECKS.filter(({ id }) => id === 'LEDGER-UPSERT-01');

/** What the report says of one check on a backend that is changed before use; the clock stands still while anything goes on. */
async function resultOf(
  change: (backend: ConformanceBackend) => unknown,
  parts: PlainParts = {},
  options: ConformanceOptions = {},
) {
  const create = async (): Promise<ConformanceBackend> => {
    const backend = plainBackend(parts);
    return ((await change(backend)) as ConformanceBackend | undefined) ?? backend;
  };
  const clock = new IdleClock();
  const report = await runConformance({ create, supports: PLAIN_SUPPORTS }, { checks: UPSERT, clock, ...options });
  return { ...failureOf(report), clock };
}

function failureOf(report: ConformanceReport): {
  readonly message: string;
  readonly operations: readonly string[];
  readonly received?: string;
} {
  const [failure] = report.failures();
  return failure ?? { message: 'passed', operations: [] };
}

describe('a backend that hangs', () => {
  test('in wait() is told by the operation that got no answer', async () => {
    const commits = class extends PlainCommits {
      override handle = () => ({ wait: () => never<never>() });
    };
    const { message, operations, clock } = await resultOf(() => undefined, { commits });
    expect(message).toBe('It took more than 5000 ms. The last operation says what it was waiting for.');
    expect(operations.at(-1)).toBe('2. wait() of handle 1 of batchUpsert -> no answer yet');
    expect(clock.now).toBe(5_000);
  });

  test('in batchGet is told by the operation that got no answer', async () => {
    const { message, operations } = await resultOf(
      (backend) => void (backend.doneLedger.batchGet = () => never()),
      {},
      { budgetMs: 200 },
    );
    expect(message).toMatch(/^It took more than 200 ms/);
    expect(operations.at(-1)).toMatch(/^\d+\. batchGet\(.* -> no answer yet$/);
  });

  test('in create() has made no operation', async () => {
    const { message, operations } = await resultOf(() => never());
    expect([message, operations]).toEqual(['create() took more than 5000 ms.', []]);
  });

  test('in dispose() has made them all', async () => {
    const { message, operations } = await resultOf((backend) => void (backend.dispose = () => never()));
    expect(message).toBe('dispose() took more than 5000 ms.');
    expect(operations.at(-1)).not.toContain('no answer yet');
  });

  test('everywhere lets every check end', async () => {
    const create = (): ConformanceBackend => ({
      doneLedger: { batchGet: () => never(), batchUpsert: () => never() },
      findings: { upsertBatch: () => never() },
    });
    const report = await runConformance({ create }, { clock: new IdleClock() });
    const passing = report.results.filter(({ outcome }) => outcome === 'pass').map(({ check }) => check.id);
    expect(passing).toEqual(['BACKEND-01', 'BACKEND-02', 'REDACTION-01', 'REDACTION-02', 'REDACTION-03']);
    expect(report.results).toHaveLength(CHECKS.length);
    const silent = report
      .failures()
      .filter(({ message, operations }) => !/no answer yet|took more/.test(operations.join() + message));
    expect(silent.map(String)).toEqual([]);
  });

  test('is disposed of, and what comes late of it too', async () => {
    const ended: string[] = [];
    const clock = new IdleClock();
    const slow = async (): Promise<ConformanceBackend> => {
      await clock.sleep(7_000);
      return { ...plainBackend(), dispose: () => void ended.push('the late one') };
    };
    await runConformance({ create: slow }, { clock, checks: UPSERT });
    expect(ended).toEqual([]);
    await clock.sleep(3_000);
    expect(ended).toEqual(['the late one']);
    await resultOf((backend) => {
      backend.doneLedger.batchUpsert = () => never();
      backend.dispose = () => void ended.push('the hanging one');
    });
    expect(ended).toEqual(['the late one', 'the hanging one']);
  });
});

test('a backend that takes seconds fails within the budget, and passes with a greater one', async () => {
  const clock = new IdleClock();
  const create = (): ConformanceBackend => {
    const backend = plainBackend();
    const { batchUpsert } = backend.doneLedger;
    backend.doneLedger.batchUpsert = (records) =>
      clock.sleep(3_000).then(() => batchUpsert.call(backend.doneLedger, records));
    return backend;
  };
  const subject = { create, supports: PLAIN_SUPPORTS };
  const report = await runConformance(subject, { clock, checks: UPSERT });
  expect(failureOf(report).message).toMatch(/^It took more than 5000 ms/);
  expect(failureOf(report).operations.at(-1)).toMatch(/^3\. batchUpsert\(.* -> no answer yet$/);
  const patient = await runConformance(subject, { clock, checks: UPSERT, budgetMs: 10_000 });
  expect(patient.counts()).toMatchObject({ pass: 1 });
});

describe('a backend that', () => {
  const fail = (): never => {
    throw new RangeError('out of order');
  };

  test('throws synchronously', async () => {
    const { message, operations } = await resultOf((backend) => void (backend.doneLedger.batchUpsert = fail));
    expect(message).toBe('A method of the contracts threw synchronously. A refusal is a rejected promise.');
    expect(operations.at(-1)).toMatch(/-> threw RangeError: out of order$/);
  });

  test.each([
    ['create() that throws', () => fail(), /^create\(\) failed with RangeError: out of order$/],
    [
      'dispose() that throws',
      (backend: ConformanceBackend) => void (backend.dispose = fail),
      /^dispose\(\) failed with RangeError: out of order$/,
    ],
    ['create() that gives a number', () => 7, /^create\(\) must give a backend/],
    ['create() that gives no ledger', () => ({ findings: {} }), /^A method of the contracts threw synchronously/],
  ] as const)('has a %s', async (_, change, message) => {
    expect((await resultOf(change as () => unknown)).message).toMatch(message);
  });

  test.each([
    ['a number', 7, '7'],
    ['nothing', undefined, 'undefined'],
    ['a function', () => 'wait', 'a function'],
    ['an object that holds itself', holdingItself(), '{ self: { self: { self: { self: { self: { .. } } } } } }'],
  ])('gives %s for a handle', async (_, handle, received) => {
    const result = await resultOf(
      (backend) => void (backend.doneLedger.batchUpsert = () => Promise.resolve(handle as never)),
    );
    expect(result.message).toMatch(/must resolve with a commit handle/);
    expect(result.received).toBe(received);
  });

  test.each([
    ['no promise', { wait: () => ({ recordCount: 1 }) }, /must return a promise/],
    ['nothing', { wait: async () => undefined }, /^wait\(\) must resolve with a receipt/],
    [
      'no error when it rejects',
      {
        async wait() {
          throw 'no';
        },
      },
      /^A valid write was refused at commit: "no", which is no Error/,
    ],
  ])('gives %s in wait()', async (_, handle, message) => {
    const result = await resultOf((backend) => void (backend.doneLedger.batchUpsert = async () => handle as never));
    expect(result.message).toMatch(message);
  });
});

// The runner fails a file of which a rejection is left unhandled, as Node ends a process.
test.each<[string, () => Promise<never>]>([
  ['at once', () => Promise.reject(new Error('no luck'))],
  ['later', () => new Promise((_, reject) => setImmediate(() => reject(new Error('no luck'))))],
])('a backend whose waits all reject %s leaves no rejection unhandled', async (_, wait) => {
  const commits = class extends PlainCommits {
    override handle = () => ({ wait });
  };
  const create = () => plainBackend({ commits });
  const report = await runConformance({ create, supports: PLAIN_SUPPORTS }, { clock: new IdleClock() });
  expect(report.counts().fail).toBeGreaterThan(100);
  await new Promise((resolve) => setImmediate(resolve));
});

function holdingItself(): object {
  const value: { self?: object } = {};
  value.self = value;
  return value;
}
