/**
 * The matchers as plain functions, for any `expect.extend`. The entries of the runners register them.
 *
 * @packageDocumentation
 */

// Matchers
export { toBeDurable } from './to-be-durable.js';
export { toBeRedacted } from './to-be-redacted.js';
export { toConform, type ToConformOptions } from './to-conform.js';
export { toConvergeWith } from './to-converge-with.js';
export { toConvergeWithOracle } from './to-converge-with-oracle.js';
export { toDominate } from './to-dominate.js';
export { toFailCommit } from './to-fail-commit.js';
export { toHaveDurableCounts } from './to-have-durable-counts.js';
export { toHaveDurableFinding } from './to-have-durable-finding.js';
export { toHaveDurableObservation } from './to-have-durable-observation.js';
export { toHaveDurableOccurrence } from './to-have-durable-occurrence.js';
export { toHaveDurableRecord } from './to-have-durable-record.js';
export { toHavePendingWrites } from './to-have-pending-writes.js';
export { toHoldInvariants } from './to-hold-invariants.js';
export { toReachEvents } from './to-reach-events.js';
export { toRejectWithCode } from './to-reject-with-code.js';

// Types
export type { MatcherContext, MatcherResult } from './support/context.js';
export type { AsyncGossipMatchers, ExpectedCode, ExpectedCounts, SyncGossipMatchers } from './types.js';
