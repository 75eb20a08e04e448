import type { FindingsUpsertBatch } from '../../records/findings-batch.js';
import { ObservationRecord } from '../../records/observation-record.js';
import { OccurrenceRecord } from '../../records/occurrence-record.js';
import type { FindingsCommitReceipt } from '../../store/contracts.js';
import type { PersistenceInputErrorCode } from '../../values/input-error.js';
import type { TenantId } from '../../values/identities.js';
import type { Chain, CheckContext } from '../context.js';
import { ConformanceFailure } from '../failure.js';
import type { WriteOutcome } from '../traced.js';
import type { ConformanceCheck } from '../types.js';

/** What one of the sink's checks says of itself; most are MUST and need nothing. */
export type FindingsCheck = Omit<ConformanceCheck, 'contract' | 'level' | 'needs'> &
  Partial<Pick<ConformanceCheck, 'level' | 'needs'>>;

/** Checks of the findings sink. */
export function findingsChecks(checks: readonly FindingsCheck[]): readonly ConformanceCheck[] {
  return checks.map((check) => ({ level: 'MUST', needs: [], ...check, contract: 'findings' }));
}

/** `FINDINGS-PARENT` and 3 make `FINDINGS-PARENT-03`. Ids are stable: tables grow at their end only. */
export function numbered(family: string, number: number): string {
  return `${family}-${String(number).padStart(2, '0')}`;
}

/** A batch with these rows and no others. */
export function rows(layers: Partial<FindingsUpsertBatch>): FindingsUpsertBatch {
  return { findings: [], occurrences: [], observations: [], ...layers };
}

/** Several batches as one. */
export function together(...batches: readonly FindingsUpsertBatch[]): FindingsUpsertBatch {
  return {
    findings: batches.flatMap(({ findings }) => findings),
    occurrences: batches.flatMap(({ occurrences }) => occurrences),
    observations: batches.flatMap(({ observations }) => observations),
  };
}

/** Demands the counts of a receipt; what else a backend puts into it is its own affair. */
export function expectReceipt(
  context: CheckContext,
  what: string,
  { findingCount, occurrenceCount, observationCount }: FindingsCommitReceipt,
  expected: readonly [findings: number, occurrences: number, observations: number],
): void {
  const [findings, occurrences, observations] = expected;
  context.expectEqual(
    what,
    { findingCount, occurrenceCount, observationCount },
    { findingCount: findings, occurrenceCount: occurrences, observationCount: observations },
  );
}

/** Demands that a batch be accepted, and says what it would show. */
export async function expectAccepted(context: CheckContext, what: string, batch: FindingsUpsertBatch): Promise<void> {
  const outcome = await context.sink.attempt(batch);
  if ('receipt' in outcome) return;
  throw new ConformanceFailure(`${what} must be accepted.`, {
    expected: 'a receipt',
    received: `${context.words.error(outcome.refusal)} at ${outcome.at}`,
  });
}

/** Demands a refusal for a malformed batch; of a strict backend `BatchValidation` at submission, with this cause. */
export function expectInvalid(
  context: CheckContext,
  what: string,
  outcome: WriteOutcome<object>,
  code: PersistenceInputErrorCode,
): void {
  context.expectRefused(what, outcome, 'BatchValidation', 'submission');
  if (context.supports.strict !== true || 'receipt' in outcome) return;
  const { cause } = outcome.refusal as { readonly cause?: { readonly code?: unknown } };
  context.expectEqual(`The code of the cause of the refusal. ${what}: it`, cause?.code, code);
}

/** The children of another tenant's rows, said to be this tenant's: their ids are derived without the tenant. */
export function claimedBy(tenantId: TenantId, { occurrence, observation }: Chain): FindingsUpsertBatch {
  return rows({
    occurrences: [OccurrenceRecord.create({ ...occurrence, tenantId })],
    observations: [ObservationRecord.create({ ...observation, tenantId })],
  });
}

/**
 * Writes batches at the same time, each once `between` is done, if that is given. A backend that is not strict may refuse some,
 * as databases do that would otherwise have to wait; what it refuses is written again, alone, and then it must succeed.
 */
export async function writeAtOnce(
  context: CheckContext,
  batches: readonly FindingsUpsertBatch[],
  between?: () => Promise<void>,
): Promise<readonly FindingsCommitReceipt[]> {
  const attempts = Promise.all(batches.map((batch) => context.sink.attempt(batch)));
  attempts.catch(() => undefined); // they are awaited below, and may fail before
  await between?.();
  const receipts: FindingsCommitReceipt[] = [];
  for (const [index, outcome] of (await attempts).entries()) {
    if (!('receipt' in outcome) && context.supports.strict === true) {
      throw new ConformanceFailure(
        'A valid write must not be refused for others in flight, as the backend claims to be strict.',
        {
          expected: 'a receipt',
          received: context.words.error(outcome.refusal),
        },
      );
    }
    receipts.push(
      'receipt' in outcome ? outcome.receipt : await context.sink.write(batches[index] as FindingsUpsertBatch),
    );
  }
  return receipts;
}
