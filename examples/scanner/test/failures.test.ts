import { InMemoryDoneLedger, InMemoryFindingsSink, type FindingsSink } from 'gossip-inmemory';
import { describe, expect, vi } from 'gossip-inmemory/vitest';
import type { RetryPolicy } from '../src/retry.ts';
import { stoppedClock, test, treeSlice } from './support.ts';

describe('when a store fails', () => {
  test('refused submissions are tried again', async ({ ledger, sink, scanTree }) => {
    const retry = recorded(3);
    sink.failNextSubmissions(2);
    await scanTree({ retry });

    expect(retry.pause.mock.calls).toEqual([[1], [2]]);
    expect(sink).toHaveDurableCounts({ findings: 22, occurrences: 23, observations: 23 });
    expect({ ledger, sink }).toConvergeWithOracle();
  });

  test('failed commits are tried again', async ({ ledger, sink, scanTree }) => {
    const retry = recorded(3);
    sink.failNextCommits(1);
    ledger.failNextCommits(2);
    await scanTree({ retry });

    expect(retry.pause.mock.calls).toEqual([[1], [1], [2]]);
    expect(ledger).toHaveDurableCounts({ records: 41 });
    expect({ ledger, sink }).toConvergeWithOracle();
  });

  test('a ledger that fails does not make the findings be written again', async ({ ledger, sink, scanTree }) => {
    const upsertBatch = vi.spyOn(sink, 'upsertBatch');
    ledger.failNextSubmissions(1);
    ledger.failNextCommits(1);
    await scanTree({ pageSize: 41 });

    expect(upsertBatch).toHaveBeenCalledOnce();
    expect(ledger).toHaveDurableCounts({ records: 41 });
  });

  test('an acknowledgement that was lost is made up for by a replay, which changes nothing', async ({
    ledger,
    sink,
    scanTree,
  }) => {
    const retry = recorded(3);
    sink.loseNextAcks(1);
    ledger.loseNextAcks(1);
    await scanTree({ retry, clock: stoppedClock });
    expect(retry.pause).toHaveBeenCalledTimes(2);

    const undisturbed = { ledger: new InMemoryDoneLedger(), sink: new InMemoryFindingsSink() };
    await scanTree({ ...undisturbed, clock: stoppedClock });
    expect(ledger).toConvergeWith(undisturbed.ledger);
    expect(sink).toConvergeWith(undisturbed.sink);
    expect({ ledger, sink }).toConvergeWithOracle();
  });

  test('a page goes on from the step that failed', async ({ ledger, sink, timeline, scanTree }) => {
    sink.failNextSubmissions(1);
    sink.loseNextAcks(1);
    ledger.failNextCommits(1);
    await scanTree({ files: treeSlice(0, 10) });

    expect(timeline.lines()).toMatchInlineSnapshot(`
      [
        "findings armed: failNextSubmissions(1), 1 to strike",
        "findings armed: loseNextAcks(1), 1 to strike",
        "done-ledger armed: failNextCommits(1), 1 to strike",
        "findings struck by failNextSubmissions, 0 left",
        "findings refused: InjectedSubmissionFailure",
        "findings #1 accepted, 9 rows",
        "findings #1 struck by loseNextAcks, 0 left",
        "findings #1 committed, acknowledgement lost",
        "findings #1 waited for: AckLost",
        "findings #2 accepted, 9 rows",
        "findings #2 committed",
        "findings #2 waited for: receipt",
        "done-ledger #1 accepted, 10 rows",
        "done-ledger #1 struck by failNextCommits, 0 left",
        "done-ledger #1 failed: InjectedCommitFailure",
        "done-ledger #1 waited for: InjectedCommitFailure",
        "done-ledger #2 accepted, 10 rows",
        "done-ledger #2 committed",
        "done-ledger #2 waited for: receipt",
      ]
    `);
  });

  test('a crash of the store costs one more try', async ({ ledger, sink, scanTree }) => {
    sink.delayNextWrites(1);
    const scanning = scanTree();
    await sink.whenPending(1);
    sink.crash();
    await scanning;

    expect(sink).toHaveDurableCounts({ findings: 22, occurrences: 23, observations: 23 });
    expect({ ledger, sink }).toConvergeWithOracle();
  });
});

describe('when trying again does not help', () => {
  test.for([
    ['failNextSubmissions', 'InjectedSubmissionFailure'],
    ['failNextCommits', 'InjectedCommitFailure'],
  ] as const)('gives up after three attempts: %s', async ([fault, code], { ledger, sink, scanTree }) => {
    const retry = recorded(3);
    sink[fault](3);

    await expect(scanTree({ retry })).toRejectWithCode(code);
    expect(retry.pause).toHaveBeenCalledTimes(2);
    expect(sink).toHaveDurableCounts({ findings: 0, occurrences: 0, observations: 0 });
    expect(ledger).toHaveDurableCounts({ records: 0 });
    expect({ ledger, sink }).toConvergeWithOracle();
  });

  test('findings stay without a ledger row when it is the ledger that fails', async ({ ledger, sink, scanTree }) => {
    ledger.failNextCommits(3);

    await expect(scanTree({ pageSize: 41 })).toRejectWithCode('InjectedCommitFailure');
    expect(sink).toHaveDurableCounts({ findings: 22 });
    expect(ledger).toHaveDurableCounts({ records: 0 });
  });

  test.for([
    ['findings', 'MissingFinding'],
    ['occurrences', 'MissingOccurrence'],
  ] as const)('does not repeat a batch that lacks its %s', async ([layer, code], { ledger, sink, scanTree }) => {
    const retry = recorded(3);
    const forgetful: FindingsSink = { upsertBatch: (batch) => sink.upsertBatch({ ...batch, [layer]: [] }) };

    await expect(scanTree({ sink: forgetful, retry })).toRejectWithCode(code);
    expect(retry.pause).not.toHaveBeenCalled();
    expect(sink).toHaveDurableCounts({ findings: 0, occurrences: 0, observations: 0 });
    expect(ledger).toHaveDurableCounts({ records: 0 });
  });
});

/** A policy that remembers its pauses. */
function recorded(attempts: number) {
  return { attempts, pause: vi.fn<RetryPolicy['pause']>(() => Promise.resolve()) };
}
