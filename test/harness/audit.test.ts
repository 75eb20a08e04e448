import { describe, expect, test } from 'vitest';
import { InMemoryDoneLedger } from '../../src/index.js';
import { Audit } from '../../src/harness/audit.js';
import { audited, verdictOf } from '../support/audited.js';
import { here } from '../support/here.js';
import { clean, logStore, outcomeOf, outcomeOfCall, scanned, triple } from '../support/rows.js';

const one = (...lines: string[]) => ['the test passed, but left 1 thing behind in its stores', '', ...lines].join('\n');

describe('a test that leaves nothing behind', () => {
  test('passes', async () => {
    const { ledger, sink, audit } = audited();
    await ledger.batchUpsert([clean(1)]);
    await (await sink.upsertBatch(triple(1).batch)).wait();
    ledger.delayNextWrites(1);
    const delayed = await ledger.batchUpsert([clean(2)]);
    ledger.failNextCommits(1);
    ledger.releaseAll();
    await outcomeOf(delayed.wait());
    ledger.failNextSubmissions(1);
    await outcomeOf(ledger.batchUpsert([]));
    await outcomeOf(ledger.batchUpsert(1 as never));
    expect(verdictOf(audit).message).toBe('nothing');
    expect(audit.findings()).toEqual([]);
  });
});

describe('a pending write', () => {
  test.each([
    ['delayNextWrites', (ledger: InMemoryDoneLedger) => ledger.delayNextWrites(1)],
    ['autoComplete is off', (ledger: InMemoryDoneLedger) => ledger.setAutoComplete(false)],
  ])('is reported, delayed by %s', async (reason, delay) => {
    const { ledger, audit } = audited();
    delay(ledger);
    const line = here(1);
    await ledger.batchUpsert([scanned(1), clean(2)]);
    const { message, stack } = verdictOf(audit);
    expect(message).toBe(
      one(
        `done-ledger write #1 (2 rows), submitted at ${line}, is still pending (${reason}).`,
        "   Release it before the test ends; if it is meant, gossip.allow('pending-writes').",
      ),
    );
    expect(stack.split('\n').slice(0, 4)).toEqual(`GossipAuditError: ${message}`.split('\n'));
    expect(stack.split('\n').slice(4)).toEqual([expect.stringContaining(line)]);
  });

  test('is reported although somebody waits for it', async () => {
    const { sink, audit } = audited();
    sink.setAutoComplete(false);
    void (await sink.upsertBatch(triple(1).batch)).wait();
    expect(verdictOf(audit).message).toContain('findings write #1 (3 rows), submitted at ');
  });

  test('is not reported once it is released, or dropped by a crash', async () => {
    const { ledger, sink, audit } = audited();
    for (const store of [ledger, sink]) store.setAutoComplete(false);
    const handle = await ledger.batchUpsert([clean(1)]);
    await sink.upsertBatch(triple(1).batch);
    ledger.crash();
    sink.releaseAll();
    expect(verdictOf(audit).message).toBe('nothing');
    expect(await outcomeOf(handle.wait())).toBe('StoreCrashed');
  });
});

