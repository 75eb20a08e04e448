import { abbreviate } from '../values/public-id.js';
import { PersistenceInputError } from '../values/input-error.js';

/** Refuses an id that is not the one derived from the fields beside it. */
export function checkDerivedId(
  code: 'IdMismatch' | 'ObservationIdMismatch',
  field: string,
  expected: string,
  received: string,
): void {
  if (expected === received) return;
  throw new PersistenceInputError(
    code,
    { field, expected, received },
    `is not the id derived from the record's fields: expected ${abbreviate(expected)}, received ${abbreviate(received)}`,
  );
}
