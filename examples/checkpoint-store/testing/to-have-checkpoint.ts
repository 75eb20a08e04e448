import { defineMatcher, MatcherUsageError } from 'gossip-inmemory/vitest';
import type { Checkpoint, ShardKey } from '../src/checkpoint-store.ts';
import { SqliteCheckpointStore } from '../src/sqlite-checkpoint-store.ts';
import { InMemoryCheckpointStore, shardName } from './in-memory-checkpoint-store.ts';

/** A shard, and as much of its checkpoint as the test is about. */
export type ExpectedCheckpoint = ShardKey & Partial<Checkpoint>;

/** Holds when the durable checkpoint of a shard is like this. */
export const toHaveCheckpoint = defineMatcher({
  name: 'toHaveCheckpoint',
  receiver: 'a checkpoint store',
  parameters: ['checkpoint'],
  accepts: (received) => received instanceof InMemoryCheckpointStore || received instanceof SqliteCheckpointStore,
  judge(store, [argument], { equals }) {
    const expected = readExpected(argument);
    const fields = Object.keys(expected) as (keyof Checkpoint)[];
    const row = store.get(expected);
    const wrong = fields.filter((field) => !equals(row?.[field], expected[field]));
    return {
      pass: wrong.length === 0,
      sentence: sentenceOf(shardName(expected), row, wrong),
      expected,
      received: row && Object.fromEntries(fields.map((field) => [field, row[field]])),
      concerns: (payload: Checkpoint) => shardName(payload) === shardName(expected),
    };
  },
});

// One place gives the matcher its type, in every Vitest, and the count of durable rows its name.
declare module 'gossip-inmemory/matchers' {
  interface SyncGossipMatchers<R = void> {
    /** On a checkpoint store: the durable checkpoint of a shard is like this. */
    toHaveCheckpoint(checkpoint: ExpectedCheckpoint): R;
  }
  interface ExpectedCounts {
    readonly checkpoints?: number;
  }
}

/** Whatever cannot be judged must not pass under `.not`. */
function readExpected(argument: unknown): ExpectedCheckpoint {
  const expected = Object(argument) as ExpectedCheckpoint;
  if (typeof expected.runId !== 'bigint' || typeof expected.shardId !== 'bigint') {
    throw new MatcherUsageError('toHaveCheckpoint(): the checkpoint has a runId and a shardId at least.');
  }
  const unknown = Object.keys(expected).find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) throw new MatcherUsageError(`toHaveCheckpoint(): a checkpoint has no "${unknown}".`);
  return expected;
}

const FIELDS: readonly string[] = [
  'runId',
  'shardId',
  'fenceEpoch',
  'pagesDone',
  'cursor',
] satisfies (keyof Checkpoint)[];

function sentenceOf(shard: string, row: Checkpoint | undefined, wrong: readonly string[]): string {
  if (row === undefined) return `There is no durable checkpoint of ${shard}.`;
  if (wrong.length === 0) return `The durable checkpoint of ${shard} is like that.`;
  return `The durable checkpoint of ${shard} differs in ${wrong.join(', ')}.`;
}
