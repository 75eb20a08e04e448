import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InMemoryDoneLedger, InMemoryFindingsSink, coreOf } from '../../src/index.js';
import {
  POLICY,
  TENANT,
  arguments3,
  attempt,
  clean,
  describeError,
  triple,
  typed,
  type Call,
} from '../support/rows.js';

/** A ledger and a sink in the middle of things, and all that a test can see of them. */
async function stores() {
  const ledger = new InMemoryDoneLedger();
  const sink = new InMemoryFindingsSink();
  await ledger.batchUpsert([clean(1)]);
  await sink.upsertBatch(triple(1).batch);
  for (const store of [ledger, sink]) store.delayNextWrites(1);
  const handles = [await ledger.batchUpsert([clean(2)]), await sink.upsertBatch(triple(2).batch)] as const;
  for (const store of [ledger, sink]) {
    store.failNextCommits(2);
    store.loseNextAcks(3);
  }
  const seen = () => [
    [ledger.snapshot(), ledger.durableCounts(), ledger.pendingIds(), ledger.faults()],
    [sink.findingsSnapshot(), sink.occurrencesSnapshot(), sink.observationsSnapshot()],
    [sink.durableCounts(), sink.pendingIds(), sink.faults()],
    coreOf(ledger)?.observers(),
  ];
  return { ledger, sink, handles, seen };
}
type Stores = Awaited<ReturnType<typeof stores>>;

describe('a promise-returning method never throws, and rejects with a typed error; then nothing has moved', () => {
  test.each<[string, (stores: Stores) => (...args: never[]) => Promise<unknown>]>([
    [
      'batchUpsert',
      ({ ledger }) =>
        (rows) =>
          ledger.batchUpsert(rows),
    ],
    [
      'batchUpsert of rows',
      ({ ledger }) =>
        (...rows) =>
          ledger.batchUpsert(rows),
    ],
    [
      'batchGet',
      ({ ledger }) =>
        (...args) =>
          ledger.batchGet(...(args as unknown as [never, never, never])),
    ],
    [
      'batchGet of hashes',
      ({ ledger }) =>
        (...hashes) =>
          ledger.batchGet(TENANT, POLICY, hashes),
    ],
    [
      'listDoneHashes',
      ({ ledger }) =>
        (tenant, policy) =>
          ledger.listDoneHashes(tenant, policy),
    ],
    [
      'upsertBatch',
      ({ sink }) =>
        (batch) =>
          sink.upsertBatch(batch),
    ],
    [
      'upsertBatch of layers',
      ({ sink }) =>
        (findings, occurrences, observations) =>
          sink.upsertBatch({ findings, occurrences, observations }),
    ],
    [
      'upsertBatch of rows',
      ({ sink }) =>
        (f, o, b) =>
          sink.upsertBatch({ findings: [f], occurrences: [o], observations: [b] }),
    ],
    [
      'wait',
      ({ handles }) =>
        (options) =>
          handles[0].wait(options),
    ],
    [
      'wait with a signal',
      ({ handles }) =>
        (signal) =>
          handles[1].wait({ signal }),
    ],
  ])('%s', async (name, method) => {
    await fc.assert(
      fc.asyncProperty(arguments3, async (args) => {
        const target = await stores();
        const before = target.seen();
        const promise = method(target)(...(args.map(({ make }) => make()) as never[]));
        if (name.startsWith('wait')) for (const store of [target.ledger, target.sink]) store.crash();
        const error = await promise.then(
          () => undefined,
          (error: unknown) => error,
        );
        if (error === undefined) return;
        if (!typed(error)) throw new Error(`not one of our errors: ${describeError(error)}`, { cause: error });
        if (!name.startsWith('wait')) expect(target.seen()).toEqual(before);
        for (const store of [target.ledger, target.sink]) store.resetFaults();
        expect((await target.ledger.batchUpsert([])).operationId).toBe(3n);
        expect((await target.sink.upsertBatch(triple(1).batch)).operationId).toBe(3n);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a control or a read throws a typed error; then nothing has moved', () => {
  const METHODS = [
    ...['setAutoComplete', 'delayNextWrites', 'failNextSubmissions', 'failNextCommits', 'loseNextAcks', 'releaseNext'],
    ...['releaseSpecific', 'releaseAll', 'whenPending', 'subscribe', 'getRecord'],
    ...['getFinding', 'getOccurrence', 'getObservation'],
  ];
  test.each(METHODS)('%s', async (method) => {
    await fc.assert(
      fc.asyncProperty(arguments3, async (args) => {
        const target = await stores();
        const before = target.seen();
        const store = (method in target.ledger ? target.ledger : target.sink) as unknown as Record<string, Call>;
        const answer = attempt((...given: never[]) => store[method]?.(...given), args);
        if (answer === undefined) expect(target.seen()).toEqual(before);
        else if (answer.result instanceof Promise) answer.result.catch(() => undefined);
      }),
      { numRuns: 100 },
    );
  });
});

test('nothing of this has polluted a prototype', () => {
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});
