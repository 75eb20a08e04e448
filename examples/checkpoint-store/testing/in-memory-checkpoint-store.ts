import {
  DefinedStore,
  FenceEpoch,
  RunId,
  ShardId,
  StoreRefusal,
  type StoreBackend,
  type StoreHandle,
  type StoreOptions,
} from 'gossip-inmemory';
import type { Checkpoint, CheckpointReceipt, CheckpointStore, ShardKey } from '../src/checkpoint-store.ts';

export type CheckpointRows = Map<string, Checkpoint>;

/** The rule of the store, and nothing else: what is valid, and how a checkpoint changes what is durable. */
export const checkpointBackend = {
  kind: 'checkpoints',
  createDurable: (): CheckpointRows => new Map(),

  // At submission: refuses what is not valid, and copies, as the caller may change its object.
  prepare({ runId, shardId, fenceEpoch, pagesDone, cursor }: Checkpoint): Checkpoint {
    if (!Number.isSafeInteger(pagesDone) || pagesDone < 0) {
      throw new StoreRefusal('InvalidCheckpoint', `pagesDone is a whole number, not ${pagesDone}.`);
    }
    return Object.freeze({
      runId: RunId.of(runId),
      shardId: ShardId.of(shardId),
      fenceEpoch: FenceEpoch.of(fenceEpoch),
      pagesDone,
      cursor,
    });
  },

  // At commit: looks at everything before it changes anything.
  apply(rows: CheckpointRows, checkpoint: Checkpoint): CheckpointReceipt {
    const { fenceEpoch, pagesDone } = checkpoint;
    const row = rows.get(shardName(checkpoint));
    if (row !== undefined && fenceEpoch < row.fenceEpoch) {
      throw new StoreRefusal('StaleFence', `epoch ${row.fenceEpoch} has written, ${fenceEpoch} is over.`);
    }
    if (row !== undefined && pagesDone < row.pagesDone) {
      throw new StoreRefusal('WentBack', `${row.pagesDone} pages are done already, not ${pagesDone}.`);
    }
    rows.set(shardName(checkpoint), checkpoint);
    return { pagesDone };
  },
} satisfies StoreBackend<Checkpoint, CheckpointRows, CheckpointReceipt>;

/** The double: our contract on top, all controls of gossip-inmemory below. */
export class InMemoryCheckpointStore
  extends DefinedStore<Checkpoint, CheckpointRows, CheckpointReceipt>
  implements CheckpointStore
{
  constructor(options?: StoreOptions) {
    super(checkpointBackend, options);
  }

  save(checkpoint: Checkpoint): Promise<StoreHandle<CheckpointReceipt>> {
    return this.submit(checkpoint, this.save);
  }

  async load(shard: ShardKey): Promise<Checkpoint | undefined> {
    return this.get(shard);
  }

  /** The durable checkpoint of a shard, at once. */
  get(shard: ShardKey): Checkpoint | undefined {
    return this.read((rows) => rows.get(shardName(shard)));
  }

  /** All durable checkpoints, for snapshots. */
  snapshot(): readonly Checkpoint[] {
    return this.read((rows) => [...rows.values()].sort((a, b) => (shardName(a) < shardName(b) ? -1 : 1)));
  }

  /** For `toHaveDurableCounts({ checkpoints })`. */
  durableCounts(): { readonly checkpoints: number } {
    return { checkpoints: this.read((rows) => rows.size) };
  }
}

/** A shard, as rows are kept by it and messages name it. */
export function shardName({ runId, shardId }: ShardKey): string {
  return `run ${runId}, shard ${shardId}`;
}
