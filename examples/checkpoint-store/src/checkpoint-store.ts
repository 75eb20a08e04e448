import type { CommitHandle, FenceEpoch, RunId, ShardId } from 'gossip-inmemory';

/** What a checkpoint is about: one shard of one run. */
export interface ShardKey {
  readonly runId: RunId;
  readonly shardId: ShardId;
}

/** How far the scan of a shard has come. */
export interface Checkpoint extends ShardKey {
  /** Of the lease under which the worker writes. */
  readonly fenceEpoch: FenceEpoch;
  /** Pages of the shard that are done: a whole number that never falls. */
  readonly pagesDone: number;
  /** The page to go on with: empty for the first one, `undefined` once there is none. */
  readonly cursor: string | undefined;
}

export interface CheckpointReceipt {
  readonly pagesDone: number;
}

/** Where workers keep how far they have come. */
export interface CheckpointStore {
  /** The durable checkpoint of a shard. */
  load(shard: ShardKey): Promise<Checkpoint | undefined>;
  /**
   * Puts a checkpoint in the place of the one before. Saving one again changes nothing. Refused, at submission or at commit,
   * with an error whose `code` is a {@link CheckpointRefusal}.
   */
  save(checkpoint: Checkpoint): Promise<CommitHandle<CheckpointReceipt>>;
}

export type CheckpointRefusal =
  /** A later lease has written: the worker is no longer the one to scan this shard. */
  | 'StaleFence'
  /** Fewer pages are done than the durable checkpoint says. */
  | 'WentBack'
  /** `pagesDone` is not a whole number. */
  | 'InvalidCheckpoint';
