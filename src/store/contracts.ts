import type { DoneLedgerRecord } from '../records/done-ledger-record.js';
import type { FindingsUpsertBatch } from '../records/findings-batch.js';
import type { OvidHash, PolicyHash, TenantId } from '../values/identities.js';
import { readSignal } from './control-arguments.js';
import { UnknownOperation } from './errors.js';

/** A write that was accepted. Acceptance is not durability: only the receipt is (specification 1-semantics, section 3). */
export interface CommitHandle<Receipt> {
  /**
   * Resolves with the receipt once the write is durable, rejects once it has failed. Single use. Aborting `signal`
   * rejects with its reason and leaves the write alone.
   */
  wait(options?: WaitOptions): Promise<Receipt>;
}

export interface WaitOptions {
  readonly signal?: AbortSignal | undefined;
}

/** What a durable ledger write counts, on the batch folded to one record per key. */
export interface DoneLedgerCommitReceipt {
  /** Distinct keys. */
  readonly recordCount: number;
  /** Those with a scanned status. */
  readonly scannedCount: number;
  /** Sum of `findingsCount` over all of them. */
  readonly findingsCount: number;
}

/** What a durable findings write counts: distinct rows of the batch per layer, the same on a replay. */
export interface FindingsCommitReceipt {
  readonly findingCount: number;
  readonly occurrenceCount: number;
  readonly observationCount: number;
}

/** Was this object version scanned under this policy? */
export interface DoneLedger {
  /** Positional: one answer per hash asked for, `undefined` where there is no durable row. */
  batchGet(
    tenantId: TenantId,
    policyHash: PolicyHash,
    ovidHashes: readonly OvidHash[],
  ): Promise<ReadonlyArray<DoneLedgerRecord | undefined>>;
  /** Merges records into the ledger, all or none. */
  batchUpsert(records: readonly DoneLedgerRecord[]): Promise<CommitHandle<DoneLedgerCommitReceipt>>;
  /** The hashes of rows with a terminal status, each once. */
  listDoneHashes?(tenantId: TenantId, policyHash: PolicyHash): Promise<readonly OvidHash[]>;
}

/** Where findings, their occurrences and the observations of these go. */
export interface FindingsSink {
  /** Writes three layers of rows of one tenant, all or none. */
  upsertBatch(batch: FindingsUpsertBatch): Promise<CommitHandle<FindingsCommitReceipt>>;
}

/** Durable rows per layer. */
export interface DurableFindingsCounts {
  readonly findings: number;
  readonly occurrences: number;
  readonly observations: number;
}

/** Lets a conformance run count what a sink has stored. */
export interface FindingsConformanceProbe {
  durableCounts(): DurableFindingsCounts | Promise<DurableFindingsCounts>;
}

/** Handles for synchronous backends, whose writes have finished by the time they are accepted. */
export const ReadyCommitHandle = Object.freeze({
  /** A handle whose first wait resolves with `receipt`. */
  ok: <Receipt>(receipt: Receipt): CommitHandle<Receipt> => readyHandle(() => Promise.resolve(receipt)),
  /** A handle whose first wait rejects with `error`. */
  err: <Receipt = never>(error: unknown): CommitHandle<Receipt> => readyHandle(() => Promise.reject(error as Error)),
  /** A handle for the outcome in `result`. */
  fromResult: <Receipt>(
    result: { readonly ok: true; readonly receipt: Receipt } | { readonly ok: false; readonly error: unknown },
  ): CommitHandle<Receipt> =>
    result.ok ? ReadyCommitHandle.ok(result.receipt) : ReadyCommitHandle.err<Receipt>(result.error),
});

function readyHandle<Receipt>(outcome: () => Promise<Receipt>): CommitHandle<Receipt> {
  let taken = false;
  return {
    wait(options = {}) {
      try {
        const signal = readSignal(options);
        if (taken) throw new UnknownOperation({ store: 'ready handle' });
        if (signal?.aborted === true) throw signal.reason;
        taken = true;
        return outcome();
      } catch (error) {
        return Promise.reject(error);
      }
    },
  };
}
