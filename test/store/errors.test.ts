import { describe, expect, test } from 'vitest';
import * as gossip from '../../src/index.js';
import { InMemoryDoneLedger, InMemoryFindingsSink, InMemoryPersistenceError, ObservationId } from '../../src/index.js';
import {
  batchOf,
  clean,
  failed,
  finding,
  logStore,
  observation,
  occurrence,
  ovid,
  rejection,
  triple,
} from '../support/rows.js';

/** The error of the last of several batches on one sink. */
async function sinkError(...batches: gossip.FindingsUpsertBatch[]): Promise<InMemoryPersistenceError> {
  const sink = new InMemoryFindingsSink();
  for (const batch of batches.slice(0, -1)) await (await sink.upsertBatch(batch)).wait();
  const last = batches.at(-1) as gossip.FindingsUpsertBatch;
  return rejection(sink.upsertBatch(last).then((handle) => handle.wait()));
}

const { finding: parent, occurrence: child, observation: leaf } = triple(1);
const short = (id: string) => `${id.slice(0, 8)}..`;

interface Row {
  readonly code: gossip.InMemoryPersistenceErrorCode;
  readonly store: string;
  readonly operationId?: bigint;
  readonly message: string;
  readonly extra?: object;
  readonly provoke: () => Promise<InMemoryPersistenceError>;
}

const ERRORS: readonly Row[] = [
  {
    code: 'InjectedSubmissionFailure',
    store: 'done-ledger',
    message: 'done-ledger: the submission failed, as failNextSubmissions() asked. Nothing was stored; submit it again.',
    provoke: () => {
      const ledger = new InMemoryDoneLedger();
      ledger.failNextSubmissions(1);
      return rejection(ledger.batchUpsert([clean(1)]));
    },
  },
  {
    code: 'InjectedCommitFailure',
    store: 'done-ledger',
    operationId: 2n,
    message:
      'done-ledger write #2: the commit failed, as failNextCommits() asked. Nothing was stored; submit it again.',
    provoke: async () => {
      const ledger = new InMemoryDoneLedger();
      await ledger.batchUpsert([]);
      ledger.failNextCommits(1);
      return rejection((await ledger.batchUpsert([clean(1)])).wait());
    },
  },
  {
    code: 'AckLost',
    store: 'findings',
    operationId: 1n,
    message:
      'findings write #1: the acknowledgement was lost, as loseNextAcks() asked. It may be durable; submit it again, which is safe.',
    provoke: async () => {
      const sink = new InMemoryFindingsSink();
      sink.loseNextAcks(1);
      return rejection((await sink.upsertBatch(batchOf())).wait());
    },
  },
  {
    code: 'StoreCrashed',
    store: 'findings',
    operationId: 1n,
    message:
      'findings write #1: the store crashed before it was acknowledged. It may be durable; submit it again, which is safe.',
    provoke: async () => {
      const sink = new InMemoryFindingsSink();
      const handle = await sink.upsertBatch(batchOf());
      sink.crash();
      return rejection(handle.wait());
    },
  },
  {
    code: 'Poisoned',
    store: 'log',
    operationId: 1n,
    message:
      'log write #1: the store is poisoned by an unexpected error in apply, its cause. Mend that, or call clearPoison().',
    provoke: () => rejection(logStore().submit('bug')),
  },
  {
    code: 'UnknownOperation',
    store: 'log',
    operationId: 1n,
    message:
      'log write #1: its outcome has been handed out, or promised to another wait(). Wait for a handle once and keep the receipt.',
    provoke: async () => {
      const handle = await logStore().submit('a');
      await handle.wait();
      return rejection(handle.wait());
    },
  },
  {
    code: 'MissingFinding',
    store: 'findings',
    operationId: 1n,
    message:
      `findings write #1: OccurrenceId(${short(child.occurrenceId)}) belongs to FindingId(${short(parent.findingId)}), ` +
      'which TenantId(01010101..) has neither durable nor in this batch. Write the finding first, or with it.',
    extra: { tenantId: parent.tenantId, occurrenceId: child.occurrenceId, findingId: parent.findingId },
    provoke: () => sinkError(batchOf([], [child])),
  },
  {
    code: 'MissingOccurrence',
    store: 'findings',
    operationId: 1n,
    message:
      `findings write #1: ObservationId(${short(leaf.observationId)}) belongs to OccurrenceId(${short(child.occurrenceId)}), ` +
      'which TenantId(01010101..) has neither durable nor in this batch. Write the occurrence first, or with it.',
    extra: { tenantId: parent.tenantId, observationId: leaf.observationId, occurrenceId: child.occurrenceId },
    provoke: () => sinkError(batchOf([parent], [], [leaf])),
  },
  {
    code: 'FindingConflict',
    store: 'findings',
    operationId: 2n,
    message:
      `findings write #2: FindingId(${short(parent.findingId)}) of TenantId(01010101..) exists with other content, ` +
      'and is immutable. One of the two was derived or copied wrongly; compare them.',
    extra: { tenantId: parent.tenantId, findingId: parent.findingId },
    provoke: () => sinkError(batchOf([parent]), batchOf([{ ...finding(2), findingId: parent.findingId }])),
  },
  {
    code: 'OccurrenceConflict',
    store: 'findings',
    operationId: 2n,
    message:
      `findings write #2: OccurrenceId(${short(child.occurrenceId)}) of TenantId(01010101..) exists with other content, ` +
      'and is immutable. One of the two was derived or copied wrongly; compare them.',
    extra: { tenantId: parent.tenantId, occurrenceId: child.occurrenceId },
    provoke: () =>
      sinkError(
        batchOf([parent], [child]),
        batchOf([], [{ ...occurrence(parent, 9), occurrenceId: child.occurrenceId }]),
      ),
  },
  {
    code: 'ObservationConflict',
    store: 'findings',
    operationId: 2n,
    message:
      `findings write #2: ObservationId(${short(leaf.observationId)}) of TenantId(01010101..) exists with other content, ` +
      'and is immutable. One of the two was derived or copied wrongly; compare them.',
    extra: { tenantId: parent.tenantId, observationId: leaf.observationId },
    provoke: () => sinkError(triple(1).batch, batchOf([], [], [observation(child, { ovidHash: ovid(0x66) })])),
  },
  {
    code: 'BatchValidation',
    store: 'done-ledger',
    operationId: 1n,
    message:
      'done-ledger write #1: the batch is refused. records[1].errorCode: a FailedRetryable record needs an error code',
    provoke: async () => {
      const ledger = new InMemoryDoneLedger();
      return rejection((await ledger.batchUpsert([clean(1), failed(2, { errorCode: undefined })])).wait());
    },
  },
];

