import { InMemoryDoneLedger, InMemoryFindingsSink } from 'gossip-inmemory';
import { describe, expect } from 'gossip-inmemory/vitest';
import { tickingClock } from '../src/clock.ts';
import { lease, stoppedClock, test, treeSlice } from './support.ts';

describe('one worker after the other', () => {
  test('resumes where a worker died, and scans nothing twice', async ({ ledger, sink, scanTree }) => {
    const worker = new AbortController();
    const death = new Error('out of memory');
    ledger.setAutoComplete(false);
    const scanning = scanTree({ signal: worker.signal });
    await ledger.whenPending(1);
    ledger.releaseNext(); // the first page is done
    await ledger.whenPending(1);
    worker.abort(death); // the second one has its findings, but not its records
    await expect(scanning).rejects.toBe(death);
    ledger.crash();
    ledger.setAutoComplete(true);
    expect(ledger).toHaveDurableCounts({ records: 10 });

    const report = await scanTree({ lease: lease(2), clock: tickingClock(1000n) });

    expect(report).toMatchObject({ files: 41, alreadyDone: 10 });
    expect(ledger).toHaveDurableCounts({ records: 41 });
    expect(sink).toHaveDurableCounts({ findings: 22, occurrences: 23, observations: 23 });
    expect({ ledger, sink }).toConvergeWithOracle();
  });

  test('keeps what the newer worker wrote when the older one comes to after all', async ({
    ledger,
    sink,
    scanTree,
  }) => {
    sink.delayNextWrites(1);
    const older = scanTree({ lease: lease(1) });
    await sink.whenPending(1);
    await scanTree({ lease: lease(2), clock: tickingClock(1000n) });
    const [rows, observations] = [ledger.snapshot(), sink.observationsSnapshot()];

    sink.releaseNext();
    const report = await older;

    expect(report).toMatchObject({ alreadyDone: 31 });
    expect(ledger.snapshot()).toEqual(rows);
    expect(sink.observationsSnapshot()).toEqual(observations);
    expect({ ledger, sink }).toConvergeWithOracle();
  });
});

describe('two workers at the same time', () => {
  test('on overlapping files agree with one that does it all alone', async ({ ledger, sink, scanTree }) => {
    await Promise.all([
      scanTree({ files: treeSlice(0, 30), pageSize: 7, pagesInFlight: 2, clock: stoppedClock }),
      scanTree({ files: treeSlice(10), pageSize: 4, pagesInFlight: 3, clock: stoppedClock }),
    ]);

    const alone = { ledger: new InMemoryDoneLedger(), sink: new InMemoryFindingsSink() };
    await scanTree({ ...alone, clock: stoppedClock });
    expect(ledger).toConvergeWith(alone.ledger);
    expect(sink).toConvergeWith(alone.sink);
    expect({ ledger, sink }).toConvergeWithOracle();
  });

  test('leave the later lease on what both have scanned', async ({ ledger, sink, scanTree }) => {
    sink.delayNextWrites(2);
    const workers = [1, 2].map((n) => scanTree({ lease: lease(n), clock: stoppedClock, pageSize: 41 }));
    await sink.whenPending(2);
    sink.releaseAll('NewestFirst');
    await Promise.all(workers);

    expect(ledger).toHaveDurableCounts({ records: 41 });
    for (const { provenance } of ledger.snapshot()) expect(provenance).toMatchObject({ runId: 2n, fenceEpoch: 2n });
    expect({ ledger, sink }).toConvergeWithOracle();
  });
});
