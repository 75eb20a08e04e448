import type { CommitHandle, DoneLedger, DoneLedgerRecord, FindingsSink, FindingsUpsertBatch } from 'gossip-inmemory';
import type { Checkpoint, CheckpointStore } from './checkpoint-store.ts';

/** Where a shard's items come from, page by page, scanned already. */
export interface ShardSource {
  /** The page at a cursor; the empty one is the first. */
  page(cursor: string): Promise<ScannedPage>;
}

export interface ScannedPage {
  readonly findings: FindingsUpsertBatch;
  readonly records: readonly DoneLedgerRecord[];
  /** Where the next page is, if there is one. */
  readonly next?: string;
}

export interface ShardScan {
  readonly sink: FindingsSink;
  readonly ledger: DoneLedger;
  readonly checkpoints: CheckpointStore;
  readonly source: ShardSource;
  readonly lease: Pick<Checkpoint, 'runId' | 'shardId' | 'fenceEpoch'>;
  /** Tries in all for each write. */
  readonly attempts: number;
}

/**
 * Scans what is left of a shard. A page counts as done only after its findings and its records are durable, so the checkpoint
 * never runs ahead of them. Rejects with `StaleFence` once a worker with a later lease has taken the shard over.
 */
export async function scanShard({ sink, ledger, checkpoints, source, lease, attempts }: ShardScan): Promise<void> {
  const durably = <Receipt>(write: () => Promise<CommitHandle<Receipt>>): Promise<Receipt> =>
    retrying(attempts, async () => (await write()).wait());
  const last = await retrying(attempts, () => checkpoints.load(lease));
  let { pagesDone, cursor } = last ?? { pagesDone: 0, cursor: '' };

  // First of all the shard is claimed: from here on a worker with an earlier lease is refused.
  await durably(() => checkpoints.save({ ...lease, pagesDone, cursor }));
  while (cursor !== undefined) {
    const page: ScannedPage = await source.page(cursor);
    await durably(() => sink.upsertBatch(page.findings));
    await durably(() => ledger.batchUpsert(page.records));
    pagesDone += 1;
    cursor = page.next;
    const progress: Checkpoint = { ...lease, pagesDone, cursor };
    await durably(() => checkpoints.save(progress));
  }
}

/** Tries again, up to a bound, what may succeed next time. All that is written may be written twice. */
async function retrying<T>(attempts: number, action: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await action();
    } catch (error) {
      if (attempt === attempts || isFinal(error)) throw error;
    }
  }
}

function isFinal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && FINAL.has(error.code);
}

const FINAL: ReadonlySet<unknown> = new Set(['StaleFence', 'WentBack', 'InvalidCheckpoint', 'BatchValidation']);