describe.each(ERRORS)('$code', ({ code, store, operationId, message, extra, provoke }) => {
  const OWN = (gossip as Record<string, unknown>)[code] as new () => InMemoryPersistenceError;

  test('has its code, store, write and message', async () => {
    const error = await provoke();
    expect({ code: error.code, store: error.store, operationId: error.operationId }).toEqual({
      code,
      store,
      operationId,
    });
    expect(error.message).toBe(message);
    expect(error).toMatchObject({ ...extra, name: code });
  });

  test('is an instance of its own subclass and of no other', async () => {
    const error = await provoke();
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(InMemoryPersistenceError);
    expect(Object.getPrototypeOf(error)).toBe(OWN.prototype);
    for (const other of ERRORS) {
      const Other = (gossip as Record<string, unknown>)[other.code] as typeof OWN;
      expect([other.code, error instanceof Other]).toEqual([other.code, other.code === code]);
    }
    expect(error).not.toBeInstanceOf(gossip.PersistenceInputError);
    expect(error).not.toBeInstanceOf(gossip.StoreRefusal);
  });

  test('shows no more than it names', async () => {
    const error = await provoke();
    const own = ['code', 'store', ...(operationId === undefined ? [] : ['operationId']), ...Object.keys(extra ?? {})];
    expect(Object.keys(error).sort()).toEqual(own.sort());
    expect(error.stack).toContain('errors.test.ts');
  });
});

test('the table has every code, and every error class of the package is in it', () => {
  const classes = Object.entries(gossip)
    .filter(([, value]) => Object.getPrototypeOf(value) === InMemoryPersistenceError)
    .map(([name]) => name)
    .filter((name) => name !== 'StoreRefusal');
  expect(ERRORS.map(({ code }) => code).sort()).toEqual(classes.sort());
});

test.each([undefined, null, 1, 'AckLost', {}, new Error('AckLost'), { code: 'AckLost' }])(
  'nothing else is one of our errors: %s',
  (value) => {
    expect(InMemoryPersistenceError.is(value)).toBe(false);
    expect(value instanceof InMemoryPersistenceError).toBe(false);
    expect(value instanceof gossip.AckLost).toBe(false);
  },
);

test('an observation id that is not its derivation is refused without showing more than ids', async () => {
  const wrong = ObservationId.filled(9);
  const error = await sinkError(batchOf([parent], [child], [{ ...leaf, observationId: wrong }]));
  expect(error.message).toBe(
    "findings: the batch is refused. observations[0].observationId: is not the id derived from the record's fields: " +
      `expected ${leaf.observationId.slice(0, 8)}.., received ${wrong.slice(0, 8)}..`,
  );
});
