import toBeDurable from './to-be-durable.js';
import toBeRedacted from './to-be-redacted.js';
import toConform from './to-conform.js';
import toConvergeWith from './to-converge-with.js';
import toConvergeWithOracle from './to-converge-with-oracle.js';
import toDominate from './to-dominate.js';
import toFailCommit from './to-fail-commit.js';
import toHaveDurableCounts from './to-have-durable-counts.js';
import toHaveDurableFinding from './to-have-durable-finding.js';
import toHaveDurableObservation from './to-have-durable-observation.js';
import toHaveDurableOccurrence from './to-have-durable-occurrence.js';
import toHaveDurableRecord from './to-have-durable-record.js';
import toHavePendingWrites from './to-have-pending-writes.js';
import toReachEvents from './to-reach-events.js';
import toRejectWithCode from './to-reject-with-code.js';
import type { Scenario } from './scenario.js';

/** What can be arranged with what the package exports: played in consumers, too, under every runner. */
export const publicScenarios: readonly Scenario[] = [
  ...toBeDurable,
  ...toBeRedacted,
  ...toConform,
  ...toConvergeWith,
  ...toConvergeWithOracle,
  ...toDominate,
  ...toFailCommit,
  ...toHaveDurableCounts,
  ...toHaveDurableFinding,
  ...toHaveDurableObservation,
  ...toHaveDurableOccurrence,
  ...toHaveDurableRecord,
  ...toHavePendingWrites,
  ...toReachEvents,
  ...toRejectWithCode,
];
