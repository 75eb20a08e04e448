import { brand, hasBrand } from './brand.js';

const INPUT_ERROR = Symbol.for('gossip-inmemory.PersistenceInputError');

/** Stable codes of {@link PersistenceInputError}. */
export type PersistenceInputErrorCode =
  | 'Empty'
  | 'TooLarge'
  | 'InvalidByte'
  | 'ZeroSpanLength'
  | 'ObservationIdMismatch'
  | 'InconsistentFindingsCount'
  | 'MissingErrorCode'
  | 'UnexpectedErrorCode'
  | 'OrphanedReference'
  | 'InconsistentTenant'
  | 'ProvenanceOrdering'
  | 'KeyMismatch'
  | 'InvalidType'
  | 'OutOfRange'
  | 'InvalidHex'
  | 'IdMismatch';

/** What an input error knows beyond its code: where it happened, and the numbers. */
export interface PersistenceInputErrorDetail {
  /** Path of the offending field as the caller wrote it, for example `records[3].provenance.runId`. */
  readonly field: string;
  /** What was wanted: a type, a canonical id, a tenant. */
  readonly expected?: string;
  /** What came: the kind of value (never the value of anything sensitive), an id, a tenant. */
  readonly received?: string;
  /** Smallest value or size that is accepted. */
  readonly min?: bigint | number;
  /** Largest value or size that is accepted. */
  readonly max?: bigint | number;
  /** The value or size that came. */
  readonly actual?: bigint | number;
  /** Where in the string or byte sequence the error sits, counted from 0. */
  readonly index?: number;
}

/**
 * A value that the contract does not allow (specification 1-semantics, section 2). `code` says which rule it
 * breaks, `field` where; the other properties carry the numbers that rule is about.
 */
export class PersistenceInputError extends Error implements PersistenceInputErrorDetail {
  readonly code: PersistenceInputErrorCode;
  readonly field: string;
  declare readonly expected?: string;
  declare readonly received?: string;
  declare readonly min?: bigint | number;
  declare readonly max?: bigint | number;
  declare readonly actual?: bigint | number;
  declare readonly index?: number;

  constructor(
    code: PersistenceInputErrorCode,
    detail: PersistenceInputErrorDetail,
    sentence: string,
    options?: ErrorOptions,
  ) {
    super(`${detail.field}: ${sentence}`, options);
    this.code = code;
    this.field = detail.field;
    Object.assign(this, detail);
    brand(this, INPUT_ERROR);
  }

  /** Recognises input errors of every copy of this package that is loaded. */
  static is(value: unknown): value is PersistenceInputError {
    return hasBrand(value, INPUT_ERROR);
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return PersistenceInputError.is(value);
  }

  static {
    Object.defineProperty(this.prototype, 'name', {
      value: 'PersistenceInputError',
      configurable: true,
      writable: true,
    });
  }
}
