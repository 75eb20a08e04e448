import { describe, expect, test, vi } from 'vitest';
import { withDelayedWrites } from '../../src/index.js';
import { begin, explained } from '../support/explained.js';
import { outcomeOf } from '../support/rows.js';
import { withSourceLines } from '../support/source-lines.js';

describe('when nobody waits', () => {
  test('a pending write is named, the oldest of several', async () => {
    const { session, ledger, sink, records } = begin({ stores: { autoComplete: false } });
    await sink.upsertBatch(records.triple());
    expect(await explained(session)).toEqual([
      'Nobody awaits a write of its stores, though one is pending: findings write #1 (3 rows), submitted at <await sink.upsertBatch(records.triple());>.',
    ]);
    await ledger.batchUpsert([]);
    expect(await explained(session)).toEqual([
      'Nobody awaits a write of its stores, though 2 are pending, the oldest being findings write #1 (3 rows), submitted at <await sink.upsertBatch(records.triple());>.',
    ]);
  });

  test('and nothing is pending, there is nothing to say', async () => {
    const { session, ledger, sink, records } = begin({ stores: { autoComplete: false } });
    expect(await explained(session)).toBeUndefined();
    const delayed = withDelayedWrites(sink);
    const waits = [(await sink.upsertBatch(records.triple())).wait(), delayed.submitted(1), sink.whenPending(1)];
    delayed.releaseAll();
    await Promise.all(waits);
    await ledger.batchUpsert([]);
    ledger.crash();
    expect(await explained(session)).toBeUndefined();
  });

  test('any more, as its signal aborted, neither', async () => {
    const { session, ledger, sink } = begin();
    const { signal } = new AbortController();
    const enough = new AbortController();
    const delayed = withDelayedWrites([ledger, sink]);
    for (const wait of [delayed.submitted(1, enough), ledger.whenPending(2, enough), sink.whenPending(2, { signal })]) {
      void outcomeOf(wait);
    }
    enough.abort();
    expect((await explained(session))?.[0]).toBe('It waits for the stores in 1 place:');
  });
});

test('what the stores did last is listed, as many events as one cares to read', async () => {
  const { session, ledger } = begin();
  for (let n = 0; n < 5; n++) await ledger.batchUpsert([]);
  void ledger.whenPending(1);
  const list = (): string[] =>
    withSourceLines(session.explainHang())!
      .replace(/^[^]*?\n\n(?=What)/, '')
      .split('\n');
  expect(list().slice(0, 3)).toEqual([
    'What the stores did:',
    '   1. done-ledger #1 accepted, 0 rows, at <for (let n = 0; n < 5; n++) await ledger.batchUpsert([]);>',
    '   2. done-ledger #1 committed',
  ]);
  for (let n = 0; n < 5; n++) await ledger.batchUpsert([]);
  expect(list()).toHaveLength(13);
  expect(list().slice(0, 3)).toEqual([
    'What the stores did, the last 12 of 20 events:',
    '   9. done-ledger #5 accepted, 0 rows, at <for (let n = 0; n < 5; n++) await ledger.batchUpsert([]);>',
    '  10. done-ledger #5 committed',
  ]);
});

test('a scope of another copy of the package is known, too', async () => {
  const { session, sink, wait } = begin();
  vi.resetModules();
  const there = await import('../../src/index.js');
  expect(there.withDelayedWrites).not.toBe(withDelayedWrites);
  const delayed = there.withDelayedWrites(sink);
  wait(await sink.upsertBatch({ findings: [], occurrences: [], observations: [] }));
  void delayed.submitted(2);
  const lines = await explained(session);
  expect(lines?.slice(4)).toEqual([
    '   It is held back by withDelayedWrites(), called at <const delayed = there.withDelayedWrites(sink);>.',
    '   Release it before you await what needs it: delayed.releaseNext() or delayed.releaseAll().',
    '2. delayed.submitted(2) is awaited at <void delayed.submitted(2);>.',
    '   Submitted to findings: 1 of 2. Missing: 1.',
    '   The scope was opened at <const delayed = there.withDelayedWrites(sink);>.',
    '   Whoever awaits findings write #1 goes on only once it is released.',
  ]);
});

test('a wait is never rejected for being explained', async () => {
  const { session, sink, records } = begin();
  sink.delayNextWrites(1);
  const outcome = outcomeOf((await sink.upsertBatch(records.triple())).wait());
  for (let n = 0; n < 3; n++) expect(session.explainHang()).toContain('findings write #1 (3 rows) is awaited at ');
  sink.releaseAll();
  expect(await outcome).toBe('fulfilled');
});

test('where the stores did nothing, nothing is listed', async () => {
  const { session, ledger } = begin();
  void ledger.whenPending(1);
  expect(withSourceLines(session.explainHang())).toBe(
    [
      'It waits for the stores in 1 place:',
      '',
      'ledger.whenPending(1) is awaited at <void ledger.whenPending(1);>.',
      '   Pending: 0 of 1. Missing: 1.',
      '   Nothing has been written to done-ledger: the code under test has not come that far, has ended, or writes to a store of its own.',
    ].join('\n'),
  );
});
