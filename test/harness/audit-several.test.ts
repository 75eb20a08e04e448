import { describe, expect, test } from 'vitest';
import { audited, verdictOf } from '../support/audited.js';
import { here } from '../support/here.js';
import { clean, outcomeOfCall, triple } from '../support/rows.js';

describe('several at once', () => {
  async function everything() {
    const { ledger, sink, audit } = audited();
    ledger.failNextSubmissions(1);
    ledger.resetFaults();
    sink.loseNextAcks(1);
    await sink.upsertBatch(triple(1).batch); // swallowed
    ledger.failNextCommits(2);
    await ledger.batchUpsert([clean(1)]); // swallowed
    sink.setAutoComplete(false);
    const line = here(1);
    await sink.upsertBatch(triple(2).batch); // pending
    ledger.delayNextWrites(1);
    await ledger.batchUpsert([clean(2)]); // pending
    sink.failNextSubmissions(1);
    return { audit, line };
  }

  test('come in one error: pending writes, unused faults, swallowed failures, each of the ledger first', async () => {
    const { audit } = await everything();
    const { message } = verdictOf(audit);
    expect(message.split('\n')[0]).toBe('the test passed, but left 6 things behind in its stores');
    expect(
      message
        .split('\n')
        .filter((line) => /^\d\./.test(line))
        .map((line) => line.replace(/\/.*\.ts:\d+/, 'L')),
    ).toEqual([
      '1. done-ledger write #2 (1 row), submitted at L, is still pending (delayNextWrites).',
      '2. findings write #2 (3 rows), submitted at L, is still pending (autoComplete is off).',
      '3. done-ledger: failNextCommits, armed at L, has not struck: 1 left.',
      '4. findings: failNextSubmissions, armed at L, has not struck: 1 left.',
      '5. done-ledger write #1 (1 row), submitted at L, failed with InjectedCommitFailure, and nobody waited for it.',
      '6. findings write #1 (3 rows), submitted at L, failed with AckLost, and nobody waited for it.',
    ]);
  });

  test('the stack points at the first of them', async () => {
    const { audit, line } = await everything();
    const { stack } = verdictOf(audit);
    expect(stack.split('\n').at(-1)).toContain(line.replace(/\d+$/, (number) => `${Number(number) + 2}`));
    expect(stack.match(/^ {4}at /gm)).toHaveLength(1);
  });

  test('allow() silences each kind alone', async () => {
    const kinds = ['pending-writes', 'unused-faults', 'swallowed-failures'] as const;
    for (const kind of kinds) {
      const { audit } = await everything();
      audit.allow(kind);
      expect(audit.findings().map(({ leftover }) => leftover)).toEqual(
        kinds.filter((other) => other !== kind).flatMap((other) => [other, other]),
      );
    }
    const { audit } = await everything();
    audit.allow(...kinds);
    expect(verdictOf(audit).message).toBe('nothing');
  });

  test('allow() refuses what it does not know', () => {
    const { audit } = audited();
    expect(() => audit.allow('pending' as never)).toThrow(
      "leftover: expected 'pending-writes' or 'unused-faults' or 'swallowed-failures', received string",
    );
  });

  test('a store followed twice is reported once', () => {
    const { ledger, audit } = audited();
    audit.follow(ledger.clone());
    ledger.failNextCommits(1);
    expect(audit.findings()).toHaveLength(1);
    expect(outcomeOfCall(() => audit.follow({} as never))).toBe('InvalidType store');
  });
});
