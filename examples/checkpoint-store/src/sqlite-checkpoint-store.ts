import { FenceEpoch, ReadyCommitHandle, RunId, ShardId, type CommitHandle } from 'gossip-inmemory';
import { DatabaseSync } from 'node:sqlite';
import type {
  Checkpoint,
  CheckpointReceipt,
  CheckpointRefusal,
  CheckpointStore,
  ShardKey,
} from './checkpoint-store.ts';

/** Checkpoints in a SQLite database: what the service runs on. A write is over when its handle is there. */
export class SqliteCheckpointStore implements CheckpointStore {
  readonly #database: DatabaseSync;

  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    this.#database.exec(SCHEMA);
  }

  async load(shard: ShardKey): Promise<Checkpoint | undefined> {
    return this.get(shard);
  }

  async save(checkpoint: Checkpoint): Promise<CommitHandle<CheckpointReceipt>> {
    const { runId, shardId, fenceEpoch, pagesDone, cursor } = checkpoint;
    if (!Number.isSafeInteger(pagesDone) || pagesDone < 0) {
      throw new CheckpointError('InvalidCheckpoint', `pagesDone is a whole number, not ${pagesDone}`);
    }
    const { changes } = this.#database
      .prepare(UPSERT)
      .run(u64(runId), u64(shardId), u64(fenceEpoch), pagesDone, cursor ?? null);
    return changes === 1 ? ReadyCommitHandle.ok({ pagesDone }) : ReadyCommitHandle.err(this.#refusalOf(checkpoint));
  }

  /** The durable checkpoint of a shard, at once. */
  get({ runId, shardId }: ShardKey): Checkpoint | undefined {
    const row = this.#database.prepare(SELECT).get(u64(runId), u64(shardId)) as Row | undefined;
    if (row === undefined) return undefined;
    const fenceEpoch = FenceEpoch.of(Buffer.from(row.fence_epoch).readBigUInt64BE());
    return {
      runId: RunId.of(runId),
      shardId: ShardId.of(shardId),
      fenceEpoch,
      pagesDone: row.pages_done,
      cursor: row.cursor ?? undefined,
    };
  }

  close(): void {
    this.#database.close();
  }

  #refusalOf({ runId, shardId, fenceEpoch }: Checkpoint): CheckpointError {
    const row = this.get({ runId, shardId });
    return row !== undefined && fenceEpoch < row.fenceEpoch
      ? new CheckpointError('StaleFence', `epoch ${row.fenceEpoch} has written, ${fenceEpoch} is over`)
      : new CheckpointError('WentBack', `${row?.pagesDone} pages are done already`);
  }
}

/** What the store refuses. */
export class CheckpointError extends Error {
  readonly code: CheckpointRefusal;

  constructor(code: CheckpointRefusal, sentence: string) {
    super(sentence);
    this.name = 'CheckpointError';
    this.code = code;
  }
}

interface Row {
  readonly fence_epoch: Uint8Array;
  readonly pages_done: number;
  readonly cursor: string | null;
}

// u64 as eight bytes, the greatest first: SQLite compares BLOBs byte by byte, which is the order of the numbers.
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS checkpoint (
    run_id BLOB, shard_id BLOB, fence_epoch BLOB, pages_done INTEGER, cursor TEXT,
    PRIMARY KEY (run_id, shard_id)
  ) STRICT, WITHOUT ROWID`;

const SELECT = 'SELECT fence_epoch, pages_done, cursor FROM checkpoint WHERE run_id = ? AND shard_id = ?';

const UPSERT = `
  INSERT INTO checkpoint VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE
    SET fence_epoch = excluded.fence_epoch, pages_done = excluded.pages_done, cursor = excluded.cursor
    WHERE excluded.fence_epoch >= fence_epoch AND excluded.pages_done >= pages_done`;

function u64(value: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}
