import type { DoneLedgerRecord } from '../../records/done-ledger-record.js';
import { handMade, MAX_U32, MAX_U64 } from './ledger-support.js';

// Records that no constructor would make, written by hand.

/** One way for a record to be wrong. */
export interface InvalidRecord {
  readonly id: string;
  readonly title: string;
  readonly reason: string;
  readonly at: 'submission' | 'commit';
  /** Wrong by its type: only a strict backend has to look at what TypeScript already forbids. */
  readonly untyped?: boolean;
  /** Wrong variants of a valid record, by what is wrong with them. */
  readonly variants: (valid: DoneLedgerRecord) => Readonly<Record<string, unknown>>;
}

const BEYOND_U64 = { negative: -1n, 'beyond 64 bits': MAX_U64 + 1n };
const TIMES_AND_IDS = ['runId', 'shardId', 'fenceEpoch', 'startedAt', 'finishedAt'] as const;
const SCAN = { status: 'ScannedClean', findingsCount: 0 };

const withField = (valid: DoneLedgerRecord, fields: object) => ({ ...handMade(valid), ...fields });
const withTimes = (valid: DoneLedgerRecord, fields: object) =>
  withField(valid, { provenance: { ...valid.provenance, ...fields } });
const withErrorCode = (valid: DoneLedgerRecord, errorCode: unknown) =>
  withField(valid, { status: 'FailedPermanent', errorCode });

export const BROKEN_RULES: readonly InvalidRecord[] = [
  {
    id: 'LEDGER-INVALID-01',
    title: 'a scan with findings that has none',
    reason: 'ScannedWithFindings with findingsCount 0 must be refused, as it contradicts itself.',
    at: 'commit',
    variants: (valid) => ({ 'with 0 findings': withField(valid, { status: 'ScannedWithFindings', findingsCount: 0 }) }),
  },
  {
    id: 'LEDGER-INVALID-02',
    title: 'a clean scan with findings',
    reason: 'ScannedClean with findings must be refused, as it contradicts itself and would hide them.',
    at: 'commit',
    variants: (valid) => ({
      'with 1 finding': withField(valid, { ...SCAN, findingsCount: 1 }),
      'with 2^32-1 findings': withField(valid, { ...SCAN, findingsCount: MAX_U32 }),
    }),
  },
  {
    id: 'LEDGER-INVALID-03',
    title: 'a scan with an error code',
    reason:
      'A scanned record with an error code must be refused and not stripped of it, as its writer meant something else than it says.',
    at: 'commit',
    variants: (valid) => ({
      'clean, with an error code': withField(valid, { ...SCAN, errorCode: 'TIMEOUT' }),
      'with findings and an error code': withField(valid, {
        status: 'ScannedWithFindings',
        findingsCount: 1,
        errorCode: 'TIMEOUT',
      }),
    }),
  },
  ...(['FailedRetryable', 'FailedPermanent', 'Skipped'] as const).map((status, index): InvalidRecord => ({
    id: `LEDGER-INVALID-0${index + 4}`,
    title: `${status} without an error code`,
    reason: `A record that is ${status} must be refused without an error code, as nobody could find out later why it was not scanned.`,
    at: 'commit',
    variants: (valid) => ({ 'without an error code': withField(valid, { status }) }),
  })),
  {
    id: 'LEDGER-INVALID-07',
    title: 'finished before it started',
    reason:
      'A record with startedAt after finishedAt must be refused, compared as unsigned, as a clock that ran backwards would win or lose merges wrongly.',
    at: 'commit',
    variants: (valid) => ({
      'by one': withTimes(valid, { startedAt: 11n, finishedAt: 10n }),
      'by one above 2^53': withTimes(valid, { startedAt: 2n ** 53n + 1n, finishedAt: 2n ** 53n }),
      'across 2^63': withTimes(valid, { startedAt: 2n ** 63n, finishedAt: 2n ** 63n - 1n }),
      'from the greatest time to the smallest': withTimes(valid, { startedAt: MAX_U64, finishedAt: 0n }),
    }),
  },
];

