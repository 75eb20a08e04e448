import { describe } from 'vitest';
import { expect, MatcherUsageError, test } from '../../fixtures/vitest.js';
import {
  GossipOracle,
  InMemoryDoneLedger,
  InMemoryFindingsSink,
  Timeline,
  defineStore,
  withDelayedWrites,
} from '../../src/index.js';
import { clean, failed, key, logStore, scanned, triple } from '../support/rows.js';
import { expectRefusal } from './refusal.js';

/** The error that an assertion throws; the test fails if it throws none. */
function complaint(assertion: () => void): Error & { readonly actual?: unknown; readonly expected?: unknown } {
  try {
    assertion();
  } catch (error) {
    return error as Error;
  }
  throw new Error('the assertion passed');
}

describe('toConvergeWithOracle', () => {
  test('throws while writes are pending, in both polarities', async ({ ledger, sink }) => {
    using delayed = withDelayedWrites([ledger, sink]);
    await ledger.batchUpsert([clean(1)]);
    const sentence = 'State converges once everything is released: release first, then judge.';
    for (const judge of [
      () => expect(ledger).toConvergeWithOracle(),
      () => expect(ledger).not.toConvergeWithOracle(),
    ]) {
      const error = complaint(judge);
      expect(error).toBeInstanceOf(MatcherUsageError);
      expect(error.message).toBe(
        `toConvergeWithOracle(): 1 write of the done-ledger store is still pending (#1). ${sentence}`,
      );
    }
    await sink.upsertBatch(triple(1).batch);
    await sink.upsertBatch(triple(2).batch);
    expect(complaint(() => expect(sink).toConvergeWithOracle()).message).toBe(
      `toConvergeWithOracle(): 2 writes of the findings store are still pending (#1, #2). ${sentence}`,
    );
    delayed.releaseAll();
    expect({ ledger, sink }).toConvergeWithOracle();
  });

  test('throws on a store that no oracle has followed from the start', () => {
    const { message } = complaint(() => expect(new InMemoryDoneLedger()).not.toConvergeWithOracle());
    expect(message).toBe(
      'toConvergeWithOracle(): no oracle has followed this done-ledger store from the start. The fixtures have one; ' +
        'for a store of your own make new GossipOracle({ ledger, sink }) before its first write.',
    );
  });

  test('an oracle cannot join later', async () => {
    const ledger = new InMemoryDoneLedger();
    await ledger.batchUpsert([clean(1)]);
    expect(() => new GossipOracle({ ledger })).toThrow('without rows');
  });

  test('gives the runner the rows that differ, and only those', async ({ ledger }) => {
    await ledger.batchUpsert([clean(1), clean(2)]);
    const lie = { ...clean(2), bytesScanned: 7n };
    const lying = Object.defineProperty(ledger.clone(), 'snapshot', { value: () => [clean(1), lie] });
    const { actual, expected } = complaint(() => expect(lying).toConvergeWithOracle());
    const name = 'records 01010101..01010101/0a0a0a0a..0a0a0a0a/02020202..02020202';
    expect(actual).toEqual({ [name]: lie });
    expect(expected).toEqual({ [name]: clean(2) });
  });

  test('reports a pair of stores as one', async ({ ledger, sink }) => {
    await ledger.batchUpsert([clean(1)]);
    await sink.upsertBatch(triple(1).batch);
    const hiding = (store: object, name: string): object => Object.defineProperty(store, name, { value: () => [] });
    const pair = { ledger: hiding(ledger.clone(), 'snapshot'), sink: hiding(sink.clone(), 'occurrencesSnapshot') };
    const { message } = complaint(() => expect(pair).toConvergeWithOracle());
    expect(message).toContain('2 durable rows are not what the oracle works out:');
    expect(message).toMatch(/^ {2}record \S+ is missing\n {2}occurrence \S+ is missing$/m);
    expect(message.match(/^History:$/gm)).toHaveLength(2);
  });
});

describe('a store of a user, with rows of its own', () => {
  const shelf = Object.assign(logStore(), { snapshot: () => [{ name: 'salt' }], findingsSnapshot: () => [{}] });

  test.each([
    ['toHaveDurableRecord', { status: 'Skipped' }, 'toHaveDurableRecord() judges a ledger; it received a log store.'],
    [
      'toHaveDurableFinding',
      { tenantId: key(1).tenantId },
      'toHaveDurableFinding() judges a sink; it received a log store.',
    ],
    [
      'toConvergeWith',
      new InMemoryDoneLedger(),
      'toConvergeWith() compares rows of ledgers and sinks by their keys; one of them has none.',
    ],
    [
      'toConvergeWithOracle',
      new GossipOracle({}),
      'toConvergeWithOracle() judges a ledger, a sink, or { ledger, sink }; it received a log store.',
    ],
  ])('is not taken for one of ours by %s', async (matcher, argument, message) => {
    await expectRefusal(matcher, shelf, [argument], message);
  });

  test('is judged all the same if its rows are those of a ledger', () => {
    const own = Object.assign(logStore(), { snapshot: () => [clean(1)] });
    expect(own).toHaveDurableRecord({ status: 'ScannedClean' });
    expect(own).not.toConvergeWith(new InMemoryDoneLedger());
  });
});

