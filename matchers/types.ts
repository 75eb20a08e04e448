import type { DoneLedgerErrorCode } from '../src/records/done-ledger-error-code.js';
import type { DoneLedgerKey, DoneLedgerRecord } from '../src/records/done-ledger-record.js';
import type { DoneLedgerStatus } from '../src/records/done-ledger-status.js';
import type { FindingRecord } from '../src/records/finding-record.js';
import type { ObservationRecord } from '../src/records/observation-record.js';
import type { OccurrenceRecord } from '../src/records/occurrence-record.js';
import type { GossipOracle } from '../src/oracle/oracle.js';
import type { SimEventKind } from '../src/sim/operations.js';
import type { InMemoryPersistenceErrorCode } from '../src/store/errors.js';
import type { PersistenceInputErrorCode } from '../src/values/input-error.js';
import type { NormHash, SecretHash, TenantSecretKey } from '../src/values/secrets.js';
import type { ToConformOptions } from './to-conform.js';

/** What a runner's asymmetric matchers (`expect.any(Number)`) are typed as, in one way or another. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- runners type them as any, too
type Asymmetric = { asymmetricMatch(other: any): boolean };

/**
 * A value, an asymmetric matcher in its place, or a part of it. Branded numbers and error codes may be plain ones: what is
 * expected need not come from a constructor.
 */
type Expected<T> =
  | Asymmetric
  | (T extends bigint
      ? bigint
      : T extends DoneLedgerErrorCode
        ? string
        : T extends number | string | SecretHash | undefined
          ? T
          : { readonly [Field in keyof T]?: Expected<T[Field]> });

/** A part of a row. `undefined` is expected only of a field that rows may lack. */
type Partially<Row> = {
  readonly [Field in keyof Row]?: Expected<Row[Field]> | (undefined extends Row[Field] ? undefined : never);
};

/**
 * Counts of durable rows; name at least one. A store of your own adds what its `durableCounts()` has:
 * `declare module 'gossip-inmemory/vitest' { interface ExpectedCounts { readonly checkpoints?: number } }`.
 */
export interface ExpectedCounts {
  readonly records?: number | Asymmetric;
  readonly findings?: number | Asymmetric;
  readonly occurrences?: number | Asymmetric;
  readonly observations?: number | Asymmetric;
}

/** A code of ours, or that of a `StoreRefusal`. */
export type ExpectedCode = InMemoryPersistenceErrorCode | PersistenceInputErrorCode | (string & {});

/**
 * The matchers that judge at once (specification 2-api, "Matchers"). What you add to this interface, as to
 * {@link ExpectedCounts}, is on every `expect` that has ours: `interface SyncGossipMatchers<R = void> { toHaveX(x: X): R }`.
 */
export interface SyncGossipMatchers<R = void> {
  /** On a ledger, a sink or a probe: the named durable rows are exactly so many. */
  toHaveDurableCounts(counts: ExpectedCounts): R;
  /** On a ledger: a durable row has this key, or matches this part of a record. */
  toHaveDurableRecord(record: Partially<DoneLedgerRecord> | Partial<DoneLedgerKey>): R;
  /** On a sink: a durable finding matches. */
  toHaveDurableFinding(finding: Partially<FindingRecord>): R;
  /** On a sink: a durable occurrence matches. */
  toHaveDurableOccurrence(occurrence: Partially<OccurrenceRecord>): R;
  /** On a sink: a durable observation matches. */
  toHaveDurableObservation(observation: Partially<ObservationRecord>): R;
  /** On a store or a `withDelayedWrites` scope: so many writes are pending, or these; without an argument, some. */
  toHavePendingWrites(expected?: number | readonly (bigint | number)[]): R;
  /** On a ledger, a sink, or `{ ledger, sink }`: durable state and answers are what the oracle works out. */
  toConvergeWithOracle(oracle?: GossipOracle): R;
  /** On a ledger or a sink: the other store has the same durable rows. */
  toConvergeWith(otherStore: object): R;
  /** On a record or a status: merging the other one in changes nothing. */
  toDominate(other: DoneLedgerRecord | DoneLedgerStatus): R;
  /** On the report of a simulation, a scenario, a replay or a sweep: nothing was violated. */
  toHoldInvariants(): R;
  /** On such a report: its runs came to each of these kinds of event; without any, to all that they can come to. */
  toReachEvents(...kinds: readonly SimEventKind[]): R;
  /** On any value: no form of the secret's bytes shows. */
  toBeRedacted(secret: TenantSecretKey | NormHash | SecretHash | Uint8Array): R;
}

/** The matchers that wait. Await them: a test that ends before they have settled fails. */
export interface AsyncGossipMatchers {
  /** On a commit handle: the write becomes durable, with this receipt if one is given. */
  toBeDurable(receipt?: object): Promise<void>;
  /** On a commit handle: the write fails with a persistence error of this code. */
  toFailCommit(code: ExpectedCode): Promise<void>;
  /** On a backend `{ doneLedger, findings }`: no conformance check fails. */
  toConform(options?: ToConformOptions): Promise<void>;
  /** On a promise: it rejects with a persistence or input error of this code. */
  toRejectWithCode(code: ExpectedCode): Promise<void>;
}
