import type { FindingRecord } from '../../records/finding-record.js';
import type { FindingsUpsertBatch } from '../../records/findings-batch.js';
import type { ObservationRecord } from '../../records/observation-record.js';
import { OccurrenceRecord } from '../../records/occurrence-record.js';
import type { CheckContext } from '../context.js';
import { expectAccepted, rows } from './findings-support.js';

// A sink cannot be read. But a row is there exactly if a child of it is accepted without it, and an observation exactly if
// its id is refused with another ovid. What these write is used for nothing else.

/** Demands that a finding be durable. */
export async function expectFinding(context: CheckContext, finding: FindingRecord): Promise<void> {
  await expectAccepted(context, 'The finding must be durable, so an occurrence alone', childOf(context, finding));
}

/** Demands that a finding not be durable. */
export async function expectNoFinding(context: CheckContext, finding: FindingRecord): Promise<void> {
  const outcome = await context.sink.attempt(childOf(context, finding));
  context.expectRefused('The finding must not be durable, so an occurrence alone', outcome, 'MissingFinding', 'commit');
}

/** Demands that an occurrence be durable. */
async function expectOccurrence(context: CheckContext, occurrence: OccurrenceRecord): Promise<void> {
  const batch = sightingOf(context, occurrence);
  await expectAccepted(context, 'The occurrence must be durable, so an observation alone', batch);
}

/** Demands that an occurrence not be durable. */
export async function expectNoOccurrence(context: CheckContext, occurrence: OccurrenceRecord): Promise<void> {
  const outcome = await context.sink.attempt(sightingOf(context, occurrence));
  const what = 'The occurrence must not be durable, so an observation alone';
  context.expectRefused(what, outcome, 'MissingOccurrence', 'commit');
}

/** Demands that an observation be durable. */
export async function expectObservation(context: CheckContext, observation: ObservationRecord): Promise<void> {
  const outcome = await context.sink.attempt(withOtherOvid(context, observation));
  const what = 'The observation must be durable, so its id with another ovidHash';
  context.expectRefused(what, outcome, 'ObservationConflict', 'commit');
}

/** Demands that an observation, of which the occurrence is durable, not be. */
export async function expectNoObservation(context: CheckContext, observation: ObservationRecord): Promise<void> {
  const what = 'The observation must not be durable, so its id with another ovidHash';
  await expectAccepted(context, what, withOtherOvid(context, observation));
}

/** Demands that all rows of a batch be durable. */
export async function expectDurable(context: CheckContext, batch: FindingsUpsertBatch): Promise<void> {
  for (const row of batch.findings) await expectFinding(context, row);
  for (const row of batch.occurrences) await expectOccurrence(context, row);
  for (const row of batch.observations) await expectObservation(context, row);
}

/** Demands that no row of a batch be durable, which holds each row's parent. Writes the batch without its observations. */
export async function expectNothingOf(context: CheckContext, batch: FindingsUpsertBatch): Promise<void> {
  for (const row of batch.findings) await expectNoFinding(context, row);
  for (const row of batch.occurrences) await expectNoOccurrence(context, row);
  await context.sink.write({ ...batch, observations: [] });
  for (const row of batch.observations) await expectNoObservation(context, row);
}

/** An occurrence of a finding, which nothing else uses. */
export function childOf({ ids }: CheckContext, { tenantId, findingId }: FindingRecord): FindingsUpsertBatch {
  const objectVersionId = ids.version('looked for');
  const child = OccurrenceRecord.create({ tenantId, findingId, objectVersionId, byteOffset: 0, byteLength: 1 });
  return rows({ occurrences: [child] });
}

/** An observation of an occurrence, under a policy which nothing else uses. */
function sightingOf(context: CheckContext, occurrence: OccurrenceRecord): FindingsUpsertBatch {
  const policyHash = context.ids.policy('looked for');
  return rows({ observations: [context.observation(occurrence, { policyHash })] });
}

function withOtherOvid({ ids }: CheckContext, observation: ObservationRecord): FindingsUpsertBatch {
  return rows({ observations: [{ ...observation, ovidHash: ids.ovid('looked for') }] });
}