describe('toConvergeWith', () => {
  test('judges foreign stores on either side, ledgers and sinks', async ({ ledger, sink }) => {
    const { finding, occurrence, observation, batch } = triple(1);
    await ledger.batchUpsert([clean(1), failed(2)]);
    await sink.upsertBatch(batch);
    const rows = { findings: [finding], occurrences: [occurrence], observations: [observation] };
    const foreignLedger = { snapshot: () => [failed(2), clean(1)] };
    const foreignSink = {
      findingsSnapshot: () => rows.findings,
      occurrencesSnapshot: () => rows.occurrences,
      observationsSnapshot: () => rows.observations,
    };
    expect(ledger).toConvergeWith(foreignLedger);
    expect(foreignLedger).toConvergeWith(ledger);
    expect(foreignLedger).toConvergeWith(foreignLedger);
    expect(sink).toConvergeWith(foreignSink);
    expect(foreignSink).toConvergeWith(sink);
    rows.observations = [{ ...observation, seenAt: 21n as never }];
    expect(foreignSink).not.toConvergeWith(sink);
    rows.observations = [];
    expect(sink).not.toConvergeWith(foreignSink);
  });

  test('tells different secrets apart without showing them', () => {
    const [{ finding: one }, { finding: two }] = [triple(1), triple(2)];
    const sinkOf = (finding: object): object => ({
      findingsSnapshot: () => [finding],
      occurrencesSnapshot: () => [],
      observationsSnapshot: () => [],
    });
    const other = { ...one, secretHash: two.secretHash };
    const { message } = complaint(() => expect(sinkOf(one)).toConvergeWith(sinkOf(other)));
    expect(message).toMatch(/^ {4}secretHash\.tag: expected "[\w-]{16}", received "[\w-]{16}"$/m);
    expect(message).toBeRedacted(one.secretHash);
    expect(message).toBeRedacted(two.secretHash);
  });

  test('pending writes do not count', async ({ ledger, gossip }) => {
    gossip.allow('pending-writes');
    const other = new InMemoryDoneLedger();
    ledger.delayNextWrites(1);
    await ledger.batchUpsert([clean(1)]);
    expect(ledger).toConvergeWith(other);
  });
});

describe('toDominate', () => {
  test('is the order of the lattice, whose merge it never contradicts', () => {
    const rows = [clean(1), scanned(1), failed(1), failed(1, { bytesScanned: 101 })];
    for (const a of rows) {
      expect(a).toDominate(a);
      for (const b of rows.filter((row) => row !== a)) {
        const wins = rows.indexOf(a) === 1 && rows.indexOf(b) !== 3;
        const order = wins || (rows.indexOf(a) === 0 && rows.indexOf(b) === 2) || (a === rows[3] && b === rows[2]);
        if (order) expect(a).toDominate(b);
        else expect(a).not.toDominate(b);
      }
    }
  });

  test('gives the runner the record and what it would become', () => {
    const { actual, expected } = complaint(() => expect(failed(1)).toDominate(clean(1)));
    expect({ actual, expected }).toEqual({ actual: failed(1), expected: clean(1) });
  });

  test('works as an asymmetric matcher, and refuses nonsense there too', () => {
    expect({ row: { status: 'Skipped' } }).toEqual({ row: { status: expect.toDominate('FailedPermanent') } });
    expect({ row: { status: 'Skipped' } }).not.toEqual({ row: { status: expect.toDominate('ScannedClean') } });
    expect([clean(1)]).toEqual([expect.toDominate(failed(1))]);
    expect([failed(1)]).toEqual([expect.not.toDominate(clean(1))]);
    expect(() => expect([clean(1)]).toEqual([expect.toDominate(clean(2))])).toThrow(MatcherUsageError);
  });
});

