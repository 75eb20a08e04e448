import { utf8Text } from '../values/check.js';
import { PersistenceInputError } from '../values/input-error.js';

declare const errorCode: unique symbol;

/** Why a scan failed or was skipped: 1 to 128 ASCII letters, digits, spaces and `_ - . : /`, not only spaces. */
export type DoneLedgerErrorCode = string & { readonly [errorCode]: true };

export const DoneLedgerErrorCode = Object.freeze({
  /** Checks an error code. Throws `InvalidType`, `Empty`, `TooLarge` or `InvalidByte`. */
  of: (text: string): DoneLedgerErrorCode => readErrorCode('errorCode', text),
});

/** Reads an error code. */
export function readErrorCode(field: string, value: unknown): DoneLedgerErrorCode {
  const text = utf8Text(field, value, 1, 128);
  const index = text.search(/[^A-Za-z0-9 _\-.:/]/);
  if (index >= 0) {
    throw new PersistenceInputError(
      'InvalidByte',
      { field, index },
      `character ${index} is none of A-Z a-z 0-9 space _ - . : /`,
    );
  }
  if (/^ +$/.test(text)) {
    throw new PersistenceInputError('Empty', { field, actual: text.length }, 'must not consist of spaces only');
  }
  return text as DoneLedgerErrorCode;
}
