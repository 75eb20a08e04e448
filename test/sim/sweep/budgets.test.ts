import { describe, expect, test } from 'vitest';
import { InMemoryDoneLedger } from '../../../src/index.js';
import { sweep, type SweepOptions, type SweepReport } from '../../../src/sim/index.js';
import { IdleClock } from '../../conformance/clock.js';
import { never } from './backends.js';

const OPTIONS = { simulation: 'done-ledger', seeds: 5, ops: 20, recheck: 0 } as const satisfies SweepOptions;

/** Ledgers of which some, by number from 1, never answer a write; and others only when the clock says so. */
function ledgers({ silent = [], slow }: { silent?: readonly number[]; slow?: () => Promise<unknown> }) {
  let made = 0;
  class Ledger extends InMemoryDoneLedger {
    readonly #number = ++made;

    override async batchUpsert(...write: Parameters<InMemoryDoneLedger['batchUpsert']>) {
      if (silent.includes(this.#number)) return never<Awaited<ReturnType<InMemoryDoneLedger['batchUpsert']>>>();
      await slow?.();
      return super.batchUpsert(...write);
    }
  }
  return { createLedger: () => new Ledger() };
}

const doubtsOf = ({ doubts }: SweepReport) => doubts.map(({ why, count, seeds }) => [why, count, seeds]);

describe('a seed that does not end', () => {
  test('is given up after a minute, and the others are run', async () => {
    const clock = new IdleClock();
    const report = await sweep({ ...OPTIONS, clock, backend: ledgers({ silent: [2, 4] }) });
    expect(doubtsOf(report)).toEqual([['no end within 60000 ms', 2, ['1', '3']]]);
    expect(report).toMatchObject({ verdict: 'inconclusive', held: 3, inconclusive: 2, interrupted: false });
    expect(clock.now).toBe(120_000);
  });

  test('or as soon as is asked for', async () => {
    const clock = new IdleClock();
    await sweep({ ...OPTIONS, seedBudgetMs: 700, clock, backend: ledgers({ silent: [1] }) });
    expect(clock.now).toBe(700);
  });
});

describe('a budget', () => {
  test('that suffices changes nothing', async () => {
    const report = await sweep({ ...OPTIONS, budgetMs: 1_000, clock: new IdleClock() });
    expect(JSON.stringify(report)).toBe(JSON.stringify(await sweep(OPTIONS)));
  });

  test('that is used up leaves the rest inconclusive', async () => {
    const clock = new IdleClock();
    const slow = () => clock.sleep(10);
    const report = await sweep({ ...OPTIONS, seeds: 20, budgetMs: 500, clock, backend: ledgers({ slow }) });
    const [notRun, underWay] = report.doubts;
    expect(report).toMatchObject({ verdict: 'inconclusive', violated: 0, interrupted: false });
    expect(report.held).toBeGreaterThan(0);
    expect(report.held + report.inconclusive).toBe(20);
    expect(notRun?.why).toBe('not run: the budget of 500 ms was used up');
    expect(underWay).toEqual({
      why: 'under way when the budget of 500 ms was used up',
      count: 1,
      seeds: [`${report.held}`],
      stored: [],
    });
    expect(clock.now).toBe(500);
  });

  test('that is used up by a seed that hangs says which', async () => {
    const options = { ...OPTIONS, budgetMs: 500, clock: new IdleClock(), backend: ledgers({ silent: [2] }) };
    expect(doubtsOf(await sweep(options))).toEqual([
      ['not run: the budget of 500 ms was used up', 3, ['2', '3', '4']],
      ['under way when the budget of 500 ms was used up', 1, ['1']],
    ]);
  });
});

describe('an interruption', () => {
  test('ends a sweep with what is known', async () => {
    const interruption = new AbortController();
    const onProgress = ({ seeds }: { seeds: number }) => seeds === 2 && interruption.abort();
    const report = await sweep({ ...OPTIONS, onProgress, signal: interruption.signal });
    expect(doubtsOf(report)).toEqual([['not run: the sweep was interrupted', 3, ['2', '3', '4']]]);
    expect(report).toMatchObject({ verdict: 'inconclusive', held: 2, inconclusive: 3, interrupted: true });
  });

  test('ends a seed that hangs', async () => {
    const interruption = new AbortController();
    const running = sweep({ ...OPTIONS, backend: ledgers({ silent: [1] }), signal: interruption.signal });
    await new Promise(setImmediate);
    interruption.abort();
    expect(doubtsOf(await running)).toEqual([
      ['not run: the sweep was interrupted', 4, ['1', '2', '3', '4']],
      ['under way when the sweep was interrupted', 1, ['0']],
    ]);
  });

  test('beforehand runs nothing', async () => {
    const report = await sweep({ ...OPTIONS, signal: AbortSignal.abort() });
    expect(report).toMatchObject({ held: 0, inconclusive: 5, interrupted: true, operations: 0 });
  });

  test('after the last seed is none', async () => {
    const interruption = new AbortController();
    const onProgress = ({ seeds }: { seeds: number }) => seeds === 5 && interruption.abort();
    const report = await sweep({ ...OPTIONS, onProgress, signal: interruption.signal });
    expect(report).toMatchObject({ verdict: 'clean', held: 5, interrupted: false });
  });
});

describe('a backend that', () => {
  test('does not answer a read has shown nothing', async () => {
    class Unreadable extends InMemoryDoneLedger {
      override snapshot(): never {
        throw new TypeError('cannot read\nthe details');
      }
    }
    const report = await sweep({ ...OPTIONS, backend: { createLedger: () => new Unreadable() } });
    expect(doubtsOf(report)).toEqual([['TypeError: cannot read', 5, ['0', '1', '2', '3', '4']]]);
  });

  test('cannot be made has shown nothing', async () => {
    const createLedger = () => Promise.reject(new Error('too many connections'));
    const report = await sweep({ ...OPTIONS, backend: { createLedger } });
    expect(doubtsOf(report)).toEqual([['Error: too many connections', 5, ['0', '1', '2', '3', '4']]]);
  });

  test('cannot be disposed of has shown nothing', async () => {
    const backend = {
      createLedger: () => new InMemoryDoneLedger(),
      dispose() {
        throw 'busy';
      },
    };
    const report = await sweep({ ...OPTIONS, backend });
    expect(doubtsOf(report)).toEqual([['something was thrown that is no error', 5, ['0', '1', '2', '3', '4']]]);
  });

  test('makes no store has shown nothing', async () => {
    const report = await sweep({ ...OPTIONS, backend: () => ({}) });
    const why = 'PersistenceInputError: backend().doneLedger: expected a store, received undefined';
    expect(doubtsOf(report)).toEqual([[why, 5, ['0', '1', '2', '3', '4']]]);
  });

  test('has rows already has shown nothing', async () => {
    const used = new InMemoryDoneLedger();
    const report = await sweep({ ...OPTIONS, seeds: 2, backend: { createLedger: () => used } });
    const why =
      'PersistenceInputError: ledger: expected a store without rows, to be simulated from the start, received object';
    expect(doubtsOf(report)).toEqual([[why, 1, ['1']]]);
  });
});
