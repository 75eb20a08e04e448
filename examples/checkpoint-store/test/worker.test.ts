import { scanShard, type ShardScan } from '../src/scan-shard.ts';
import { after, lease, shard, sourceOf } from '../testing/shard.ts';
import { describe, expect, test as base, withDelayedWrites } from '../testing/test.ts';

/** Has, on top of the stores, a worker that scans a shard of three pages into them, with whatever is different this time. */
const test = base.extend<{
  source: ReturnType<typeof sourceOf>;
  scan: (differently?: Partial<ShardScan>) => Promise<void>;
}>({
  source: async ({ records }, use) => {
    await use(sourceOf(records.page(2), records.page(1), records.page(2)));
  },
  scan: async ({ ledger, sink, checkpoints, source }, use) => {
    await use((differently) =>
      scanShard({ ledger, sink, checkpoints, source, lease: lease(1), attempts: 2, ...differently }),
    );
  },
});

const FINISHED = { ...shard, pagesDone: 3, cursor: undefined };

describe('a worker', () => {
  test('scans a shard to its end', async ({ ledger, sink, checkpoints, scan }) => {
    await scan();
    expect(checkpoints).toHaveCheckpoint({ ...FINISHED, ...lease(1) });
    expect(ledger).toHaveDurableCounts({ records: 5 });
    expect({ ledger, sink }).toConvergeWithOracle();
  });

  test('goes on where the last one stopped', async ({ ledger, checkpoints, source, scan }) => {
    await checkpoints.save(after(1));
    await scan({ lease: lease(2) });
    expect(source.asked).toEqual(['after 1', 'after 2']);
    expect(checkpoints).toHaveCheckpoint({ ...FINISHED, ...lease(2) });
    expect(ledger).toHaveDurableCounts({ records: 3 });
  });

  test('has nothing to do in a shard that is finished', async ({ checkpoints, source, scan }) => {
    await checkpoints.save(after(3, { cursor: undefined }));
    await scan({ lease: lease(2) });
    expect(source.asked).toEqual([]);
  });

  test('moves the checkpoint only once the page is durable', async ({ ledger, sink, checkpoints, scan }) => {
    const scanning = scan();
    await withDelayedWrites([sink, ledger, checkpoints], async (delayed) => {
      const writes = ['checkpoints', 'findings', 'done-ledger', 'checkpoints']; // the first of them claims the shard
      for (const [index, store] of writes.entries()) {
        await delayed.submitted(index + 1);
        expect(delayed.pending()).toMatchObject([{ store }]);
        expect(checkpoints).not.toHaveCheckpoint({ ...shard, pagesDone: 1 });
        delayed.releaseNext();
      }
      expect(checkpoints).toHaveCheckpoint(after(1));
    });
    await scanning; // outside of the scope nothing is held back any more
    expect(checkpoints).toHaveCheckpoint(FINISHED);
  });
});

describe('when the third store fails', () => {
  test.for(['failNextSubmissions', 'failNextCommits', 'loseNextAcks'] as const)(
    'a write is made again after %s',
    async (fault, { ledger, sink, checkpoints, scan }) => {
      checkpoints[fault](1);
      await scan();
      expect(checkpoints).toHaveCheckpoint(FINISHED);
      expect({ ledger, sink }).toConvergeWithOracle();
    },
  );

  test('a save whose acknowledgement was lost is answered by its replay', async ({ checkpoints, timeline }) => {
    checkpoints.loseNextAcks(1);
    await expect(await checkpoints.save(after(1))).toFailCommit('AckLost');
    await expect(await checkpoints.save(after(1))).toBeDurable({ pagesDone: 1 });
    expect(timeline.lines()).toMatchInlineSnapshot(`
      [
        "checkpoints armed: loseNextAcks(1), 1 to strike",
        "checkpoints #1 accepted, 1 row",
        "checkpoints #1 struck by loseNextAcks, 0 left",
        "checkpoints #1 committed, acknowledgement lost",
        "checkpoints #1 waited for: AckLost",
        "checkpoints #2 accepted, 1 row",
        "checkpoints #2 committed",
        "checkpoints #2 waited for: receipt",
      ]
    `);
  });

  test('a crash in the middle costs one more try', async ({ checkpoints, scan }) => {
    checkpoints.delayNextWrites(1);
    const scanning = scan();
    await checkpoints.whenPending(1);
    checkpoints.crash();
    await scanning;
    expect(checkpoints).toHaveCheckpoint(FINISHED);
  });

  test('it gives up, and its successor does the rest', async ({ ledger, sink, checkpoints, source, scan }) => {
    checkpoints.failNextCommits(2);
    await expect(scan()).toRejectWithCode('InjectedCommitFailure');
    expect(checkpoints).toHaveDurableCounts({ checkpoints: 0 });
    expect(source.asked).toEqual([]);

    await scan({ lease: lease(2) });
    expect(checkpoints).toHaveCheckpoint(FINISHED);
    expect({ ledger, sink }).toConvergeWithOracle();
  });
});

describe('a worker that lost its lease', () => {
  test('stops, and leaves the checkpoint of its successor alone', async ({ checkpoints, source, timeline, scan }) => {
    await withDelayedWrites(checkpoints, { count: 1 }, async (delayed) => {
      const late = scan({ lease: lease(1) });
      await delayed.submitted(1); // and there it hangs, until everybody thinks it is dead
      await scan({ lease: lease(2) });

      delayed.releaseAll();
      await expect(late).toRejectWithCode('StaleFence');
    });
    expect(checkpoints).toHaveCheckpoint({ ...FINISHED, ...lease(2) });
    expect(source.asked).toHaveLength(3); // by the successor
    expect(timeline.lines().filter((line) => line.includes('StaleFence'))).toEqual([
      'checkpoints #1 failed: StaleFence', // it did not try again
      'checkpoints #1 waited for: StaleFence',
    ]);
  });

  test('is not asked whether it is further on', async ({ checkpoints }) => {
    await checkpoints.save(after(1, lease(2)));
    await expect(await checkpoints.save(after(3, lease(1)))).toFailCommit('StaleFence');
    expect(checkpoints).toHaveCheckpoint(after(1, lease(2)));
  });
});
