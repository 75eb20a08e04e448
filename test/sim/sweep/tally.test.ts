import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_RUN, shownNothing, sumOf, type SweepFailure, type Tally } from '../../../src/sim/sweep/tally.js';

const failure = (part: Partial<SweepFailure> = {}): SweepFailure => {
  const { seed = '7' } = part;
  return { signature: 'I3 ledger', message: 'gone', count: 1, seeds: [seed], stored: [], seed, operations: 9, ...part };
};

const failed = (part?: Partial<SweepFailure>): Tally => ({ ...NO_RUN, violated: 1, failures: [failure(part)] });

/** The tally of a run that fails, holds or shows nothing. */
const tallies: fc.Arbitrary<Tally> = fc
  .record({
    seed: fc.integer({ min: 0, max: 60 }).map(String),
    operations: fc.integer({ min: 1, max: 3 }),
    kind: fc.constantFrom('held', 'I3 ledger', 'F1 sink', 'doubt', 'stored', 'mended'),
    why: fc.integer({ min: 1, max: 60 }).map((number) => `Error: ${number}`),
    events: fc.dictionary(fc.constantFrom('GetOk', 'Released'), fc.integer({ min: 1, max: 5 })),
  })
  .map(({ seed, operations, kind, why, events }): Tally => {
    if (kind === 'held') return { ...NO_RUN, held: 1, operations, events };
    if (kind === 'doubt') return shownNothing(why, { count: 1, seeds: [seed], stored: [] });
    if (kind === 'mended') return { ...NO_RUN, mended: [seed] };
    if (kind === 'stored') return failed({ operations, count: 0, seeds: [], stored: [`${seed}.json`] });
    return failed({ signature: kind, seed, operations, message: `seed ${seed}, ${operations}` });
  });

test('tallies add up, in whichever order and grouping', () => {
  fc.assert(
    fc.property(fc.array(tallies, { maxLength: 80 }), fc.func(fc.nat()), fc.nat(80), (runs, order, middle) => {
      const sum = (parts: readonly Tally[]): Tally => parts.reduce(sumOf, NO_RUN);
      const shuffled = runs.map((run, index) => ({ run, place: order(index) })).sort((a, b) => a.place - b.place);
      const [left, right] = [shuffled.slice(0, middle), shuffled.slice(middle)].map((half) =>
        half.map(({ run }) => run),
      );
      expect(sumOf(sum(left!), sum(right!))).toEqual(sum(runs));
    }),
  );
});

test('every seed is counted once', () => {
  fc.assert(
    fc.property(fc.array(tallies), (runs) => {
      const { held, violated, inconclusive, failures, doubts } = runs.reduce(sumOf, NO_RUN);
      const of = (part: readonly { count: number }[]) => part.reduce((sum, { count }) => sum + count, 0);
      expect(inconclusive).toBe(of(doubts));
      expect(held + violated + inconclusive).toBe(
        runs.reduce((sum, run) => sum + run.held + run.violated + run.inconclusive, 0),
      );
      expect(of(failures)).toBeLessThanOrEqual(violated);
    }),
  );
});

test('failures of one signature are one, told by the shortest run', () => {
  const long = failed({ seed: '1', operations: 9, message: 'long' });
  const short = failed({ seed: '2', operations: 4, message: 'short' });
  expect(sumOf(long, short).failures).toEqual([
    failure({ seed: '2', operations: 4, message: 'short', count: 2, seeds: ['1', '2'] }),
  ]);
});

test('of two that are as short, that of the smaller seed', () => {
  const [nine, ten] = [failed({ seed: '9' }), failed({ seed: '10' })];
  expect(sumOf(ten, nine).failures[0]?.seed).toBe('9');
  expect(sumOf(nine, ten).failures[0]?.seed).toBe('9');
});

test('of two that are as short, one that was drawn', () => {
  const { seed: _, ...written } = failure({ count: 0, seeds: [], stored: ['a.json'] });
  const [stored, drawn] = [{ ...NO_RUN, failures: [written] }, failed()];
  expect(sumOf(stored, drawn).failures).toEqual([failure({ stored: ['a.json'] })]);
  expect(sumOf(drawn, stored).failures).toEqual([failure({ stored: ['a.json'] })]);
});

test('failures of different signatures are several, by their names', () => {
  const sum = sumOf(failed({ signature: 'X1 ledger status' }), failed({ signature: 'F1 sink' }));
  expect(sum.failures.map(({ signature }) => signature)).toEqual(['F1 sink', 'X1 ledger status']);
});

test('twenty seeds are named, and all are counted', () => {
  const runs = Array.from({ length: 30 }, (_, index) => failed({ seed: `${29 - index}` }));
  const [only] = runs.reduce(sumOf, NO_RUN).failures;
  expect(only?.count).toBe(30);
  expect(only?.seeds).toEqual(Array.from({ length: 20 }, (_, index) => `${index}`));
});

test('reasons that differ from run to run do not pile up', () => {
  const runs = Array.from({ length: 30 }, (_, index) =>
    shownNothing(`Error: request ${`${index}`.padStart(2, '0')} timed out`, {
      count: 1,
      seeds: [`${index}`],
      stored: [],
    }),
  );
  const { doubts, inconclusive } = runs.reduce(sumOf, NO_RUN);
  expect(inconclusive).toBe(30);
  expect(doubts).toHaveLength(21);
  expect(doubts.at(-1)).toMatchObject({ why: 'other reasons', count: 10, seeds: expect.arrayContaining(['20', '29']) });
});
