import { observationKey } from '../src/oracle/findings-model.js';
import type { ObservationRecord } from '../src/records/observation-record.js';
import type { MatcherContext, MatcherResult } from './support/context.js';
import { judgeDurableRow, type RowKind } from './support/durable-row.js';
import { OBSERVATION_FIELDS } from './support/row-fields.js';

const OBSERVATION: RowKind = {
  name: 'toHaveDurableObservation',
  row: 'observation',
  receiver: 'a sink',
  snapshot: 'observationsSnapshot',
  fields: OBSERVATION_FIELDS,
  layer: 'observations',
  identity: ['tenantId', 'observationId'],
  keyOf: (row) => observationKey(row as ObservationRecord),
};

/** Holds when a sink has a durable observation that this part of one matches. */
export function toHaveDurableObservation(
  this: MatcherContext,
  received: unknown,
  ...args: readonly unknown[]
): MatcherResult {
  return judgeDurableRow(this, OBSERVATION, received, args);
}
