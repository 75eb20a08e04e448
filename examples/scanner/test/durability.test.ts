import { setImmediate } from 'node:timers/promises';
import { InMemoryDoneLedger, InMemoryFindingsSink, withDelayedWrites } from 'gossip-inmemory';
import { describe, expect } from 'gossip-inmemory/vitest';
import { stoppedClock, test, treeSlice } from './support.ts';

// Of the five pages of the tree four have secrets.
const WITH_SECRETS = 4;

describe('while writes take their time', () => {
  test('the ledger hears of a page only when its findings are durable', async ({ ledger, sink, scanTree }) => {
    let scanning;
    {
      using delayed = withDelayedWrites(sink);
      scanning = scanTree();

      await delayed.submitted(1);
      expect(delayed).toHavePendingWrites(1);
      expect(ledger).toHaveDurableCounts({ records: 0 });

      delayed.releaseNext();
      await delayed.submitted(2);
      expect(ledger).toHaveDurableCounts({ records: 10 });
    } // the rest is released here, and waits no more
    await scanning;

    expect(ledger).toHaveDurableCounts({ records: 41 });
    expect({ ledger, sink }).toConvergeWithOracle();
  });

  test('a page waits for no findings but its own', async ({ ledger, sink, scanTree }) => {
    using findings = withDelayedWrites(sink);
    using records = withDelayedWrites(ledger);
    const scanning = scanTree({ files: treeSlice(0, 40), pagesInFlight: WITH_SECRETS });

    await findings.submitted(WITH_SECRETS);
    findings.releaseNext('NewestFirst');
    await records.submitted(1);
    expect(findings).toHavePendingWrites(WITH_SECRETS - 1);

    findings.releaseAll();
    await records.submitted(WITH_SECRETS);
    records.releaseAll('NewestFirst');
    await scanning;
    expect({ ledger, sink }).toConvergeWithOracle();
  });

  test('the scan is over when the ledger is durable, not when it has accepted', async ({ ledger, sink, scanTree }) => {
    using delayed = withDelayedWrites(ledger);
    let over = false;
    const scanning = scanTree({ pagesInFlight: 5 }).finally(() => (over = true));

    await delayed.submitted(5);
    await setImmediate(); // what could happen without the ledger has happened
    expect(sink).toHaveDurableCounts({ findings: 22 });
    expect(ledger).toHaveDurableCounts({ records: 0 });
    expect(over).toBe(false);

    delayed.releaseAll();
    await scanning;
    expect(ledger).toHaveDurableCounts({ records: 41 });
  });

  test.for(['OldestFirst', 'NewestFirst'] as const)(
    'findings that become durable %s leave the same rows behind',
    async (order, { ledger, sink, scanTree }) => {
      using delayed = withDelayedWrites(sink);
      const scanning = scanTree({ pagesInFlight: 5, clock: stoppedClock });
      await delayed.submitted(WITH_SECRETS);
      expect(delayed.releaseAll(order)).toBe(WITH_SECRETS);
      await scanning;

      const undisturbed = { ledger: new InMemoryDoneLedger(), sink: new InMemoryFindingsSink() };
      await scanTree({ ...undisturbed, clock: stoppedClock });
      expect(ledger).toConvergeWith(undisturbed.ledger);
      expect(sink).toConvergeWith(undisturbed.sink);
    },
  );

  test('writes of both stores may end in any order', async ({ ledger, sink, scanTree }) => {
    await withDelayedWrites([ledger, sink], async (delayed) => {
      const scanning = scanTree({ pagesInFlight: 5 });
      await delayed.submitted(WITH_SECRETS + 1); // the page without secrets is at the ledger already
      delayed.releaseShuffled(20_241);
      await delayed.submitted(2 * WITH_SECRETS + 1);
      delayed.releaseShuffled(20_242);
      await scanning;
    });

    expect(ledger).toHaveDurableCounts({ records: 41 });
    expect({ ledger, sink }).toConvergeWithOracle();
  });
});
