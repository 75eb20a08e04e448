import { brand, hasBrand } from '../values/brand.js';
import type { FindingId, ObservationId, OccurrenceId, TenantId } from '../values/identities.js';
import { PersistenceInputError } from '../values/input-error.js';
import { shortId } from '../values/public-id.js';
import type { PendingWriteId } from './pending-write-id.js';

const PERSISTENCE_ERROR = Symbol.for('gossip-inmemory.InMemoryPersistenceError');

/** Stable codes of {@link InMemoryPersistenceError}. */
export type InMemoryPersistenceErrorCode =
  | 'InjectedSubmissionFailure'
  | 'InjectedCommitFailure'
  | 'AckLost'
  | 'StoreCrashed'
  | 'Poisoned'
  | 'UnknownOperation'
  | 'MissingFinding'
  | 'MissingOccurrence'
  | 'FindingConflict'
  | 'OccurrenceConflict'
  | 'ObservationConflict'
  | 'BatchValidation';

/** Where an error arose: in which store, and in which of its writes if there is one. */
export interface ErrorOrigin {
  /** `'done-ledger'`, `'findings'`, or the kind of a user's own store. */
  readonly store: string;
  readonly operationId?: PendingWriteId | undefined;
}

/**
 * What a store answers when it does not do what it was asked (specification 1-semantics, section 7). Each code has a
 * subclass of its own, so `switch (error.code)` and `instanceof` both work, across copies of the package too.
 */
export abstract class InMemoryPersistenceError extends Error implements ErrorOrigin {
  /** Stable, made to be asserted. One of {@link InMemoryPersistenceErrorCode}, or what a {@link StoreRefusal} brings. */
  abstract readonly code: string;
  readonly store: string;
  /** The write that failed; absent where no write was accepted. */
  declare readonly operationId?: PendingWriteId;

  protected constructor(origin: ErrorOrigin, sentence: string, options?: ErrorOptions) {
    super(messageOf(origin, sentence), options);
    this.store = origin.store;
    if (origin.operationId !== undefined) this.operationId = origin.operationId;
    brand(this, PERSISTENCE_ERROR);
    Object.defineProperty(this, 'name', { value: new.target.name, configurable: true, writable: true });
  }

  /** Recognises the errors of every copy of this package that is loaded. */
  static is(value: unknown): value is InMemoryPersistenceError {
    return hasBrand(value, PERSISTENCE_ERROR);
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this === InMemoryPersistenceError) return InMemoryPersistenceError.is(value);
    if (!CODED.has(this)) return Function.prototype[Symbol.hasInstance].call(this, value);
    return InMemoryPersistenceError.is(value) && value.code === this.name && value.name === this.name;
  }
}

/** `failNextSubmissions` struck: nothing was accepted. */
export class InjectedSubmissionFailure extends InMemoryPersistenceError {
  readonly code = 'InjectedSubmissionFailure';
  constructor(origin: ErrorOrigin) {
    super(origin, 'the submission failed, as failNextSubmissions() asked. Nothing was stored; submit it again.');
  }
}

/** `failNextCommits` struck: durable state is as it was. */
export class InjectedCommitFailure extends InMemoryPersistenceError {
  readonly code = 'InjectedCommitFailure';
  constructor(origin: ErrorOrigin) {
    super(origin, 'the commit failed, as failNextCommits() asked. Nothing was stored; submit it again.');
  }
}

/** `loseNextAcks` struck: the write is durable, but its caller cannot know. */
export class AckLost extends InMemoryPersistenceError {
  readonly code = 'AckLost';
  constructor(origin: ErrorOrigin) {
    super(
      origin,
      'the acknowledgement was lost, as loseNextAcks() asked. It may be durable; submit it again, which is safe.',
    );
  }
}

/** The store crashed before the write's outcome was handed out; what was applied is durable, the caller cannot know. */
export class StoreCrashed extends InMemoryPersistenceError {
  readonly code = 'StoreCrashed';
  constructor(origin: ErrorOrigin) {
    super(origin, 'the store crashed before it was acknowledged. It may be durable; submit it again, which is safe.');
  }
}

/** An unexpected error in a backend's `apply`, the `cause`: the store refuses everything until `clearPoison()`. */
export class Poisoned extends InMemoryPersistenceError {
  readonly code = 'Poisoned';
  constructor(origin: ErrorOrigin, cause: unknown) {
    super(
      origin,
      'the store is poisoned by an unexpected error in apply, its cause. Mend that, or call clearPoison().',
      { cause },
    );
  }
}

/** A handle that was waited for already, or is being waited for. */
export class UnknownOperation extends InMemoryPersistenceError {
  readonly code = 'UnknownOperation';
  constructor(origin: ErrorOrigin) {
    super(
      origin,
      'its outcome has been handed out, or promised to another wait(). Wait for a handle once and keep the receipt.',
    );
  }
}

/** What a row is, in the words of an error. */
interface RowOrigin extends ErrorOrigin {
  readonly tenantId: TenantId;
}

