import { observationRowOf } from '../../oracle/definition.js';
import type { Location } from '../../records/location.js';
import type { ObservationRecord } from '../../records/observation-record.js';
import type { ChainSketch, CheckContext } from '../context.js';
import { ConformanceFailure } from '../failure.js';
import { rows } from './findings-support.js';

/** What varies between contributions to one observation. */
export type Contribution = Pick<ChainSketch, 'seenAt' | 'runId' | 'shardId' | 'fenceEpoch' | 'location'>;

/**
 * Reads an observation, and demands the join of its contributions. Of a backend that is not strict, the winner of equal
 * `seenAt` and the choice among several locations are its own affair: it must show one that was contributed, whole.
 */
export async function expectObserved(
  context: CheckContext,
  contributions: readonly ObservationRecord[],
): Promise<void> {
  const [first] = contributions;
  if (first === undefined) throw new ConformanceFailure('There is no contribution to expect.');
  const row = await context.controls.observation(first);
  const what = `The observation after contributions of ${contributions.map((of) => context.words.value(shown(of))).join(', ')}`;
  if (row === undefined)
    throw new ConformanceFailure(`${what} must be there.`, { expected: 'a row', received: 'undefined' });
  const join = observationRowOf(contributions);
  context.expectEqual(
    what,
    fieldsOf(row),
    fieldsOf(context.supports.strict === true ? join : nearest(row, contributions, join)),
  );
}

/** The row that comes nearest to this one among those that a backend may show which is not strict. */
function nearest(
  row: ObservationRecord,
  contributions: readonly ObservationRecord[],
  join: ObservationRecord,
): ObservationRecord {
  const latest = contributions.filter(({ seenAt }) => seenAt === join.seenAt);
  const { location: _, ...winner } = latest.find((of) => sameProvenance(of, row)) ?? join;
  const located = contributions.filter(({ location }) => location !== undefined);
  const { location } = located.find((of) => sameLocation(of.location, row.location)) ?? join;
  return location === undefined ? winner : { ...winner, location };
}

/**
 * Writes contributions to an observation in every order, and demands their join of each. Each order has an observation of its
 * own, so that one write takes the same step of all orders. `steps` says after how many contributions a batch ends.
 */
export async function expectJoinInEveryOrder(
  context: CheckContext,
  contributions: readonly Contribution[],
  steps: readonly number[],
): Promise<void> {
  const orders = permutations(contributions).map((order, index) => {
    const label = `${steps.join('+')}.${index + 1}`;
    const { finding, occurrence } = context.chain({ label });
    return { finding, occurrence, written: order.map((of) => context.observation(occurrence, { label, ...of })) };
  });
  const findings = orders.map(({ finding }) => finding);
  const occurrences = orders.map(({ occurrence }) => occurrence);
  let done = 0;
  for (const step of steps) {
    const observations = orders.flatMap(({ written }) => written.slice(done, done + step));
    await context.sink.write(done === 0 ? { findings, occurrences, observations } : rows({ observations }));
    done += step;
  }
  for (const { written } of orders) await expectObserved(context, written);
}

/** The fields of an observation, and nothing that a backend may add. */
function fieldsOf(row: ObservationRecord): object {
  const { tenantId, observationId, occurrenceId, policyHash, ovidHash } = row;
  return {
    tenantId,
    observationId,
    occurrenceId,
    policyHash,
    ovidHash,
    ...shown(row),
    location: locationOf(row.location),
  };
}

function shown({ seenAt, fenceEpoch, runId, shardId, location }: ObservationRecord): object {
  return { seenAt, fenceEpoch, runId, shardId, location: locationOf(location) };
}

function locationOf(location: Location | undefined): object | undefined {
  return location ? { display: location.display, url: location.url ?? undefined } : undefined;
}

function sameProvenance(a: ObservationRecord, b: ObservationRecord): boolean {
  return a.fenceEpoch === b.fenceEpoch && a.runId === b.runId && a.shardId === b.shardId;
}

function sameLocation(a: Location | undefined, b: Location | undefined): boolean {
  return a?.display === b?.display && a?.url === b?.url;
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, index) =>
    permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
  );
}