export const OUT_OF_RANGE: readonly InvalidRecord[] = [
  {
    id: 'LEDGER-INVALID-08',
    title: 'a status that is none',
    reason: 'A status that is not one of the five names must be refused, as it has no rank and could not be merged.',
    at: 'submission',
    variants: (valid) => ({
      unknown: withField(valid, { status: 'Scanned' }),
      'in lower case': withField(valid, { status: 'scannedclean' }),
      'a property of every object': withField(valid, { status: 'toString' }),
      empty: withField(valid, { status: '' }),
    }),
  },
  {
    id: 'LEDGER-INVALID-09',
    title: 'bytesScanned out of range',
    reason:
      'bytesScanned must be refused outside 0 to 2^64-1 and not be wrapped or clamped, as it would be stored as a number nobody wrote.',
    at: 'submission',
    variants: (valid) => each(BEYOND_U64, (bytesScanned) => withField(valid, { bytesScanned })),
  },
  {
    id: 'LEDGER-INVALID-10',
    title: 'provenance out of range',
    reason:
      'Every field of the provenance must be refused outside 0 to 2^64-1 and not be wrapped, as a wrapped id names another run.',
    at: 'submission',
    variants: (valid) =>
      Object.assign(
        {},
        ...TIMES_AND_IDS.map((field) =>
          Object.fromEntries(
            Object.entries(BEYOND_U64).map(([wrong, value]) => [
              `${field} ${wrong}`,
              withTimes(valid, { [field]: value }),
            ]),
          ),
        ),
      ) as Record<string, unknown>,
  },
  {
    id: 'LEDGER-INVALID-11',
    title: 'findingsCount out of range',
    reason:
      'findingsCount must be refused unless it is an integer from 0 to 2^32-1, as it would be rounded or wrapped by a column.',
    at: 'submission',
    variants: (valid) =>
      each(
        { negative: -1, fractional: 1.5, 'beyond 32 bits': MAX_U32 + 1, NaN: Number.NaN, infinite: Infinity },
        (findingsCount) => withField(valid, { status: 'ScannedWithFindings', findingsCount }),
      ),
  },
  {
    id: 'LEDGER-INVALID-12',
    title: 'an error code that is empty or too long',
    reason:
      'An error code must be refused if it is empty, nothing but spaces, or longer than 128 bytes, and must not be cut, as a part of a code is another code.',
    at: 'submission',
    variants: (valid) =>
      each({ empty: '', 'only spaces': '   ', 'of 129 bytes': 'x'.repeat(129) }, (code) => withErrorCode(valid, code)),
  },
  {
    id: 'LEDGER-INVALID-13',
    title: 'an error code with other characters',
    reason:
      'An error code must be refused if it has any character but ASCII letters, digits, space and _ - . : /, as it goes into logs and queries as it is.',
    at: 'submission',
    variants: (valid) =>
      Object.fromEntries(
        ['é', '\n', '\t', '\u0000', ',', ';', '"', "'", '\\', '!', '@', '[', '`', '{', '\u007f', '\ud800'].map(
          (sign) => [`with ${JSON.stringify(sign)}`, withErrorCode(valid, `A${sign}B`)],
        ),
      ),
  },
];

export const WRONG_TYPES: readonly InvalidRecord[] = [
  {
    id: 'LEDGER-INVALID-14',
    title: 'a number where a bigint belongs',
    reason: 'A strict backend must refuse a number in a 64-bit field, as it may have been rounded before it came.',
    at: 'submission',
    untyped: true,
    variants: (valid) => ({
      bytesScanned: withField(valid, { bytesScanned: 5 }),
      ...Object.fromEntries(TIMES_AND_IDS.map((field) => [field, withTimes(valid, { [field]: 5 })])),
    }),
  },
  {
    id: 'LEDGER-INVALID-15',
    title: 'fields of other types',
    reason:
      'A strict backend must refuse a field of another type and not convert it, as what looks alike need not be meant alike.',
    at: 'submission',
    untyped: true,
    variants: (valid) => ({
      'bytesScanned as text': withField(valid, { bytesScanned: '5' }),
      'findingsCount as a bigint': withField(valid, { findingsCount: 0n }),
      'findingsCount as text': withField(valid, { findingsCount: '0' }),
      'findingsCount left out': withField(valid, { findingsCount: undefined }),
      'the status as its rank': withField(valid, { status: 10 }),
      'the error code as a number': withErrorCode(valid, 5),
      'the error code as null': withField(valid, { errorCode: null }),
    }),
  },
  {
    id: 'LEDGER-INVALID-16',
    title: 'parts that are missing',
    reason:
      'A strict backend must refuse a batch with something that is no record, or a record without its key or provenance, and store nothing of it.',
    at: 'submission',
    untyped: true,
    variants: (valid) => ({
      null: null,
      undefined: undefined,
      'a number': 7,
      'an empty object': {},
      'without a key': withField(valid, { key: undefined }),
      'without a provenance': withField(valid, { provenance: undefined }),
      'without a run id': withTimes(valid, { runId: undefined }),
    }),
  },
  {
    id: 'LEDGER-INVALID-17',
    title: 'malformed identities',
    reason:
      'A strict backend must refuse an identity that is not 64 lower-case hex digits, as the same bytes spelt in two ways would be two rows.',
    at: 'submission',
    untyped: true,
    variants: (valid) => {
      const { ovidHash } = valid.key;
      const wrong = {
        empty: '',
        short: ovidHash.slice(2),
        long: `${ovidHash}00`,
        'no hex': 'g'.repeat(64),
        'upper case': 'AB'.repeat(32),
        'no text': 7,
      };
      return Object.assign(
        {},
        ...(['tenantId', 'policyHash', 'ovidHash'] as const).map((field) =>
          Object.fromEntries(
            Object.entries(wrong).map(([how, value]) => [
              `${field} ${how}`,
              withField(valid, { key: { ...valid.key, [field]: value } }),
            ]),
          ),
        ),
      ) as Record<string, unknown>;
    },
  },
];

function each<T>(wrong: Readonly<Record<string, T>>, make: (value: T) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(wrong).map(([how, value]) => [how, make(value)]));
}