/** An occurrence whose finding is neither durable nor in the batch. */
export class MissingFinding extends InMemoryPersistenceError {
  readonly code = 'MissingFinding';
  readonly tenantId: TenantId;
  readonly occurrenceId: OccurrenceId;
  readonly findingId: FindingId;
  constructor(origin: RowOrigin & { readonly occurrenceId: OccurrenceId; readonly findingId: FindingId }) {
    const { tenantId, occurrenceId, findingId } = origin;
    super(
      origin,
      `${shortId('OccurrenceId', occurrenceId)} belongs to ${shortId('FindingId', findingId)}, which ` +
        `${shortId('TenantId', tenantId)} has neither durable nor in this batch. Write the finding first, or with it.`,
    );
    this.tenantId = tenantId;
    this.occurrenceId = occurrenceId;
    this.findingId = findingId;
  }
}

/** An observation whose occurrence is neither durable nor in the batch. */
export class MissingOccurrence extends InMemoryPersistenceError {
  readonly code = 'MissingOccurrence';
  readonly tenantId: TenantId;
  readonly observationId: ObservationId;
  readonly occurrenceId: OccurrenceId;
  constructor(origin: RowOrigin & { readonly observationId: ObservationId; readonly occurrenceId: OccurrenceId }) {
    const { tenantId, observationId, occurrenceId } = origin;
    super(
      origin,
      `${shortId('ObservationId', observationId)} belongs to ${shortId('OccurrenceId', occurrenceId)}, which ` +
        `${shortId('TenantId', tenantId)} has neither durable nor in this batch. Write the occurrence first, or with it.`,
    );
    this.tenantId = tenantId;
    this.observationId = observationId;
    this.occurrenceId = occurrenceId;
  }
}

/** Two findings of one id that say different things. */
export class FindingConflict extends InMemoryPersistenceError {
  readonly code = 'FindingConflict';
  readonly tenantId: TenantId;
  readonly findingId: FindingId;
  constructor(origin: RowOrigin & { readonly findingId: FindingId }) {
    super(origin, conflict(shortId('FindingId', origin.findingId), origin.tenantId));
    this.tenantId = origin.tenantId;
    this.findingId = origin.findingId;
  }
}

/** Two occurrences of one id that say different things. */
export class OccurrenceConflict extends InMemoryPersistenceError {
  readonly code = 'OccurrenceConflict';
  readonly tenantId: TenantId;
  readonly occurrenceId: OccurrenceId;
  constructor(origin: RowOrigin & { readonly occurrenceId: OccurrenceId }) {
    super(origin, conflict(shortId('OccurrenceId', origin.occurrenceId), origin.tenantId));
    this.tenantId = origin.tenantId;
    this.occurrenceId = origin.occurrenceId;
  }
}

/** Two observations of one id whose identity fields differ. */
export class ObservationConflict extends InMemoryPersistenceError {
  readonly code = 'ObservationConflict';
  readonly tenantId: TenantId;
  readonly observationId: ObservationId;
  constructor(origin: RowOrigin & { readonly observationId: ObservationId }) {
    super(origin, conflict(shortId('ObservationId', origin.observationId), origin.tenantId));
    this.tenantId = origin.tenantId;
    this.observationId = origin.observationId;
  }
}

/** A batch that holds something the contract does not allow, the `cause`; none of it was stored. */
export class BatchValidation extends InMemoryPersistenceError {
  readonly code = 'BatchValidation';
  declare readonly cause: PersistenceInputError;
  constructor(origin: ErrorOrigin, cause: PersistenceInputError) {
    super(origin, `the batch is refused. ${cause.message}`, { cause });
  }
}

/**
 * How a user's own `StoreBackend` refuses a payload: thrown in `prepare` or `apply` it becomes the write's outcome, where
 * any other error poisons the store. The store adds its own name and the write's number.
 */
export class StoreRefusal extends InMemoryPersistenceError {
  readonly code: string;
  readonly #sentence: string;

  constructor(code: string, sentence: string, options?: ErrorOptions) {
    super({ store: 'store' }, sentence, options);
    this.code = code;
    this.#sentence = sentence;
  }

  /** @internal Says where the refusal arose. */
  static locate(refusal: StoreRefusal, origin: ErrorOrigin): void {
    if (!(#sentence in refusal) || Object.isFrozen(refusal)) return; // another copy's, or frozen: it stays as it is
    const { store, operationId } = origin; // an operation knows more than an error should show
    Object.assign(refusal, { store, message: messageOf(origin, refusal.#sentence) });
    if (operationId !== undefined) Object.assign(refusal, { operationId });
  }
}

/** @internal The form in which a backend's error reaches the caller; `undefined` if it is none of ours. */
export function asOwnError(error: unknown, origin: ErrorOrigin): InMemoryPersistenceError | undefined {
  if (PersistenceInputError.is(error)) return new BatchValidation(origin, error);
  if (!InMemoryPersistenceError.is(error)) return undefined;
  if (error instanceof StoreRefusal) StoreRefusal.locate(error, origin);
  return error;
}

function messageOf({ store, operationId }: ErrorOrigin, sentence: string): string {
  return `${store}${operationId === undefined ? '' : ` write #${operationId}`}: ${sentence}`;
}

function conflict(row: string, tenantId: TenantId): string {
  return (
    `${row} of ${shortId('TenantId', tenantId)} exists with other content, and is immutable. ` +
    'One of the two was derived or copied wrongly; compare them.'
  );
}

const CODED: ReadonlySet<unknown> = new Set([
  InjectedSubmissionFailure,
  InjectedCommitFailure,
  AckLost,
  StoreCrashed,
  Poisoned,
  UnknownOperation,
  MissingFinding,
  MissingOccurrence,
  FindingConflict,
  OccurrenceConflict,
  ObservationConflict,
  BatchValidation,
]);