describe('toHaveDurable...', () => {
  test('are asymmetric matchers, too', async ({ ledger, sink }) => {
    await ledger.batchUpsert([clean(1)]);
    expect({ ledger, sink }).toEqual({
      ledger: expect.toHaveDurableRecord(key(1)),
      sink: expect.toHaveDurableCounts({ findings: 0, occurrences: 0, observations: 0 }),
    });
    expect({ ledger }).not.toEqual({ ledger: expect.toHaveDurableRecord(key(2)) });
  });

  test('give the runner what was expected of the closest row, not the whole row', async ({ ledger }) => {
    await ledger.batchUpsert([clean(1), failed(2)]);
    const part = { key: { ovidHash: key(2).ovidHash }, status: 'Skipped' as const };
    const { actual, expected } = complaint(() => expect(ledger).toHaveDurableRecord(part));
    expect(expected).toEqual(part);
    expect(actual).toEqual({ key: { ovidHash: key(2).ovidHash }, status: 'FailedRetryable' });
  });

  test('give the runner nothing to compare under .not, or where there is no row', async ({ ledger }) => {
    const none = complaint(() => expect(ledger).toHaveDurableRecord(key(1)));
    expect([none.actual, none.expected]).toEqual([undefined, undefined]);
    await ledger.batchUpsert([clean(1)]);
    const found = complaint(() => expect(ledger).not.toHaveDurableRecord(key(1)));
    expect([found.actual, found.expected]).toEqual([undefined, undefined]);
  });

  test('judge any object with the snapshot method', () => {
    const foreign = { snapshot: () => [clean(1)], findingsSnapshot: () => [triple(1).finding] };
    expect(foreign).toHaveDurableRecord(key(1));
    expect(foreign).not.toHaveDurableRecord(key(2));
    expect(foreign).toHaveDurableFinding({ secretHash: triple(1).finding.secretHash });
    expect(foreign).not.toHaveDurableFinding({ secretHash: triple(2).finding.secretHash });
  });

  test('want one row that has all of it, not two that have half of it each', async ({ sink }) => {
    await sink.upsertBatch(triple(1).batch);
    await sink.upsertBatch(triple(2).batch);
    const [one, two] = [triple(1).observation, triple(2).observation];
    expect(sink).toHaveDurableObservation({ occurrenceId: one.occurrenceId, observationId: one.observationId });
    expect(sink).not.toHaveDurableObservation({ occurrenceId: one.occurrenceId, observationId: two.observationId });
  });
});

describe('toHavePendingWrites', () => {
  test('on a scope counts what was submitted in it only', async ({ ledger }) => {
    ledger.delayNextWrites(1);
    await ledger.batchUpsert([clean(1)]);
    using delayed = withDelayedWrites(ledger);
    expect(delayed).not.toHavePendingWrites();
    await ledger.batchUpsert([clean(2)]);
    expect(delayed).toHavePendingWrites([2]);
    expect(ledger).toHavePendingWrites([1n, 2n]);
    delayed.release(2);
    expect(delayed).toHavePendingWrites(0);
    expect(ledger).toHavePendingWrites(1);
    ledger.releaseAll();
  });
});

describe('the history', () => {
  test('tells the last twelve events only, numbered among all', async ({ ledger }) => {
    for (let number = 1; number <= 10; number++) await ledger.batchUpsert([clean(number)]);
    const lines = complaint(() => expect(ledger).toHaveDurableCounts({ records: 1 })).message.split('\n');
    const start = lines.indexOf('History, the last 12 of 20 events:');
    expect(lines.slice(start + 1).map((line) => line.replace(/, at .*/, ''))).toEqual(
      [5, 6, 7, 8, 9, 10].flatMap((write) => [
        `${String(write * 2 - 1).padStart(4)}. done-ledger #${write} accepted, 1 row`,
        `${String(write * 2).padStart(4)}. done-ledger #${write} committed`,
      ]),
    );
  });

  test('points at the line that submitted', async ({ ledger }) => {
    const here = new Error();
    await ledger.batchUpsert([clean(1)]); // one line below
    const [, file, line] = /(\/[^():]+\.test\.ts):(\d+)/.exec(here.stack ?? '') ?? [];
    const { message } = complaint(() => expect(ledger).toHaveDurableCounts({ records: 2 }));
    expect(file).toMatch(/test\/matchers\/stores\.test\.ts$/);
    expect(message).toContain(`accepted, 1 row, at ${file}:${Number(line) + 1}:`);
  });

  test('leaves out the other store of the same timeline', async ({ ledger, sink }) => {
    await sink.upsertBatch(triple(1).batch);
    await ledger.batchUpsert([clean(1)]);
    const { message } = complaint(() => expect(ledger).toHaveDurableCounts({ records: 2 }));
    expect(message).not.toContain('findings #1');
    expect(message).toMatch(/^ {3}3\. done-ledger #1 accepted/m);
  });

  test('is told of a store of the user with payloads of its own', async () => {
    const store = defineStore<string, string[], number>({
      kind: 'mine',
      createDurable: () => [],
      apply: (rows, row) => rows.push(row),
    });
    new Timeline(store);
    await store.submit('a');
    const readable = Object.assign(store, { snapshot: () => [clean(1)] });
    const { message } = complaint(() => expect(readable).toHaveDurableRecord({ status: 'Skipped' }));
    expect(message).toMatch(/^ {3}1\. mine #1 accepted, 1 row, at /m);
  });

  test('needs a timeline that follows, through whichever handle', async () => {
    const sink = new InMemoryFindingsSink();
    const timeline = new Timeline();
    await sink.upsertBatch(triple(1).batch);
    const judge = (): string => complaint(() => expect(sink).toHaveDurableCounts({ findings: 2 })).message;
    expect(judge()).toContain('History: unknown');
    timeline.follow(sink.clone());
    expect(judge()).toContain('History: no write has touched this store.');
    await sink.upsertBatch(triple(2).batch);
    await sink.upsertBatch(triple(3).batch);
    expect(judge()).toContain('   1. findings #2 accepted, 3 rows, at ');
  });
});