describe('an unused fault', () => {
  test.each(['failNextSubmissions', 'failNextCommits', 'delayNextWrites', 'loseNextAcks'] as const)(
    'is reported: %s',
    (fault) => {
      const { ledger, audit } = audited();
      const line = here(1);
      ledger[fault](1);
      const { message, stack } = verdictOf(audit);
      expect(message).toBe(
        one(
          `done-ledger: ${fault}, armed at ${line}, has not struck: 1 left.`,
          '   Make the write it was meant for, arm fewer, or acknowledge it with resetFaults(); ' +
            "if it is meant, gossip.allow('unused-faults').",
        ),
      );
      expect(stack.split('\n').at(-1)).toContain(line);
    },
  );

  test('is reported with what is left of it, where it was armed last', async () => {
    const { sink, audit } = audited();
    sink.loseNextAcks(3);
    const line = here(1);
    sink.loseNextAcks(2);
    await outcomeOf((await sink.upsertBatch(triple(1).batch)).wait());
    expect(verdictOf(audit).message).toContain(`findings: loseNextAcks, armed at ${line}, has not struck: 4 left.`);
  });

  test('is not reported after resetFaults', () => {
    const { ledger, audit } = audited();
    for (const fault of ['failNextSubmissions', 'failNextCommits', 'delayNextWrites', 'loseNextAcks'] as const) {
      ledger[fault](2);
    }
    expect(audit.findings()).toHaveLength(4);
    ledger.resetFaults();
    expect(verdictOf(audit).message).toBe('nothing');
  });

  test('armed before the audit began has an unknown place', () => {
    const ledger = new InMemoryDoneLedger();
    ledger.failNextCommits(1);
    const audit = new Audit();
    audit.follow(ledger);
    const { message, stack } = verdictOf(audit);
    expect(message).toContain('failNextCommits, armed at an unknown place, has not struck: 1 left.');
    expect(stack).toBe(`GossipAuditError: ${message}`);
  });
});

describe('a swallowed failure', () => {
  test.each([
    ['InjectedCommitFailure', (ledger: InMemoryDoneLedger) => ledger.failNextCommits(1), clean(1)],
    ['AckLost', (ledger: InMemoryDoneLedger) => ledger.loseNextAcks(1), clean(1)],
    ['BatchValidation', () => {}, { ...clean(1), errorCode: 'X' }],
  ] as const)('is reported: %s', async (code, arm, record) => {
    const { ledger, audit } = audited();
    arm(ledger);
    const line = here(1);
    const handle = await ledger.batchUpsert([record as never]);
    const { message, stack } = verdictOf(audit);
    expect(message).toBe(
      one(
        `done-ledger write #1 (1 row), submitted at ${line}, failed with ${code}, and nobody waited for it.`,
        "   Await its handle.wait() and expect the error; if it is meant, gossip.allow('swallowed-failures').",
      ),
    );
    expect(stack.split('\n').at(-1)).toContain(line);
    expect(await outcomeOf(handle.wait())).toContain(code);
    expect(verdictOf(audit).message).toBe('nothing');
  });

  test('is reported when the wait for it was aborted', async () => {
    const { ledger, audit } = audited();
    ledger.delayNextWrites(1);
    const controller = new AbortController();
    const waiting = outcomeOf((await ledger.batchUpsert([clean(1)])).wait({ signal: controller.signal }));
    controller.abort(new Error('enough'));
    await waiting;
    ledger.failNextCommits(1);
    ledger.releaseAll();
    expect(verdictOf(audit).message).toContain('failed with InjectedCommitFailure, and nobody waited for it.');
  });

  test('is not reported when it had a waiter, or the store crashed', async () => {
    const { ledger, sink, audit } = audited();
    ledger.setAutoComplete(false);
    const waiting = outcomeOf((await ledger.batchUpsert([clean(1)])).wait());
    for (const store of [ledger, sink]) store.failNextCommits(1);
    ledger.releaseAll();
    expect(await waiting).toBe('InjectedCommitFailure');
    await sink.upsertBatch(triple(1).batch);
    sink.crash();
    expect(verdictOf(audit).message).toBe('nothing');
  });

  test('of a store that its own bug poisoned', async () => {
    const store = logStore();
    const audit = new Audit();
    audit.follow(store);
    expect(await outcomeOf(store.submit('bug'))).toBe('Poisoned'); // the submission itself told
    expect(audit.findings()).toEqual([]);
    store.clearPoison();
    store.delayNextWrites(1);
    await store.submit('bug');
    outcomeOfCall(() => store.releaseAll());
    expect(verdictOf(audit).message).toContain('log write #2 (1 row)');
    expect(verdictOf(audit).message).toContain('failed with Poisoned, and nobody waited for it.');
  });
});
