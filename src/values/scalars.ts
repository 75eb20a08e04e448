import { u64 } from './check.js';

declare const scalarName: unique symbol;

/** A u64 of one kind, a `bigint` in 0 .. 2^64-1. */
export type U64<Name extends string> = bigint & { readonly [scalarName]: Name };

/** What a constructor takes for a u64: a `bigint` in 0 .. 2^64-1, or a safe integer. */
export type U64Input = bigint | number;

/** The companion of one kind of u64. */
export interface U64Companion<T extends bigint> {
  /** Checks and brands a u64. Throws `InvalidType` or `OutOfRange`. */
  of(value: U64Input): T;
}

/** Identifies one run of a worker fleet. */
export type RunId = U64<'RunId'>;
/** Identifies a shard of a run; ids of shards made by a split have bit 63 set. */
export type ShardId = U64<'ShardId'>;
/** Fencing token of the lease under which a worker writes. */
export type FenceEpoch = U64<'FenceEpoch'>;
/** A point in logical time. */
export type LogicalTime = U64<'LogicalTime'>;

export const RunId: U64Companion<RunId> = defineU64('RunId');
export const ShardId: U64Companion<ShardId> = defineU64('ShardId');
export const FenceEpoch: U64Companion<FenceEpoch> & { readonly INITIAL: FenceEpoch } = Object.freeze({
  ...defineU64<FenceEpoch>('FenceEpoch'),
  /** The first epoch, `1n`. */
  INITIAL: 1n as FenceEpoch,
});
export const LogicalTime: U64Companion<LogicalTime> = defineU64('LogicalTime');

function defineU64<T extends bigint>(name: string): U64Companion<T> {
  return Object.freeze({ of: (value: U64Input) => u64(name, value) as T });
}
